/* Where concepts stand in some articles; ascending numbers, each once. */
#include "packed_positions.h"

#include <stdlib.h>

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

/* Bits of a mark below its article, its position and its word, and all that a place, a position and a word may have. */
enum { PLACE_SHIFT = 48, POSITION_SHIFT = 16, WORD_SHIFT = 2 };
static const int64_t PLACES = 1 << 15, POSITIONS = (int64_t)1 << 32, WORDS = 1 << 14;

static int ascending(const void *one, const void *other)
{
    int64_t first = *(const int64_t *)one, second = *(const int64_t *)other;
    return (first > second) - (first < second);
}

LOOP(order_marks)
{
    (void)module;
    Arguments a;
    enum { places_in, positions_in, words_in, reach_in, out_positions, out_words, out_reach, out_bounds };
    if (!read_arguments(&a, "q q q b Q Q B Q", given, count))
        return NULL;
    const int64_t *places = ITEMS(a, places_in, int64_t), *positions = ITEMS(a, positions_in, int64_t);
    const int64_t *words = ITEMS(a, words_in, int64_t);
    const uint8_t *reach = ITEMS(a, reach_in, uint8_t);
    int64_t size = LENGTH(a, places_in), articles = LENGTH(a, out_bounds) - 1;
    int fits = articles >= 0 && articles <= PLACES;
    for (int each = positions_in; each < out_bounds; each++)
        fits &= LENGTH(a, each) == size;
    for (int64_t at = 0; at < size && fits; at++)
        fits = places[at] >= 0 && places[at] < articles && positions[at] >= 0 && positions[at] < POSITIONS &&
               words[at] >= 0 && words[at] < WORDS && reach[at] < 1 << WORD_SHIFT;
    if (!fits)
        return misused(&a, "marks are out of range, or arrays differ in length");
    int64_t *marks = malloc((size_t)(size + 1) * sizeof *marks), *bounds = ITEMS(a, out_bounds, int64_t);
    if (!marks) {
        release_arguments(&a);
        return PyErr_NoMemory();
    }
    for (int64_t at = 0; at < size; at++)
        marks[at] = places[at] << PLACE_SHIFT | positions[at] << POSITION_SHIFT | words[at] << WORD_SHIFT | reach[at];
    qsort(marks, (size_t)size, sizeof *marks, ascending);
    memset(bounds, 0, (size_t)(articles + 1) * sizeof *bounds);
    for (int64_t at = 0; at < size; at++) {
        ITEMS(a, out_positions, int64_t)[at] = marks[at] >> POSITION_SHIFT & (POSITIONS - 1);
        ITEMS(a, out_words, int64_t)[at] = marks[at] >> WORD_SHIFT & (WORDS - 1);
        ITEMS(a, out_reach, uint8_t)[at] = (uint8_t)(marks[at] & ((1 << WORD_SHIFT) - 1));
        bounds[(marks[at] >> PLACE_SHIFT) + 1]++;
    }
    for (int64_t article = 0; article < articles; article++)
        bounds[article + 1] += bounds[article];
    free(marks);
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
