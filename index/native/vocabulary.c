/* The keys that words are numbered and sorted by: see segment/term_dictionary.py. */
#include "hash_table.h"
#include "utf8.h"

#include <stdlib.h>
#include <string.h>

static const uint32_t NONE = 0xFFFFFFFF, HARD = 0xFFFFFFFE;

LOOP(write_keys)
{
    (void)module;
    Arguments a;
    enum { words_in, folds_in, out_keys };
    if (!read_arguments(&a, "b u B", given, count))
        return NULL;
    Reader words = {ITEMS(a, words_in, uint8_t), LENGTH(a, words_in), 0};
    Writer keys = writer_into(&a.of[out_keys]);
    Word word, folded;
    while (words.at < words.size) {
        int64_t first = words.at;
        int plain = read_word(&words, &word) && fold_word(&a.of[folds_in], &word, &folded, 0), room = 1;
        if (!plain)
            folded.size = 0;
        if (word.size)
            room = write_word(&keys, &folded) && write_letter(&keys, '\t');
        if (plain && memcmp(word.letters, folded.letters, (size_t)word.size * sizeof *word.letters))
            room = room && write_bytes(&keys, words.bytes + first, words.at - 1 - first);
        if (!room || !write_letter(&keys, '\n'))
            return misused(&a, "the result has no room");
    }
    return answer(&a, keys.at);
}

/* Return the CRC-32 of bytes, as zlib's: of the folding in a key it is the hash of a word in a signature. */
static uint32_t crc32(const uint32_t table[256], const uint8_t *bytes, int64_t size)
{
    uint32_t crc = 0xFFFFFFFF;
    for (int64_t at = 0; at < size; at++)
        crc = table[(crc ^ bytes[at]) & 255] ^ crc >> 8;
    return ~crc;
}

static void fill_crc_table(uint32_t table[256])
{
    for (uint32_t at = 0; at < 256; at++) {
        uint32_t crc = at;
        for (int bit = 0; bit < 8; bit++)
            crc = crc & 1 ? crc >> 1 ^ 0xEDB88320 : crc >> 1;
        table[at] = crc;
    }
}

LOOP(number_keys)
{
    (void)module;
    Arguments a;
    enum { keys_in, slots_in, starts_in, text_in, hashes_in, known_in, out_numbers };
    if (!read_arguments(&a, "b Q2 Q B U n U", given, count))
        return NULL;
    const uint8_t *keys = ITEMS(a, keys_in, uint8_t);
    Slot *slots = ITEMS(a, slots_in, Slot);
    int64_t *starts = ITEMS(a, starts_in, int64_t), size = LENGTH(a, keys_in), at = 0, key = 0;
    uint8_t *text = ITEMS(a, text_in, uint8_t);
    uint32_t *hashes = ITEMS(a, hashes_in, uint32_t), *numbers = ITEMS(a, out_numbers, uint32_t), table[256];
    int64_t known = NUMBER(a, known_in), room = LENGTH(a, out_numbers), last = a.of[slots_in].rows - 1;
    if (known < 0 || !is_power_of_two(last + 1) || known > last - room || known >= LENGTH(a, starts_in) - room ||
        known > LENGTH(a, hashes_in) - room || starts[known] < 0 || starts[known] > LENGTH(a, text_in) - size)
        return misused(&a, "there is no room for as many new keys");
    fill_crc_table(table);
    for (; at < size && key < room; key++) {
        int64_t first = at, folded = -1;
        uint64_t hash = 0;
        for (; at < size && keys[at] != '\n'; at++) {
            folded = keys[at] == '\t' && folded < 0 ? at : folded;
            hash = (hash ^ keys[at]) * 0x100000001B3; /* the prime of the 64-bit FNV hash */
        }
        at++;
        if (folded <= first) { /* a line that is no key: an empty word, or one without a folding here */
            numbers[key] = folded < 0 ? NONE : HARD;
            continue;
        }
        int64_t slot = slot_of(hash, last), left = last;
        while (slots[slot].number && slots[slot].hash != hash && left--)
            slot = (slot + 1) & last;
        if (left < 0 || at > size)
            return misused(&a, at > size ? "a key has no end" : FULL);
        if (!slots[slot].number) {
            memcpy(text + starts[known], keys + first, (size_t)(at - first));
            hashes[known] = (crc32(table, keys + first, folded - first) & ~(uint32_t)1) |
                            (keys[first] >= '0' && keys[first] <= '9');
            starts[known + 1] = starts[known] + at - first;
            slots[slot].hash = hash;
            slots[slot].number = ++known;
        }
        numbers[key] = (uint32_t)(slots[slot].number - 1);
    }
    return at < size || key < room ? misused(&a, "there are not as many keys as told") : answer(&a, known);
}

