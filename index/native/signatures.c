/* Articles whose signatures agree in a band: see near_duplicates.py. */
#include "arguments.h"

#include <stdlib.h>
#include <string.h>

enum { MAX_BINS = 256, MAX_BAND = 7 };

static const uint64_t FACTORS[] = {0x9E3779B97F4A7C15, 0xBF58476D1CE4E5B9};

/* Write a signature with empty bins filled from the last one before, in a circle; return whether any is filled.

   Densification by rotation, Shrivastava and Li (2014): two empty bins alone are no sign of one text. */
static int fill(const uint8_t *bins, int64_t count, uint8_t *filled)
{
    uint8_t carried = 0;
    int any = 0;
    for (int round = 0; round < 2; round++)
        for (int64_t at = 0; at < count; at++) {
            any |= bins[at];
            carried = bins[at] ? bins[at] : (uint8_t)(carried * 167 + 13);
            filled[at] = carried;
        }
    return any;
}

LOOP(find_crowds)
{
    (void)module;
    Arguments a;
    enum { signatures_in, bins_in, out_keys, out_crowds };
    if (!read_arguments(&a, "b* n Q* B*", given, count))
        return NULL;
    int64_t articles = a.of[signatures_in].rows, width = a.of[signatures_in].columns, bins = NUMBER(a, bins_in);
    int64_t bands = a.of[out_keys].rows, band_bins = bands > 0 ? bins / bands : 0;
    const uint8_t *signatures = ITEMS(a, signatures_in, uint8_t);
    int64_t *keys = ITEMS(a, out_keys, int64_t);
    uint8_t *crowds = ITEMS(a, out_crowds, uint8_t), filled[MAX_BINS];
    if (bins < 1 || bins > MAX_BINS || bins > width || band_bins < 1 || band_bins > MAX_BAND ||
        LENGTH(a, signatures_in) != articles * width || LENGTH(a, out_keys) != bands * articles ||
        a.of[out_crowds].rows != bands || LENGTH(a, out_crowds) != bands * articles)
        return misused(&a, "arrays differ in length, or bands do not fit");
    int slot_bits = 8;
    while (slot_bits < 40 && articles >> (slot_bits - 2))
        slot_bits++;
    uint8_t *slots = malloc((size_t)1 << slot_bits);
    if (!slots) {
        release_arguments(&a);
        return PyErr_NoMemory();
    }
    Py_BEGIN_ALLOW_THREADS
    for (int64_t article = 0; article < articles; article++) {
        int any = fill(signatures + article * width, bins, filled);
        for (int64_t band = 0; band < bands; band++) {
            uint64_t key = 0;
            for (int64_t bin = band * band_bins; bin < (band + 1) * band_bins; bin++)
                key = key << 8 | filled[bin];
            keys[band * articles + article] = any ? (int64_t)key : -1;
        }
    }
    for (int64_t band = 0; band < bands; band++) {
        const int64_t *key = keys + band * articles;
        uint8_t *crowd = crowds + band * articles;
        for (int64_t article = 0; article < articles; article++)
            crowd[article] = key[article] >= 0;
        /* Of those that share a slot by chance a second factor leaves few. */
        for (int round = 0; round < 2; round++) {
            memset(slots, 0, (size_t)1 << slot_bits);
            for (int pass = 0; pass < 2; pass++)
                for (int64_t article = 0; article < articles; article++) {
                    if (!crowd[article])
                        continue;
                    uint8_t *slot = &slots[(uint64_t)key[article] * FACTORS[round] >> (64 - slot_bits)];
                    if (pass)
                        crowd[article] = *slot > 1;
                    else if (*slot < 2)
                        ++*slot;
                }
        }
    }
    Py_END_ALLOW_THREADS
    free(slots);
    return answer_none(&a);
}
