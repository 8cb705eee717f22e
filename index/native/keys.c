/* Sorted keys in one block of bytes: merged, and found. Every key ends with a newline. */
#include "arguments.h"

#include <string.h>

static const char OUT_OF_RANGE[] = "a block of a vocabulary is out of range";

/* Less than, equal to or greater than 0 as the first bytes sort before, are, or sort after the others. */
static int compare(const uint8_t *first, int64_t first_size, const uint8_t *other, int64_t other_size)
{
    int order = memcmp(first, other, (size_t)(first_size < other_size ? first_size : other_size));
    return order ? order : (first_size > other_size) - (first_size < other_size);
}

/* Return whether `starts` ascend within so many bytes, so that keys can be read without a further look. */
static int are_bounds(const int64_t *starts, int64_t length, int64_t bytes)
{
    int64_t before = 0;
    for (int64_t at = 0; at < length; at++) {
        if (starts[at] < before || starts[at] > bytes)
            return 0;
        before = starts[at];
    }
    return 1;
}

LOOP(merge_keys)
{
    (void)module;
    Arguments a;
    enum { text_in, starts_in, other_in, other_starts_in, ranks_in, other_ranks_in, out_in };
    if (!read_arguments(&a, "b q b q I I B", given, count))
        return NULL;
    const uint8_t *text = ITEMS(a, text_in, uint8_t), *other = ITEMS(a, other_in, uint8_t);
    const int64_t *starts = ITEMS(a, starts_in, int64_t), *other_starts = ITEMS(a, other_starts_in, int64_t);
    int32_t *ranks = ITEMS(a, ranks_in, int32_t), *other_ranks = ITEMS(a, other_ranks_in, int32_t);
    uint8_t *out = ITEMS(a, out_in, uint8_t);
    int64_t size = LENGTH(a, ranks_in), other_size = LENGTH(a, other_ranks_in), used = 0;
    if (LENGTH(a, starts_in) != size + 1 || LENGTH(a, other_starts_in) != other_size + 1)
        return misused(&a, "there must be a rank for every key");
    if (LENGTH(a, out_in) < LENGTH(a, text_in) + LENGTH(a, other_in))
        return misused(&a, "the result has no room");
    if (!are_bounds(starts, size + 1, LENGTH(a, text_in)) ||
        !are_bounds(other_starts, other_size + 1, LENGTH(a, other_in)))
        return damaged(&a, "keys of a vocabulary overlap");
    Py_BEGIN_ALLOW_THREADS
    int32_t rank = 0;
    for (int64_t here = 0, there = 0; here < size || there < other_size; rank++) {
        const uint8_t *key = text + starts[here < size ? here : 0];
        const uint8_t *other_key = other + other_starts[there < other_size ? there : 0];
        int64_t length = here < size ? starts[here + 1] - starts[here] : 0;
        int64_t other_length = there < other_size ? other_starts[there + 1] - other_starts[there] : 0;
        int order = here == size ? 1 : there == other_size ? -1 : compare(key, length, other_key, other_length);
        memcpy(out + used, order <= 0 ? key : other_key, (size_t)(order <= 0 ? length : other_length));
        used += order <= 0 ? length : other_length;
        if (order <= 0)
            ranks[here++] = rank;
        if (order >= 0)
            other_ranks[there++] = rank;
    }
    Py_END_ALLOW_THREADS
    return answer(&a, used);
}

/* Return the first byte after the key that begins at `at`. */
static int64_t key_end(const uint8_t *text, int64_t at, int64_t end)
{
    const uint8_t *newline = memchr(text + at, '\n', (size_t)(end - at));
    return newline ? newline - text + 1 : end;
}

/* Return the first block of `sum_bytes` of a text that is unread, as `flags` tell, among those from `at` to `end`, or -1. */
static int64_t unread_block(const Argument *flags, int64_t sum_bytes, int64_t at, int64_t end)
{
    const uint8_t *unread = flags->items;
    for (int64_t block = at / sum_bytes; block * sum_bytes < end && block < flags->length; block++)
        if (unread[block])
            return block;
    return -1;
}

/* Sorted keys as both loops that look for one get them. */
enum { text_in, blocks_in, block_keys_in, key_in, unread_in, sum_bytes_in };

/* Where the first key stands that does not sort before another, and how many do; or which block is `unread`, else -1. */
typedef struct {
    int64_t number, at, unread;
    const char *fault;
} Place;

