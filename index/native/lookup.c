/* Articles looked up in lists of postings: which have all words, and how well. */
#include "lists.h"

#include <stdlib.h>
#include <string.h>

/* Lists of which neither is so many times longer than the other are gone through side by side. */
enum { SIDE_BY_SIDE = 8 };
/* Words that more than one in so many articles have are gone through, not looked up. */
enum { FREQUENT_SHARE = 8 };
/* What the level of an article has more if its title has all words. */
enum { TITLED = 2 };

/* Where the next article is that is both in a list and a candidate; return 0 at the end of either. */
static int next_common(
    const uint32_t *docs, int64_t size, const int64_t *candidates, int64_t count, int64_t *posting, int64_t *candidate)
{
    if (size / SIDE_BY_SIDE < count && count / SIDE_BY_SIDE < size) {
        int64_t at = *posting, each = *candidate;
        while (at < size && each < count && docs[at] != candidates[each]) {
            /* Which goes on is no branch, as none could be foreseen. */
            int behind = docs[at] < candidates[each];
            at += behind;
            each += !behind;
        }
        *posting = at;
        *candidate = each;
        return at < size && each < count;
    }
    while (*posting < size && *candidate < count) {
        if (docs[*posting] == candidates[*candidate])
            return 1;
        if (docs[*posting] < candidates[*candidate])
            *posting = gallop_u32(docs, *posting, size, candidates[*candidate]);
        else
            *candidate = gallop_i64(candidates, *candidate, count, docs[*posting]);
    }
    return 0;
}

/* Raise what was seen of each candidate that is in a list to what the table says of its value there. */
static void look_up(
    const uint32_t *docs, const uint8_t *values, int64_t size, const uint8_t *table, const int64_t *candidates,
    int64_t count, uint8_t *seen)
{
    for (int64_t at = 0, each = 0; next_common(docs, size, candidates, count, &at, &each); at++, each++)
        if (seen[each] < table[values[at]])
            seen[each] = table[values[at]];
}

LOOP(highest_among)
{
    (void)module;
    Arguments a;
    enum { docs_in, values_in, table_in, candidates_in, out_in };
    if (!read_arguments(&a, "u b b q B", given, count))
        return NULL;
    if (LENGTH(a, values_in) != LENGTH(a, docs_in) || LENGTH(a, table_in) != 256 ||
        LENGTH(a, out_in) != LENGTH(a, candidates_in))
        return misused(&a, "arrays differ in length, or the table has not 256 items");
    look_up(ITEMS(a, docs_in, uint32_t), ITEMS(a, values_in, uint8_t), LENGTH(a, docs_in), ITEMS(a, table_in, uint8_t),
            ITEMS(a, candidates_in, int64_t), LENGTH(a, candidates_in), ITEMS(a, out_in, uint8_t));
    return answer_none(&a);
}

/* The words of a query, the rarest first, of which each is one of some lists; the same in titles; what is found, and scratch of its room. */
typedef struct {
    Groups words, titles;
    int64_t articles, room, count, *docs, *titled;
    uint8_t *levels, *seen;
} Search;

/* See which candidates are in a list of a word, and how. */
static void see(const Lists *word, const int64_t *candidates, int64_t count, uint8_t *seen)
{
    memset(seen, 0, (size_t)count);
    for (int64_t at = 0; at < word->count; at++) {
        const List *list = &word->of[at];
        look_up(list->docs, list->mask, list->size, list->levels, candidates, count, seen);
    }
}

static inline uint8_t lower(uint8_t one, uint8_t other)
{
    return other < one ? other : one;
}

/* Begin with the articles of a word, in ascending order, each once, and their levels by it. */
static const char *begin(Search *s, const Lists *word)
{
    if (word->count == 1) {
        const List *list = &word->of[0];
        for (s->count = 0; s->count < list->size && s->count < s->room; s->count++) {
            s->docs[s->count] = list->docs[s->count];
            s->levels[s->count] = lower(TYPED, list->levels[list->mask[s->count]]);
        }
        return NULL;
    }
    int64_t *places = calloc((size_t)word->count + 1, sizeof *places);
    for (int64_t next; places && s->count < s->room; s->count++) {
        next = INT64_MAX;
        for (int64_t at = 0; at < word->count; at++)
            if (places[at] < word->of[at].size && word->of[at].docs[places[at]] < next)
                next = word->of[at].docs[places[at]];
        if (next == INT64_MAX)
            break;
        uint8_t level = 0;
        for (int64_t at = 0; at < word->count; at++) {
            const List *list = &word->of[at];
            if (places[at] < list->size && list->docs[places[at]] == next) {
                uint8_t here = list->levels[list->mask[places[at]++]];
                level = here > level ? here : level;
            }
        }
        s->docs[s->count] = next;
        s->levels[s->count] = lower(TYPED, level);
    }
    int enough = places != NULL;
    free(places);
    return enough ? NULL : NO_MEMORY;
}

