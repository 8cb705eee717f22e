/* Where concepts stand in articles; ascending numbers that phrases are found with. */
#include "arguments.h"

#include <string.h>

static const char OUT_OF_RANGE[] = "the positions of a posting are out of range";

/* Frequencies of all postings: see segment/frequencies.py. */
typedef struct {
    const uint8_t *tf;
    const int64_t *large_at, *large_tf, *marks;
    int64_t postings, large, mark_count, mark_size;
} Frequencies;

/* Read them from five arguments, from the one at `first` on. */
static Frequencies frequencies(const Arguments *a, int first)
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

/* Return where the positions of a posting begin, or -1; they are `frequency` in number. */
static int64_t start_of(const Frequencies *f, int64_t posting, int64_t *frequency)
{
    int64_t mark = posting / f->mark_size;
    if (mark >= f->mark_count || f->marks[mark] < 0)
        return -1;
    int64_t start = f->marks[mark];
    *frequency = 0;
    for (int64_t at = mark * f->mark_size; at <= posting; at++) {
        if (start > INT64_MAX - *frequency)
            return -1;
        start += *frequency;
        *frequency = frequency_of(f, at);
        if (*frequency < 0)
            return -1;
    }
    return start;
}

LOOP(locate)
{
    (void)module;
    Arguments a;
    enum { docs_in, tf_in, large_in, large_tf_in, marks_in, mark_size, firsts_in, lasts_in, wanted_in, rows_in };
    if (!read_arguments(&a, "u b q q q n q q q Q4", given, count))
        return NULL;
    const uint32_t *docs = ITEMS(a, docs_in, uint32_t);
    const int64_t *firsts = ITEMS(a, firsts_in, int64_t), *lasts = ITEMS(a, lasts_in, int64_t);
    const int64_t *wanted = ITEMS(a, wanted_in, int64_t);
    int64_t(*rows)[4] = (int64_t(*)[4])a.of[rows_in].items;
    int64_t concepts = LENGTH(a, firsts_in), articles = LENGTH(a, wanted_in), found = 0;
    Frequencies f = frequencies(&a, tf_in);
    if (LENGTH(a, lasts_in) != concepts || (articles && concepts > a.of[rows_in].rows / articles) || f.mark_size < 1)
        return misused(&a, "the results have no room, or arrays differ in length");
    int64_t size = LENGTH(a, docs_in) < f.postings ? LENGTH(a, docs_in) : f.postings;
    for (int64_t concept = 0; concept < concepts; concept++) {
        int64_t low = firsts[concept], last = lasts[concept];
        if (low < 0 || last < low || last > size)
            return damaged(&a, "a list of postings is out of range");
        for (int64_t article = 0; article < articles && low < last; article++) {
            low = lower_bound_u32(docs, low, last, wanted[article]);
            if (low == last || docs[low] != wanted[article])
                continue;
            int64_t frequency, start = start_of(&f, low, &frequency);
            if (start < 0)
                return damaged(&a, OUT_OF_RANGE);
            memcpy(rows[found++], (int64_t[]){concept, article, start, frequency}, sizeof *rows);
        }
    }
    return answer(&a, found);
}

LOOP(copy_positions)
{
    (void)module;
    Arguments a;
    enum { rows_in, positions_in, out_in };
    if (!read_arguments(&a, "q4 x Q*", given, count))
        return NULL;
    const int64_t(*rows)[4] = (const int64_t(*)[4])a.of[rows_in].items;
    int64_t *out = ITEMS(a, out_in, int64_t), room = a.of[out_in].columns, to = 0;
    if (a.of[out_in].rows != 3)
        return misused(&a, "the result must have three rows");
    for (int64_t row = 0; row < a.of[rows_in].rows; row++) {
        int64_t first = rows[row][2], frequency = rows[row][3];
        if (first < 0 || frequency < 0 || first > LENGTH(a, positions_in) ||
            frequency > LENGTH(a, positions_in) - first)
            return damaged(&a, OUT_OF_RANGE);
        if (frequency > room - to)
            return misused(&a, "the result has no room");
        for (int64_t at = first; at < first + frequency; at++, to++) {
            out[to] = rows[row][0];
            out[room + to] = rows[row][1];
            out[2 * room + to] = unsigned_item(&a.of[positions_in], at);
        }
    }
    return answer_none(&a);
}

enum {
    docs_in, tf_in, large_in, large_tf_in, marks_in, mark_size_in, first_in, wanted_in, begins_in, positions_in,
    expected_in, met_in, out_in
};

/* Where places go: into a result, or compared with ascending expected ones. */
typedef struct {
    const int64_t *expected;
    uint8_t *met;
    int64_t *out;
    int64_t size, at, room, count;
} Sink;

