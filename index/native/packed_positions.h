/* The positions of all postings of a segment, packed: see segment/packed_positions.py. */
#ifndef RASFOI_PACKED_POSITIONS_H
#define RASFOI_PACKED_POSITIONS_H

#include "arguments.h"

#include <string.h>

/* A number is read with the eight bytes from its first one on, which are there for the last one too. */
enum { MAX_POSITION_BITS = 32, LOOK = 8, WORD = 64, FEW = 4 };

#ifdef _MSC_VER
#include <intrin.h>
static inline int64_t lowest_bit(uint64_t word)
{
    unsigned long place;
    _BitScanForward64(&place, word);
    return place;
}
#define LOWEST_BIT(word) lowest_bit(word)
#else
#define LOWEST_BIT(word) __builtin_ctzll(word)
#endif

/* `count` numbers of `bits` bits; a set bit of `ends` ends those of a posting; those of every `step`-th begin at a mark. */
typedef struct {
    const uint8_t *bytes, *ends;
    const uint32_t *marks;
    int64_t bits, count, mark_count, step;
} Positions;

/* Read them from six arguments, from the one at `first` on; return whether they fit each other. */
static inline int read_positions(const Arguments *a, int first, Positions *into)
{
    const Argument *of = a->of + first;
    *into = (Positions){of[0].items, of[1].items, of[4].items, of[2].number, of[3].number, of[4].length, of[5].number};
    return into->bits >= 1 && into->bits <= MAX_POSITION_BITS && into->count >= 0 && into->step > 0 &&
           into->step <= INT32_MAX && of[0].length >= LOOK && into->count <= (of[0].length - LOOK) * 8 / into->bits &&
           into->count <= of[1].length / LOOK * WORD;
}

static inline int64_t position_at(const Positions *p, int64_t at)
{
    uint64_t number;
    memcpy(&number, p->bytes + (at * p->bits >> 3), sizeof number);
    return (int64_t)(number >> (at * p->bits & 7) & (((uint64_t)1 << p->bits) - 1));
}

/* Go on from where a posting's positions begin to where those of a later one do; return that, -1 beyond the end. */
static inline int64_t start_after(const Positions *p, int64_t start, int64_t postings)
{
    if (postings <= 0)
        return start;
    uint64_t rest = ~(uint64_t)0 << (start % WORD);
    for (int64_t at = start / WORD; at * WORD < p->count; at++) {
        uint64_t word;
        memcpy(&word, p->ends + at * LOOK, sizeof word);
        word &= rest;
        rest = ~(uint64_t)0;
        int64_t bits = postings > FEW ? count_bits(word) : 0;
        if (bits && bits < postings) {
            postings -= bits;
            continue;
        }
        for (; word; word &= word - 1)
            if (!--postings) {
                int64_t after = at * WORD + LOWEST_BIT(word) + 1;
                return after > p->count ? -1 : after;
            }
    }
    return -1;
}

/* Return where the positions of a posting begin, or -1. */
static inline int64_t start_of(const Positions *p, int64_t posting)
{
    int64_t mark = posting / p->step;
    if (posting < 0 || mark >= p->mark_count)
        return -1;
    return start_after(p, p->marks[mark], posting % p->step);
}

/* Blocks of a file's bytes that are to be compared with their checksums before they are read: see CheckedArray. */
typedef struct {
    const Argument *unread;
    int64_t block, room, found, *blocks;
} Unread;

/* Note which of the blocks with bytes `first` to `last`, the last one too, are not compared yet, as `sign` times them and one. */
static inline void note_unread(Unread *u, int of, int64_t first, int64_t last, int64_t sign)
{
    const uint8_t *flags = u->unread[of].items;
    for (int64_t at = first / u->block; at <= last / u->block && at < u->unread[of].length; at++)
        if (flags[at] && u->found < u->room)
            u->blocks[u->found++] = sign * (at + 1);
}

/* Note the blocks that are read on the way to the positions of the postings of a mark, and with these. */
static inline void note_around(Unread *u, const Positions *p, int64_t mark)
{
    int64_t before = p->marks[mark], after = mark + 1 < p->mark_count ? p->marks[mark + 1] : p->count;
    if (before > p->count || after > p->count)
        return;
    note_unread(u, 0, before * p->bits / 8, after * p->bits / 8, 1);
    note_unread(u, 1, before / 8, after / 8, -1);
}

#endif
