/* Words in UTF-8, a line each, as code points. */
#ifndef RASFOI_UTF8_H
#define RASFOI_UTF8_H

#include "arguments.h"

#include <string.h>

/* A longer word is in no dictionary. */
enum { MAX_LETTERS = 128 };

typedef struct {
    int size;
    uint32_t letters[MAX_LETTERS];
} Word;

/* Text in UTF-8 that a loop reads, or writes into an array. */
typedef struct {
    const uint8_t *bytes;
    int64_t size, at;
} Reader;

typedef struct {
    uint8_t *bytes;
    int64_t room, at;
} Writer;

static inline Writer writer_into(const Argument *array)
{
    return (Writer){array->items, array->length, 0};
}

static inline int write_bytes(Writer *to, const uint8_t *bytes, int64_t size)
{
    if (size > to->room - to->at)
        return 0;
    memcpy(to->bytes + to->at, bytes, (size_t)size);
    to->at += size;
    return 1;
}

static inline int write_letter(Writer *to, uint32_t letter)
{
    uint8_t *out = to->bytes + to->at;
    if (to->room - to->at < 4)
        return 0;
    if (letter < 0x80) {
        out[0] = (uint8_t)letter;
        to->at++;
    } else if (letter < 0x800) {
        out[0] = (uint8_t)(0xC0 | letter >> 6);
        out[1] = (uint8_t)(0x80 | (letter & 0x3F));
        to->at += 2;
    } else if (letter < 0x10000) {
        out[0] = (uint8_t)(0xE0 | letter >> 12);
        out[1] = (uint8_t)(0x80 | (letter >> 6 & 0x3F));
        out[2] = (uint8_t)(0x80 | (letter & 0x3F));
        to->at += 3;
    } else {
        out[0] = (uint8_t)(0xF0 | letter >> 18);
        out[1] = (uint8_t)(0x80 | (letter >> 12 & 0x3F));
        out[2] = (uint8_t)(0x80 | (letter >> 6 & 0x3F));
        out[3] = (uint8_t)(0x80 | (letter & 0x3F));
        to->at += 4;
    }
    return 1;
}

static inline int write_word(Writer *to, const Word *word)
{
    for (int at = 0; at < word->size; at++)
        if (!write_letter(to, word->letters[at]))
            return 0;
    return 1;
}

/* Read a line into a word; return whether it is short enough, and go behind its end in any case. */
static inline int read_word(Reader *from, Word *word)
{
    int fits = 1;
    word->size = 0;
    while (from->at < from->size && from->bytes[from->at] != '\n') {
        uint32_t first = from->bytes[from->at++];
        int more = first < 0xC0 ? 0 : first < 0xE0 ? 1 : first < 0xF0 ? 2 : 3;
        uint32_t letter = more ? first & (0x3Fu >> more) : first;
        while (more-- && from->at < from->size && (from->bytes[from->at] & 0xC0) == 0x80)
            letter = letter << 6 | (from->bytes[from->at++] & 0x3F);
        if (word->size == MAX_LETTERS)
            fits = 0;
        else
            word->letters[word->size++] = letter;
    }
    from->at++;
    return fits;
}

/* Return the letter at a place of a table by code point, 0 beyond it. */
static inline uint32_t in_table(const Argument *table, uint32_t letter)
{
    return letter < table->length ? ((const uint32_t *)table->items)[letter] : 0;
}

/* Write the folding of a word; return whether all its letters have one in the table, or `loose` lets them be. */
static inline int fold_word(const Argument *folds, const Word *word, Word *folded, int loose)
{
    folded->size = word->size;
    for (int at = 0; at < word->size; at++) {
        uint32_t fold = in_table(folds, word->letters[at]);
        if (!fold && !loose)
            return 0;
        folded->letters[at] = fold ? fold : word->letters[at];
    }
    return 1;
}

#endif
