/* Tokens to the postings of a run, and runs to those of a segment. */
#include "arguments.h"

#include <string.h>

/* Rows of arrays; see indexer/inverter.py and indexer/term_table.py. */
typedef struct {
    int32_t positions, first_term;
} Token;

typedef struct {
    int32_t offset, concept, bit, pair;
} Term;

typedef struct {
    int32_t next_doc, posting, position, unused;
} State;

typedef struct {
    uint32_t doc, frequency, title_frequency, mask;
} Posting;

enum { WIDE_BITS = 32, MAX_TF = 255, MAX_MASK = 255, VARIANT_BITS = 8, POSITION_MARK = 128 };

/* Set in the last position of a posting. */
static const uint32_t LAST_POSITION = (uint32_t)1 << 31;

/* Return whether fields have so many tokens in all. */
static int have_tokens(const Argument *fields, int64_t tokens)
{
    const int64_t *counts = fields->items;
    int64_t rest = tokens;
    for (int64_t field = 0; field < fields->length; field++) {
        if (counts[field] < 0 || counts[field] > rest)
            return 0;
        rest -= counts[field];
    }
    return !rest;
}

/* Return whether every term of every token has a concept and a pair among so many. */
static int are_terms(const Argument *tokens, const Argument *terms, int64_t concepts, int64_t pairs)
{
    const Token *token = tokens->items;
    const Term *term = terms->items;
    for (int64_t at = 0; at < tokens->rows; at++)
        if (token[at].first_term < (at ? token[at - 1].first_term : 0) || token[at].first_term > terms->rows)
            return 0;
    for (int64_t at = 0; at < terms->rows; at++)
        if (term[at].concept < 0 || term[at].concept >= concepts || term[at].bit < 0 ||
            term[at].bit >= WIDE_BITS || term[at].pair < 0 || term[at].pair >= pairs)
            return 0;
    return 1;
}

LOOP(count_postings)
{
    (void)module;
    Arguments a;
    enum { numbers_in, fields_in, tokens_in, terms_in, state_in };
    if (!read_arguments(&a, "u q i2 i4 I4", given, count))
        return NULL;
    const uint32_t *numbers = ITEMS(a, numbers_in, uint32_t);
    const int64_t *field_tokens = ITEMS(a, fields_in, int64_t);
    const Token *tokens = ITEMS(a, tokens_in, Token);
    const Term *terms = ITEMS(a, terms_in, Term);
    State *state = ITEMS(a, state_in, State);
    int64_t fields = LENGTH(a, fields_in), known = a.of[tokens_in].rows - 1;
    if (!have_tokens(&a.of[fields_in], LENGTH(a, numbers_in)))
        return misused(&a, "fields must have all tokens");
    if (!are_terms(&a.of[tokens_in], &a.of[terms_in], a.of[state_in].rows, INT32_MAX))
        return misused(&a, "a term is out of range");
    const char *fault = NULL;
    Py_BEGIN_ALLOW_THREADS
    for (int64_t field = 0, token = 0; field < fields && !fault; field++) {
        int32_t doc = (int32_t)(field >> 1);
        for (int64_t end = token + field_tokens[field]; token < end; token++) {
            if (numbers[token] >= known) {
                fault = "a token is out of range";
                break;
            }
            const Token *is = &tokens[numbers[token]];
            for (int32_t term = is->first_term; term < is[1].first_term; term++) {
                State *concept = &state[terms[term].concept];
                concept->position = (int32_t)((uint32_t)concept->position + 1);
                if (concept->next_doc <= doc) {
                    concept->next_doc = doc + 1;
                    concept->posting = (int32_t)((uint32_t)concept->posting + 1);
                }
            }
        }
    }
    Py_END_ALLOW_THREADS
    return fault ? misused(&a, fault) : answer_none(&a);
}

/* What a token will need is fetched from memory some tokens ahead, a step at a time, as each step tells where
   the next one is: every access is to another place of arrays that are larger than the caches. */
