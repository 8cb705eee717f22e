/* A few articles looked up in lists of postings: which have all words, and how well. */
#include "arguments.h"

enum { docs_in, values_in, table_in, candidates_in, out_in };

/* Lists of which neither is so many times longer than the other are gone through side by side. */
enum { SIDE_BY_SIDE = 8 };

/* Where the next article is that is both in the list and a candidate; return 0 at the end of either. */
static int next_common(const Arguments *a, int64_t *posting, int64_t *candidate)
{
    const uint32_t *docs = ITEMS(*a, docs_in, uint32_t);
    const int64_t *candidates = ITEMS(*a, candidates_in, int64_t);
    int64_t size = LENGTH(*a, docs_in), count = LENGTH(*a, candidates_in);
    if (size / SIDE_BY_SIDE < count && count / SIDE_BY_SIDE < size) {
        int64_t at = *posting, each = *candidate;
        while (at < size && each < count && docs[at] != candidates[each]) {
            /* Which goes on is no branch, as none could be foreseen. */
            int behind = docs[at] < candidates[each];
            at += behind;
            each += !behind;
        }
        *posting = at;
        *candidate = each;
        return at < size && each < count;
    }
    while (*posting < size && *candidate < count) {
        if (docs[*posting] == candidates[*candidate])
            return 1;
        if (docs[*posting] < candidates[*candidate])
            *posting = gallop_u32(docs, *posting, size, candidates[*candidate]);
        else
            *candidate = gallop_i64(candidates, *candidate, count, docs[*posting]);
    }
    return 0;
}

LOOP(highest_among)
{
    (void)module;
    Arguments a;
    if (!read_arguments(&a, "u b b q B", given, count))
        return NULL;
    const uint8_t *values = ITEMS(a, values_in, uint8_t), *table = ITEMS(a, table_in, uint8_t);
    uint8_t *out = ITEMS(a, out_in, uint8_t);
    if (LENGTH(a, values_in) != LENGTH(a, docs_in) || LENGTH(a, table_in) != 256 ||
        LENGTH(a, out_in) != LENGTH(a, candidates_in))
        return misused(&a, "arrays differ in length, or the table has not 256 items");
    for (int64_t at = 0, each = 0; next_common(&a, &at, &each); at++, each++)
        if (out[each] < table[values[at]])
            out[each] = table[values[at]];
    return answer_none(&a);
}

LOOP(raise_levels)
{
    (void)module;
    Arguments a;
    if (!read_arguments(&a, "u b b B", given, count))
        return NULL;
    const uint32_t *docs = ITEMS(a, docs_in, uint32_t);
    const uint8_t *values = ITEMS(a, values_in, uint8_t), *table = ITEMS(a, table_in, uint8_t);
    uint8_t *out = ITEMS(a, 3, uint8_t);
    if (LENGTH(a, values_in) != LENGTH(a, docs_in) || LENGTH(a, table_in) != 256)
        return misused(&a, "arrays differ in length, or the table has not 256 items");
    for (int64_t at = 0; at < LENGTH(a, docs_in); at++) {
        if (late(at))
            return damaged(&a, OUT_OF_TIME);
        if (docs[at] >= LENGTH(a, 3))
            return damaged(&a, "an article of a posting is out of range");
        uint8_t level = table[values[at]];
        out[docs[at]] = level > out[docs[at]] ? level : out[docs[at]];
    }
    return answer_none(&a);
}

LOOP(keep_lowest)
{
    (void)module;
    Arguments a;
    if (!read_arguments(&a, "Q B b", given, count))
        return NULL;
    int64_t *candidates = ITEMS(a, 0, int64_t), kept = 0;
    uint8_t *levels = ITEMS(a, 1, uint8_t);
    const uint8_t *seen = ITEMS(a, 2, uint8_t);
    if (LENGTH(a, 1) != LENGTH(a, 0) || LENGTH(a, 2) != LENGTH(a, 0))
        return misused(&a, "arrays differ in length");
    for (int64_t each = 0; each < LENGTH(a, 0); each++)
        if (seen[each]) {
            candidates[kept] = candidates[each];
            levels[kept++] = levels[each] < seen[each] ? levels[each] : seen[each];
        }
    return answer(&a, kept);
}
