/* How many neighbouring words of a query stand side by side in articles.

   Where a word stands is a bit in a row of articles; the next word looks for bits before its own places. There is no
   branch on a position, which no processor could foresee, so that it is fastest to go through whole lists where
   many of their articles count. */
#include "packed_positions.h"

#include <stdlib.h>

static const char OUT_OF_RANGE[] = "the positions of a posting are out of range";

enum {
    docs_in, packed_in, unread_in = 7, block_in = 9, firsts_in, lasts_in, words_in, apart_in, within_in, titles_in,
    bodies_in, whole_in, chained_in, blocks_out, pairs_out
};

/* Places and articles of a block: it stays in the nearest memory of a processor. So many places are looked at. */
enum { BLOCK_PLACES = 1 << 17, BLOCK_ARTICLES = 1024, MAX_APART = 8 };

/* A list on its way through the articles: its next posting; the positions of posting `known`, if it is not -1, begin at
   `start`. The postings before `mark_end` are behind a mark that is seen to. */
typedef struct {
    int64_t posting, last, known, start, mark_end;
} Walk;

/* Where the places of an article begin and end in the row. */
typedef struct {
    int64_t begin, end;
} Slot;

/* A block: the slots of its articles, the bits of a word and those of the word before it; which slots the list that is
   gone through stands closely in, and which articles that count any list of its word. */
typedef struct {
    const Arguments *a;
    const uint32_t *docs;
    Positions positions;
    Unread unread;
    Slot *slots;
    int64_t count, room;
    uint8_t *here, *before, *hits, *seen;
} Pairs;

/* Return where the positions of a list's next posting begin, or -1. */
static inline int64_t start_of_next(const Positions *positions, const Walk *list)
{
    return list->known < 0 ? start_of(positions, list->posting)
                           : start_after(positions, list->start, list->posting - list->known);
}

/* What to do with a word: look for the word before it up to `apart` places ahead, or just so far where it is `chained`;
   and mark where it stands, where it is chained behind a marked one only. */
typedef struct {
    int64_t apart;
    int marks, chained;
} Task;

/* Go through the postings of a list up to `last`, whose positions begin at `at`. An article's slot is as much below its
   number as `first_doc` tells. */
static inline const char *go_through(Pairs *p, Walk *list, int64_t at, int64_t last, int64_t first_doc, Task task)
{
    const Positions positions = p->positions;
    const uint32_t *docs = p->docs;
    const Slot *slots = p->slots;
    const uint8_t *before = p->before;
    uint8_t *restrict here = p->here, *restrict hits = p->hits, hit = 0;
    uint64_t count = (uint64_t)p->count, ends = 0, mask = ((uint64_t)1 << positions.bits) - 1;
    int64_t apart = task.apart;
    unsigned window = task.chained ? 1 : (1u << apart) - 1, near = 1;
    int64_t posting = list->posting, left = 0;
    for (int64_t bit = at * positions.bits; posting < last; at++, bit += positions.bits, left--) {
        if (!left) {
            /* The ends of up to a word of positions, as many as there are. */
            left = positions.count - at < WORD - at % WORD ? positions.count - at : WORD - at % WORD;
            if (left <= 0)
                return OUT_OF_RANGE;
            memcpy(&ends, positions.ends + at / WORD * LOOK, sizeof ends);
            ends >>= at % WORD;
        }
        uint64_t slot = (uint64_t)docs[posting] - (uint64_t)first_doc, number;
        if (slot >= count)
            return OUT_OF_RANGE;
        memcpy(&number, positions.bytes + (bit >> 3), sizeof number);
        int64_t place = slots[slot].begin + (int64_t)(number >> (bit & 7) & mask);
        if (place >= slots[slot].end)
            return OUT_OF_RANGE;
        if (apart) {
            uint16_t bits;
            memcpy(&bits, before + ((place - apart) >> 3), sizeof bits);
            near = bits >> ((place - apart) & 7) & window;
            hit |= (uint8_t)near;
            hits[slot] = hit;
            hit &= (uint8_t)((ends & 1) - 1);
        }
        if (task.marks)
            here[place >> 3] |= (uint8_t)((task.chained ? near : 1) << (place & 7));
        posting += ends & 1;
        ends >>= 1;
    }
    if (posting > list->posting) {
        list->posting = list->known = posting;
        list->start = at;
    }
    return NULL;
}