static Place find(const Arguments *a)
{
    const uint8_t *text = ITEMS(*a, text_in, uint8_t), *key = ITEMS(*a, key_in, uint8_t);
    const int64_t *blocks = ITEMS(*a, blocks_in, int64_t);
    int64_t bytes = LENGTH(*a, text_in), size = LENGTH(*a, key_in), low = 0, high = LENGTH(*a, blocks_in) - 1;
    Place place = {0, bytes, -1, NULL};
    if (high < 1)
        return place;
    /* The last block whose first key is not above the one that is wanted, else the first block. */
    while (high - low > 1) {
        int64_t middle = low + ((high - low) >> 1), at = blocks[middle];
        if (at < 0 || at >= bytes)
            return (Place){.fault = OUT_OF_RANGE};
        int64_t end = key_end(text, at, bytes);
        place.unread = unread_block(&a->of[unread_in], NUMBER(*a, sum_bytes_in), at, end);
        if (place.unread >= 0)
            return place;
        if (compare(text + at, end - at, key, size) > 0)
            high = middle;
        else
            low = middle;
    }
    int64_t end = blocks[low + 1];
    place.at = blocks[low];
    if (place.at < 0 || end < place.at || end > bytes)
        return (Place){.fault = OUT_OF_RANGE};
    place.unread = unread_block(&a->of[unread_in], NUMBER(*a, sum_bytes_in), place.at, end);
    place.number = low * NUMBER(*a, block_keys_in);
    while (place.unread < 0 && place.at < end) {
        int64_t next = key_end(text, place.at, end);
        if (compare(text + place.at, next - place.at, key, size) >= 0)
            break;
        place.at = next;
        place.number++;
    }
    return place;
}

/* Read the arguments of such a loop; on failure set an error, hold nothing and return 0. */
static int read_keys(Arguments *a, PyObject *const *given, Py_ssize_t count)
{
    if (!read_arguments(a, "b q n b b n", given, count))
        return 0;
    if (NUMBER(*a, block_keys_in) >= 1 && NUMBER(*a, block_keys_in) <= UINT16_MAX && NUMBER(*a, sum_bytes_in) >= 1)
        return 1;
    misused(a, "a block must have keys and bytes");
    return 0;
}

LOOP(lower_bound)
{
    (void)module;
    Arguments a;
    if (!read_keys(&a, given, count))
        return NULL;
    Place place = find(&a);
    if (place.fault)
        return damaged(&a, place.fault);
    return answer(&a, place.unread >= 0 ? -1 - place.unread : place.number);
}

LOOP(keys_beginning)
{
    (void)module;
    Arguments a;
    if (!read_keys(&a, given, count))
        return NULL;
    const uint8_t *text = ITEMS(a, text_in, uint8_t), *key = ITEMS(a, key_in, uint8_t);
    int64_t bytes = LENGTH(a, text_in), size = LENGTH(a, key_in);
    Place place = find(&a);
    if (place.fault)
        return damaged(&a, place.fault);
    int64_t end = place.at;
    while (place.unread < 0 && end < bytes) {
        int64_t next = key_end(text, end, bytes);
        place.unread = unread_block(&a.of[unread_in], NUMBER(a, sum_bytes_in), end, next);
        if (next - end < size || memcmp(text + end, key, (size_t)size))
            break;
        end = next;
    }
    PyObject *found = place.unread >= 0
        ? Py_BuildValue("Ly#", (long long)(-1 - place.unread), "", (Py_ssize_t)0)
        : Py_BuildValue("Ly#", (long long)place.number, (const char *)text + place.at, (Py_ssize_t)(end - place.at));
    release_arguments(&a);
    return found;
}

LOOP(key_at)
{
    (void)module;
    Arguments a;
    enum { text_in, blocks_in, block_keys, number };
    if (!read_arguments(&a, "b q n n", given, count))
        return NULL;
    const uint8_t *text = ITEMS(a, text_in, uint8_t);
    const int64_t *blocks = ITEMS(a, blocks_in, int64_t);
    if (NUMBER(a, block_keys) < 1)
        return misused(&a, "a block must have keys");
    int64_t block = NUMBER(a, number) / NUMBER(a, block_keys), skip = NUMBER(a, number) % NUMBER(a, block_keys);
    if (NUMBER(a, number) < 0 || block >= LENGTH(a, blocks_in) - 1)
        return misused(&a, "there is no key of this number");
    int64_t at = blocks[block], end = blocks[block + 1];
    if (at < 0 || end < at || end > LENGTH(a, text_in))
        return damaged(&a, OUT_OF_RANGE);
    while (skip-- && at < end)
        at = key_end(text, at, end);
    if (at == end)
        return damaged(&a, "a block of a vocabulary has too few keys");
    PyObject *key = PyBytes_FromStringAndSize((const char *)text + at, key_end(text, at, end) - at);
    release_arguments(&a);
    return key;
}

