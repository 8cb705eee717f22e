/* Distinct words: their forms, and what they are in the dictionary. */
#include "utf8.h"

#include <stdlib.h>
#include <string.h>

/* MAX_FORM is that of analysis/analyzer.py. */
enum { MAX_FORM = 64, MAX_LINE = 256, LONGEST_ACRONYM = 5, I_CIRCUMFLEX = 0xEE,
       UNKNOWN = 254, HARD = 255 };

/* Write the form of a raw token that is a figure; return whether it is one. */
static int figure_form(const uint32_t *token, int64_t size, Word *form)
{
    if (token[0] < '0' || token[0] > '9')
        return 0;
    form->size = 0;
    for (int64_t at = 0; at < size; at++) {
        uint32_t letter = token[at];
        if (letter > 127 || letter == '-' || letter == '%')
            return 0;
        if (letter != '.' && form->size < MAX_FORM)
            form->letters[form->size++] = letter >= 'A' && letter <= 'Z' ? letter + 32 : letter;
    }
    return 1;
}

/* Tell whether a form is `sint` or its like, which analysis/folding.py reads as another word. */
static int is_reformed(const Word *form)
{
    static const char *const reformed[] = {"sint", "sintem", "sinteti"};
    for (size_t each = 0; each < sizeof reformed / sizeof *reformed; each++) {
        int at = 0;
        while (at < form->size && form->letters[at] == (uint32_t)(unsigned char)reformed[each][at])
            at++;
        if (at == form->size && !reformed[each][at])
            return 1;
    }
    return 0;
}

/* Write the form of a raw token that is one plain word; return whether it is one. */
static int word_form(const uint32_t *token, int64_t size, const Argument *lower, const Argument *folds, Word *form)
{
    int64_t capitals = 0;
    if (size > MAX_FORM)
        return 0;
    for (int64_t at = 0; at < size; at++) {
        uint32_t letter = in_table(lower, token[at]);
        if (!letter || !in_table(folds, letter) || (letter == I_CIRCUMFLEX && at && at < size - 1))
            return 0;
        capitals += letter != token[at];
        form->letters[at] = letter;
    }
    form->size = (int)size;
    if (is_reformed(form))
        return 0;
    return capitals < size || size < 2 || size > LONGEST_ACRONYM;
}

LOOP(plain_forms)
{
    (void)module;
    Arguments a;
    enum { letters_in, starts_in, lower_in, folds_in, out_forms, out_plain };
    if (!read_arguments(&a, "u q u u B B", given, count))
        return NULL;
    const uint32_t *letters = ITEMS(a, letters_in, uint32_t);
    const int64_t *starts = ITEMS(a, starts_in, int64_t);
    uint8_t *plain = ITEMS(a, out_plain, uint8_t);
    int64_t tokens = LENGTH(a, starts_in) - 1;
    Writer forms = writer_into(&a.of[out_forms]);
    Word form;
    if (tokens < 0 || LENGTH(a, out_plain) != tokens)
        return misused(&a, "arrays differ in length");
    for (int64_t at = 0; at < tokens; at++) {
        /* Unsigned, as numbers that are no starts may be too far apart. */
        int64_t first = (int64_t)((uint64_t)starts[at] - (uint64_t)starts[0]);
        int64_t size = (int64_t)((uint64_t)starts[at + 1] - (uint64_t)starts[at]);
        if (first < 0 || size < 1 || size > LENGTH(a, letters_in) - first)
            return misused(&a, "a token is out of range");
        const uint32_t *token = letters + first;
        plain[at] = (uint8_t)(figure_form(token, size, &form) ||
                              word_form(token, size, &a.of[lower_in], &a.of[folds_in], &form));
        if ((plain[at] && !write_word(&forms, &form)) || !write_letter(&forms, '\n'))
            return misused(&a, "the result has no room");
    }
    return answer(&a, forms.at);
}

/* The table of analysis/lemma_table.py. */
typedef struct {
    const uint64_t *hashes;
    const int32_t *starts;
    const uint8_t *lines;
    int64_t words, size;
} Lexicon;

/* A line of the table, without its end; `size` is 0 for none. */
typedef struct {
    const uint8_t *bytes;
    int64_t size;
} Line;

