/* Where the matches of a text are densest. */
#include <string.h>

#include "arguments.h"

/* What no span of the matches is worth more than: every word once, and all that counts of further matches. */
static double highest(const int64_t *words, const double *weights, int64_t begin, int64_t end, int32_t *seen)
{
    double sum = 0;
    for (int64_t at = begin; at < end; at++)
        if (!seen[words[at]]) {
            seen[words[at]] = 1;
            sum += weights[words[at]];
        }
    return sum;
}

LOOP(densest)
{
    (void)module;
    Arguments a;
    if (!read_arguments(&a, "q q d n n n r n I", given, count))
        return NULL;
    const int64_t *positions = ITEMS(a, 0, int64_t), *words = ITEMS(a, 1, int64_t);
    const double *weights = ITEMS(a, 2, double);
    int64_t begin = NUMBER(a, 3), end = NUMBER(a, 4), span = NUMBER(a, 5), repeats = NUMBER(a, 7);
    double repeat = a.of[6].real;
    int64_t kinds = LENGTH(a, 2), distinct = 0, right = begin, first = begin, last = begin;
    int32_t *counts = ITEMS(a, 8, int32_t), *present = counts + kinds;
    if (begin < 0 || begin >= end || end > LENGTH(a, 0) || LENGTH(a, 1) != LENGTH(a, 0))
        return misused(&a, "there are no such matches");
    if (span <= 0 || span > INT32_MAX || LENGTH(a, 8) != 2 * kinds)
        return misused(&a, "the span or the room for counts is wrong");
    for (int64_t at = begin; at < end; at++)
        if (words[at] < 0 || words[at] >= kinds || positions[at] < 0 || positions[at] > INT64_MAX - span)
            return misused(&a, "a word or a position is out of range");
    double most = highest(words, weights, begin, end, counts) + repeat * (double)repeats - 1e-9, best = -1;
    memset(counts, 0, (size_t)kinds * sizeof *counts);
    for (int64_t at = begin; at < end; at++) {
        if (late(at))
            return damaged(&a, OUT_OF_TIME);
        for (; right < end && positions[right] < positions[at] + span; right++)
            if (!counts[words[right]]++)
                present[distinct++] = (int32_t)words[right];
        double score = 0;
        for (int64_t each = 0; each < distinct; each++)
            score += weights[present[each]];
        int64_t further = right - at - distinct;
        score += repeat * (double)(further < repeats ? further : repeats);
        if (score > best) {
            best = score, first = at, last = right - 1;
            /* No other span is worth more: a text with thousands of matches is not gone through. */
            if (score >= most)
                break;
        }
        if (!--counts[words[at]]) {
            int64_t gone = 0;
            while (present[gone] != words[at])
                gone++;
            distinct--;
            memmove(present + gone, present + gone + 1, (size_t)(distinct - gone) * sizeof *present);
        }
    }
    if (last > INT32_MAX)
        return misused(&a, "there are too many matches");
    return answer(&a, first << 32 | last);
}