/* The same, with a loop of its own for what is done most. */
static const char *mark(Pairs *p, Walk *list, int64_t last, int64_t first_doc, Task task)
{
    int64_t at = list->posting < last ? start_of_next(&p->positions, list) : 0;
    if (at < 0)
        return OUT_OF_RANGE;
    if (task.chained)
        return go_through(p, list, at, last, first_doc, task);
    if (!task.marks)
        return go_through(p, list, at, last, first_doc, (Task){task.apart, 0, 0});
    return task.apart ? go_through(p, list, at, last, first_doc, (Task){task.apart, 1, 0})
                      : go_through(p, list, at, last, first_doc, (Task){0, 1, 0});
}

/* Mark a list in the articles of a block that count, `within`, or in all of it where those are most. */
static const char *mark_list(Pairs *p, Walk *list, const int64_t *within, int64_t count, Task task)
{
    if (NUMBER(*p->a, whole_in)) {
        list->posting = gallop_u32(p->docs, list->posting, list->last, within[0]);
        list->known = -1;
        return mark(p, list, gallop_u32(p->docs, list->posting, list->last, within[0] + p->count), within[0], task);
    }
    for (int64_t slot = 0; slot < count; slot++) {
        list->posting = gallop_u32(p->docs, list->posting, list->last, within[slot]);
        if (list->posting == list->last)
            return NULL;
        if (p->docs[list->posting] != within[slot])
            continue;
        if (list->posting >= list->mark_end) {
            int64_t number = list->posting / p->positions.step;
            if (number >= p->positions.mark_count)
                return OUT_OF_RANGE;
            list->mark_end = (number + 1) * p->positions.step;
            list->known = -1;
            note_around(&p->unread, &p->positions, number);
        }
        if (p->unread.found)
            continue;
        const char *fault = mark(p, list, list->posting + 1, within[slot] - slot, task);
        if (fault)
            return fault;
    }
    return NULL;
}

/* Lay out the articles from the first of `within` on, as many as fit; return how many of `within` these have, -1 if
   the length of one is out of range. */
static int64_t lay_out(Pairs *p, const int64_t *within, int64_t size)
{
    const uint32_t *titles = ITEMS(*p->a, titles_in, uint32_t), *bodies = ITEMS(*p->a, bodies_in, uint32_t);
    int64_t whole = NUMBER(*p->a, whole_in), taken = 0, begin = MAX_APART;
    for (p->count = 0; taken < size && p->count < BLOCK_ARTICLES; p->count++) {
        int64_t doc = whole ? within[0] + p->count : within[taken];
        if (doc < 0 || doc >= LENGTH(*p->a, titles_in))
            return -1;
        int64_t length = (int64_t)titles[doc] + bodies[doc];
        /* Between a title and its body a place is left out. */
        int64_t end = begin + length + 1;
        if (length >> p->positions.bits)
            return -1;
        if (end > p->room)
            break;
        p->slots[p->count] = (Slot){begin, end};
        begin = end + MAX_APART;
        taken += doc == within[taken];
    }
    return taken;
}

/* Count the pairs in a block of articles. */
static const char *count_in_block(Pairs *p, Walk *lists, const int64_t *within, int64_t size, uint8_t *pairs)
{
    const int64_t *words = ITEMS(*p->a, words_in, int64_t), *apart = ITEMS(*p->a, apart_in, int64_t);
    int64_t whole = NUMBER(*p->a, whole_in), bytes = (p->slots[p->count - 1].end >> 3) + LOOK;
    for (int64_t list = 0, word = 0; word < LENGTH(*p->a, apart_in); word++) {
        int last = word + 1 == LENGTH(*p->a, apart_in);
        Task task = {word ? apart[word] : 0, !last && apart[word + 1], NUMBER(*p->a, chained_in) != 0};
        int counts = task.apart && (last || !task.chained);
        uint8_t *spare = p->before;
        p->before = p->here;
        p->here = spare;
        memset(p->here, 0, (size_t)bytes);
        memset(p->seen, 0, (size_t)size);
        for (; list < LENGTH(*p->a, words_in) && words[list] == word; list++) {
            memset(p->hits, 0, (size_t)p->count);
            const char *fault = mark_list(p, &lists[list], within, size, task);
            if (fault)
                return fault;
            for (int64_t each = 0; each < size && counts; each++)
                p->seen[each] |= p->hits[whole ? within[each] - within[0] : each];
        }
        for (int64_t each = 0; each < size && counts; each++)
            pairs[each] += p->seen[each] != 0;
    }
    return NULL;
}

