/* Term frequencies of all postings of a segment, and where their positions begin: see segment/frequencies.py. */
#ifndef RASFOI_FREQUENCIES_H
#define RASFOI_FREQUENCIES_H

#include "arguments.h"

typedef struct {
    const uint8_t *tf;
    const int64_t *large_at, *large_tf, *marks;
    int64_t postings, large, mark_count, mark_size;
} Frequencies;

/* Read them from five arguments, from the one at `first` on. */
static inline Frequencies frequencies(const Arguments *a, int first)
{
    const Argument *of = a->of + first;
    return (Frequencies){of[0].items, of[1].items, of[2].items, of[3].items,
                         of[0].length, of[1].length < of[2].length ? of[1].length : of[2].length,
                         of[3].length, of[4].number};
}

/* Return a posting's frequency, or -1 for a large one that is missing. */
static inline int64_t frequency_of(const Frequencies *f, int64_t posting)
{
    if (f->tf[posting])
        return f->tf[posting];
    int64_t at = lower_bound_i64(f->large_at, 0, f->large, posting);
    return at < f->large && f->large_at[at] == posting && f->large_tf[at] >= 0 ? f->large_tf[at] : -1;
}

/* Go on from a posting, whose positions begin at `start`, to a later one; return where that one's begin, or -1. */
static inline int64_t start_after(const Frequencies *f, int64_t start, int64_t from, int64_t posting)
{
    int64_t sum = 0;
    unsigned large = 0;
    for (int64_t at = from; at < posting; at++) {
        sum += f->tf[at];
        large |= !f->tf[at];
    }
    for (int64_t at = from; large && at < posting; at++) {
        if (f->tf[at])
            continue;
        int64_t frequency = frequency_of(f, at);
        if (frequency < 0 || sum > INT64_MAX - frequency)
            return -1;
        sum += frequency;
    }
    return start > INT64_MAX - sum ? -1 : start + sum;
}

/* Return where the positions of a posting begin, or -1. */
static inline int64_t start_of(const Frequencies *f, int64_t posting)
{
    int64_t mark = posting / f->mark_size;
    if (mark >= f->mark_count || f->marks[mark] < 0)
        return -1;
    return start_after(f, f->marks[mark], mark * f->mark_size, posting);
}

#endif
