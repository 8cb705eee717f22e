/* Where concepts stand in some articles; ascending numbers, each once. */
#include "packed_positions.h"

static const char OUT_OF_RANGE[] = "the positions of a posting are out of range";

LOOP(locate)
{
    (void)module;
    Arguments a;
    enum { docs_in, firsts_in, lasts_in, wanted_in, rows_in };
    if (!read_arguments(&a, "u q q q Q3", given, count))
        return NULL;
    const uint32_t *docs = ITEMS(a, docs_in, uint32_t);
    const int64_t *firsts = ITEMS(a, firsts_in, int64_t), *lasts = ITEMS(a, lasts_in, int64_t);
    const int64_t *wanted = ITEMS(a, wanted_in, int64_t);
    int64_t(*rows)[3] = (int64_t(*)[3])a.of[rows_in].items;
    int64_t concepts = LENGTH(a, firsts_in), articles = LENGTH(a, wanted_in), found = 0, steps = 0;
    if (LENGTH(a, lasts_in) != concepts || (articles && concepts > a.of[rows_in].rows / articles))
        return misused(&a, "the results have no room, or arrays differ in length");
    int64_t size = LENGTH(a, docs_in);
    for (int64_t concept = 0; concept < concepts; concept++) {
        int64_t low = firsts[concept], last = lasts[concept];
        if (low < 0 || last < low || last > size)
            return damaged(&a, "a list of postings is out of range");
        for (int64_t article = 0; article < articles && low < last; article++) {
            if (late(steps++))
                return damaged(&a, OUT_OF_TIME);
            low = lower_bound_u32(docs, low, last, wanted[article]);
            if (low == last || docs[low] != wanted[article])
                continue;
            memcpy(rows[found++], (int64_t[]){concept, article, low}, sizeof *rows);
        }
    }
    return answer(&a, found);
}

LOOP(copy_positions)
{
    (void)module;
    Arguments a;
    enum { packed_in, rows_in = 6, bounds_in, out_in };
    Positions p;
    if (!read_arguments(&a, "b b n n u n q3 q2 Q*", given, count))
        return NULL;
    const int64_t(*rows)[3] = (const int64_t(*)[3])a.of[rows_in].items;
    const int64_t(*bounds)[2] = (const int64_t(*)[2])a.of[bounds_in].items;
    int64_t *out = ITEMS(a, out_in, int64_t), room = a.of[out_in].columns, to = 0;
    if (!read_positions(&a, packed_in, &p) || a.of[out_in].rows != 3 || a.of[bounds_in].rows != a.of[rows_in].rows)
        return misused(&a, "positions do not fit, or arrays differ in length");
    for (int64_t row = 0; row < a.of[rows_in].rows; row++) {
        int64_t first = bounds[row][0], last = bounds[row][1];
        if (first < 0 || last < first || last > p.count)
            return damaged(&a, OUT_OF_RANGE);
        if (last - first > room - to)
            return misused(&a, "the result has no room");
        for (int64_t at = first; at < last; at++, to++) {
            if (late(to))
                return damaged(&a, OUT_OF_TIME);
            out[to] = rows[row][0];
            out[room + to] = rows[row][1];
            out[2 * room + to] = position_at(&p, at);
        }
    }
    return answer_none(&a);
}

/* Whether ascending places have one, looked for from `low` on, which moves there. */
static int has_place(const Argument *places, int64_t *low, int64_t wanted)
{
    const int64_t *of = places->items;
    while (*low < places->length && of[*low] < wanted)
        (*low)++;
    return *low < places->length && of[*low] == wanted;
}

LOOP(look_again)
{
    (void)module;
    Arguments a;
    enum { places_in, begins_in, apart_in, length_in, first_out, near_out };
    if (!read_arguments(&a, "q q q n Q B", given, count))
        return NULL;
    const int64_t *places = ITEMS(a, places_in, int64_t), *begins = ITEMS(a, begins_in, int64_t);
    const int64_t *apart = ITEMS(a, apart_in, int64_t);
    int64_t *first = ITEMS(a, first_out, int64_t), rows = LENGTH(a, begins_in), words = LENGTH(a, apart_in);
    uint8_t *near = ITEMS(a, near_out, uint8_t);
    if (!words || rows % words || LENGTH(a, first_out) != rows || LENGTH(a, near_out) != rows)
        return misused(&a, "arrays differ in length");
    int64_t row = 0, last_word = -1, low = 0;
    for (int64_t at = 0; at < LENGTH(a, places_in); at++) {
        while (row + 1 < rows && begins[row + 1] <= places[at])
            row++;
        if (first[row] < 0)
            first[row] = (int64_t)((uint64_t)places[at] - (uint64_t)begins[row]);
        int64_t word = row / (rows / words);
        if (apart[word] <= 0)
            continue;
        if (word != last_word)
            low = at;
        last_word = word;
        uint64_t next = (uint64_t)places[at] + (uint64_t)NUMBER(a, length_in) + (uint64_t)apart[word];
        if (has_place(&a.of[places_in], &low, (int64_t)next))
            near[row] = 1;
    }
    return answer_none(&a);
}

LOOP(intersect)
{
    (void)module;
    Arguments a;
    if (!read_arguments(&a, "q q Q", given, count))
        return NULL;
    const int64_t *first = ITEMS(a, 0, int64_t), *second = ITEMS(a, 1, int64_t);
    int64_t *out = ITEMS(a, 2, int64_t), size = LENGTH(a, 1), low = 0, found = 0;
    if (LENGTH(a, 2) < LENGTH(a, 0))
        return misused(&a, "the result has no room");
    for (int64_t step = 0; step < LENGTH(a, 0); step++) {
        int64_t wanted = first[step], reach = 1;
        if (late(step))
            return damaged(&a, OUT_OF_TIME);
        while (low + reach < size && second[low + reach] < wanted) {
            low += reach;
            reach *= 2;
        }
        low = lower_bound_i64(second, low, low + reach < size ? low + reach : size, wanted);
        if (low == size)
            break;
        if (second[low] == wanted)
            out[found++] = wanted;
    }
    return answer(&a, found);
}

LOOP(unite)
{
    (void)module;
    Arguments a;
    if (!read_arguments(&a, "q q Q", given, count))
        return NULL;
    const int64_t *first = ITEMS(a, 0, int64_t), *second = ITEMS(a, 1, int64_t);
    int64_t *out = ITEMS(a, 2, int64_t), found = 0, here = 0, there = 0;
    if (LENGTH(a, 2) < LENGTH(a, 0) + LENGTH(a, 1))
        return misused(&a, "the result has no room");
    while (here < LENGTH(a, 0) && there < LENGTH(a, 1)) {
        int64_t one = first[here], other = second[there];
        if (late(found))
            return damaged(&a, OUT_OF_TIME);
        out[found++] = one < other ? one : other;
        here += one <= other;
        there += other <= one;
    }
    for (; here < LENGTH(a, 0); here++)
        out[found++] = first[here];
    for (; there < LENGTH(a, 1); there++)
        out[found++] = second[there];
    return answer(&a, found);
}