static Line line_of(const Lexicon *lexicon, const uint32_t *letters, int size, int marked)
{
    uint64_t hash = 0, power = 1;
    const uint64_t factor = 0x9E3779B97F4A7C15;
    for (int at = 0; at < size; at++)
        hash += letters[at] * (power *= factor);
    if (marked)
        hash += '\t' * (power *= factor);
    hash += '\n' * (power * factor);
    /* Hashes are spread evenly, so that one stands near its share of them all. */
    int64_t low = 0, high = lexicon->words;
    int64_t guess = (int64_t)((hash >> 32) * (uint64_t)lexicon->words >> 32);
    for (int64_t reach = 256; reach < lexicon->words; reach *= 8) {
        if (guess - reach > low && lexicon->hashes[guess - reach] <= hash)
            low = guess - reach;
        if (guess + reach < high && lexicon->hashes[guess + reach] > hash)
            high = guess + reach;
        if (high - low <= 2 * reach)
            break;
    }
    while (low < high) {
        int64_t middle = low + ((high - low) >> 1);
        if (lexicon->hashes[middle] < hash)
            low = middle + 1;
        else
            high = middle;
    }
    Line line = {NULL, 0};
    if (low == lexicon->words || lexicon->hashes[low] != hash)
        return line;
    int64_t start = lexicon->starts[low];
    if (start < 0 || start >= lexicon->size)
        return line;
    const uint8_t *end = memchr(lexicon->lines + start, '\n', (size_t)(lexicon->size - start));
    if (!end || end - lexicon->lines - start > MAX_LINE)
        return line;
    return (Line){lexicon->lines + start, end - lexicon->lines - start};
}

/* Return the lemmas of a form; one without diacritics that only exists with them is found too. */
static Line lemmas_of(const Lexicon *lexicon, const Word *form, const Argument *folds)
{
    Line line = line_of(lexicon, form->letters, form->size, 0);
    int ascii = 1;
    for (int at = 0; at < form->size; at++)
        ascii &= form->letters[at] < 128;
    if (line.size || ascii)
        return line;
    Word folded;
    fold_word(folds, form, &folded, 1);
    line = line_of(lexicon, folded.letters, folded.size, 1);
    return line.size ? line : line_of(lexicon, folded.letters, folded.size, 0);
}

/* An ending in letters of Latin-1 or ă, which is `~`, and what stands in its place. */
typedef struct {
    const char *ending, *base;
} Ending;

static uint32_t letter_of(char of)
{
    return of == '~' ? 0x103 : (uint32_t)(unsigned char)of;
}

/* Write a word with an ending replaced; return 0 unless it has it, and at least so many letters before it. */
static int replace_ending(const Word *word, const Ending *by, int least, Word *out)
{
    int size = (int)strlen(by->ending), stays = word->size - size;
    if (stays < least)
        return 0;
    for (int at = 0; at < size; at++)
        if (word->letters[stays + at] != letter_of(by->ending[at]))
            return 0;
    memmove(out->letters, word->letters, (size_t)stays * sizeof *word->letters);
    out->size = stays;
    for (const char *base = by->base; *base; base++)
        out->letters[out->size++] = letter_of(*base);
    return 1;
}

/* Of several endings the longest comes first; `~` is ă. From `~rilor` on they are no articles of unknown words. */
static const Ending ARTICLES[] = {
    {"urilor", ""}, {"urile", ""}, {"uri", ""}, {"iilor", "ii"}, {"ilor", "i"}, {"elor", "e"}, {"ului", ""}, {"iei", "ia"}, {"eei", "eea"}, {"ele", "e"},
    {"lui", ""}, {"ul", ""}, {"ul", "u"}, {"ei", "a"}, {"ii", "i"}, {"~rilor", "are"}, {"~rile", "are"},
    {"~rii", "are"}, {"~ri", "are"}, {"irilor", "ire"}, {"irile", "ire"}, {"irii", "ire"}, {"erii", "ere"},
    {"ea", "e"}, {"le", ""}, {"a", "~"},
};
static const Ending ALTERNATIONS[] = {
    {"eeana", "eean"}, {"easca", "esc"}, {"eeni", "eean"}, {"eene", "eean"}, {"eana", "ean"}, {"iana", "ian"},
    {"skyi", "ski"}, {"skii", "ski"}, {"esti", "esc"}, {"eni", "ean"}, {"ene", "ean"}, {"sky", "ski"},
};
enum { ARTICLE_COUNT = sizeof ARTICLES / sizeof *ARTICLES, STEM_ARTICLES = ARTICLE_COUNT - 11,
       ALTERNATION_COUNT = sizeof ALTERNATIONS / sizeof *ALTERNATIONS, MIN_STEM = 3, MIN_ALTERNATING = 2 };

/* Write what a line has before a separator; return whether there was room, and how many lemmas were written. */
static int write_lemmas(Writer *to, Line line, int all, uint8_t *lemmas)
{
    *lemmas = 1;
    for (int64_t at = 0; at < line.size; at++) {
        uint8_t byte = line.bytes[at];
        if (byte == ' ' && !all)
            return 1;
        *lemmas = (uint8_t)(*lemmas + (byte == ' '));
        byte = byte == ' ' ? '\n' : byte;
        if (!write_bytes(to, &byte, 1))
            return 0;
    }
    return 1;
}