enum { TOKEN_AHEAD = 24, TERM_AHEAD = 16, STATE_AHEAD = 8, POSTING_AHEAD = 4 };

/* Tokens with their terms, as they are numbered in a text. */
typedef struct {
    const uint32_t *numbers;
    const Token *tokens;
    const Term *terms;
    int64_t count, known, term_count;
} Text;

/* Return the token at a place of a text, the first that there is where it ends. */
static inline const Token *token_at(const Text *text, int64_t at)
{
    return &text->tokens[at < text->count && text->numbers[at] < text->known ? text->numbers[at] : 0];
}

static inline const Term *term_at(const Text *text, int64_t at)
{
    int64_t term = token_at(text, at)->first_term;
    return &text->terms[term < text->term_count ? term : 0];
}

LOOP(fill_postings)
{
    (void)module;
    Arguments a;
    enum { numbers_in, fields_in, tokens_in, terms_in, state_in, postings_in, positions_in, pairs_in, lengths_in, counts_in };
    if (!read_arguments(&a, "u q i2 i4 I4 U4 U Q Q* Q*", given, count))
        return NULL;
    const uint32_t *numbers = ITEMS(a, numbers_in, uint32_t);
    const int64_t *field_tokens = ITEMS(a, fields_in, int64_t);
    const Token *tokens = ITEMS(a, tokens_in, Token);
    const Term *terms = ITEMS(a, terms_in, Term);
    State *state = ITEMS(a, state_in, State);
    Posting *postings = ITEMS(a, postings_in, Posting);
    uint32_t *positions = ITEMS(a, positions_in, uint32_t);
    int64_t *pair_counts = ITEMS(a, pairs_in, int64_t);
    int64_t *lengths = ITEMS(a, lengths_in, int64_t), *field_terms = ITEMS(a, counts_in, int64_t);
    int64_t fields = LENGTH(a, fields_in), known = a.of[tokens_in].rows - 1, docs = fields / 2;
    if (fields % 2 || a.of[lengths_in].rows != 2 || LENGTH(a, lengths_in) != fields ||
        a.of[counts_in].rows != 2 || LENGTH(a, counts_in) != fields)
        return misused(&a, "articles must have a title and a body");
    if (!have_tokens(&a.of[fields_in], LENGTH(a, numbers_in)))
        return misused(&a, "fields must have all tokens");
    if (!are_terms(&a.of[tokens_in], &a.of[terms_in], a.of[state_in].rows, LENGTH(a, pairs_in)))
        return misused(&a, "a term is out of range");
    if (LENGTH(a, numbers_in) && (known < 1 || a.of[terms_in].rows < 1))
        return misused(&a, "there are no tokens or terms");
    Text text = {numbers, tokens, terms, LENGTH(a, numbers_in), known, a.of[terms_in].rows};
    const char *fault = NULL;
    Py_BEGIN_ALLOW_THREADS
    int64_t place = 0;
    for (int64_t field = 0, token = 0; field < fields && !fault; field++) {
        int32_t doc = (int32_t)(field >> 1);
        uint32_t in_title = !(field & 1);
        /* One position stays free after the title, so that no phrase crosses from it to the body. */
        int64_t first_place = in_title ? 0 : place + 1;
        int64_t *term_count = &field_terms[(field & 1) * docs + doc];
        place = first_place;
        for (int64_t end = token + field_tokens[field]; token < end && !fault; token++) {
            if (numbers[token] >= known) {
                fault = "a token is out of range";
                break;
            }
            const Token *is = &tokens[numbers[token]];
            PREFETCH(token_at(&text, token + TOKEN_AHEAD));
            PREFETCH(term_at(&text, token + TERM_AHEAD));
            PREFETCH(&state[term_at(&text, token + STATE_AHEAD)->concept]);
            const State *soon = &state[term_at(&text, token + POSTING_AHEAD)->concept];
            PREFETCH(&postings[soon->posting]);
            PREFETCH(&positions[soon->position]);
            for (int32_t at = is->first_term; at < is[1].first_term; at++) {
                const Term *term = &terms[at];
                State *concept = &state[term->concept];
                int is_new = concept->next_doc <= doc;
                int64_t posting_at = (int64_t)concept->posting - !is_new;
                if (posting_at < 0 || posting_at >= a.of[postings_in].rows || concept->position < 0 ||
                    concept->position >= LENGTH(a, positions_in)) {
                    fault = "there is no room for a posting";
                    break;
                }
                Posting *posting = &postings[posting_at];
                if (is_new) {
                    concept->next_doc = doc + 1;
                    concept->posting++;
                    posting->doc = (uint32_t)doc;
                }
                posting->frequency++;
                posting->title_frequency += in_title;
                uint32_t bit = (uint32_t)1 << term->bit;
                if (!(posting->mask & bit)) {
                    posting->mask |= bit;
                    pair_counts[term->pair]++;
                }
                positions[concept->position++] = (uint32_t)(place + term->offset);
                ++*term_count;
            }
            place += is->positions;
        }
        lengths[(field & 1) * docs + doc] = place - first_place;
    }
    Py_END_ALLOW_THREADS
    return fault ? misused(&a, fault) : answer_none(&a);
}

