/* Characters to tokens, tokens to numbers. */
#include "characters.h"
#include "hash_table.h"

#include <string.h>

LOOP(find_tokens)
{
    (void)module;
    Arguments a;
    enum { points, kinds_table, codes_table, rare, out_codes, out_inside };
    if (!read_arguments(&a, "x b u b U B", given, count))
        return NULL;
    int64_t size = LENGTH(a, points), table_size = LENGTH(a, codes_table);
    if (table_size != LENGTH(a, kinds_table) || LENGTH(a, out_codes) != size || LENGTH(a, out_inside) != size)
        return misused(&a, "tables or results differ in length");
    int missing;
    uint8_t *kinds = kinds_of(&a.of[points], &a.of[kinds_table], &a.of[rare], &missing);
    if (!kinds)
        return without_kinds(&a, missing);
    const uint32_t *code_of = ITEMS(a, codes_table, uint32_t);
    uint32_t *codes = ITEMS(a, out_codes, uint32_t);
    uint8_t *inside = ITEMS(a, out_inside, uint8_t), *kind = kinds + PAD;
    for (int64_t at = 0; at < size; at++) {
        uint32_t point = unsigned_item(&a.of[points], at);
        codes[at] = point < table_size ? code_of[point] : point;
        inside[at] = (uint8_t)is_word(kind[at]);
    }
    for (int64_t at = 0; at < size; at++) {
        if (kind[at] <= DIGIT || !is_word(kind[at - 1]) || (kind[at] != PERCENT && !is_word(kind[at + 1])))
            continue;
        int joins = role(kind + at);
        inside[at] = joins != APART;
        codes[at] = joins == THOUSANDS ? '.' : joins == DECIMAL ? ',' : codes[at];
    }
    free(kinds);
    int64_t tokens = size && inside[0];
    for (int64_t at = 1; at < size; at++)
        tokens += inside[at] > inside[at - 1];
    return answer(&a, tokens);
}

/* Kinds of characters of texts to be cleaned, as in corpus/text/clean_texts.py. */
enum { GOOD, BLANK, NEWLINE, BAD };

static inline int is_blank(uint8_t kind)
{
    return (kind == BLANK) | (kind == NEWLINE);
}

/* Return whether a character is bad, or a blank after a blank unless they are two newlines that follow no third. */
static inline int is_wrong(const uint8_t *kind)
{
    int newlines = (kind[0] == NEWLINE) & (kind[-1] == NEWLINE);
    return (kind[0] == BAD) | (is_blank(kind[0]) & is_blank(kind[-1]) & (!newlines | (kind[-2] == NEWLINE)));
}

LOOP(find_unclean)
{
    (void)module;
    Arguments a;
    enum { points, kinds_table, ends_in, out_unclean };
    if (!read_arguments(&a, "x b q B", given, count))
        return NULL;
    const uint8_t *kind_of = ITEMS(a, kinds_table, uint8_t);
    const int64_t *ends = ITEMS(a, ends_in, int64_t);
    uint8_t *unclean = ITEMS(a, out_unclean, uint8_t);
    int64_t texts = LENGTH(a, ends_in), size = LENGTH(a, points), rare = LENGTH(a, kinds_table) - 1;
    if (LENGTH(a, out_unclean) != texts || rare < 0)
        return misused(&a, "arrays differ in length, or there is no kind of the rare");
    for (int64_t text = 0, at = 0; text < texts; at = ends[text++] + 1)
        if (ends[text] < at || ends[text] > size)
            return misused(&a, "a text is out of range");
    uint8_t *kinds = calloc((size_t)size + PAD, 1), *kind = kinds + PAD;
    if (!kinds) {
        release_arguments(&a);
        return PyErr_NoMemory();
    }
    for (int64_t at = 0; at < size; at++) {
        uint32_t point = unsigned_item(&a.of[points], at);
        kind[at] = kind_of[point < rare ? point : rare];
    }
    for (int64_t text = 0, at = 0; text < texts; at = ends[text++] + 1) {
        int64_t end = ends[text];
        int wrong = end > at && (is_blank(kind[at]) || is_blank(kind[end - 1]));
        for (; at < end; at++)
            wrong |= is_wrong(kind + at);
        unclean[text] = (uint8_t)wrong;
    }
    free(kinds);
    return answer_none(&a);
}

