/* What is shown of texts in which the words of a query are marked: the densest passage, and where its marks are. */
#include "read_text.h"

enum {
    texts_in, kinds_in, rare_in, bounds_in, positions_in, words_in, reach_in, weights_in, longest_in, whole_in,
    out_shown, out_ranges
};

/* Positions that the longest passage about holds, and marks that add beside the first one of a word, `REPEAT` each. */
enum { SPAN = 36, REPEATS = 3 };
static const double REPEAT = 0.1;
/* Characters that a passage begins before its marks, and a third of what is left. */
enum { LEAD = 60 };
/* The ellipses of a passage, and whether a hyphen is behind a range. */
enum { HEAD = 1, TAIL = 2, HYPHENATED = 4 };
/* Marks that go on behind hyphens, and ones that go on with the next position if that is a mark of the same word. */
enum { ON_HYPHENS = 1, ON_MARKS = 2 };

/* As `str.isspace`, of what a clean text may hold. */
static int is_space(const Text *t, int64_t at)
{
    uint32_t p = point(t, at);
    return p == ' ' || (p >= 9 && p <= 13) || (p >= 28 && p <= 31) || p == 0x85 || p == 0xA0 || p == 0x1680 ||
           (p >= 0x2000 && p <= 0x200A) || p == 0x2028 || p == 0x2029 || p == 0x202F || p == 0x205F || p == 0x3000;
}

static int is_one_of(uint32_t wanted, const uint32_t *points)
{
    while (*points && *points != wanted)
        points++;
    return *points != 0;
}

/* Marks of an article, of which those from `begin` to before `end` are in a text. */
typedef struct {
    const int64_t *positions, *words;
    const uint8_t *reach; /* ON_HYPHENS or ON_MARKS, or 0 */
    const double *weights;
    int64_t begin, end, kinds;
    int32_t *counts; /* zeros, of each word, then room for as many */
} Marks;

/* What no span of the marks is worth more than: every word once, and all that counts of further marks. */
static double highest(const Marks *m)
{
    double sum = 0;
    for (int64_t at = m->begin; at < m->end; at++)
        if (!m->counts[m->words[at]]) {
            m->counts[m->words[at]] = 1;
            sum += m->weights[m->words[at]];
        }
    memset(m->counts, 0, (size_t)m->kinds * sizeof *m->counts);
    return sum + REPEAT * REPEATS - 1e-9;
}

/* Find the first and the last mark of the span with most different words of weight. */
static const char *find_densest(const Marks *m, int64_t *first, int64_t *last)
{
    int32_t *counts = m->counts, *present = counts + m->kinds;
    int64_t distinct = 0, right = m->begin;
    double most = highest(m), best = -1;
    const char *fault = NULL;
    *first = *last = m->begin;
    for (int64_t at = m->begin; at < m->end && best < most; at++) {
        if (late(at)) {
            fault = OUT_OF_TIME;
            break;
        }
        for (; right < m->end && m->positions[right] < m->positions[at] + SPAN; right++)
            if (!counts[m->words[right]]++)
                present[distinct++] = (int32_t)m->words[right];
        double score = 0;
        for (int64_t each = 0; each < distinct; each++)
            score += m->weights[present[each]];
        int64_t further = right - at - distinct;
        score += REPEAT * (double)(further < REPEATS ? further : REPEATS);
        if (score > best)
            best = score, *first = at, *last = right - 1;
        if (!--counts[m->words[at]]) {
            int64_t gone = 0;
            while (present[gone] != m->words[at])
                gone++;
            distinct--;
            memmove(present + gone, present + gone + 1, (size_t)(distinct - gone) * sizeof *present);
        }
    }
    memset(counts, 0, (size_t)m->kinds * sizeof *counts);
    return fault;
}

/* Return the end of the last whole word that ends at or before `limit`, in a passage from `start`. */
static int64_t end_before(Text *t, int64_t start, int64_t limit)
{
    if (!has(t, limit))
        return t->length;
    int64_t at = limit;
    while (at > start && !(is_space(t, at) && !is_space(t, at - 1)))
        at--;
    return at > start ? at : limit;
}