/* Return whether a list is not among so many. */
static inline int is_outside(int64_t first, int64_t last, int64_t length)
{
    return first < 0 || last < first || last > length;
}

LOOP(measure_lists)
{
    (void)module;
    Arguments a;
    enum { ranks_in, starts_in, rows_in, docs_in, postings_in, positions_in, titled_in };
    if (!read_arguments(&a, "i q u4 i Q Q Q", given, count))
        return NULL;
    const int32_t *ranks = ITEMS(a, ranks_in, int32_t), *doc_of = ITEMS(a, docs_in, int32_t);
    const int64_t *starts = ITEMS(a, starts_in, int64_t);
    const Posting *rows = ITEMS(a, rows_in, Posting);
    int64_t *postings = ITEMS(a, postings_in, int64_t), *positions = ITEMS(a, positions_in, int64_t);
    int64_t *titled = ITEMS(a, titled_in, int64_t), concepts = LENGTH(a, postings_in);
    if (LENGTH(a, starts_in) != LENGTH(a, ranks_in) + 1 || LENGTH(a, positions_in) != concepts ||
        LENGTH(a, titled_in) != concepts)
        return misused(&a, "arrays differ in length");
    const char *fault = NULL;
    Py_BEGIN_ALLOW_THREADS
    for (int64_t at = 0; at < LENGTH(a, ranks_in) && !fault; at++) {
        int64_t rank = ranks[at];
        if (rank < 0 || rank >= concepts || is_outside(starts[at], starts[at + 1], a.of[rows_in].rows)) {
            fault = "a list of postings is out of range";
            break;
        }
        for (const Posting *row = rows + starts[at]; row < rows + starts[at + 1]; row++) {
            if (row->doc >= LENGTH(a, docs_in)) {
                fault = "an article of a posting is out of range";
                break;
            }
            if (doc_of[row->doc] < 0)
                continue;
            postings[rank]++;
            positions[rank] += row->frequency;
            titled[rank] += row->title_frequency > 0;
        }
    }
    Py_END_ALLOW_THREADS
    return fault ? damaged(&a, fault) : answer_none(&a);
}

/* Where the next posting of a concept goes, its next position, its next title. */
typedef struct {
    int64_t posting, position, titled;
} Cursor;

/* Return the mask of a posting in the united vocabulary, or -1 if it has a form that there is not. */
static int64_t translate(uint32_t mask, int64_t first_bit, const Argument *bits)
{
    uint32_t united = 0;
    for (int64_t bit = first_bit; mask; mask >>= 1, bit++) {
        if (bit < 0 || bit >= bits->length)
            return -1;
        if (mask & 1)
            united |= ((const uint32_t *)bits->items)[bit];
    }
    return united;
}

