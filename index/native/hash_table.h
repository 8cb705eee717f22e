/* An open hash table of words that are known by hashes of 64 bits. */
#ifndef RASFOI_HASH_TABLE_H
#define RASFOI_HASH_TABLE_H

#include "arguments.h"

/* A row of the hash table: a hash, and the number that has it plus one. */
typedef struct {
    uint64_t hash;
    int64_t number;
} Slot;

static inline int64_t slot_of(uint64_t hash, int64_t last)
{
    return (int64_t)(hash ^ hash >> 29) & last;
}

#define FULL "the hash table is full"

static inline int is_power_of_two(int64_t number)
{
    return number > 0 && !(number & (number - 1));
}

#endif