/* Return the place behind the first blank from `low` on and before `high`, or `otherwise`. */
static int64_t behind_blank(const Text *t, int64_t low, int64_t high, int64_t otherwise)
{
    for (int64_t at = low; at < high; at++)
        if (point(t, at) == ' ')
            return at + 1;
    return otherwise;
}

/* Return the place behind the last sentence that ends from `low` on and before `high`, or `otherwise`. */
static int64_t behind_sentence(const Text *t, int64_t low, int64_t high, int64_t otherwise)
{
    static const uint32_t MARKS[] = {'.', '!', '?', 0};
    for (int64_t at = high - 1; at >= low; at--)
        if (point(t, at) == '\n' || (at + 1 < high && point(t, at + 1) == ' ' && is_one_of(point(t, at), MARKS)))
            return at + 1;
    return otherwise;
}

/* Set the passage around characters `first` to `last`. */
static void widen(Text *t, int64_t longest, int64_t first, int64_t last, int64_t *start, int64_t *end)
{
    int64_t room = longest - ((last < first + longest ? last : first + longest) - first);
    int64_t before = room < LEAD + room / 3 ? room : LEAD + room / 3;
    int64_t earliest = first > before ? first - before : 0;
    *start = earliest ? behind_sentence(t, earliest, first, -1) : 0;
    if (*start < 0)
        *start = behind_blank(t, earliest, first, first);
    while (*start < first && is_space(t, *start))
        ++*start;
    *end = end_before(t, *start, *start + longest - 2);
    if (*end <= first) {
        /* The word itself is longer than what is left of the passage. */
        *start = first;
        *end = end_before(t, first, first + longest - 2);
    }
    if (!has(t, *end) && *start > 0)
        *start = behind_blank(t, t->length > longest - 2 ? t->length - longest + 2 : 0, *start, *start);
}

/* Return whether a sentence ends at `end`; not with an abbreviation, as in `1,6 mil. lei`. */
static int ends_sentence(Text *t, int64_t end)
{
    static const uint32_t MARKS[] = {'.', '!', '?', 0x2026, 0}, CLOSERS[] = {0x201D, '"', 0xBB, 0x2019, ')', 0};
    static const uint32_t LOWER[] = {0x103, 0xE2, 0xEE, 0x219, 0x21B, 0x15F, 0x163, 0};
    for (int64_t mark = end > 4 ? end - 4 : 0; mark < end; mark++) {
        int64_t at = mark + 1;
        if (!is_one_of(point(t, mark), MARKS))
            continue;
        while (has(t, at) && is_one_of(point(t, at), CLOSERS))
            at++;
        int64_t blank = at;
        while (has(t, at) && is_space(t, at))
            at++;
        uint32_t next = has(t, at) ? point(t, at) : 0;
        if (at > blank && !(next && (t->kinds[at] == DIGIT || (next >= 'a' && next <= 'z') || is_one_of(next, LOWER))))
            return end <= at;
    }
    return 0;
}

/* A passage, and its ranges as they are written: characters of what is shown, each of two numbers. */
typedef struct {
    int64_t start, end, more;
    int64_t (*ranges)[2];
    int64_t found;
} Passage;

/* Cut the ranges from a number on, characters of a text, to what is shown of it, and drop those outside. */
static void cut_ranges(const Text *t, Passage *p, int64_t first)
{
    int64_t shift = (p->more & HEAD) - p->start, found = p->found;
    p->found = first;
    for (int64_t at = first; at < found; at++) {
        int64_t start = p->ranges[at][0] > p->start ? p->ranges[at][0] : p->start;
        int64_t end = p->ranges[at][1] < p->end ? p->ranges[at][1] : p->end;
        if (start < end) {
            p->ranges[p->found][0] = start + shift;
            p->ranges[p->found++][1] = end + shift;
            p->more |= t->kinds[end] == HYPHEN ? HYPHENATED : 0;
        }
    }
}

/* Return the first range that belongs to the match of a mark: behind the last one, unless a phrase goes on with it. */
static int64_t range_of_match(const Text *t, const Marks *m, int64_t mark, const Passage *p)
{
    int64_t before = mark, number = p->found;
    if (!(m->reach[mark] & ON_MARKS))
        return number;
    while (--before >= m->begin && m->positions[before] >= m->positions[mark] - 1)
        if (m->words[before] == m->words[mark] && m->positions[before] < m->positions[mark]) {
            while (number > 0 && p->ranges[number - 1][1] > start_of(t, m->positions[before] - t->first))
                number--;
            return number;
        }
    return number;
}

