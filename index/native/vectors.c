/* Vectors of eight bits against one. */
#include "arguments.h"

/* More dimensions than any model has. */
enum { MOST_DIMENSIONS = 1 << 14 };

static inline int32_t sum_of_products(const int8_t *vector, const int16_t *query, int64_t dimensions)
{
    int32_t sum = 0;
    for (int64_t at = 0; at < dimensions; at++)
        sum += vector[at] * query[at];
    return sum;
}

typedef int32_t DotProduct(const int8_t *vector, const int16_t *query, int64_t dimensions);

static int32_t dot_product(const int8_t *vector, const int16_t *query, int64_t dimensions)
{
    return sum_of_products(vector, query, dimensions);
}

#if defined(__x86_64__) && defined(__GNUC__)
/* The same for processors with registers of 256 bits, in two thirds of the time. */
__attribute__((target("avx2"))) static int32_t wide_dot_product(const int8_t *vector, const int16_t *query, int64_t dimensions)
{
    return sum_of_products(vector, query, dimensions);
}

static DotProduct *quickest(void)
{
    return __builtin_cpu_supports("avx2") ? wide_dot_product : dot_product;
}
#else
static DotProduct *quickest(void)
{
    return dot_product;
}
#endif

LOOP(highest_products)
{
    enum { vectors_in, query_in, scale_in, rows_in, scales_in, starts_in, out_in };
    /* So many rows ahead, a row may be anywhere in memory. */
    enum { AHEAD = 8 };
    (void)module;
    Arguments a;
    if (!read_arguments(&a, "b i r u f u F", given, count))
        return NULL;
    int16_t query[MOST_DIMENSIONS];
    int64_t dimensions = LENGTH(a, query_in), rows = LENGTH(a, rows_in), articles = LENGTH(a, out_in);
    if (!dimensions || dimensions > MOST_DIMENSIONS || LENGTH(a, vectors_in) % dimensions || LENGTH(a, starts_in) != articles + 1)
        return misused(&a, "arrays differ in length");
    for (int64_t at = 0; at < dimensions; at++) {
        int32_t item = ITEMS(a, query_in, int32_t)[at];
        if (item < -127 || item > 127)
            return misused(&a, "an item of the query has more than eight bits");
        query[at] = (int16_t)item;
    }
    const int8_t *vectors = ITEMS(a, vectors_in, int8_t);
    const uint32_t *row = ITEMS(a, rows_in, uint32_t), *starts = ITEMS(a, starts_in, uint32_t);
    const float *scales = ITEMS(a, scales_in, float);
    int64_t bound = LENGTH(a, vectors_in) / dimensions;
    double scale = a.of[scale_in].real;
    float *out = ITEMS(a, out_in, float);
    if (LENGTH(a, scales_in) != bound)
        return damaged(&a, "not every vector has a scale");
    const char *stopped = NULL;
    DotProduct *product_of = quickest();
    Py_BEGIN_ALLOW_THREADS
    for (int64_t article = 0; article < articles && !stopped; article++) {
        double highest = -1;
        if (late(article))
            stopped = OUT_OF_TIME;
        else if (starts[article] > starts[article + 1] || starts[article + 1] > rows)
            stopped = "an article's vectors are not there";
        for (int64_t at = starts[article]; !stopped && at < starts[article + 1]; at++) {
            if (row[at] >= bound) {
                stopped = "a vector is not there";
                break;
            }
            double product = product_of(vectors + row[at] * dimensions, query, dimensions) * (double)scales[row[at]] * scale;
            highest = product > highest ? product : highest;
            if (at + AHEAD < rows)
                for (int64_t byte = 0; byte < dimensions; byte += 64)
                    PREFETCH(vectors + row[at + AHEAD] * dimensions + byte);
        }
        out[article] = (float)highest;
    }
    Py_END_ALLOW_THREADS
    return stopped ? damaged(&a, stopped) : answer_none(&a);
}
