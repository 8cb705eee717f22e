/* Postings to scores: added up, looked up, the best of them; articles as bits, and counted.

   The best articles are found by MaxScore: lists go from the highest possible contribution to the lowest, those of
   frequent words in two pieces, their head, then the rest. Once the k-th best score exceeds what the pieces left can
   add, these are only looked up for the articles still in the race: Turtle and Flood, "Query Evaluation: Strategies and
   Optimizations" (1995); in pieces by impact as in Strohman and Croft, "Efficient Document Retrieval in Main Memory"
   (2007). */
#include "lists.h"

#include <stdlib.h>
#include <string.h>

/* Looking an article up in a list takes as long as going through so many postings. */
enum { LOOK_UP = 16 };
/* Articles in the race beyond k times this are worth a look at who can still win. */
enum { CROWD = 4 };

enum {
    k_in, anywhere_in, titles_in, docs_in, levels_in, worths_in, mass_in, bonus_in, matches_in, matched_in, allowed_in,
    articles_in, scores_in, covered_in, touched_in, found_in
};

/* A part of a list: its head, or all up to the impact `level`; each scores at most `bound`. `gain` is how much less an
   article can still get once it is done. */
typedef struct {
    const List *list;
    int64_t bound, gain, level;
    int head;
} Piece;

/* A search: the scores of all articles, of which `used` are `touched`, the others 0; then articles that are still in the
   race, `touched` too, and what each has `found`. */
typedef struct {
    Lists anywhere, titles;
    const int64_t *docs;
    const uint8_t *levels, *allowed;
    const int32_t *worths;
    int32_t *scores, *found, *top;
    double *covered, mass, bonus;
    int64_t *touched, used, articles, k, together, total;
    int prefers;
    Piece *pieces;
} Race;

/* What a posting scores. Scores wrap around, as those of NumPy do. */
static inline int32_t plus(int32_t score, int32_t worth, int64_t impact)
{
    return (int32_t)((uint32_t)score + (uint32_t)worth * (uint32_t)impact);
}

/* Add a posting; return 0 if its article is out of range. */
static inline int add(Race *race, const List *list, int64_t at, int64_t level, double mass)
{
    uint32_t doc = list->docs[at];
    if (doc >= race->articles)
        return 0;
    if (list->impact[at] > level || (race->allowed && !race->allowed[doc]))
        return 1;
    int32_t score = race->scores[doc];
    if (!score) {
        if (race->used == race->articles)
            return 0;
        race->touched[race->used++] = doc;
    }
    race->scores[doc] = plus(score, list->worth[list->mask[at]], list->impact[at]);
    if (mass != 0)
        race->covered[doc] += mass;
    return 1;
}

static const char *add_list(Race *race, const List *list, int64_t level, double mass)
{
    for (int64_t at = 0; at < list->size; at++) {
        if (late(at))
            return OUT_OF_TIME;
        if (!add(race, list, at, level, mass))
            return NO_ARTICLE;
    }
    return NULL;
}

/* Add the postings of articles that have a score, which ascend. */
static const char *add_to_touched(Race *race, const List *list, double mass)
{
    for (int64_t step = 0, low = 0; step < race->used && low < list->size; step++) {
        if (late(step))
            return OUT_OF_TIME;
        low = gallop_u32(list->docs, low, list->size, race->touched[step]);
        if (low < list->size && list->docs[low] == race->touched[step])
            add(race, list, low, HIGHEST_LEVEL, mass);
    }
    return NULL;
}

static const char *add_piece(Race *race, const Piece *piece)
{
    if (!piece->head)
        return add_list(race, piece->list, piece->level, 0);
    for (int64_t step = 0; step < piece->list->heads; step++) {
        if (late(step))
            return OUT_OF_TIME;
        if (piece->list->head[step] >= piece->list->size ||
            !add(race, piece->list, piece->list->head[step], HIGHEST_LEVEL, 0))
            return NO_ARTICLE;
    }
    return NULL;
}

