/* Lists of postings and what they are worth, as Python's `scoring.Weighted` tells them. */
#ifndef RASFOI_LISTS_H
#define RASFOI_LISTS_H

#include "arguments.h"

/* No impact is above. */
enum { HIGHEST_LEVEL = 255 };

/* One list, and what holds its arrays. `head` is where its postings with an impact above `level` are, `most` the
   highest impact; a `bitmap` of its articles may be missing. */
typedef struct {
    Arguments held;
    const uint32_t *docs, *head;
    const uint8_t *impact, *mask, *levels, *bitmap;
    const int32_t *worth;
    int64_t size, heads, level, most, bound, required;
    double mass;
} List;

typedef struct {
    List *of;
    int64_t count, postings;
} Lists;

/* Read a tuple of lists, whose bitmaps are of so many articles; on failure set an error, hold nothing and return 0. */
int read_lists(Lists *into, PyObject *given, int64_t articles);
void release_lists(Lists *held);

/* The most that any of its postings scores. */
static inline int64_t best_of(const List *list)
{
    return list->bound * list->most;
}

#endif
