/* Postings to scores: added up, looked up, the best of them; articles as bits, and counted. */
#include "arguments.h"

/* Steps from which other threads may run meanwhile: fewer take less time than getting Python's lock back. */
enum { MANY = 1 << 17 };
/* Looking an article up in a list takes as long as going through so many postings. */
enum { LOOK_UP = 16 };

/* What a posting scores. Scores wrap around, as those of NumPy do. */
static inline int32_t plus(int32_t score, int32_t worth, uint8_t impact)
{
    return (int32_t)((uint32_t)score + (uint32_t)worth * impact);
}

enum {
    docs_in, impact_in, mask_in, worth_in, places_in, level_in, mass_in, allowed_in, scores_in, covered_in, touched_in,
    used_in
};

/* What accumulate works on, once for all postings. */
typedef struct {
    const uint32_t *restrict docs;
    const uint8_t *restrict impact, *restrict mask, *restrict allowed;
    const int32_t *restrict worth;
    int32_t *restrict scores;
    double *restrict covered;
    int64_t *restrict touched;
    int64_t articles, room, used;
    int level;
    double mass;
} Race;

/* Add a posting; return 0 if its article is out of range. */
static inline int add(Race *race, int64_t at)
{
    uint32_t doc = race->docs[at];
    if (doc >= race->articles)
        return 0;
    if (race->impact[at] > race->level || (race->allowed && !race->allowed[doc]))
        return 1;
    int32_t score = race->scores[doc];
    if (!score) {
        if (race->used == race->room)
            return 0;
        race->touched[race->used++] = doc;
    }
    race->scores[doc] = plus(score, race->worth[race->mask[at]], race->impact[at]);
    if (race->mass != 0)
        race->covered[doc] += race->mass;
    return 1;
}

static const char *add_all(Arguments *a)
{
    int64_t size = LENGTH(*a, docs_in), chosen = LENGTH(*a, places_in), level = NUMBER(*a, level_in);
    int64_t limit = LENGTH(*a, allowed_in), articles = LENGTH(*a, scores_in);
    const uint32_t *places = ITEMS(*a, places_in, uint32_t);
    Race race = {
        .docs = ITEMS(*a, docs_in, uint32_t),
        .impact = ITEMS(*a, impact_in, uint8_t),
        .mask = ITEMS(*a, mask_in, uint8_t),
        .allowed = limit ? ITEMS(*a, allowed_in, uint8_t) : NULL,
        .worth = ITEMS(*a, worth_in, int32_t),
        .scores = ITEMS(*a, scores_in, int32_t),
        .covered = ITEMS(*a, covered_in, double),
        .touched = ITEMS(*a, touched_in, int64_t),
        .articles = limit && limit < articles ? limit : articles,
        .room = LENGTH(*a, touched_in),
        .used = *ITEMS(*a, used_in, int64_t),
        .level = level < 0 ? -1 : level > UINT8_MAX ? UINT8_MAX : (int)level,
        .mass = a->of[mass_in].real,
    };
    int sound = 1, stopped = 0;
    if (chosen)
        for (int64_t step = 0; step < chosen && sound && !(stopped = late(step)); step++)
            sound = places[step] < size && add(&race, places[step]);
    else
        for (int64_t at = 0; at < size && sound && !(stopped = late(at)); at++)
            sound = add(&race, at);
    *ITEMS(*a, used_in, int64_t) = race.used;
    return stopped ? OUT_OF_TIME : sound ? NULL : "an article of a posting is out of range";
}

LOOP(accumulate)
{
    (void)module;
    Arguments a;
    if (!read_arguments(&a, "u b b i u n r b I D Q Q", given, count))
        return NULL;
    if (LENGTH(a, impact_in) != LENGTH(a, docs_in) || LENGTH(a, mask_in) != LENGTH(a, docs_in) ||
        LENGTH(a, covered_in) < LENGTH(a, scores_in))
        return misused(&a, "arrays differ in length");
    if (LENGTH(a, worth_in) != 256 || LENGTH(a, used_in) != 1 || *ITEMS(a, used_in, int64_t) < 0 ||
        *ITEMS(a, used_in, int64_t) > LENGTH(a, touched_in))
        return misused(&a, "there must be a worth for each mask, and one count within the articles");
    const char *fault;
    if (LENGTH(a, docs_in) < MANY) {
        fault = add_all(&a);
    } else {
        Py_BEGIN_ALLOW_THREADS
        fault = add_all(&a);
        Py_END_ALLOW_THREADS
    }
    return fault ? damaged(&a, fault) : answer_none(&a);
}