/* Return the lowest of the k highest of some scores, 0 where there are fewer; `top` is a heap of them. */
static int32_t kth(const int32_t *scores, const int64_t *at, int64_t size, int32_t *top, int64_t k)
{
    if (k <= 0 || size < k)
        return 0;
    memset(top, 0, (size_t)k * sizeof *top);
    for (int64_t step = 0; step < size; step++) {
        int32_t score = scores[at ? at[step] : step];
        if (score <= top[0])
            continue;
        int64_t hole = 0;
        for (int64_t child = 1; child < k; child = 2 * hole + 1) {
            child += child + 1 < k && top[child + 1] < top[child];
            if (top[child] >= score)
                break;
            top[hole] = top[child];
            hole = child;
        }
        top[hole] = score;
    }
    return top[0];
}

/* The nearest whole number, the even one of two: `rint` without a library. */
static int64_t nearest(double number)
{
    int64_t whole = (int64_t)number;
    double rest = number - (double)whole;
    return whole + (rest > 0.5 || (rest == 0.5 && (whole & 1)));
}

/* Add the bonus for the share of the query's mass that a title covers, to its third power; nothing is covered then. */
static void add_coverage(Race *race)
{
    for (int64_t step = 0; step < race->used; step++) {
        int64_t doc = race->touched[step];
        double share = race->covered[doc] < race->mass ? race->covered[doc] / race->mass : 1;
        if (race->covered[doc] > 0)
            race->scores[doc] =
                plus(race->scores[doc], (int32_t)nearest(race->bonus * share * share * share), 1);
        race->covered[doc] = 0;
    }
}

/* Return what an article with all words gets at least that can be among the k best: who is below the k-th of them by
   more than all else adds up to is out. */
static int64_t least_of_all_words(const Race *race)
{
    int64_t counts[256] = {0}, levels = 0, most = 0, reached = 0, below = INT64_MAX;
    if (race->together <= race->k * CROWD)
        return INT64_MIN;
    for (int64_t at = 0; at < race->together; at++) {
        counts[race->levels[at]]++;
        levels = race->levels[at] >= levels ? race->levels[at] + 1 : levels;
    }
    for (int64_t at = 0; at < race->anywhere.count; at++)
        most += best_of(&race->anywhere.of[at]);
    for (int64_t at = 0; at < race->titles.count; at++)
        most += best_of(&race->titles.of[at]);
    most += (int64_t)race->bonus + 1;
    while (reached < race->k || below == INT64_MAX) {
        int64_t next = INT64_MIN;
        for (int64_t level = 0; level < levels; level++)
            if (counts[level] && race->worths[level] < below && race->worths[level] > next)
                next = race->worths[level];
        for (int64_t level = 0; level < levels; level++)
            reached += race->worths[level] == next ? counts[level] : 0;
        below = next;
    }
    return below * HIGHEST_LEVEL - most;
}

/* Add what titles are worth, the bonus for covering the query, and that for having all its words. */
static const char *add_bonuses(Race *race)
{
    int64_t least = least_of_all_words(race);
    for (int64_t at = 0; at < race->together; at++) {
        int64_t doc = race->docs[at], worth = (int64_t)race->worths[race->levels[at]] * HIGHEST_LEVEL;
        if (doc < 0 || doc >= race->articles)
            return NO_ARTICLE;
        if (worth <= 0 || worth < least || race->scores[doc])
            continue;
        race->scores[doc] = plus(0, race->worths[race->levels[at]], HIGHEST_LEVEL);
        race->touched[race->used++] = doc;
    }
    for (int64_t at = 0; at < race->titles.count; at++) {
        const List *list = &race->titles.of[at];
        double mass = race->bonus > 0 ? list->mass : 0;
        /* They count only for articles with all words, where any come first. */
        const char *fault = race->prefers ? add_to_touched(race, list, mass) : add_list(race, list, HIGHEST_LEVEL, mass);
        if (fault)
            return fault;
    }
    if (race->bonus > 0)
        add_coverage(race);
    return NULL;
}

