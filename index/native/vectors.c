/* Vectors of eight bits against one. */
#include "arguments.h"

enum { vectors_in, query_in, out_in };

/* More dimensions than any model has. */
enum { MOST_DIMENSIONS = 1 << 14 };

static int32_t dot_product(const int8_t *vector, const int16_t *query, int64_t dimensions)
{
    int32_t sum = 0;
    for (int64_t at = 0; at < dimensions; at++)
        sum += vector[at] * query[at];
    return sum;
}

LOOP(dot_products)
{
    (void)module;
    Arguments a;
    if (!read_arguments(&a, "b i I", given, count))
        return NULL;
    int16_t query[MOST_DIMENSIONS];
    int64_t dimensions = LENGTH(a, query_in), vectors = LENGTH(a, out_in);
    if (!dimensions || dimensions > MOST_DIMENSIONS || LENGTH(a, vectors_in) != dimensions * vectors)
        return misused(&a, "arrays differ in length");
    for (int64_t at = 0; at < dimensions; at++) {
        int32_t item = ITEMS(a, query_in, int32_t)[at];
        if (item < -127 || item > 127)
            return misused(&a, "an item of the query has more than eight bits");
        query[at] = (int16_t)item;
    }
    const int8_t *each = ITEMS(a, vectors_in, int8_t);
    int32_t *out = ITEMS(a, out_in, int32_t);
    int stopped = 0;
    Py_BEGIN_ALLOW_THREADS
    for (int64_t at = 0; at < vectors && !(stopped = late(at * dimensions)); at++, each += dimensions)
        out[at] = dot_product(each, query, dimensions);
    Py_END_ALLOW_THREADS
    return stopped ? damaged(&a, OUT_OF_TIME) : answer_none(&a);
}