/* The longest word that has a near one, in bytes; the length that `letters` keeps ends there. */
enum { LONGEST = 62, LETTERS = 26, AT_ONCE = 1024 };

/* Decode UTF-8 to at most LONGEST code points; what is none stands for itself. */
static int decode(const uint8_t *text, int64_t size, uint32_t *points)
{
    int count = 0;
    for (int64_t at = 0; at < size && count < LONGEST; count++) {
        uint8_t first = text[at];
        int more = first < 0xC0 ? 0 : first < 0xE0 ? 1 : first < 0xF0 ? 2 : 3;
        uint32_t point = more ? first & (0x3F >> more) : first;
        for (at++; more && at < size; more--, at++)
            point = point << 6 | (text[at] & 0x3F);
        points[count] = point;
    }
    return count;
}

/* Edits between two words: letters left out, put in, exchanged, or two neighbours turned around, none
   edited twice (optimal string alignment); `most` + 1 where there are more. */
static int edits(const uint32_t *first, int first_size, const uint32_t *other, int other_size, int most)
{
    /* What both begin or end with takes no edits. */
    for (; first_size && other_size && *first == *other; first_size--, other_size--)
        first++, other++;
    for (; first_size && other_size && first[first_size - 1] == other[other_size - 1]; first_size--)
        other_size--;
    if (first_size - other_size > most || other_size - first_size > most)
        return most + 1;
    /* Only places at most that many apart can be reached: the others, as far as they are looked at, are too far. */
    uint8_t rows[3][LONGEST + 2];
    uint8_t *before = rows[0], *above = rows[1], *row = rows[2];
    for (int at = 0; at <= other_size; at++)
        above[at] = (uint8_t)at;
    for (int line = 1; line <= first_size; line++) {
        int from = line > most ? line - most : 1, to = line + most < other_size ? line + most : other_size;
        int least = row[from - 1] = (uint8_t)(from > 1 ? most + 1 : line);
        row[to + 1] = (uint8_t)(most + 1);
        for (int at = from; at <= to; at++) {
            int best = above[at - 1] + (first[line - 1] != other[at - 1]);
            best = above[at] + 1 < best ? above[at] + 1 : best;
            best = row[at - 1] + 1 < best ? row[at - 1] + 1 : best;
            if (line > 1 && at > 1 && first[line - 1] == other[at - 2] && first[line - 2] == other[at - 1])
                best = before[at - 2] + 1 < best ? before[at - 2] + 1 : best;
            row[at] = (uint8_t)best;
            least = best < least ? best : least;
        }
        if (least > most)
            return most + 1;
        uint8_t *free_row = before;
        before = above;
        above = row;
        row = free_row;
    }
    return above[other_size];
}

/* What a near word must have: letters, of which an edit changes two at most, a length, a number of articles.

   Numbers from a `shortest` or `rarest` on lie at the lower end of int32 once that is taken off, so that the
   comparison with the largest of them is one of signed numbers, for which every processor has an instruction. */
typedef struct {
    uint32_t letters, shortest, rarest;
    int32_t longest, commonest;
} Look;

/* Flag which of some words may be near, without a branch; return whether any is. */
static inline int flag_alike(
    const uint32_t *letters, const uint32_t *counts, int size, Look look, int differing, uint8_t *flags)
{
    int32_t any = 0;
    for (int at = 0; at < size; at++) {
        /* The length goes; then the lowest bit, as often as there may be one. */
        uint32_t bits = (letters[at] ^ look.letters) << (32 - LETTERS);
        for (int once = 0; once < differing; once++)
            bits &= bits - 1;
        int32_t alike = (bits == 0) & ((int32_t)(letters[at] - look.shortest) <= look.longest) &
                        ((int32_t)(counts[at] - look.rarest) <= look.commonest);
        flags[at] = (uint8_t)alike;
        any |= alike;
    }
    return any;
}

/* Tell whether so many edits may make one word of another. Each takes one letter out at most, and puts one in at most;
   as many more put one in as the other word is longer. */
static inline int may_be_near(uint32_t typed, int64_t length, uint32_t other, int64_t edited)
{
    static const uint32_t EVERY = ((uint32_t)1 << LETTERS) - 1;
    int64_t longer = (int64_t)(other >> LETTERS) - length;
    return count_bits(typed & ~other & EVERY) <= edited - (longer > 0 ? longer : 0) &&
           count_bits(other & ~typed & EVERY) <= edited + (longer < 0 ? longer : 0);
}