/* Return whether the first so many of these are places in an array. */
static int are_places(const Argument *places, int64_t length, int64_t size)
{
    const int64_t *at = places->items;
    if (length < 0 || length > places->length)
        return 0;
    for (int64_t step = 0; step < length; step++)
        if (at[step] < 0 || at[step] >= size)
            return 0;
    return 1;
}

/* The nearest whole number, the even one of two: `rint` without a library. */
static int64_t nearest(double number)
{
    int64_t whole = (int64_t)number;
    double rest = number - (double)whole;
    return whole + (rest > 0.5 || (rest == 0.5 && (whole & 1)));
}

LOOP(add_coverage)
{
    (void)module;
    Arguments a;
    enum { touched_in, used_in, scores_in, covered_in, whole_in, bonus_in };
    if (!read_arguments(&a, "q n I D r r", given, count))
        return NULL;
    const int64_t *touched = ITEMS(a, touched_in, int64_t);
    int32_t *scores = ITEMS(a, scores_in, int32_t);
    double *covered = ITEMS(a, covered_in, double), whole = a.of[whole_in].real, bonus = a.of[bonus_in].real;
    if (!(bonus >= 0 && bonus <= INT32_MAX) || LENGTH(a, covered_in) < LENGTH(a, scores_in) ||
        !are_places(&a.of[touched_in], NUMBER(a, used_in), LENGTH(a, scores_in)))
        return misused(&a, "the bonus or an article is out of range");
    for (int64_t step = 0; step < NUMBER(a, used_in); step++) {
        int64_t doc = touched[step];
        double share = covered[doc] < whole ? covered[doc] / whole : 1;
        if (covered[doc] > 0)
            scores[doc] = (int32_t)((uint32_t)scores[doc] + (uint32_t)nearest(bonus * share * share * share));
        covered[doc] = 0;
    }
    return answer_none(&a);
}

LOOP(drain)
{
    (void)module;
    Arguments a;
    enum { touched_in, used_in, scores_in, least_in, out_docs, out_found };
    if (!read_arguments(&a, "q Q I n Q I", given, count))
        return NULL;
    const int64_t *touched = ITEMS(a, touched_in, int64_t);
    int32_t *scores = ITEMS(a, scores_in, int32_t), *found = ITEMS(a, out_found, int32_t);
    int64_t *used = ITEMS(a, used_in, int64_t), *docs = ITEMS(a, out_docs, int64_t), kept = 0;
    if (LENGTH(a, used_in) != 1 || !are_places(&a.of[touched_in], *used, LENGTH(a, scores_in)))
        return misused(&a, "an article is out of range");
    if (LENGTH(a, out_docs) < *used || LENGTH(a, out_found) < *used)
        return misused(&a, "the results have no room");
    for (int64_t step = 0; step < *used; step++) {
        int64_t doc = touched[step];
        if (scores[doc] >= NUMBER(a, least_in)) {
            docs[kept] = doc;
            found[kept++] = scores[doc];
        }
        scores[doc] = 0;
    }
    *used = 0;
    return answer(&a, kept);
}

enum { candidates_in, found_in, listed_in, impacts_in, masks_in, worths_in, most_in, least_in, numbers_in };

