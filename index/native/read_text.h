/* A text in UTF-8, its characters and the positions of its words found as far as somebody asks for them. */
#ifndef RASFOI_READ_TEXT_H
#define RASFOI_READ_TEXT_H

#include "characters.h"

#include <string.h>

/* Characters that are read at once. */
enum { AHEAD = 256 };

/* `size` bytes, of which `read` are `length` characters; of these so many were `scanned` for positions, each of
   which has two edges: where it begins, and where it ends. The first position has the number `first`. */
typedef struct {
    const Argument *kind_of;
    const uint8_t *rare, *bytes;
    int64_t rare_count, met, first, size, read, length, scanned, edges;
    uint32_t *points;
    uint8_t *room, *kinds; /* PAD spaces before and, at the end of the text, behind */
    int32_t *edge;
    int all_found, missing;
} Text;

static inline int64_t found(const Text *t)
{
    return t->edges / 2;
}

/* Return the bytes of a text up to the NUL behind it. */
static inline int64_t text_size(const uint8_t *from, const uint8_t *end)
{
    const uint8_t *nul = memchr(from, 0, (size_t)(end - from));
    return (nul ? nul : end) - from;
}

static inline void measure_texts(const Argument *texts, int64_t *count, int64_t *longest)
{
    const uint8_t *from = texts->items, *end = from + texts->length;
    for (*count = *longest = 0; from < end; ++*count) {
        int64_t size = text_size(from, end);
        *longest = size > *longest ? size : *longest;
        from += size + 1;
    }
}

/* Make room for texts of so many bytes; `free_room` gives it back. */
static inline int make_room(Text *t, int64_t longest)
{
    size_t room = (size_t)longest + 2;
    t->points = malloc(room * sizeof *t->points);
    t->edge = malloc(room * sizeof *t->edge);
    t->room = calloc(room + 2 * PAD, 1);
    t->kinds = t->room + PAD;
    return t->points && t->edge && t->room;
}

static inline void free_room(Text *t)
{
    free(t->points);
    free(t->edge);
    free(t->room);
}

static inline void begin_text(Text *t, const uint8_t *bytes, int64_t size)
{
    t->bytes = bytes;
    t->size = size;
    t->read = t->length = t->scanned = t->edges = t->all_found = 0;
}

/* The character at `*at`, behind which that goes; some number where the bytes are no UTF-8. */
static inline uint32_t next_character(const uint8_t *bytes, int64_t size, int64_t *at)
{
    uint32_t first = bytes[(*at)++];
    if (first < 0x80)
        return first;
    int more = first < 0xE0 ? 1 : first < 0xF0 ? 2 : 3;
    uint32_t point = first & (0x3Fu >> more);
    while (more-- && *at < size)
        point = point << 6 | (bytes[(*at)++] & 0x3F);
    return point;
}

/* Read a text until it has more than `at` characters or ends; those without a kind are `missing`. */
static void read_characters(Text *t, int64_t at)
{
    /* What is written might be any of `t` for all that the compiler knows. */
    const uint8_t *kind_of = t->kind_of->items, *bytes = t->bytes;
    uint8_t *kinds = t->kinds;
    uint32_t *points = t->points;
    int64_t read = t->read, length = t->length, size = t->size, known = t->kind_of->length;
    while (read < size && length <= at) {
        for (; read < size && length <= at && bytes[read] < 0x80 && known >= 0x80; length++, read++) {
            points[length] = bytes[read];
            kinds[length] = kind_of[bytes[read]];
        }
        if (read == size || length > at)
            break;
        uint32_t point = next_character(bytes, size, &read);
        points[length] = point;
        if (point < known)
            kinds[length++] = kind_of[point];
        else if (t->met < t->rare_count)
            kinds[length++] = t->rare[t->met++];
        else
            kinds[length++] = SPACE, t->missing = 1;
    }
    t->read = read;
    t->length = length;
    if (read == t->size)
        memset(t->kinds + length, SPACE, PAD);
}

/* Return whether a text has a character `at`, and have it read. */
static inline int has(Text *t, int64_t at)
{
    if (at >= t->length && t->read < t->size)
        read_characters(t, at);
    return at < t->length;
}

static inline uint32_t point(const Text *t, int64_t at)
{
    return t->points[at];
}

/* Return where a character that is read begins in the bytes. */
static inline int64_t byte_of(const Text *t, int64_t at)
{
    int64_t behind = 0;
    for (int64_t each = at; at && each < t->length; each++)
        behind += 1 + (t->points[each] >= 0x80) + (t->points[each] >= 0x800) + (t->points[each] >= 0x10000);
    return at ? t->read - behind : 0;
}

/* Find the positions of the next characters of a text: its raw tokens, cut at their hyphens. */
static void find_next(Text *t)
{
    has(t, t->scanned + AHEAD + PAD);
    int ended = t->read == t->size;
    int64_t limit = ended ? t->length + 1 : t->length - PAD, count = limit - t->scanned, edges = t->edges;
    uint8_t inside[AHEAD], marks[AHEAD], was = edges & 1;
    const uint8_t *kinds = t->kinds + t->scanned;
    int32_t *edge = t->edge, at = (int32_t)t->scanned;
    count = count < AHEAD ? count : AHEAD;
    /* No branches, as where a word ends is what no processor foresees. */
    for (int64_t each = 0; each < count; each++) {
        inside[each] = (uint8_t)is_word(kinds[each]);
        uint8_t kind = kinds[each], before = kinds[each - 1];
        marks[each] = (kind > HYPHEN) & ((before == DIGIT) | ((kind == DOT) & (before == LETTER)));
    }
    for (uint8_t *mark = marks; (mark = memchr(mark, 1, (size_t)(marks + count - mark))); mark++)
        inside[mark - marks] = role(kinds + (mark - marks)) != APART;
    for (int64_t each = 0; each < count; each++) {
        edge[edges] = at++;
        edges += inside[each] ^ was;
        was = inside[each];
    }
    t->edges = edges;
    t->scanned += count;
    t->all_found = ended && t->scanned == limit;
}

static inline int64_t start_of(const Text *t, int64_t position)
{
    return t->edge[2 * position];
}

static inline int64_t end_of(const Text *t, int64_t position)
{
    return t->edge[2 * position + 1];
}

/* Find the positions of a text until there are so many, and the last one begins at a character or behind it. */
static const char *find_until(Text *t, int64_t wanted, int64_t character)
{
    while (!t->all_found && (found(t) < wanted || start_of(t, found(t) - 1) < character)) {
        if (late(t->scanned / AHEAD))
            return OUT_OF_TIME;
        find_next(t);
    }
    return NULL;
}

#endif