/* Return the lemma of a form after its prefix, if it has one that `prefixes`, a line each, tells. */
static Line without_prefix(const Lexicon *lexicon, const Word *form, const Argument *folds, const Argument *prefixes,
                           int *prefix_size)
{
    Reader from = {prefixes->items, prefixes->length, 0};
    Word prefix, rest;
    while (from.at < from.size) {
        read_word(&from, &prefix);
        if (form->size - prefix.size <= MIN_STEM ||
            memcmp(form->letters, prefix.letters, (size_t)prefix.size * sizeof *prefix.letters))
            continue;
        rest.size = form->size - prefix.size;
        memcpy(rest.letters, form->letters + prefix.size, (size_t)rest.size * sizeof *rest.letters);
        Line line = lemmas_of(lexicon, &rest, folds);
        *prefix_size = prefix.size;
        if (line.size)
            return line;
    }
    return (Line){NULL, 0};
}

/* Write the concepts of a form that the dictionary tells, a line each, and how many; return 0 for no room. */
static int write_known(Writer *to, const Lexicon *lexicon, const Word *form, const Argument *folds,
                       const Argument *prefixes, uint8_t *concepts)
{
    *concepts = 0;
    Line line = lemmas_of(lexicon, form, folds);
    if (line.size)
        return write_lemmas(to, line, 1, concepts) && write_letter(to, '\n');
    Word base;
    for (int at = 0; at < ARTICLE_COUNT && !line.size; at++)
        if (replace_ending(form, &ARTICLES[at], MIN_STEM, &base))
            line = lemmas_of(lexicon, &base, folds);
    if (line.size)
        return write_lemmas(to, line, 0, concepts) && write_letter(to, '\n');
    Word prefix = *form;
    line = without_prefix(lexicon, form, folds, prefixes, &prefix.size);
    return !line.size ||
           (write_word(to, &prefix) && write_lemmas(to, line, 0, concepts) && write_letter(to, '\n'));
}

/* Undo by rule what Snowball leaves of articles and plurals of a folded unknown word. */
static void cut(Word *word)
{
    for (int at = 0; at < STEM_ARTICLES; at++)
        if (replace_ending(word, &ARTICLES[at], MIN_STEM, word))
            break;
    for (int at = 0; at < ALTERNATION_COUNT; at++)
        if (replace_ending(word, &ALTERNATIONS[at], MIN_ALTERNATING, word))
            break;
    if (word->size > MIN_STEM && word->letters[word->size - 1] == 'a')
        word->size--;
}

LOOP(find_concepts)
{
    (void)module;
    Arguments a;
    enum { forms_in, folds_in, hashes_in, starts_in, lines_in, prefixes_in, loose, out_concepts, out_unknown, out_counts, out_used };
    if (!read_arguments(&a, "b u q i b b n B B B Q", given, count))
        return NULL;
    Lexicon lexicon = {ITEMS(a, hashes_in, uint64_t), ITEMS(a, starts_in, int32_t), ITEMS(a, lines_in, uint8_t),
                       LENGTH(a, hashes_in), LENGTH(a, lines_in)};
    Reader forms = {ITEMS(a, forms_in, uint8_t), LENGTH(a, forms_in), 0};
    Writer concepts = writer_into(&a.of[out_concepts]), unknown = writer_into(&a.of[out_unknown]);
    uint8_t *counts = ITEMS(a, out_counts, uint8_t);
    int64_t *used = ITEMS(a, out_used, int64_t), at = 0;
    if (LENGTH(a, starts_in) != lexicon.words || LENGTH(a, out_used) != 2)
        return misused(&a, "arrays differ in length");
    const char *fault = NULL;
    Py_BEGIN_ALLOW_THREADS
    for (; forms.at < forms.size && !fault; at++) {
        Word form, folded;
        int64_t first = forms.at;
        int fits = read_word(&forms, &form), room = at < LENGTH(a, out_counts);
        if (!room) {
            fault = "there are more forms than told";
        } else if (!fits || !fold_word(&a.of[folds_in], &form, &folded, (int)NUMBER(a, loose))) {
            counts[at] = HARD;
        } else if (!form.size) {
            counts[at] = 0;
        } else if (!NUMBER(a, loose) && form.letters[0] >= '0' && form.letters[0] <= '9') {
            counts[at] = 1;
            room = write_bytes(&concepts, forms.bytes + first, forms.at - first);
        } else {
            room = write_known(&concepts, &lexicon, &form, &a.of[folds_in], &a.of[prefixes_in], &counts[at]);
            if (room && !counts[at]) {
                counts[at] = UNKNOWN;
                cut(&folded);
                room = write_word(&unknown, &folded) && write_letter(&unknown, '\n');
            }
        }
        if (!room && !fault)
            fault = "the results have no room";
    }
    Py_END_ALLOW_THREADS
    used[0] = concepts.at;
    used[1] = unknown.at;
    return fault ? misused(&a, fault) : answer(&a, at);
}