/* Return an impact from a table by frequency and by the code of an article's length, or -1. */
static inline int impact_of(const Argument *table, const Argument *code_of, int64_t frequency, int64_t doc)
{
    int64_t code = doc < code_of->length ? ((const int32_t *)code_of->items)[doc] : -1;
    if (code < 0 || code >= table->columns || frequency >= table->rows)
        return -1;
    return ((const uint8_t *)table->items)[frequency * table->columns + code];
}

enum {
    ranks_in, concepts_in, starts_in, position_starts_in, rows_in, positions_in, bit_starts_in, bits_in, docs_in,
    table_in, codes_in, title_table_in, title_codes_in, first_in, first_position_in, next_posting_in, next_position_in, next_titled_in,
    out_positions, out_docs, out_impact, out_mask, out_marks, out_title_docs, out_title_impact, out_title_mask,
    large_in, wide_in
};

/* What a piece has beyond the columns: postings of large frequencies and of wide masks. */
typedef struct {
    int64_t large, wide;
} Beyond;

static const char *copy_title(Arguments *a, const Posting *row, int64_t doc, uint8_t mask, int64_t to)
{
    int64_t frequency = row->title_frequency < MAX_TF ? row->title_frequency : MAX_TF;
    int impact = impact_of(&a->of[title_table_in], &a->of[title_codes_in], frequency, doc);
    if (to < 0 || to >= LENGTH(*a, out_title_docs) || impact < 0)
        return "a title is out of range";
    ITEMS(*a, out_title_docs, uint32_t)[to] = (uint32_t)doc;
    ITEMS(*a, out_title_impact, uint8_t)[to] = (uint8_t)impact;
    ITEMS(*a, out_title_mask, uint8_t)[to] = mask;
    return NULL;
}

static const char *copy_posting(
    Arguments *a, const Posting *row, int64_t source, int64_t first_bit, Cursor *to, Beyond *beyond)
{
    int64_t doc = ITEMS(*a, docs_in, int32_t)[row->doc];
    int64_t frequency = row->frequency, mask = translate(row->mask, first_bit, &a->of[bits_in]);
    if (to->posting < 0 || to->posting >= LENGTH(*a, out_docs) || to->position < 0 ||
        to->position > LENGTH(*a, out_positions) - frequency || mask < 0 || !frequency)
        return "a posting is out of range";
    if (mask > MAX_MASK) {
        if (beyond->wide == a->of[wide_in].columns)
            return "there are more wide masks than counted";
        uint32_t *wide = ITEMS(*a, wide_in, uint32_t) + beyond->wide++;
        wide[0] = (uint32_t)to->posting;
        wide[a->of[wide_in].columns] = (uint32_t)mask;
        /* The last bit stands for all forms from there on. */
        mask = (mask & MAX_MASK >> 1) | 1 << (VARIANT_BITS - 1);
    }
    ITEMS(*a, out_docs, uint32_t)[to->posting] = (uint32_t)doc;
    ITEMS(*a, out_mask, uint8_t)[to->posting] = (uint8_t)mask;
    if (frequency <= MAX_TF) {
        int impact = impact_of(&a->of[table_in], &a->of[codes_in], frequency, doc);
        if (impact < 0)
            return "the length of an article is out of range";
        ITEMS(*a, out_impact, uint8_t)[to->posting] = (uint8_t)impact;
    } else {
        if (beyond->large == a->of[large_in].columns)
            return "there are more large frequencies than counted";
        uint32_t *large = ITEMS(*a, large_in, uint32_t) + beyond->large++;
        large[0] = (uint32_t)to->posting;
        large[a->of[large_in].columns] = row->frequency;
    }
    if (to->posting % POSITION_MARK == 0)
        ITEMS(*a, out_marks, uint32_t)[to->posting / POSITION_MARK] =
            (uint32_t)((uint64_t)NUMBER(*a, first_position_in) + (uint64_t)to->position);
    uint32_t *out = ITEMS(*a, out_positions, uint32_t) + to->position;
    for (int64_t at = 0; at < frequency; at++)
        out[at] = unsigned_item(&a->of[positions_in], source + at);
    out[frequency - 1] |= LAST_POSITION;
    if (row->title_frequency) {
        const char *fault = copy_title(a, row, doc, (uint8_t)mask, to->titled);
        if (fault)
            return fault;
        to->titled++;
    }
    to->posting++;
    to->position += frequency;
    return NULL;
}