LOOP(find_positions)
{
    (void)module;
    Arguments a;
    enum { points, kinds_table, rare, out_starts, out_ends };
    if (!read_arguments(&a, "x b b Q Q", given, count))
        return NULL;
    int64_t size = LENGTH(a, points), room = (size + 1) / 2;
    if (LENGTH(a, out_starts) < room || LENGTH(a, out_ends) < room)
        return misused(&a, "the results have no room");
    int missing;
    uint8_t *kinds = kinds_of(&a.of[points], &a.of[kinds_table], &a.of[rare], &missing);
    if (!kinds)
        return without_kinds(&a, missing);
    int64_t *starts = ITEMS(a, out_starts, int64_t), *ends = ITEMS(a, out_ends, int64_t), found = 0;
    int inside = 0;
    for (int64_t at = 0; at <= size; at++) {
        if (late(at)) {
            free(kinds);
            return damaged(&a, OUT_OF_TIME);
        }
        int joins = role(kinds + PAD + at), joined = joins != APART && joins != HYPHENATES;
        if (joined && !inside)
            starts[found] = at;
        else if (inside && !joined)
            ends[found++] = at;
        inside = joined;
    }
    free(kinds);
    return answer(&a, found);
}

LOOP(find_runs)
{
    (void)module;
    Arguments a;
    enum { inside_in, out_starts, out_ends };
    if (!read_arguments(&a, "b Q Q", given, count))
        return NULL;
    const uint8_t *inside = ITEMS(a, inside_in, uint8_t);
    int64_t *starts = ITEMS(a, out_starts, int64_t), *ends = ITEMS(a, out_ends, int64_t);
    int64_t size = LENGTH(a, inside_in), room = LENGTH(a, out_starts), found = 0;
    if (LENGTH(a, out_ends) != room)
        return misused(&a, "the results differ in length");
    for (int64_t at = 0; at < size; at++) {
        if (!inside[at])
            continue;
        if (found == room)
            return misused(&a, "the results have no room");
        starts[found] = at;
        while (at < size && inside[at])
            at++;
        ends[found++] = at;
    }
    return answer(&a, found);
}

/* A token of a text: its characters, and its hash. */
typedef struct {
    int64_t first, last;
    uint64_t hash;
} Found;

/* Distinct tokens: see number_tokens in loops.pyi. */
typedef struct {
    Slot *slots;
    int64_t last_slot, distinct;
    int64_t *starts;
    uint32_t *letters;
} Numbering;

/* Return the number of a token, which is entered if it is new, or -1 where the table is full. */
static int64_t number_of(Numbering *n, const uint32_t *codes, const Found *token)
{
    int64_t slot = slot_of(token->hash, n->last_slot), left = n->last_slot;
    while (n->slots[slot].number && n->slots[slot].hash != token->hash && left--)
        slot = (slot + 1) & n->last_slot;
    if (left < 0)
        return -1;
    if (!n->slots[slot].number) {
        int64_t size = token->last - token->first, used = n->starts[n->distinct];
        memcpy(n->letters + used, codes + token->first, (size_t)size * sizeof *codes);
        n->starts[++n->distinct] = used + size;
        n->slots[slot].hash = token->hash;
        n->slots[slot].number = n->distinct;
    }
    return n->slots[slot].number - 1;
}

/* Tokens whose slots are on their way from memory while those before them are numbered. */
enum { WAITING = 16 };

LOOP(number_tokens)
{
    (void)module;
    Arguments a;
    enum { codes_in, inside_in, ends_in, slots_in, starts_in, letters_in, known, numbers_in, counts_in };
    if (!read_arguments(&a, "u b q Q2 Q U n U Q", given, count))
        return NULL;
    const uint32_t *codes = ITEMS(a, codes_in, uint32_t);
    const uint8_t *inside = ITEMS(a, inside_in, uint8_t);
    const int64_t *field_ends = ITEMS(a, ends_in, int64_t);
    int64_t *field_counts = ITEMS(a, counts_in, int64_t);
    uint32_t *numbers = ITEMS(a, numbers_in, uint32_t);
    Numbering n = {ITEMS(a, slots_in, Slot), a.of[slots_in].rows - 1, NUMBER(a, known), ITEMS(a, starts_in, int64_t),
                   ITEMS(a, letters_in, uint32_t)};
    int64_t size = LENGTH(a, codes_in), fields = LENGTH(a, ends_in), room = LENGTH(a, numbers_in);
    if (LENGTH(a, inside_in) != size || LENGTH(a, counts_in) != fields || !is_power_of_two(n.last_slot + 1))
        return misused(&a, "arrays differ in length");
    if (n.distinct < 0 || n.distinct > n.last_slot - room || n.distinct >= LENGTH(a, starts_in) - room ||
        n.starts[n.distinct] < 0 || n.starts[n.distinct] > LENGTH(a, letters_in) - size)
        return misused(&a, "there is no room for as many new tokens");
    const char *fault = NULL;
    Py_BEGIN_ALLOW_THREADS
    Found waiting[WAITING];
    int64_t found = 0, numbered = 0, field = 0, at = 0;
    while (!fault) {
        while (at < size && !inside[at])
            at++;
        if (at == size ? numbered < found : found - numbered == WAITING) {
            int64_t number = number_of(&n, codes, &waiting[numbered % WAITING]);
            numbers[numbered++] = (uint32_t)number;
            fault = number < 0 ? FULL : NULL;
            continue;
        }
        if (at == size)
            break;
        Found *token = &waiting[found % WAITING];
        token->first = at;
        token->hash = 0;
        for (; at < size && inside[at]; at++)
            token->hash = (token->hash ^ codes[at]) * 0x100000001B3; /* the prime of the 64-bit FNV hash */
        token->last = at;
        PREFETCH(&n.slots[slot_of(token->hash, n.last_slot)]);
        while (field < fields && token->first >= field_ends[field])
            field++;
        if (field == fields || found++ == room)
            fault = "there are more tokens or fields than told";
        else
            field_counts[field]++;
    }
    Py_END_ALLOW_THREADS
    return fault ? misused(&a, fault) : answer(&a, n.distinct);
}