/* Find the articles with every word by looking those of the rarest up in the lists of the others. */
static const char *narrow(Search *s)
{
    const char *fault = begin(s, &s->words.of[0]);
    for (int64_t word = 1; word < s->words.count && !fault; word++) {
        see(&s->words.of[word], s->docs, s->count, s->seen);
        int64_t kept = 0;
        for (int64_t each = 0; each < s->count; each++) {
            /* What is kept is no branch, as none could be foreseen. */
            s->docs[kept] = s->docs[each];
            s->levels[kept] = lower(s->levels[each], s->seen[each]);
            kept += s->seen[each] != 0;
        }
        s->count = kept;
        fault = out_of_time() ? OUT_OF_TIME : NULL;
    }
    return fault;
}

/* The same by the levels of all articles, which is faster for words that many have. */
static const char *among_all(Search *s)
{
    size_t size = (size_t)s->articles;
    uint8_t *lowest = malloc(2 * size + 1), *levels = lowest + size;
    if (!lowest)
        return NO_MEMORY;
    const char *fault = NULL;
    memset(lowest, TYPED, size);
    for (int64_t word = 0; word < s->words.count && !fault; word++) {
        memset(levels, 0, size);
        for (int64_t at = 0; at < s->words.of[word].count && !fault; at++) {
            const List *list = &s->words.of[word].of[at];
            for (int64_t step = 0; step < list->size; step++) {
                uint32_t doc = list->docs[step];
                if (doc >= s->articles || late(step)) {
                    fault = doc < s->articles ? OUT_OF_TIME : NO_ARTICLE;
                    break;
                }
                uint8_t level = list->levels[list->mask[step]];
                levels[doc] = level > levels[doc] ? level : levels[doc];
            }
        }
        for (size_t doc = 0; doc < size; doc++)
            lowest[doc] = lower(lowest[doc], levels[doc]);
    }
    int64_t found = 0;
    for (int64_t doc = 0; doc < s->articles && found < s->room && !fault; doc++) {
        s->docs[found] = doc;
        s->levels[found] = lowest[doc];
        found += lowest[doc] != 0;
    }
    s->count = found;
    free(lowest);
    return fault;
}

/* Rate articles that count as having all words, whether they have or not. */
static void rate(Search *s)
{
    memset(s->levels, TYPED, (size_t)s->count);
    for (int64_t word = 0; word < s->words.count; word++) {
        see(&s->words.of[word], s->docs, s->count, s->seen);
        for (int64_t each = 0; each < s->count; each++)
            s->levels[each] = lower(s->levels[each], s->seen[each]);
    }
    for (int64_t each = 0; each < s->count; each++)
        s->levels[each] += !s->levels[each];
}

/* Raise the levels of the articles whose title has every word. */
static void raise_titled(Search *s)
{
    int64_t size = s->titles.count ? s->count : 0;
    memcpy(s->titled, s->docs, (size_t)size * sizeof *s->titled);
    for (int64_t word = 0; word < s->titles.count; word++) {
        see(&s->titles.of[word], s->titled, size, s->seen);
        int64_t kept = 0;
        for (int64_t each = 0; each < size; each++) {
            s->titled[kept] = s->titled[each];
            kept += s->seen[each] != 0;
        }
        size = kept;
    }
    for (int64_t each = 0, at = 0; each < s->count && at < size; each++)
        if (s->docs[each] == s->titled[at]) {
            s->levels[each] += TITLED;
            at++;
        }
}

static const char *search(Search *s, int given)
{
    const char *fault = NULL;
    if (given)
        rate(s);
    else if (s->words.count)
        fault = s->room * FREQUENT_SHARE > s->articles ? among_all(s) : narrow(s);
    if (!fault)
        raise_titled(s);
    return fault;
}

LOOP(levels_of_words)
{
    (void)module;
    Arguments a;
    enum { words_in, titles_in, articles_in, given_in, docs_out, levels_out };
    if (!read_arguments(&a, "t t n n Q B", given, count))
        return NULL;
    Search s = {.articles = NUMBER(a, articles_in), .docs = ITEMS(a, docs_out, int64_t), .room = LENGTH(a, docs_out)};
    s.levels = ITEMS(a, levels_out, uint8_t);
    s.count = NUMBER(a, given_in) ? s.room : 0;
    if (s.articles < 0 || LENGTH(a, levels_out) != s.room)
        return misused(&a, "the results differ in length");
    if (!read_groups(&s.words, a.of[words_in].tuple, s.articles)) {
        release_arguments(&a);
        return NULL;
    }
    if (!read_groups(&s.titles, a.of[titles_in].tuple, s.articles)) {
        release_groups(&s.words);
        release_arguments(&a);
        return NULL;
    }
    s.titled = malloc((size_t)(s.room + 1) * sizeof *s.titled);
    s.seen = malloc((size_t)s.room + 1);
    const char *fault = s.titled && s.seen ? NULL : NO_MEMORY;
    if (!fault && s.words.postings + s.titles.postings < MANY) {
        fault = search(&s, NUMBER(a, given_in) != 0);
    } else if (!fault) {
        Py_BEGIN_ALLOW_THREADS
        fault = search(&s, NUMBER(a, given_in) != 0);
        Py_END_ALLOW_THREADS
    }
    free(s.titled);
    free(s.seen);
    release_groups(&s.words);
    release_groups(&s.titles);
    return fault ? damaged(&a, fault) : answer(&a, s.count);
}
