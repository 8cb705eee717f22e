/* Sorted keys in one block of bytes: merged, and found. Every key ends with a newline. */
#include "arguments.h"

#include <string.h>

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

LOOP(lower_bound)
{
    (void)module;
    Arguments a;
    enum { text_in, blocks_in, block_keys, key_in };
    if (!read_arguments(&a, "b q n b", given, count))
        return NULL;
    const uint8_t *text = ITEMS(a, text_in, uint8_t), *key = ITEMS(a, key_in, uint8_t);
    const int64_t *blocks = ITEMS(a, blocks_in, int64_t);
    int64_t bytes = LENGTH(a, text_in), size = LENGTH(a, key_in), low = 0, high = LENGTH(a, blocks_in) - 1;
    if (NUMBER(a, block_keys) < 1 || NUMBER(a, block_keys) > UINT16_MAX)
        return misused(&a, "a block must have keys");
    if (high < 1)
        return answer(&a, 0);
    /* The last block whose first key is not above the one that is wanted, else the first block. */
    while (high - low > 1) {
        int64_t middle = low + ((high - low) >> 1), at = blocks[middle];
        if (at < 0 || at >= bytes)
            return damaged(&a, "a block of a vocabulary is out of range");
        if (compare(text + at, key_end(text, at, bytes) - at, key, size) > 0)
            high = middle;
        else
            low = middle;
    }
    int64_t at = blocks[low], end = blocks[low + 1], before = 0;
    if (at < 0 || end < at || end > bytes)
        return damaged(&a, "a block of a vocabulary is out of range");
    while (at < end) {
        int64_t next = key_end(text, at, end);
        if (compare(text + at, next - at, key, size) >= 0)
            break;
        at = next;
        before++;
    }
    return answer(&a, low * NUMBER(a, block_keys) + before);
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
        return damaged(&a, "a block of a vocabulary is out of range");
    while (skip-- && at < end)
        at = key_end(text, at, end);
    if (at == end)
        return damaged(&a, "a block of a vocabulary has too few keys");
    PyObject *key = PyBytes_FromStringAndSize((const char *)text + at, key_end(text, at, end) - at);
    release_arguments(&a);
    return key;
}
