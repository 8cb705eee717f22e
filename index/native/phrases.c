/* Where the words of a phrase stand one after the other, an article at a time. */
#include "packed_positions.h"

#include <stdlib.h>

static const char OUT_OF_RANGE[] = "the positions of a posting are out of range";

enum {
    docs_in, packed_in, firsts_in = 7, lasts_in, words_in, offsets_in, within_in, limited_in, titles_in, in_title_in, articles_out, starts_out
};

/* A list on its way through the articles: the posting it is at, and its positions in that article.

   The positions of posting `known` begin at `start`, and those of the ones before `marked` are found from there;
   `position` is that at `place`, INT64_MAX at their end. */
typedef struct {
    int64_t posting, last, known, marked, start;
    int64_t place, end, position;
} Cursor;

/* A word: its lists, those before `end`, and how far into the phrase it stands. */
typedef struct {
    Cursor *first, *end;
    int64_t offset, postings;
} Phrased;

typedef struct {
    const Arguments *a;
    const uint32_t *docs;
    Positions positions;
    Phrased *words;
    int64_t count, found, steps;
} Phrase;

/* Move a list to its first article from `wanted` on and return that, INT64_MAX at its end, -1 if it is damaged. */
static inline int64_t advance(const uint32_t *docs, Cursor *list, int64_t wanted)
{
    int64_t low = list->posting;
    if (low < list->last && docs[low] < wanted)
        low = list->posting = gallop_u32(docs, low, list->last, wanted);
    if (low == list->last)
        return INT64_MAX;
    return docs[low] < wanted ? -1 : (int64_t)docs[low];
}

/* Have the positions of a list in the article that it is at; return 0 if they are not to be had. */
static int open_positions(const Phrase *p, Cursor *list)
{
    const Positions *positions = &p->positions;
    int64_t at = list->posting;
    if (at < list->marked && at >= list->known) {
        list->place = start_after(positions, list->start, at - list->known);
    } else {
        list->place = start_of(positions, at);
        list->marked = at - at % positions->step + positions->step;
    }
    list->end = list->place < 0 ? -1 : start_after(positions, list->place, 1);
    list->known = at + 1;
    list->start = list->end;
    if (list->end >= 0)
        list->position = position_at(positions, list->place);
    return list->end >= 0;
}

static inline void step(const Phrase *p, Cursor *list)
{
    list->position = ++list->place < list->end ? position_at(&p->positions, list->place) : INT64_MAX;
}

/* Tell whether a word stands at a place, which must not fall from one call to the next. */
static inline int stands(const Phrase *p, const Phrased *word, int64_t wanted)
{
    for (Cursor *list = word->first; list < word->end; list++) {
        while (list->position < wanted)
            step(p, list);
        if (list->position == wanted)
            return 1;
    }
    return 0;
}

/* Return the next place of a word in an article, or -1. */
static inline int64_t next_place(const Phrase *p, Phrased *word)
{
    int64_t next = INT64_MAX;
    for (Cursor *list = word->first; list < word->end; list++)
        if (list->position < next)
            next = list->position;
    if (next == INT64_MAX)
        return -1;
    for (Cursor *list = word->first; list < word->end; list++)
        if (list->position == next)
            step(p, list);
    return next;
}

/* Return the next beginning of the phrase in an article: where the rarest word, the first, stands, and the others
   do; -1 at the end, -2 where it is too late to go on. */
static int64_t next_start(Phrase *p)
{
    for (int64_t place; (place = next_place(p, &p->words[0])) >= 0;) {
        int64_t start = place - p->words[0].offset, word = 1;
        if (late(p->steps++))
            return -2;
        while (word < p->count && stands(p, &p->words[word], start + p->words[word].offset))
            word++;
        if (word == p->count && start >= 0)
            return start;
    }
    return -1;
}

/* Return the one list of a word that the article is in, NULL where there are several. */
static inline Cursor *only_list(const Phrased *word)
{
    Cursor *found = NULL;
    for (Cursor *list = word->first; list < word->end; list++)
        if (list->end) {
            if (found)
                return NULL;
            found = list;
        }
    return found;
}

/* What `next_start` returns, of a phrase of two words that the article has in one list each, as most are.

   It goes on in both lists without a branch on which is behind, to where both words stand. */
static int64_t next_start_of_two(const Phrase *p, Cursor *first, Cursor *second)
{
    const Positions positions = p->positions;
    int64_t offset = p->words[0].offset, apart = p->words[1].offset - offset;
    int64_t at = first->place, end = first->end, other = second->place, last = second->end;
    while (at < end && other < last) {
        int64_t one = position_at(&positions, at), two = position_at(&positions, other) - apart;
        if (one == two && one >= offset) {
            first->place = at + 1;
            second->place = other;
            return one - offset;
        }
        at += one <= two;
        other += two < one;
    }
    return -1;
}

/* Find the phrase in an article that has all its words. */
static const char *match(Phrase *p, int64_t doc)
{
    const Arguments *a = p->a;
    if (doc >= LENGTH(*a, titles_in))
        return "an article of a posting is out of range";
    for (int64_t word = 0; word < p->count; word++)
        for (Cursor *list = p->words[word].first; list < p->words[word].end; list++) {
            list->end = 0;
            list->position = INT64_MAX;
            if (list->posting < list->last && p->docs[list->posting] == doc && !open_positions(p, list))
                return OUT_OF_RANGE;
        }
    int64_t limit = NUMBER(*a, in_title_in) ? ITEMS(*a, titles_in, uint32_t)[doc] : INT64_MAX;
    int64_t *articles = ITEMS(*a, articles_out, int64_t), *starts = ITEMS(*a, starts_out, int64_t);
    Cursor *first = p->count == 2 ? only_list(&p->words[0]) : NULL, *second = first ? only_list(&p->words[1]) : NULL;
    for (int64_t start; (start = second ? next_start_of_two(p, first, second) : next_start(p)) != -1;) {
        if (start < 0)
            return OUT_OF_TIME;
        if (start >= limit)
            break;
        if (p->found < LENGTH(*a, articles_out))
            articles[p->found] = doc;
        if (p->found < LENGTH(*a, starts_out))
            starts[p->found] = start;
        p->found++;
        if (!LENGTH(*a, starts_out))
            break;
    }
    return NULL;
}