/* Put the articles with at least this score aside, with their scores; set all scores to 0. */
static void drain(Race *race, int64_t least)
{
    int64_t kept = 0;
    for (int64_t step = 0; step < race->used; step++) {
        int64_t doc = race->touched[step];
        int32_t score = race->scores[doc];
        race->scores[doc] = 0;
        if (score >= least) {
            race->touched[kept] = doc;
            race->found[kept++] = score;
        }
    }
    race->used = kept;
}

/* Set all scores to 0, wherever the search ended. */
static void clear(Race *race)
{
    for (int64_t step = 0; step < race->used; step++) {
        race->scores[race->touched[step]] = 0;
        race->covered[race->touched[step]] = 0;
    }
}

/* Add to candidates by going through the list; the scores of all articles, which are 0, number them meanwhile. */
static const char *go_through(Race *race, const List *list, int64_t level, const int64_t *docs, int32_t *found, int64_t count)
{
    int32_t *restrict numbers = race->scores;
    const char *fault = NULL;
    for (int64_t step = 0; step < count; step++)
        numbers[docs[step]] = (int32_t)step + 1;
    for (int64_t at = 0; at < list->size && !fault; at++) {
        uint32_t doc = list->docs[at];
        if (doc >= race->articles || late(at)) {
            fault = doc < race->articles ? OUT_OF_TIME : NO_ARTICLE;
            break;
        }
        int32_t who = numbers[doc];
        if (who > 0 && who <= count && list->impact[at] <= level)
            found[who - 1] = plus(found[who - 1], list->worth[list->mask[at]], list->impact[at]);
    }
    for (int64_t step = 0; step < count; step++)
        numbers[docs[step]] = 0;
    return fault;
}

/* Add to candidates by a galloping search for each; most come in ascending order. */
static const char *gallop(const List *list, int64_t level, const int64_t *docs, int32_t *found, int64_t count)
{
    for (int64_t step = 0, low = 0; step < count; step++) {
        if (late(step))
            return OUT_OF_TIME;
        if (low && list->docs[low - 1] >= docs[step])
            low = 0;
        low = gallop_u32(list->docs, low, list->size, docs[step]);
        if (low < list->size && list->docs[low] == docs[step] && list->impact[low] <= level)
            found[step] = plus(found[step], list->worth[list->mask[low]], list->impact[low]);
    }
    return NULL;
}

/* Add what of a list has at most an impact to the scores of some articles. */
static const char *look_up(Race *race, const Piece *piece, const int64_t *docs, int32_t *found, int64_t count)
{
    return count * LOOK_UP <= piece->list->size ? gallop(piece->list, piece->level, docs, found, count)
                                                : go_through(race, piece->list, piece->level, docs, found, count);
}

/* Drop the articles in the race that have less. */
static void keep(Race *race, int64_t least)
{
    int64_t kept = 0;
    for (int64_t step = 0; step < race->used; step++)
        if (race->found[step] >= least) {
            race->touched[kept] = race->touched[step];
            race->found[kept++] = race->found[step];
        }
    race->used = kept;
}

/* Put a piece where it belongs among some of falling bounds. */
static void insert(Piece *pieces, int64_t *count, Piece piece)
{
    int64_t at = (*count)++;
    for (; at && pieces[at - 1].bound < piece.bound; at--)
        pieces[at] = pieces[at - 1];
    pieces[at] = piece;
}