/* A key to be sorted: its first bytes as a number, and its own number. */
typedef struct {
    uint64_t first;
    int32_t number;
} Sorted;

typedef struct {
    const uint8_t *text;
    const int64_t *starts;
} Texts;

static int is_before(const Texts *keys, const Sorted *one, const Sorted *other)
{
    if (one->first != other->first)
        return one->first < other->first;
    int64_t size = keys->starts[one->number + 1] - keys->starts[one->number];
    int64_t other_size = keys->starts[other->number + 1] - keys->starts[other->number];
    int order = memcmp(keys->text + keys->starts[one->number], keys->text + keys->starts[other->number],
                       (size_t)(size < other_size ? size : other_size));
    return order < 0 || (!order && size < other_size);
}

static void merge_sorted(const Texts *keys, const Sorted *from, int64_t first, int64_t middle, int64_t last, Sorted *to)
{
    int64_t left = first, right = middle;
    for (int64_t at = first; at < last; at++)
        to[at] = right == last || (left < middle && !is_before(keys, &from[right], &from[left])) ? from[left++] : from[right++];
}

/* Sort by merging runs of growing width, to and fro between two arrays; return the one that has them then. */
static Sorted *sort(const Texts *keys, Sorted *items, Sorted *spare, int64_t first, int64_t count)
{
    for (int64_t width = 1; width < count - first; width *= 2) {
        for (int64_t at = first; at < count; at += 2 * width)
            merge_sorted(keys, items, at, at + width < count ? at + width : count,
                         at + 2 * width < count ? at + 2 * width : count, spare);
        memcpy(spare, items, (size_t)first * sizeof *items);
        Sorted *other = items;
        items = spare;
        spare = other;
    }
    return items;
}

LOOP(sort_keys)
{
    (void)module;
    Arguments a;
    enum { text_in, starts_in, sorted_in, order_in };
    if (!read_arguments(&a, "b q n I", given, count))
        return NULL;
    Texts keys = {ITEMS(a, text_in, uint8_t), ITEMS(a, starts_in, int64_t)};
    int32_t *order = ITEMS(a, order_in, int32_t);
    int64_t size = LENGTH(a, order_in), sorted = NUMBER(a, sorted_in);
    if (LENGTH(a, starts_in) <= size || sorted < 0 || sorted > size || keys.starts[0] < 0)
        return misused(&a, "arrays differ in length");
    for (int64_t at = 0; at < size; at++)
        if (keys.starts[at + 1] < keys.starts[at] || keys.starts[at + 1] > LENGTH(a, text_in) || order[at] < 0 || order[at] >= size)
            return misused(&a, "a key is out of range");
    Sorted *both = malloc((size_t)(2 * size + 1) * sizeof *both);
    if (!both) {
        release_arguments(&a);
        return PyErr_NoMemory();
    }
    Py_BEGIN_ALLOW_THREADS
    for (int64_t at = 0; at < size; at++) {
        const uint8_t *key = keys.text + keys.starts[order[at]];
        int64_t length = keys.starts[order[at] + 1] - keys.starts[order[at]];
        both[at] = (Sorted){0, order[at]};
        for (int byte = 0; byte < 8; byte++)
            both[at].first = both[at].first << 8 | (byte < length ? key[byte] : 0);
    }
    Sorted *items = sort(&keys, both, both + size, sorted, size);
    if (sorted && sorted < size) {
        Sorted *other = items == both ? both + size : both;
        merge_sorted(&keys, items, 0, sorted, size, other);
        items = other;
    }
    for (int64_t at = 0; at < size; at++)
        order[at] = items[at].number;
    Py_END_ALLOW_THREADS
    free(both);
    return answer_none(&a);
}
