/* What each character is to the tokens of its text. */
#ifndef RASFOI_CHARACTERS_H
#define RASFOI_CHARACTERS_H

#include "arguments.h"

#include <stdlib.h>

/* Kinds of characters, as in analysis/characters.py. */
enum { SPACE, WORD, LETTER, DIGIT, HYPHEN, DOT, COMMA, GAP, PERCENT };
/* How far around a character the rules look. */
enum { PAD = 5 };
/* What a character is to the token around it. */
enum { APART, PART, HYPHENATES, THOUSANDS, DECIMAL };

static inline int is_word(uint8_t kind)
{
    return (uint8_t)(kind - WORD) <= DIGIT - WORD;
}

/* What a mark between two digits is; `mark` points to its kind among those of the text. */
static inline int between_digits(const uint8_t *mark)
{
    int before = 1, after = 1;
    while (before < 4 && mark[-before - 1] == DIGIT)
        before++;
    while (after < 4 && mark[after + 1] == DIGIT)
        after++;
    int letter_before = mark[-before - 1] == WORD || mark[-before - 1] == LETTER;
    int letter_after = mark[after + 1] == WORD || mark[after + 1] == LETTER;
    /* `11.000`; a letter before the digits makes them part of a name, as in `A1.000`. */
    if (*mark != COMMA && after == 3 && !letter_after && before < 4 && !letter_before)
        return THOUSANDS;
    /* `1,5` and `20.30`, not the dots of `28.04.2025`. */
    if (*mark != GAP && after < 3 && !letter_after) {
        int follows = mark[after + 1] == *mark && mark[after + 2] == DIGIT;
        int leads = before < 3 && mark[-before - 1] == *mark;
        if (!follows && !leads)
            return DECIMAL;
    }
    return APART;
}

static inline int role(const uint8_t *kind)
{
    if (*kind <= DIGIT)
        return *kind == SPACE ? APART : PART;
    if (*kind == HYPHEN)
        return is_word(kind[-1]) && is_word(kind[1]) ? HYPHENATES : APART;
    if (*kind == PERCENT)
        return kind[-1] == DIGIT && !is_word(kind[1]) ? PART : APART;
    if (kind[-1] == DIGIT && kind[1] == DIGIT)
        return between_digits(kind);
    /* `S.U.A.` */
    if (*kind == DOT && kind[-1] == LETTER && kind[1] == LETTER && !is_word(kind[-2]) && !is_word(kind[2]))
        return PART;
    return APART;
}

/* Return the kinds of a text's characters, PAD spaces before and after them, to be freed.

   `table` has the kinds of frequent characters, `rare` those of the others as they come; where these are
   too few it sets `missing`. NULL for no memory, or for that. */
static inline uint8_t *kinds_of(const Argument *points, const Argument *table, const Argument *rare, int *missing)
{
    const uint8_t *kind_of = table->items, *rare_kinds = rare->items;
    uint8_t *kinds = calloc((size_t)points->length + 2 * PAD, 1);
    int64_t met = 0;
    *missing = 0;
    for (int64_t at = 0; kinds && at < points->length; at++) {
        uint32_t point = unsigned_item(points, at);
        if (point < table->length) {
            kinds[at + PAD] = kind_of[point];
        } else if (met < rare->length) {
            kinds[at + PAD] = rare_kinds[met++];
        } else {
            *missing = 1;
            free(kinds);
            return NULL;
        }
    }
    return kinds;
}

static inline PyObject *without_kinds(Arguments *a, int missing)
{
    if (missing)
        return answer(a, -1);
    release_arguments(a);
    return PyErr_NoMemory();
}

#endif