/* Write where marks are in a passage; those of one hyphenated word are one, and those of one phrase. */
static void write_ranges(const Text *t, const Marks *m, Passage *p)
{
    int64_t first = p->found;
    for (int64_t mark = m->begin; mark < m->end; mark++) {
        int64_t at = m->positions[mark] - t->first, from = start_of(t, at), to = end_of(t, at);
        while (m->reach[mark] & ON_HYPHENS && ++at < found(t) && start_of(t, at) == to + 1 && t->kinds[to] == HYPHEN)
            to = end_of(t, at);
        int64_t end = p->found > first ? p->ranges[p->found - 1][1] : -1;
        int64_t number = range_of_match(t, m, mark, p);
        if (end >= 0 && (from < end || (from == end + 1 && t->kinds[end] == HYPHEN)))
            number = number < p->found - 1 ? number : p->found - 1;
        number = number > first ? number : first;
        if (number == p->found)
            p->ranges[number][0] = from;
        p->ranges[number][1] = number < p->found && end > to ? end : to;
        p->found = number + 1;
    }
    cut_ranges(t, p, first);
}

/* Show an ellipsis where the text goes on behind a passage, but for one that ends with a sentence. */
static void end_passage(Text *t, Passage *p, int64_t first)
{
    /* What makes no sense before an ellipsis. */
    static const uint32_t DANGLING[] = {' ', '\n', '.', ',', ';', ':', 0x2013, 0x2014, '-', '(', 0x201E, 0x201C, 0xAB, 0};
    int64_t shift = (p->more & HEAD) - p->start, rest = p->end;
    while (has(t, rest) && is_space(t, rest))
        rest++;
    if (!has(t, rest) || ends_sentence(t, p->end))
        return;
    p->more |= TAIL;
    int64_t least = p->found > first ? p->ranges[p->found - 1][1] - shift : p->start;
    while (p->end > least && is_one_of(point(t, p->end - 1), DANGLING))
        p->end--;
}

/* Let marks only count up to the end of their text, if that is found. */
static void keep_found(const Text *t, Marks *m)
{
    if (t->all_found)
        m->end = lower_bound_i64(m->positions, m->begin, m->end, t->first + found(t));
}

/* Set a passage of a text to all of it and write its ranges. */
static const char *show_whole(Text *t, Marks *m, Passage *p)
{
    const char *fault = find_until(t, INT64_MAX, 0);
    *p = (Passage){0, t->length, 0, p->ranges, p->found};
    keep_found(t, m);
    if (!fault)
        write_ranges(t, m, p);
    return fault;
}

/* Set the best passage of a text of at most `longest` characters, or its beginning, and write its ranges. */
static const char *show_best(Text *t, Marks *m, int64_t longest, Passage *p)
{
    int64_t before = p->found, most = longest / 2 + 1, first = 0, last = -1;
    *p = (Passage){0, end_before(t, 0, longest - 1), 0, p->ranges, p->found};
    while (m->begin < m->end && (last < 0 || last >= m->end)) {
        const char *fault = find_densest(m, &first, &last);
        fault = fault ? fault : find_until(t, m->positions[last] - t->first + 1, 0);
        if (fault)
            return fault;
        keep_found(t, m);
    }
    if (m->begin < m->end) {
        int64_t low = m->positions[first], high = m->positions[last];
        widen(t, longest, start_of(t, low - t->first), end_of(t, high - t->first), &p->start, &p->end);
        p->more = p->start > 0 ? HEAD : 0;
        /* One more than are shown, as what begins there may belong to what ends here. */
        const char *fault = find_until(t, 1, p->end);
        if (fault)
            return fault;
        m->end = lower_bound_i64(m->positions, m->begin, m->end, t->first + found(t));
        /* No passage holds more positions: each takes a character and a gap. */
        m->begin = lower_bound_i64(m->positions, m->begin, m->end, high - most);
        write_ranges(t, m, p);
    }
    end_passage(t, p, before);
    return NULL;
}

