/* Positions packed, and read a piece at a time. */
#include "packed_positions.h"

static const char OUT_OF_RANGE[] = "the positions of a posting are out of range";

LOOP(pack_positions)
{
    (void)module;
    Arguments a;
    enum { positions_in, bits_in, first_in, out, out_ends };
    if (!read_arguments(&a, "u n n B B", given, count))
        return NULL;
    const uint32_t *positions = ITEMS(a, positions_in, uint32_t);
    uint8_t *bytes = ITEMS(a, out, uint8_t), *ends = ITEMS(a, out_ends, uint8_t);
    int64_t bits = NUMBER(a, bits_in), first = NUMBER(a, first_in), size = LENGTH(a, positions_in);
    if (bits < 1 || bits > MAX_POSITION_BITS || first < 0 || LENGTH(a, out) < LOOK ||
        first > (LENGTH(a, out) - LOOK) * 8 / bits - size || first > LENGTH(a, out_ends) * 8 - size)
        return misused(&a, "there is no room for as many positions");
    int fits = 1;
    Py_BEGIN_ALLOW_THREADS
    for (int64_t at = 0; at < size; at++) {
        uint64_t position = positions[at] & 0x7FFFFFFF, number;
        int64_t to = first + at, bit = to * bits;
        fits &= !(position >> bits);
        memcpy(&number, bytes + (bit >> 3), sizeof number);
        number |= position << (bit & 7);
        memcpy(bytes + (bit >> 3), &number, sizeof number);
        ends[to >> 3] |= (uint8_t)(positions[at] >> 31 << (to & 7));
    }
    Py_END_ALLOW_THREADS
    return fits ? answer_none(&a) : damaged(&a, "a position is beyond the end of its article");
}

LOOP(unpack_positions)
{
    (void)module;
    Arguments a;
    enum { packed_in, first_in = 6, out_positions, out_last };
    Positions p;
    if (!read_arguments(&a, "b b n n u n n U B", given, count))
        return NULL;
    int64_t first = NUMBER(a, first_in), size = LENGTH(a, out_positions);
    if (!read_positions(&a, packed_in, &p) || LENGTH(a, out_last) != size || first < 0 || first > p.count - size)
        return misused(&a, "there are not as many positions");
    uint32_t *positions = ITEMS(a, out_positions, uint32_t);
    uint8_t *last = ITEMS(a, out_last, uint8_t);
    Py_BEGIN_ALLOW_THREADS
    for (int64_t at = 0; at < size; at++) {
        positions[at] = (uint32_t)position_at(&p, first + at);
        last[at] = p.ends[(first + at) >> 3] >> ((first + at) & 7) & 1;
    }
    Py_END_ALLOW_THREADS
    return answer_none(&a);
}

LOOP(find_starts)
{
    (void)module;
    Arguments a;
    enum { packed_in, postings_in = 6, out_starts };
    Positions p;
    if (!read_arguments(&a, "b b n n u n q Q", given, count))
        return NULL;
    const int64_t *postings = ITEMS(a, postings_in, int64_t);
    int64_t *starts = ITEMS(a, out_starts, int64_t), size = LENGTH(a, postings_in), known = 0, start = 0;
    if (!read_positions(&a, packed_in, &p) || LENGTH(a, out_starts) != size)
        return misused(&a, "positions do not fit, or arrays differ in length");
    for (int64_t at = 0; at < size; at++) {
        int64_t posting = postings[at], near = at && posting >= known && posting / p.step == known / p.step;
        /* Behind the last posting there may be no mark. */
        if (near)
            start = start_after(&p, start, posting - known);
        else
            start = posting % p.step == 0 && posting / p.step == p.mark_count ? p.count : start_of(&p, posting);
        if (start < 0 || start > p.count)
            return damaged(&a, OUT_OF_RANGE);
        starts[at] = start;
        known = posting;
    }
    return answer_none(&a);
}
