/* The positions of all postings of a segment, packed: see segment/packed_positions.py. */
#ifndef RASFOI_PACKED_POSITIONS_H
#define RASFOI_PACKED_POSITIONS_H

#include "arguments.h"

#include <string.h>

/* A number is read with the eight bytes from its first one on, which are there for the last one too. */
enum { MAX_POSITION_BITS = 32, LOOK = 8, WORD = 64 };

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

/* Return the place of the n-th set bit of a word, counted from 1, which has as many: Vigna, "Broadword Implementation of
   Rank/Select Queries" (2008). */
static inline int64_t place_of_bit(uint64_t word, uint64_t n)
{
    static const uint64_t ONES = 0x0101010101010101, HIGHEST = 0x8080808080808080, DIAGONAL = 0x8040201008040201;
    uint64_t sums = word - (word >> 1 & 0x5555555555555555);
    sums = (sums & 0x3333333333333333) + (sums >> 2 & 0x3333333333333333);
    /* Each byte counts the bits up to its end. */
    sums = ((sums + (sums >> 4)) & 0x0F0F0F0F0F0F0F0F) * ONES;
    int64_t byte = LOWEST_BIT(((sums | HIGHEST) - n * ONES) & HIGHEST) & ~7;
    n -= sums << 8 >> byte & 0xFF;
    /* Of the one with the bit each bit in a byte of its own; then the same once more. */
    uint64_t bits = (((word >> byte & 0xFF) * ONES & DIAGONAL) + ~HIGHEST) >> 7 & ONES;
    return byte + (LOWEST_BIT(((bits * ONES | HIGHEST) - n * ONES) & HIGHEST) >> 3);
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
        int64_t bits = count_bits(word);
        if (bits < postings) {
            postings -= bits;
            continue;
        }
        int64_t after = at * WORD + place_of_bit(word, (uint64_t)postings) + 1;
        return after > p->count ? -1 : after;
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
