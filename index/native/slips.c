/* What it costs to have typed one word for others: see slips.py, which has the weights. */
#include "arguments.h"

#include <stdlib.h>

enum { typed_in, letters_in, ends_in, weights_in, near_in, costs_out };
enum { EDIT, NEIGHBOUR, DROPPED, ADDED, TRANSPOSED, DOUBLED, FIRST, WEIGHTS };
enum { KEYS = 26 };

/* A word of some letters; a place outside of it has none. */
typedef struct {
    const uint32_t *letters;
    int64_t size;
} Word;

typedef struct {
    const double *weights;
    const uint8_t *near;
} Slips;

static inline int64_t letter(Word word, int64_t at)
{
    return at < 0 || at >= word.size ? -1 : (int64_t)word.letters[at];
}

/* Tell whether two letters are on keys side by side. */
static inline int are_near(const Slips *s, int64_t one, int64_t other)
{
    return one >= 'a' && one <= 'z' && other >= 'a' && other <= 'z' && s->near[(one - 'a') * KEYS + other - 'a'];
}

static double replaced(const Slips *s, int64_t typed, int64_t meant)
{
    return typed == meant ? 0 : s->weights[are_near(s, typed, meant) ? NEIGHBOUR : EDIT];
}

/* The cost of a letter too many: twice the same, or the key beside the right one. */
static double added(const Slips *s, Word typed, int64_t at)
{
    int64_t one = typed.letters[at], before = letter(typed, at - 1), after = letter(typed, at + 1);
    if (one == before || one == after)
        return s->weights[DOUBLED];
    return s->weights[are_near(s, one, before) || are_near(s, one, after) ? ADDED : EDIT];
}

static double dropped(const Slips *s, Word meant, int64_t at)
{
    int64_t one = meant.letters[at];
    return s->weights[one == letter(meant, at - 1) || one == letter(meant, at + 1) ? DOUBLED : DROPPED];
}

static inline double lower(double one, double other)
{
    return other < one ? other : one;
}

/* Return the least cost of the edits; `rows` has room for three rows of the longest word's letters and one. */
static double cost(const Slips *s, Word typed, Word meant, double *rows, int64_t width)
{
    int64_t shorter = typed.size < meant.size ? typed.size : meant.size, first = 0, last = 0;
    while (first < shorter && typed.letters[first] == meant.letters[first])
        first++;
    while (last < shorter - first && typed.letters[typed.size - 1 - last] == meant.letters[meant.size - 1 - last])
        last++;
    int64_t height = typed.size - last - first, columns = meant.size - last - first;
    double *before = rows, *above = rows + width, *row = rows + 2 * width;
    above[0] = 0;
    for (int64_t to = 1; to <= columns; to++)
        above[to] = above[to - 1] + dropped(s, meant, first + to - 1);
    for (int64_t at = 1; at <= height; at++) {
        int64_t one = first + at - 1;
        double too_many = added(s, typed, one);
        row[0] = above[0] + too_many;
        for (int64_t to = 1; to <= columns; to++) {
            int64_t other = first + to - 1;
            double best = lower(above[to - 1] + replaced(s, typed.letters[one], meant.letters[other]),
                                lower(above[to] + too_many, row[to - 1] + dropped(s, meant, other)));
            if (at > 1 && to > 1 && typed.letters[one] == meant.letters[other - 1] &&
                typed.letters[one - 1] == meant.letters[other])
                best = lower(best, before[to - 2] + s->weights[TRANSPOSED]);
            row[to] = best;
        }
        double *spare = before;
        before = above;
        above = row;
        row = spare;
    }
    return above[columns] + (letter(typed, 0) == letter(meant, 0) ? 0 : s->weights[FIRST]);
}

LOOP(slip_costs)
{
    (void)module;
    Arguments a;
    if (!read_arguments(&a, "u u q d b D", given, count))
        return NULL;
    Word typed = {ITEMS(a, typed_in, uint32_t), LENGTH(a, typed_in)};
    Slips slips = {ITEMS(a, weights_in, double), ITEMS(a, near_in, uint8_t)};
    const int64_t *ends = ITEMS(a, ends_in, int64_t);
    int64_t words = LENGTH(a, ends_in), begin = 0, longest = 0;
    if (LENGTH(a, weights_in) != WEIGHTS || LENGTH(a, near_in) != KEYS * KEYS || LENGTH(a, costs_out) != words)
        return misused(&a, "arrays differ in length, or weights or keys are missing");
    for (int64_t word = 0; word < words; begin = ends[word++]) {
        if (ends[word] < begin || ends[word] > LENGTH(a, letters_in))
            return misused(&a, "a word ends where it cannot");
        longest = ends[word] - begin > longest ? ends[word] - begin : longest;
    }
    double *rows = malloc((size_t)(longest + 1) * 3 * sizeof *rows);
    if (!rows) {
        release_arguments(&a);
        return PyErr_NoMemory();
    }
    int stopped = 0;
    begin = 0;
    for (int64_t word = 0; word < words && !stopped; begin = ends[word++]) {
        Word meant = {ITEMS(a, letters_in, uint32_t) + begin, ends[word] - begin};
        ITEMS(a, costs_out, double)[word] = cost(&slips, typed, meant, rows, longest + 1);
        stopped = out_of_time();
    }
    free(rows);
    return stopped ? damaged(&a, OUT_OF_TIME) : answer_none(&a);
}