LOOP(rehash)
{
    (void)module;
    Arguments a;
    if (!read_arguments(&a, "q2 Q2", given, count))
        return NULL;
    const Slot *slots = ITEMS(a, 0, Slot);
    Slot *larger = ITEMS(a, 1, Slot);
    int64_t last = a.of[1].rows - 1;
    if (!is_power_of_two(last + 1) || a.of[0].rows > last)
        return misused(&a, "the other hash table is not larger, or no power of two");
    for (int64_t old = 0; old < a.of[0].rows; old++) {
        if (!slots[old].number)
            continue;
        int64_t slot = slot_of(slots[old].hash, last), left = last;
        while (larger[slot].number && left--)
            slot = (slot + 1) & last;
        if (left < 0)
            return misused(&a, FULL);
        larger[slot] = slots[old];
    }
    return answer_none(&a);
}

LOOP(number_pairs)
{
    (void)module;
    Arguments a;
    enum { concepts_in, forms_in, slots_in, variants_in, pairs_in, known, numbers_in };
    if (!read_arguments(&a, "u u I Q Q3 n I", given, count))
        return NULL;
    const uint32_t *concepts = ITEMS(a, concepts_in, uint32_t), *forms = ITEMS(a, forms_in, uint32_t);
    int32_t *slots = ITEMS(a, slots_in, int32_t), *numbers = ITEMS(a, numbers_in, int32_t);
    int64_t *variants = ITEMS(a, variants_in, int64_t), *pairs = ITEMS(a, pairs_in, int64_t);
    int64_t terms = LENGTH(a, concepts_in), found = NUMBER(a, known), last = LENGTH(a, slots_in) - 1;
    if (LENGTH(a, forms_in) != terms || LENGTH(a, numbers_in) != terms || !is_power_of_two(last + 1))
        return misused(&a, "arrays differ in length");
    if (found < 0 || found > a.of[pairs_in].rows - terms || found > last - terms)
        return misused(&a, "there is no room for as many new pairs");
    for (int64_t term = 0; term < terms; term++) {
        uint64_t concept = concepts[term], form = forms[term];
        if ((int64_t)concept >= LENGTH(a, variants_in))
            return misused(&a, "a concept is out of range");
        /* Odd, its bits irregular, so that its multiples spread well. */
        int64_t slot = (int64_t)((concept << 32 | form) * 0x1E3779B97F4A7C15 >> 32) & last;
        int64_t pair, left = last;
        while ((pair = slots[slot]) > 0 && pair <= a.of[pairs_in].rows && left-- &&
               (pairs[3 * pair - 3] != (int64_t)concept || pairs[3 * pair - 2] != (int64_t)form))
            slot = (slot + 1) & last;
        if (left < 0 || pair < 0 || pair > a.of[pairs_in].rows)
            return misused(&a, FULL);
        if (!pair) {
            pairs[3 * found] = (int64_t)concept;
            pairs[3 * found + 1] = (int64_t)form;
            pairs[3 * found + 2] = variants[concept] < 31 ? variants[concept] : 31;
            variants[concept] = (int64_t)((uint64_t)variants[concept] + 1);
            slots[slot] = (int32_t)++found;
        }
        numbers[term] = slots[slot] - 1;
    }
    return answer(&a, found);
}