/* Cut the lists of which an article must have one into pieces, of falling bounds; return how many. */
static int64_t cut(Race *race)
{
    int64_t count = 0;
    for (int64_t at = 0; at < race->anywhere.count; at++) {
        const List *list = &race->anywhere.of[at];
        int64_t best = best_of(list), rest = list->heads ? list->bound * list->level : 0;
        if (!list->required)
            continue;
        insert(race->pieces, &count, (Piece){list, best, best - rest, HIGHEST_LEVEL, list->heads > 0});
        if (list->heads)
            insert(race->pieces, &count, (Piece){list, rest, rest, list->level, 0});
    }
    return count;
}

/* Replace pieces by what is left to look up, `left` pieces and all other lists, both pieces of a list as one; return how
   many. */
static int64_t unread(Race *race, const Piece *left, int64_t count)
{
    Piece *found = race->pieces + 2 * race->anywhere.count;
    int64_t size = 0;
    for (int64_t at = 0; at < race->anywhere.count; at++) {
        const List *list = &race->anywhere.of[at];
        int whole = !list->required;
        const Piece *rest = NULL;
        for (int64_t each = 0; each < count; each++)
            if (left[each].list == list) {
                whole |= left[each].head || left[each].level == HIGHEST_LEVEL;
                rest = &left[each];
            }
        if (whole)
            insert(found, &size, (Piece){list, best_of(list), 0, HIGHEST_LEVEL, 0});
        else if (rest)
            insert(found, &size, *rest);
    }
    memcpy(race->pieces, found, (size_t)size * sizeof *found);
    return size;
}

/* Return what the k best so far all reach with everything added, -1 if there is a fault. */
static int64_t leaders(Race *race, int64_t count, const char **fault)
{
    int64_t k = race->k, size = 0, least = INT32_MAX, *docs = malloc((size_t)(k + 1) * sizeof *docs);
    int32_t *found = malloc((size_t)(k + 1) * sizeof *found), lowest = kth(race->found, NULL, race->used, race->top, k);
    for (int64_t step = 0; docs && found && step < race->used && size < k; step++)
        if (race->found[step] >= lowest) {
            docs[size] = race->touched[step];
            found[size++] = race->found[step];
        }
    for (int64_t at = 0; at < count && size && !*fault; at++)
        *fault = look_up(race, &race->pieces[at], docs, found, size);
    for (int64_t at = 0; at < size; at++)
        least = found[at] < least ? found[at] : least;
    free(docs);
    free(found);
    return size ? least : 0;
}

/* Find the best of all articles. */
static const char *run(Race *race)
{
    int64_t count = cut(race), done = 0, remaining = 0;
    for (int64_t at = 0; at < race->anywhere.count; at++)
        remaining += best_of(&race->anywhere.of[at]);
    const char *fault = add_bonuses(race);
    int64_t threshold = kth(race->scores, race->touched, race->used, race->top, race->k);
    for (; done < count && threshold <= remaining && !fault; done++) {
        fault = add_piece(race, &race->pieces[done]);
        remaining -= race->pieces[done].gain;
        threshold = kth(race->scores, race->touched, race->used, race->top, race->k);
    }
    if (fault)
        return fault;
    drain(race, threshold - remaining);
    count = unread(race, race->pieces + done, count - done);
    if (count && race->used > race->k * CROWD) {
        int64_t reached = leaders(race, count, &fault);
        threshold = reached > threshold ? reached : threshold;
    }
    for (int64_t at = 0; at < count && !fault; at++) {
        keep(race, threshold - remaining);
        fault = look_up(race, &race->pieces[at], race->touched, race->found, race->used);
        remaining -= race->pieces[at].bound;
    }
    return fault;
}

/* Find the best of the articles that match. */
static const char *run_matches(Race *race, const int64_t *matches, int64_t count)
{
    const char *fault = add_bonuses(race);
    if (fault)
        return fault;
    for (int64_t at = 0; at < count; at++) {
        if (matches[at] < 0 || matches[at] >= race->articles)
            return NO_ARTICLE;
        race->found[at] = race->scores[matches[at]];
    }
    clear(race);
    memcpy(race->touched, matches, (size_t)count * sizeof *matches);
    race->used = count;
    for (int64_t at = 0; at < race->anywhere.count && !fault; at++)
        fault = look_up(race, &(Piece){.list = &race->anywhere.of[at], .level = HIGHEST_LEVEL}, race->touched, race->found, count);
    return fault;
}