static inline int put(Sink *sink, int64_t place)
{
    if (!sink->size) {
        if (sink->count == sink->room)
            return 0;
        sink->out[sink->count++] = place;
        return 1;
    }
    while (sink->at < sink->size && sink->expected[sink->at] < place)
        sink->at++;
    if (sink->at < sink->size && sink->expected[sink->at] == place)
        sink->met[sink->at] = 1;
    return 1;
}

static const char *walk(Arguments *a, Sink *sink)
{
    const uint32_t *docs = ITEMS(*a, docs_in, uint32_t);
    const int64_t *wanted = ITEMS(*a, wanted_in, int64_t), *begins = ITEMS(*a, begins_in, int64_t);
    Frequencies f = frequencies(a, tf_in);
    int64_t first = NUMBER(*a, first_in), last = first + LENGTH(*a, docs_in), mark = first / f.mark_size, article = 0;
    if (last > f.postings || mark >= f.mark_count || f.marks[mark] < 0)
        return OUT_OF_RANGE;
    int64_t start = f.marks[mark];
    for (int64_t at = mark * f.mark_size; at < last; at++) {
        int64_t frequency = frequency_of(&f, at);
        if (frequency < 0 || start > LENGTH(*a, positions_in) || frequency > LENGTH(*a, positions_in) - start)
            return OUT_OF_RANGE;
        if (at >= first) {
            int64_t doc = docs[at - first];
            while (article < LENGTH(*a, wanted_in) && wanted[article] < doc)
                article++;
            if (article == LENGTH(*a, wanted_in))
                return NULL;
            for (int64_t each = start; wanted[article] == doc && each < start + frequency; each++)
                if (!put(sink, (int64_t)((uint64_t)begins[article] + unsigned_item(&a->of[positions_in], each))))
                    return OUT_OF_RANGE;
        }
        start += frequency;
    }
    return NULL;
}

LOOP(walk_positions)
{
    (void)module;
    Arguments a;
    if (!read_arguments(&a, "u b q q q n n q q x q B Q", given, count))
        return NULL;
    Sink sink = {ITEMS(a, expected_in, int64_t), ITEMS(a, met_in, uint8_t), ITEMS(a, out_in, int64_t),
                 LENGTH(a, met_in), 0, LENGTH(a, out_in), 0};
    if (LENGTH(a, expected_in) != sink.size || LENGTH(a, begins_in) < LENGTH(a, wanted_in) ||
        NUMBER(a, mark_size_in) < 1 || NUMBER(a, first_in) < 0 || NUMBER(a, first_in) > LENGTH(a, tf_in))
        return misused(&a, "arrays differ in length, or the first posting is out of range");
    const char *fault;
    if (LENGTH(a, docs_in) < 1 << 16) {
        fault = walk(&a, &sink);
    } else {
        Py_BEGIN_ALLOW_THREADS
        fault = walk(&a, &sink);
        Py_END_ALLOW_THREADS
    }
    return fault ? damaged(&a, fault) : answer(&a, sink.count);
}

LOOP(intersect)
{
    (void)module;
    Arguments a;
    if (!read_arguments(&a, "q q Q", given, count))
        return NULL;
    const int64_t *first = ITEMS(a, 0, int64_t), *second = ITEMS(a, 1, int64_t);
    int64_t *out = ITEMS(a, 2, int64_t), size = LENGTH(a, 1), low = 0, found = 0;
    if (LENGTH(a, 2) < LENGTH(a, 0))
        return misused(&a, "the result has no room");
    for (int64_t step = 0; step < LENGTH(a, 0); step++) {
        int64_t wanted = first[step], reach = 1;
        while (low + reach < size && second[low + reach] < wanted) {
            low += reach;
            reach *= 2;
        }
        low = lower_bound_i64(second, low, low + reach < size ? low + reach : size, wanted);
        if (low == size)
            break;
        if (second[low] == wanted)
            out[found++] = wanted;
    }
    return answer(&a, found);
}

LOOP(unite)
{
    (void)module;
    Arguments a;
    if (!read_arguments(&a, "q q Q", given, count))
        return NULL;
    const int64_t *first = ITEMS(a, 0, int64_t), *second = ITEMS(a, 1, int64_t);
    int64_t *out = ITEMS(a, 2, int64_t), found = 0, here = 0, there = 0;
    if (LENGTH(a, 2) < LENGTH(a, 0) + LENGTH(a, 1))
        return misused(&a, "the result has no room");
    while (here < LENGTH(a, 0) && there < LENGTH(a, 1)) {
        int64_t one = first[here], other = second[there];
        out[found++] = one < other ? one : other;
        here += one <= other;
        there += other <= one;
    }
    for (; here < LENGTH(a, 0); here++)
        out[found++] = first[here];
    for (; there < LENGTH(a, 1); there++)
        out[found++] = second[there];
    return answer(&a, found);
}