/* Go to the first article from `wanted` on that has a word; the same returns as of `advance`. */
static inline int64_t advance_word(const Phrase *p, const Phrased *word, int64_t wanted)
{
    int64_t lowest = INT64_MAX;
    for (Cursor *list = word->first; list < word->end; list++) {
        int64_t doc = advance(p->docs, list, wanted);
        lowest = doc < lowest ? doc : lowest;
    }
    return lowest;
}

static const char *go_through(Phrase *p)
{
    const int64_t *within = ITEMS(*p->a, within_in, int64_t);
    int64_t limited = NUMBER(*p->a, limited_in) != 0, size = LENGTH(*p->a, within_in), admitted = 0, doc = 0;
    /* From one end of the words to the other, as many as agree; the articles that count come before all. */
    for (int64_t word = -limited;;) {
        int64_t next = doc;
        if (late(p->steps++))
            return OUT_OF_TIME;
        if (word == p->count) {
            const char *fault = match(p, doc++);
            if (fault)
                return fault;
            word = -limited;
            continue;
        }
        if (word < 0) {
            admitted = gallop_i64(within, admitted, size, doc);
            next = admitted < size ? within[admitted] : INT64_MAX;
        } else {
            next = advance_word(p, &p->words[word], doc);
        }
        if (next == INT64_MAX)
            return NULL;
        if (next < doc)
            return "a list of postings is not in order";
        word = next > doc && word >= 0 ? -limited : word + 1;
        doc = next;
    }
}

/* Rarest words first: they say where to look for the others. */
static int by_postings(const void *one, const void *other)
{
    int64_t first = ((const Phrased *)one)->postings, second = ((const Phrased *)other)->postings;
    return (first > second) - (first < second);
}

/* Set the cursors and words from the arguments; return the number of postings, -1 for a list out of range. */
static int64_t arrange(Phrase *p, Cursor *lists)
{
    const int64_t *firsts = ITEMS(*p->a, firsts_in, int64_t), *lasts = ITEMS(*p->a, lasts_in, int64_t);
    const int64_t *words = ITEMS(*p->a, words_in, int64_t), *offsets = ITEMS(*p->a, offsets_in, int64_t);
    int64_t size = LENGTH(*p->a, docs_in), total = 0;
    for (int64_t at = 0; at < LENGTH(*p->a, words_in); at++) {
        if (firsts[at] < 0 || lasts[at] < firsts[at] || lasts[at] > size)
            return -1;
        lists[at] = (Cursor){firsts[at], lasts[at], 0, 0, 0, 0, 0, INT64_MAX};
        Phrased *word = &p->words[words[at]];
        if (!at || words[at - 1] != words[at])
            *word = (Phrased){&lists[at], NULL, offsets[words[at]], 0};
        word->end = &lists[at] + 1;
        word->postings += lasts[at] - firsts[at];
        total += lasts[at] - firsts[at];
    }
    qsort(p->words, (size_t)p->count, sizeof *p->words, by_postings);
    return total;
}

/* Tell whether the words number the lists from 0 on, without a gap, and stand in a phrase. */
static int are_numbered(const Arguments *a)
{
    const int64_t *words = ITEMS(*a, words_in, int64_t), *offsets = ITEMS(*a, offsets_in, int64_t);
    int64_t next = 0;
    for (int64_t at = 0; at < LENGTH(*a, offsets_in); at++)
        if (offsets[at] < 0 || offsets[at] > INT32_MAX)
            return 0;
    for (int64_t at = 0; at < LENGTH(*a, words_in); at++) {
        if (words[at] != next && (!at || words[at] != next - 1))
            return 0;
        next = words[at] + 1;
    }
    return next > 0 && next == LENGTH(*a, offsets_in);
}

LOOP(find_phrase)
{
    (void)module;
    Arguments a;
    if (!read_arguments(&a, "u b b n n u n q q q q q n u n Q Q", given, count))
        return NULL;
    Phrase p = {&a, ITEMS(a, docs_in, uint32_t), {0}, NULL, LENGTH(a, offsets_in), 0, 0};
    if (LENGTH(a, firsts_in) != LENGTH(a, words_in) || LENGTH(a, lasts_in) != LENGTH(a, words_in) ||
        !are_numbered(&a) || !read_positions(&a, packed_in, &p.positions))
        return misused(&a, "arrays differ in length, or words are not numbered as they stand");
    Cursor *lists = malloc((size_t)LENGTH(a, words_in) * sizeof *lists);
    p.words = malloc((size_t)p.count * sizeof *p.words);
    int64_t total = lists && p.words ? arrange(&p, lists) : 0;
    const char *fault = total < 0 ? "a list of postings is out of range" : NULL;
    if (total >= 1 << 16) {
        Py_BEGIN_ALLOW_THREADS
        fault = go_through(&p);
        Py_END_ALLOW_THREADS
    } else if (total > 0) {
        fault = go_through(&p);
    }
    int enough = lists && p.words;
    free(lists);
    free(p.words);
    if (!enough) {
        release_arguments(&a);
        return PyErr_NoMemory();
    }
    return fault ? damaged(&a, fault) : answer(&a, p.found);
}