LOOP(near_keys)
{
    (void)module;
    Arguments a;
    enum {
        text_in, blocks_in, block_keys, letters_in, counts_in, numbers_in, word_in, distance, least, most, compared, out_in
    };
    if (!read_arguments(&a, "b q n u u u b n n n n Q", given, count))
        return NULL;
    const uint8_t *text = ITEMS(a, text_in, uint8_t), *word = ITEMS(a, word_in, uint8_t);
    const int64_t *blocks = ITEMS(a, blocks_in, int64_t);
    const uint32_t *letters = ITEMS(a, letters_in, uint32_t), *counts = ITEMS(a, counts_in, uint32_t);
    const uint32_t *numbers = LENGTH(a, numbers_in) ? ITEMS(a, numbers_in, uint32_t) : NULL;
    int64_t words = LENGTH(a, letters_in), length = LENGTH(a, word_in), per_block = NUMBER(a, block_keys);
    int64_t edited = NUMBER(a, distance), left = NUMBER(a, compared), found = 0;
    if (LENGTH(a, counts_in) != words || (numbers && LENGTH(a, numbers_in) != words) || per_block < 1 || per_block > UINT16_MAX || edited < 0 || edited > 9 ||
        NUMBER(a, least) < 0 || NUMBER(a, most) < NUMBER(a, least) || NUMBER(a, most) > UINT32_MAX)
        return misused(&a, "arrays differ in length, or a number is out of range");
    if (length > LONGEST - edited)
        return answer(&a, 0);
    int64_t shortest = length > edited ? length - edited : 1, low = (int64_t)INT32_MIN;
    Look look = {0, ((uint32_t)shortest << LETTERS) - (uint32_t)low, (uint32_t)(NUMBER(a, least) - low),
                 (int32_t)(((length + edited + 1 - shortest) << LETTERS) - 1 + low),
                 (int32_t)(NUMBER(a, most) - NUMBER(a, least) + low)};
    int plain = 1;
    for (int64_t at = 0; at < length; at++) {
        look.letters |= (uint32_t)1 << (word[at] % LETTERS);
        /* Of other letters one is several bytes. */
        plain &= word[at] < 0x80;
    }
    uint32_t typed[LONGEST], points[LONGEST];
    int typed_size = decode(word, length, typed);
    uint8_t flags[AT_ONCE];
    int64_t block = -1, key = 0, at = 0, end = 0;
    for (int64_t first = 0; first < words; first += AT_ONCE) {
        int size = (int)(words - first < AT_ONCE ? words - first : AT_ONCE);
        if (late(first * 4))
            return damaged(&a, OUT_OF_TIME);
        /* Each number of edits in a loop of its own, as a number that is known is unrolled. */
        int any = edited == 1   ? flag_alike(letters + first, counts + first, size, look, 2, flags)
                  : edited == 2 ? flag_alike(letters + first, counts + first, size, look, 4, flags)
                                : flag_alike(letters + first, counts + first, size, look, 2 * (int)edited, flags);
        if (!any)
            continue;
        for (int64_t each = first; each < first + size && left > 0 && found < LENGTH(a, out_in); each++) {
            if (!flags[each - first])
                continue;
            left--;
            if (plain && !may_be_near(look.letters, length, letters[each], edited))
                continue;
            int64_t number = numbers ? numbers[each] : each;
            if (number / per_block != block) {
                block = number / per_block;
                if (block >= LENGTH(a, blocks_in) - 1)
                    return damaged(&a, "a vocabulary has fewer words than letters");
                key = block * per_block;
                at = blocks[block];
                end = blocks[block + 1];
                if (at < 0 || end < at || end > LENGTH(a, text_in))
                    return damaged(&a, OUT_OF_RANGE);
            }
            for (; key < number && at < end; key++)
                at = key_end(text, at, end);
            const uint8_t *tab = at < end ? memchr(text + at, '\t', (size_t)(end - at)) : NULL;
            if (!tab)
                return damaged(&a, "a block of a vocabulary has too few keys");
            int points_size = decode(text + at, tab - (text + at), points);
            int away = edits(typed, typed_size, points, points_size, (int)edited);
            if (away > 0 && away <= edited)
                ITEMS(a, out_in, int64_t)[found++] = number;
        }
    }
    return answer(&a, found);
}