static const char *count_all(Pairs *p, Walk *lists)
{
    const int64_t *within = ITEMS(*p->a, within_in, int64_t);
    uint8_t *pairs = ITEMS(*p->a, pairs_out, uint8_t);
    int64_t size = LENGTH(*p->a, within_in);
    for (int64_t done = 0, taken; done < size; done += taken) {
        if (out_of_time())
            return OUT_OF_TIME;
        taken = lay_out(p, within + done, size - done);
        if (taken <= 0)
            return "the length of an article is out of range";
        const char *fault = count_in_block(p, lists, within + done, taken, pairs + done);
        if (fault)
            return fault;
    }
    return NULL;
}

/* Tell whether the words number the lists in order, and stand as far apart as can be looked. */
static int are_sound(const Arguments *a)
{
    const int64_t *words = ITEMS(*a, words_in, int64_t), *apart = ITEMS(*a, apart_in, int64_t);
    const int64_t *within = ITEMS(*a, within_in, int64_t);
    for (int64_t at = 0; at < LENGTH(*a, apart_in); at++)
        if (apart[at] < 0 || apart[at] > MAX_APART)
            return 0;
    for (int64_t at = 0; at < LENGTH(*a, words_in); at++)
        if (words[at] < (at ? words[at - 1] : 0) || words[at] >= LENGTH(*a, apart_in))
            return 0;
    for (int64_t at = 1; at < LENGTH(*a, within_in); at++)
        if (within[at] <= within[at - 1])
            return 0;
    return 1;
}

LOOP(count_pairs)
{
    (void)module;
    Arguments a;
    if (!read_arguments(&a, "u b b n n u n b b n q q q q q u u n n Q B", given, count))
        return NULL;
    Pairs p = {.a = &a, .docs = ITEMS(a, docs_in, uint32_t)};
    const int64_t *firsts = ITEMS(a, firsts_in, int64_t), *lasts = ITEMS(a, lasts_in, int64_t);
    int64_t lists = LENGTH(a, words_in);
    if (LENGTH(a, firsts_in) != lists || LENGTH(a, lasts_in) != lists || NUMBER(a, block_in) < 1 ||
        LENGTH(a, titles_in) != LENGTH(a, bodies_in) || LENGTH(a, pairs_out) != LENGTH(a, within_in) ||
        !LENGTH(a, blocks_out) || !are_sound(&a) || !read_positions(&a, packed_in, &p.positions))
        return misused(&a, "arrays differ in length, or words are not numbered as they stand");
    p.unread = (Unread){&a.of[unread_in], NUMBER(a, block_in), LENGTH(a, blocks_out), 0, ITEMS(a, blocks_out, int64_t)};
    /* Room for a block, and for any one article. */
    p.room = ((int64_t)1 << p.positions.bits) + 1 + MAX_APART;
    p.room = p.room > BLOCK_PLACES ? p.room : BLOCK_PLACES;
    Walk *walks = malloc((size_t)(lists + 1) * sizeof *walks);
    p.slots = malloc(BLOCK_ARTICLES * sizeof *p.slots);
    p.hits = malloc(BLOCK_ARTICLES);
    p.seen = malloc(BLOCK_ARTICLES);
    p.here = malloc((size_t)(p.room >> 3) + LOOK);
    p.before = malloc((size_t)(p.room >> 3) + LOOK);
    int enough = walks && p.slots && p.hits && p.seen && p.here && p.before;
    const char *fault = NULL;
    for (int64_t at = 0; at < lists && enough; at++) {
        if (firsts[at] < 0 || lasts[at] < firsts[at] || lasts[at] > LENGTH(a, docs_in))
            fault = "a list of postings is out of range";
        walks[at] = (Walk){.posting = firsts[at], .last = lasts[at], .known = -1};
    }
    if (enough && !fault) {
        Py_BEGIN_ALLOW_THREADS
        fault = count_all(&p, walks);
        Py_END_ALLOW_THREADS
    }
    free(walks);
    free(p.slots);
    free(p.hits);
    free(p.seen);
    free(p.here);
    free(p.before);
    if (!enough) {
        release_arguments(&a);
        return PyErr_NoMemory();
    }
    return fault ? damaged(&a, fault) : answer(&a, p.unread.found);
}