/* Count the allowed articles with a required word. */
static const char *count_all(Race *race)
{
    const List *only = NULL;
    int64_t size = (race->articles + 7) / 8, required = 0;
    for (int64_t at = 0; at < race->anywhere.count; at++)
        if (race->anywhere.of[at].required) {
            only = &race->anywhere.of[at];
            required++;
        }
    if (required == 1 && !race->allowed) {
        race->total = only->size;
        return NULL;
    }
    uint64_t *words = calloc((size_t)size / sizeof *words + 1, sizeof *words);
    uint8_t *bits = (uint8_t *)words;
    const char *fault = words ? NULL : NO_MEMORY;
    for (int64_t at = 0; at < race->anywhere.count && !fault; at++) {
        const List *list = &race->anywhere.of[at];
        if (!list->required)
            continue;
        for (int64_t byte = 0; list->bitmap && byte < size; byte++)
            bits[byte] |= list->bitmap[byte];
        for (int64_t step = 0; !list->bitmap && step < list->size; step++) {
            if (list->docs[step] >= race->articles || late(step)) {
                fault = list->docs[step] < race->articles ? OUT_OF_TIME : NO_ARTICLE;
                break;
            }
            bits[list->docs[step] >> 3] |= (uint8_t)(128 >> (list->docs[step] & 7));
        }
    }
    for (int64_t doc = 0; !fault && race->allowed && doc < race->articles; doc++)
        race->total += race->allowed[doc] && bits[doc >> 3] & 128 >> (doc & 7);
    for (int64_t at = 0; !fault && !race->allowed && at <= size / (int64_t)sizeof *words; at++)
        race->total += count_bits(words[at]);
    free(words);
    return fault;
}

/* Read what a search is; return what is wrong with it, or NULL. */
static const char *read_race(const Arguments *a, Race *race)
{
    race->docs = ITEMS(*a, docs_in, int64_t);
    race->levels = ITEMS(*a, levels_in, uint8_t);
    race->worths = ITEMS(*a, worths_in, int32_t);
    race->allowed = LENGTH(*a, allowed_in) ? ITEMS(*a, allowed_in, uint8_t) : NULL;
    race->scores = ITEMS(*a, scores_in, int32_t);
    race->covered = ITEMS(*a, covered_in, double);
    race->touched = ITEMS(*a, touched_in, int64_t);
    race->found = ITEMS(*a, found_in, int32_t);
    race->mass = a->of[mass_in].real;
    race->bonus = a->of[bonus_in].real;
    race->together = LENGTH(*a, docs_in);
    race->prefers = LENGTH(*a, worths_in) > 0;
    /* Of more than there are there is no last one. */
    race->k = NUMBER(*a, k_in) > race->articles ? race->articles + 1 : NUMBER(*a, k_in);
    if (LENGTH(*a, levels_in) != race->together || (race->allowed && LENGTH(*a, allowed_in) != race->articles) ||
        LENGTH(*a, worths_in) > 256 || (race->together && !race->prefers))
        return "arrays differ in length";
    for (int64_t at = 0; at < race->together; at++)
        if (race->levels[at] >= LENGTH(*a, worths_in))
            return "there is a level without a worth";
    if (LENGTH(*a, scores_in) < race->articles || LENGTH(*a, covered_in) < race->articles ||
        LENGTH(*a, touched_in) < race->articles || LENGTH(*a, found_in) < race->articles ||
        LENGTH(*a, matches_in) > race->articles)
        return "the results have no room";
    if (race->k < 0 || !(race->bonus >= 0 && race->bonus <= INT32_MAX))
        return "k or the bonus is out of range";
    return NULL;
}