static const char *copy_all(Arguments *a, Beyond *beyond)
{
    const int64_t *starts = ITEMS(*a, starts_in, int64_t), *sources = ITEMS(*a, position_starts_in, int64_t);
    const int64_t *bit_starts = ITEMS(*a, bit_starts_in, int64_t);
    const Posting *rows = ITEMS(*a, rows_in, Posting);
    int64_t *next_posting = ITEMS(*a, next_posting_in, int64_t), *next_titled = ITEMS(*a, next_titled_in, int64_t);
    int64_t *next_position = ITEMS(*a, next_position_in, int64_t);
    for (int64_t at = 0; at < LENGTH(*a, ranks_in); at++) {
        int64_t rank = ITEMS(*a, ranks_in, int32_t)[at] - NUMBER(*a, first_in);
        int64_t concept = ITEMS(*a, concepts_in, int32_t)[at], source = sources[at];
        if (rank < 0 || rank >= LENGTH(*a, next_posting_in) || concept < 0 || source < 0 ||
            source > LENGTH(*a, positions_in) || concept >= LENGTH(*a, bit_starts_in) || is_outside(starts[at], starts[at + 1], a->of[rows_in].rows))
            return "a list of postings is out of range";
        Cursor to = {next_posting[rank], next_position[rank], next_titled[rank]};
        for (const Posting *row = rows + starts[at]; row < rows + starts[at + 1]; row++) {
            if (row->doc >= LENGTH(*a, docs_in) || row->frequency > LENGTH(*a, positions_in) - source)
                return "an article or a position of a posting is out of range";
            if (ITEMS(*a, docs_in, int32_t)[row->doc] >= 0) {
                const char *fault = copy_posting(a, row, source, bit_starts[concept], &to, beyond);
                if (fault)
                    return fault;
            }
            source += row->frequency;
        }
        next_posting[rank] = to.posting;
        next_position[rank] = to.position;
        next_titled[rank] = to.titled;
    }
    return NULL;
}

LOOP(copy_lists)
{
    (void)module;
    Arguments a;
    const char *kinds = "i i q q u4 x q u i b* i b* i n n Q Q Q U U B B U U B B U* U*";
    if (!read_arguments(&a, kinds, given, count))
        return NULL;
    int64_t lists = LENGTH(a, ranks_in), cursors = LENGTH(a, next_posting_in), room = LENGTH(a, out_docs);
    if (LENGTH(a, concepts_in) != lists || LENGTH(a, starts_in) != lists + 1 ||
        LENGTH(a, position_starts_in) < lists || LENGTH(a, next_position_in) != cursors ||
        LENGTH(a, next_titled_in) != cursors)
        return misused(&a, "arrays differ in length");
    if (LENGTH(a, out_impact) != room || LENGTH(a, out_mask) != room ||
        LENGTH(a, out_marks) * POSITION_MARK < room || LENGTH(a, out_title_impact) != LENGTH(a, out_title_docs) ||
        LENGTH(a, out_title_mask) != LENGTH(a, out_title_docs))
        return misused(&a, "columns differ in length");
    if (NUMBER(a, first_in) < 0 || NUMBER(a, first_position_in) < 0)
        return misused(&a, "the first rank or position is negative");
    if (a.of[large_in].rows != 2 || a.of[wide_in].rows != 2)
        return misused(&a, "the tables of large frequencies and wide masks must have two rows");
    Beyond beyond = {0, 0};
    const char *fault;
    Py_BEGIN_ALLOW_THREADS
    fault = copy_all(&a, &beyond);
    Py_END_ALLOW_THREADS
    if (fault)
        return damaged(&a, fault);
    release_arguments(&a);
    return Py_BuildValue("LL", (long long)beyond.large, (long long)beyond.wide);
}
