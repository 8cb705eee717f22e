/* What early words, words at their places in titles and words that stand together add to articles: see reranker.py. */
#include "arguments.h"

#include <stdlib.h>
#include <string.h>

enum {
    concepts_in, articles_in, positions_in, word_of_in, titles_in, places_in, apart_in, idf_in, worths_in, scores_out
};
enum { EARLY, EARLY_HALF, IN_PLACE, IN_PLACE_HALF, NEAR, WORTHS };

/* Where each word stands in each article: row w * articles + d goes from `ends` of the row before to its own. */
typedef struct {
    int64_t *ends, *positions;
} Rows;

static int by_position(const void *one, const void *other)
{
    int64_t first = *(const int64_t *)one, second = *(const int64_t *)other;
    return (first > second) - (first < second);
}

/* Sort positions, which mostly are sorted: those of a word with one list. */
static void sort(int64_t *positions, int64_t size)
{
    for (int64_t at = 1; at < size; at++)
        if (positions[at] < positions[at - 1]) {
            qsort(positions, (size_t)size, sizeof *positions, by_position);
            return;
        }
}

/* Arrange the positions in their rows; return 0 for an article or a word that there is not. */
static int arrange(const Arguments *a, Rows rows, int64_t words, int64_t docs)
{
    const int64_t *concepts = ITEMS(*a, concepts_in, int64_t), *articles = ITEMS(*a, articles_in, int64_t);
    const int64_t *positions = ITEMS(*a, positions_in, int64_t), *word_of = ITEMS(*a, word_of_in, int64_t);
    int64_t size = LENGTH(*a, positions_in);
    memset(rows.ends, 0, (size_t)(words * docs + 2) * sizeof *rows.ends);
    for (int64_t at = 0; at < size; at++) {
        if (concepts[at] < 0 || concepts[at] >= LENGTH(*a, word_of_in) || articles[at] < 0 || articles[at] >= docs)
            return 0;
        int64_t word = word_of[concepts[at]];
        if (word < 0 || word >= words)
            return 0;
        rows.ends[word * docs + articles[at] + 2]++;
    }
    /* One behind, so that what each row has got moves its end to where it is. */
    for (int64_t row = 1; row <= words * docs; row++)
        rows.ends[row + 1] += rows.ends[row];
    for (int64_t at = 0; at < size; at++)
        rows.positions[rows.ends[word_of[concepts[at]] * docs + articles[at] + 1]++] = positions[at];
    for (int64_t row = 0; row < words * docs; row++)
        sort(rows.positions + rows.ends[row], rows.ends[row + 1] - rows.ends[row]);
    return 1;
}

/* Tell whether any place of a row is so far before one of another. */
static int any_apart(Rows rows, int64_t row, int64_t other, int64_t apart)
{
    int64_t low = rows.ends[other];
    for (int64_t at = rows.ends[row]; at < rows.ends[row + 1]; at++) {
        int64_t wanted = rows.positions[at] + apart;
        while (low < rows.ends[other + 1] && rows.positions[low] < wanted)
            low++;
        if (low < rows.ends[other + 1] && rows.positions[low] == wanted)
            return 1;
    }
    return 0;
}

static void score(const Arguments *a, Rows rows, int64_t words, int64_t docs)
{
    const uint32_t *titles = ITEMS(*a, titles_in, uint32_t);
    const int64_t *places = ITEMS(*a, places_in, int64_t), *apart = ITEMS(*a, apart_in, int64_t);
    const double *idf = ITEMS(*a, idf_in, double), *worths = ITEMS(*a, worths_in, double);
    double *early = ITEMS(*a, scores_out, double), *in_place = early + words * docs, *near = in_place + words * docs;
    for (int64_t word = 0, row = 0; word < words; word++)
        for (int64_t doc = 0; doc < docs; doc++, row++) {
            early[row] = in_place[row] = near[row] = 0;
            if (rows.ends[row] == rows.ends[row + 1])
                continue;
            int64_t first = rows.positions[rows.ends[row]], title = titles[doc];
            double into_text = first > title ? (double)(first - title) : 0;
            early[row] = worths[EARLY] * idf[word] / (1 + into_text / worths[EARLY_HALF]);
            double off = (double)(first > places[word] ? first - places[word] : places[word] - first);
            if (first < title)
                in_place[row] = worths[IN_PLACE] * idf[word] / (1 + off / worths[IN_PLACE_HALF]);
            if (word + 1 < words && apart[word] > 0 && any_apart(rows, row, row + docs, apart[word]))
                near[row] = worths[NEAR] * (idf[word] < idf[word + 1] ? idf[word] : idf[word + 1]);
        }
}

LOOP(second_look)
{
    (void)module;
    Arguments a;
    if (!read_arguments(&a, "q q q q u q q d d D", given, count))
        return NULL;
    int64_t words = LENGTH(a, places_in), docs = LENGTH(a, titles_in), size = LENGTH(a, positions_in);
    if (LENGTH(a, concepts_in) != size || LENGTH(a, articles_in) != size || LENGTH(a, apart_in) != words ||
        LENGTH(a, idf_in) != words || LENGTH(a, worths_in) != WORTHS || LENGTH(a, scores_out) != 3 * words * docs)
        return misused(&a, "arrays differ in length, or worths are missing");
    for (int64_t at = 0; at < size; at++)
        if (ITEMS(a, positions_in, int64_t)[at] < 0 || ITEMS(a, positions_in, int64_t)[at] > UINT32_MAX)
            return misused(&a, "a position is out of range");
    for (int64_t word = 0; word < words; word++)
        if (ITEMS(a, places_in, int64_t)[word] < 0 || ITEMS(a, places_in, int64_t)[word] > UINT32_MAX ||
            ITEMS(a, apart_in, int64_t)[word] > UINT32_MAX)
            return misused(&a, "a place in a query is out of range");
    Rows rows = {malloc((size_t)(words * docs + 2) * sizeof(int64_t)), malloc((size_t)(size + 1) * sizeof(int64_t))};
    int enough = rows.ends && rows.positions, sound = enough && arrange(&a, rows, words, docs);
    if (sound)
        score(&a, rows, words, docs);
    free(rows.ends);
    free(rows.positions);
    if (!enough) {
        release_arguments(&a);
        return PyErr_NoMemory();
    }
    return sound ? answer_none(&a) : misused(&a, "an article or a word is out of range");
}