/* Add to the first `kept` candidates by going through the list; `numbers` are zeros before and after. */
static const char *go_through(Arguments *a, int64_t kept)
{
    const int64_t *candidates = ITEMS(*a, candidates_in, int64_t);
    const uint32_t *restrict docs = ITEMS(*a, listed_in, uint32_t);
    const uint8_t *restrict impact = ITEMS(*a, impacts_in, uint8_t), *restrict mask = ITEMS(*a, masks_in, uint8_t);
    const int32_t *restrict worth = ITEMS(*a, worths_in, int32_t);
    int32_t *restrict found = ITEMS(*a, found_in, int32_t), *restrict numbers = ITEMS(*a, numbers_in, int32_t);
    int64_t size = LENGTH(*a, listed_in), articles = LENGTH(*a, numbers_in), most = NUMBER(*a, most_in);
    const char *fault = NULL;
    for (int64_t step = 0; step < kept; step++)
        numbers[candidates[step]] = (int32_t)step + 1;
    for (int64_t at = 0; at < size; at++) {
        if (docs[at] >= articles || late(at)) {
            fault = docs[at] < articles ? OUT_OF_TIME : "an article of a posting is out of range";
            break;
        }
        int32_t who = numbers[docs[at]];
        if (who > 0 && who <= kept && impact[at] <= most)
            found[who - 1] = plus(found[who - 1], worth[mask[at]], impact[at]);
    }
    for (int64_t step = 0; step < kept; step++)
        numbers[candidates[step]] = 0;
    return fault;
}

/* Add to the first `kept` candidates by a galloping search for each; most come in ascending order. */
static const char *gallop(Arguments *a, int64_t kept)
{
    const int64_t *candidates = ITEMS(*a, candidates_in, int64_t);
    const uint32_t *docs = ITEMS(*a, listed_in, uint32_t);
    const uint8_t *impact = ITEMS(*a, impacts_in, uint8_t), *mask = ITEMS(*a, masks_in, uint8_t);
    const int32_t *worth = ITEMS(*a, worths_in, int32_t);
    int32_t *found = ITEMS(*a, found_in, int32_t);
    int64_t size = LENGTH(*a, listed_in), low = 0;
    for (int64_t step = 0; step < kept; step++) {
        int64_t doc = candidates[step];
        if (late(step))
            return OUT_OF_TIME;
        if (low && docs[low - 1] >= doc)
            low = 0;
        low = gallop_u32(docs, low, size, doc);
        if (low < size && docs[low] == doc && impact[low] <= NUMBER(*a, most_in))
            found[step] = plus(found[step], worth[mask[low]], impact[low]);
    }
    return NULL;
}

LOOP(probe)
{
    (void)module;
    Arguments a;
    if (!read_arguments(&a, "Q I u b b i n n I", given, count))
        return NULL;
    int64_t *candidates = ITEMS(a, candidates_in, int64_t), size = LENGTH(a, listed_in), kept = 0;
    int32_t *found = ITEMS(a, found_in, int32_t);
    if (LENGTH(a, found_in) != LENGTH(a, candidates_in) || LENGTH(a, impacts_in) != size ||
        LENGTH(a, masks_in) != size || LENGTH(a, worths_in) != 256)
        return misused(&a, "arrays differ in length");
    if (!are_places(&a.of[candidates_in], LENGTH(a, candidates_in), LENGTH(a, numbers_in)))
        return misused(&a, "an article is out of range");
    for (int64_t step = 0; step < LENGTH(a, candidates_in); step++) {
        if (found[step] >= NUMBER(a, least_in)) {
            candidates[kept] = candidates[step];
            found[kept++] = found[step];
        }
    }
    const char *fault = kept * LOOK_UP <= size ? gallop(&a, kept) : go_through(&a, kept);
    return fault ? damaged(&a, fault) : answer(&a, kept);
}

LOOP(kth_highest)
{
    (void)module;
    Arguments a;
    if (!read_arguments(&a, "i q I", given, count))
        return NULL;
    const int32_t *scores = ITEMS(a, 0, int32_t);
    const int64_t *at = ITEMS(a, 1, int64_t);
    int32_t *top = ITEMS(a, 2, int32_t);
    int64_t k = LENGTH(a, 2), size = LENGTH(a, 1), articles = LENGTH(a, 0);
    if (!k)
        return misused(&a, "k is 0");
    for (int64_t step = 0; step < size; step++) {
        if (at[step] < 0 || at[step] >= articles)
            return misused(&a, "an article is out of range");
        if (late(step))
            return damaged(&a, OUT_OF_TIME);
        int32_t score = scores[at[step]];
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
    return answer(&a, top[0]);
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
