/* Lists of postings and what they are worth, as Python's `scoring.Weighted` tells them. */
#ifndef RASFOI_LISTS_H
#define RASFOI_LISTS_H

#include "arguments.h"

/* Postings from which other threads may run meanwhile: fewer take less time than getting Python's lock back. */
enum { MANY = 1 << 17 };
/* No impact is above. */
enum { HIGHEST_LEVEL = 255 };

/* What a level says of an article: it has a word in a form as typed, or one that looks like it, else another one. */
enum { TYPED = 2, OTHER = 1 };

/* One list, and what holds its arrays. By variant mask a posting is worth `worth`, times its impact, `bound` at most, and
   tells a level of its article. `head` is where its postings with an impact above `level` are, `most` the
   highest impact; a `bitmap` of its articles may be missing. */
typedef struct {
    Arguments held;
    const uint32_t *docs, *head;
    const uint8_t *impact, *mask, *bitmap;
    int64_t size, heads, level, most, bound, required;
    int32_t worth[256];
    uint8_t levels[256];
    double mass;
} List;

typedef struct {
    List *of;
    int64_t count, postings;
} Lists;

/* Read a tuple of lists, whose bitmaps are of so many articles; on failure set an error, hold nothing and return 0. */
int read_lists(Lists *into, PyObject *given, int64_t articles);
void release_lists(Lists *held);

/* Lists of several words. */
typedef struct {
    Lists *of;
    int64_t count, postings;
} Groups;

/* Read a tuple of tuples of lists, those with the fewest postings first. */
int read_groups(Groups *into, PyObject *given, int64_t articles);
void release_groups(Groups *held);

extern const char NO_ARTICLE[];

/* The most that any of its postings scores. */
static inline int64_t best_of(const List *list)
{
    return list->bound * list->most;
}

#endif