static const char *find_best(Race *race, const Arguments *a)
{
    const char *fault;
    if (NUMBER(*a, matched_in)) {
        fault = run_matches(race, ITEMS(*a, matches_in, int64_t), LENGTH(*a, matches_in));
        race->total = LENGTH(*a, matches_in);
    } else {
        fault = run(race);
        fault = fault ? fault : count_all(race);
    }
    if (fault)
        clear(race);
    else if (race->used > race->k)
        keep(race, race->k ? kth(race->found, NULL, race->used, race->top, race->k) : INT64_MAX);
    return fault;
}

LOOP(best_articles)
{
    (void)module;
    Arguments a;
    Race race = {.articles = 0};
    if (!read_arguments(&a, "n t t q b i r r q n b n I D Q I", given, count))
        return NULL;
    race.articles = NUMBER(a, articles_in);
    const char *wrong = race.articles < 0 ? "there cannot be so many articles" : read_race(&a, &race);
    if (wrong)
        return misused(&a, wrong);
    if (!read_lists(&race.anywhere, a.of[anywhere_in].tuple, race.articles)) {
        release_arguments(&a);
        return NULL;
    }
    if (!read_lists(&race.titles, a.of[titles_in].tuple, race.articles)) {
        release_lists(&race.anywhere);
        release_arguments(&a);
        return NULL;
    }
    race.pieces = malloc((size_t)(3 * race.anywhere.count + 1) * sizeof *race.pieces);
    race.top = malloc((size_t)(race.k + 1) * sizeof *race.top);
    const char *fault = NULL;
    int enough = race.pieces && race.top;
    if (enough && race.anywhere.postings + race.titles.postings < MANY) {
        fault = find_best(&race, &a);
    } else if (enough) {
        Py_BEGIN_ALLOW_THREADS
        fault = find_best(&race, &a);
        Py_END_ALLOW_THREADS
    }
    free(race.pieces);
    free(race.top);
    release_lists(&race.anywhere);
    release_lists(&race.titles);
    if (fault)
        return damaged(&a, fault);
    release_arguments(&a);
    return enough ? Py_BuildValue("LL", (long long)race.used, (long long)race.total) : PyErr_NoMemory();
}

LOOP(set_bits)
{
    (void)module;
    Arguments a;
    if (!read_arguments(&a, "u B", given, count))
        return NULL;
    const uint32_t *restrict docs = ITEMS(a, 0, uint32_t);
    uint8_t *restrict bits = ITEMS(a, 1, uint8_t);
    int64_t room = LENGTH(a, 1), size = LENGTH(a, 0);
    for (int64_t step = 0; step < size; step++) {
        if (late(step))
            return damaged(&a, OUT_OF_TIME);
        if (docs[step] >> 3 >= room)
            return damaged(&a, "an article of a posting is out of range");
        bits[docs[step] >> 3] |= (uint8_t)(128 >> (docs[step] & 7));
    }
    return answer_none(&a);
}

LOOP(tally)
{
    (void)module;
    Arguments a;
    if (!read_arguments(&a, "u b Q", given, count))
        return NULL;
    const uint32_t *restrict numbers = ITEMS(a, 0, uint32_t);
    const uint8_t *restrict mask = ITEMS(a, 1, uint8_t);
    int64_t *restrict counts = ITEMS(a, 2, int64_t), room = LENGTH(a, 2), size = LENGTH(a, 0);
    if (LENGTH(a, 0) != LENGTH(a, 1))
        return misused(&a, "arrays differ in length");
    for (int64_t at = 0; at < size; at++) {
        if (late(at))
            return damaged(&a, OUT_OF_TIME);
        if (numbers[at] >= room)
            return damaged(&a, "a source or a section is out of range");
        /* Adding nothing is faster than a branch that no processor can foresee. */
        counts[numbers[at]] += mask[at];
    }
    return answer_none(&a);
}