/* Return whether marks ascend in each article, and are of words. */
static int are_sound(const Arguments *a)
{
    const int64_t *bounds = ITEMS(*a, bounds_in, int64_t), *positions = ITEMS(*a, positions_in, int64_t);
    const int64_t *words = ITEMS(*a, words_in, int64_t);
    int64_t articles = LENGTH(*a, bounds_in) - 1, marks = LENGTH(*a, positions_in);
    if (articles < 0 || a->of[out_shown].rows != 2 * articles || LENGTH(*a, words_in) != marks ||
        LENGTH(*a, reach_in) != marks || a->of[out_ranges].rows < marks || bounds[0] != 0 || bounds[articles] != marks)
        return 0;
    for (int64_t article = 0; article < articles; article++) {
        if (bounds[article + 1] < bounds[article] || bounds[article + 1] > marks)
            return 0;
        for (int64_t at = bounds[article]; at < bounds[article + 1]; at++)
            if (words[at] < 0 || words[at] >= LENGTH(*a, weights_in) || positions[at] > INT32_MAX ||
                positions[at] < (at > bounds[article] ? positions[at - 1] : 0))
                return 0;
    }
    return 1;
}

static const char *show_all(const Arguments *a, Text *t, Marks *m, Passage *p)
{
    const int64_t *bounds = ITEMS(*a, bounds_in, int64_t);
    int64_t(*shown)[4] = (int64_t(*)[4])a->of[out_shown].items;
    const uint8_t *from = ITEMS(*a, texts_in, uint8_t), *end = from + LENGTH(*a, texts_in);
    const char *fault = NULL;
    for (int64_t text = 0; text < a->of[out_shown].rows && !fault && !t->missing; text++) {
        /* A body's positions are numbered on from its title's, after one that stays free. */
        int is_body = text & 1;
        t->first = is_body ? found(t) + 1 : 0;
        begin_text(t, from, text_size(from, end));
        from += t->size + 1;
        m->begin = lower_bound_i64(m->positions, bounds[text / 2], bounds[text / 2 + 1], t->first);
        m->end = bounds[text / 2 + 1];
        if (is_body && !NUMBER(*a, whole_in) && has(t, NUMBER(*a, longest_in)))
            fault = show_best(t, m, NUMBER(*a, longest_in), p);
        else
            fault = show_whole(t, m, p);
        int64_t first = byte_of(t, p->start), last = byte_of(t, p->end);
        memcpy(shown[text], (int64_t[]){first, last, p->more, p->found}, sizeof *shown);
        if (t->rare_count)
            has(t, INT64_MAX); /* their kinds are in the order of the texts */
    }
    return fault;
}

LOOP(show_passages)
{
    (void)module;
    Arguments a;
    if (!read_arguments(&a, "b b b q q q b d n n Q4 Q2", given, count))
        return NULL;
    int64_t words = LENGTH(a, weights_in), longest = NUMBER(a, longest_in), texts, most;
    measure_texts(&a.of[texts_in], &texts, &most);
    if (!are_sound(&a) || longest < 4 || longest > INT32_MAX || words > INT32_MAX || LENGTH(a, texts_in) > INT32_MAX ||
        texts != a.of[out_shown].rows)
        return misused(&a, "texts or marks are out of range, or results have no room");
    Text t = {.kind_of = &a.of[kinds_in], .rare = ITEMS(a, rare_in, uint8_t), .rare_count = LENGTH(a, rare_in)};
    Marks m = {ITEMS(a, positions_in, int64_t), ITEMS(a, words_in, int64_t), ITEMS(a, reach_in, uint8_t),
               ITEMS(a, weights_in, double), 0, 0, words, calloc((size_t)words + 1, 2 * sizeof(int32_t))};
    Passage p = {.ranges = (int64_t(*)[2])a.of[out_ranges].items};
    int enough = make_room(&t, most) && m.counts;
    const char *fault = enough ? show_all(&a, &t, &m, &p) : NULL;
    free_room(&t);
    free(m.counts);
    if (!enough || t.missing)
        return without_kinds(&a, enough);
    return fault ? damaged(&a, fault) : answer(&a, p.found);
}
