/* Where concepts stand in some articles; ascending numbers, each once. */
#include "packed_positions.h"

static const char OUT_OF_RANGE[] = "the positions of a posting are out of range";

LOOP(find_occurrences)
{
    (void)module;
    Arguments a;
    enum { docs_in, firsts_in, lasts_in, wanted_in, packed_in, unread_in = 10, block_in = 12, out_blocks, out };
    Positions p;
    if (!read_arguments(&a, "u q q q b b n n u n b b n Q Q*", given, count))
        return NULL;
    const uint32_t *docs = ITEMS(a, docs_in, uint32_t);
    const int64_t *firsts = ITEMS(a, firsts_in, int64_t), *lasts = ITEMS(a, lasts_in, int64_t);
    const int64_t *wanted = ITEMS(a, wanted_in, int64_t);
    Unread unread = {&a.of[unread_in], NUMBER(a, block_in), LENGTH(a, out_blocks), 0, ITEMS(a, out_blocks, int64_t)};
    int64_t *to = ITEMS(a, out, int64_t), room = a.of[out].columns, found = 0, steps = 0, size = LENGTH(a, docs_in);
    if (!read_positions(&a, packed_in, &p) || LENGTH(a, lasts_in) != LENGTH(a, firsts_in) || a.of[out].rows != 3 ||
        unread.block < 1 || !unread.room)
        return misused(&a, "positions do not fit, or arrays differ in length or have no room");
    for (int64_t concept = 0; concept < LENGTH(a, firsts_in); concept++) {
        int64_t low = firsts[concept], last = lasts[concept], noted = -1, known = -1, end = 0;
        if (low < 0 || last < low || last > size)
            return damaged(&a, "a list of postings is out of range");
        for (int64_t article = 0; article < LENGTH(a, wanted_in) && low < last; article++) {
            if (late(steps++))
                return damaged(&a, OUT_OF_TIME);
            low = gallop_u32(docs, low, last, wanted[article]);
            if (low == last || docs[low] != wanted[article])
                continue;
            int64_t mark = low / p.step;
            if (mark >= p.mark_count)
                return damaged(&a, OUT_OF_RANGE);
            if (mark != noted)
                note_around(&unread, &p, noted = mark);
            if (unread.found)
                continue;
            int64_t at = known >= mark * p.step ? start_after(&p, end, low - known) : start_of(&p, low);
            end = at < 0 ? -1 : start_after(&p, at, 1);
            known = low + 1;
            if (end < 0)
                return damaged(&a, OUT_OF_RANGE);
            for (; at < end; at++, found++) {
                if (late(steps++))
                    return damaged(&a, OUT_OF_TIME);
                if (found >= room)
                    continue;
                to[found] = concept;
                to[room + found] = article;
                to[2 * room + found] = position_at(&p, at);
            }
        }
    }
    return answer(&a, unread.found ? -unread.found : found);
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
        if (late(step))
            return damaged(&a, OUT_OF_TIME);
        int64_t wanted = first[step];
        low = gallop_i64(second, low, size, wanted);
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
