/* Lists of postings: read from Python. */
#include "lists.h"

#include <stdlib.h>

const char NO_ARTICLE[] = "an article of a posting is out of range";

enum { POSTINGS, WORTHS, EXACT, SIMILAR, REQUIRED, MASS, ITEMS_OF_A_LIST };
enum { ANY_FORM, LIKE_TYPED, AS_TYPED, ITEMS_OF_WORTHS };
enum { DOCS, IMPACT, MASK, HEAD, BITMAP, ITEMS_OF_POSTINGS };
enum { LEVEL, MOST, PLACES, ITEMS_OF_A_HEAD };
enum { docs_in, impact_in, mask_in, any_in, like_in, typed_in, exact_in, similar_in, required_in, mass_in, bitmap_in };
enum { level_in = bitmap_in + 1, most_in, places_in, ALL_IN };

/* Return an item of a tuple of at least so many items; the tuple holds it. */
static PyObject *item(PyObject *tuple, Py_ssize_t at, Py_ssize_t least)
{
    if (tuple && PyTuple_Check(tuple) && PyTuple_Size(tuple) >= least)
        return PyTuple_GetItem(tuple, at);
    if (!PyErr_Occurred())
        PyErr_SetString(PyExc_TypeError, "lists of postings are no tuples, or have too few items");
    return NULL;
}

/* Tell what each variant mask is worth, and its level; return 0 where the worth is out of range. */
static int set_worths(List *list)
{
    const Arguments *a = &list->held;
    int64_t any = NUMBER(*a, any_in), like = NUMBER(*a, like_in), typed = NUMBER(*a, typed_in);
    int64_t exact = NUMBER(*a, exact_in), similar = NUMBER(*a, similar_in);
    if (any < 0 || like < any || typed < like || typed > INT32_MAX)
        return 0;
    list->bound = exact ? typed : similar ? like : any;
    for (int mask = 0; mask < 256; mask++) {
        list->worth[mask] = (int32_t)(mask & exact ? typed : mask & similar ? like : any);
        list->levels[mask] = mask & (exact | similar) ? TYPED : OTHER;
    }
    return 1;
}

static int read_list(List *into, PyObject *given, int64_t articles)
{
    PyObject *of[ALL_IN], *postings = item(given, POSTINGS, ITEMS_OF_A_LIST);
    for (int at = DOCS; at <= MASK; at++)
        of[docs_in + at] = item(postings, at, ITEMS_OF_POSTINGS);
    PyObject *worths = item(given, WORTHS, ITEMS_OF_A_LIST);
    for (int at = ANY_FORM; at <= AS_TYPED; at++)
        of[any_in + at] = item(worths, at, ITEMS_OF_WORTHS);
    for (int at = EXACT; at <= MASS; at++)
        of[exact_in + at - EXACT] = item(given, at, ITEMS_OF_A_LIST);
    PyObject *head = item(postings, HEAD, ITEMS_OF_POSTINGS), *bitmap = item(postings, BITMAP, ITEMS_OF_POSTINGS);
    if (PyErr_Occurred())
        return 0;
    /* Of both there may be none: then something else is read in its place. */
    of[bitmap_in] = bitmap == Py_None ? of[mask_in] : bitmap;
    for (int at = LEVEL; at <= PLACES && head != Py_None; at++)
        of[level_in + at] = item(head, at, ITEMS_OF_A_HEAD);
    if (PyErr_Occurred() || !read_arguments(&into->held, head == Py_None ? "u b b n n n n n n r b" : "u b b n n n n n n r b n n u",
                                            of, head == Py_None ? level_in : ALL_IN))
        return 0;
    const Arguments *a = &into->held;
    into->docs = ITEMS(*a, docs_in, uint32_t);
    into->impact = ITEMS(*a, impact_in, uint8_t);
    into->mask = ITEMS(*a, mask_in, uint8_t);
    into->bitmap = bitmap == Py_None ? NULL : ITEMS(*a, bitmap_in, uint8_t);
    into->size = LENGTH(*a, docs_in);
    into->required = NUMBER(*a, required_in);
    into->mass = a->of[mass_in].real;
    into->head = head == Py_None ? NULL : ITEMS(*a, places_in, uint32_t);
    into->heads = head == Py_None ? 0 : LENGTH(*a, places_in);
    into->level = head == Py_None ? HIGHEST_LEVEL : NUMBER(*a, level_in);
    into->most = head == Py_None ? HIGHEST_LEVEL : NUMBER(*a, most_in);
    if (LENGTH(*a, impact_in) == into->size && LENGTH(*a, mask_in) == into->size && set_worths(into) && into->level >= 0 && into->level <= HIGHEST_LEVEL && into->most >= 0 && into->most <= HIGHEST_LEVEL &&
        (!into->bitmap || LENGTH(*a, bitmap_in) == (articles + 7) / 8))
        return 1;
    misused(&into->held, "arrays of a list differ in length, or what it is worth is out of range");
    return 0;
}

int read_lists(Lists *into, PyObject *given, int64_t articles)
{
    Py_ssize_t count = PyTuple_Check(given) ? PyTuple_Size(given) : -1;
    *into = (Lists){count < 0 ? NULL : malloc((size_t)(count + 1) * sizeof *into->of), 0, 0};
    if (!into->of) {
        PyErr_SetString(count < 0 ? PyExc_TypeError : PyExc_MemoryError, "lists of postings are no tuple");
        return 0;
    }
    for (; into->count < count; into->count++) {
        List *list = &into->of[into->count];
        if (!read_list(list, PyTuple_GetItem(given, into->count), articles)) {
            release_lists(into);
            return 0;
        }
        into->postings += list->size;
    }
    return 1;
}

void release_lists(Lists *held)
{
    while (held->count)
        release_arguments(&held->of[--held->count].held);
    free(held->of);
    held->of = NULL;
}

int read_groups(Groups *into, PyObject *given, int64_t articles)
{
    Py_ssize_t count = PyTuple_Check(given) ? PyTuple_Size(given) : -1;
    *into = (Groups){count < 0 ? NULL : malloc((size_t)(count + 1) * sizeof *into->of), 0, 0};
    if (!into->of) {
        PyErr_SetString(count < 0 ? PyExc_TypeError : PyExc_MemoryError, "lists of words are no tuple");
        return 0;
    }
    for (Py_ssize_t word = 0; word < count; word++) {
        Lists lists;
        if (!read_lists(&lists, PyTuple_GetItem(given, word), articles)) {
            release_groups(into);
            return 0;
        }
        int64_t at = into->count++;
        for (; at && into->of[at - 1].postings > lists.postings; at--)
            into->of[at] = into->of[at - 1];
        into->of[at] = lists;
        into->postings += lists.postings;
    }
    return 1;
}

void release_groups(Groups *held)
{
    while (held->count)
        release_lists(&held->of[--held->count]);
    free(held->of);
    held->of = NULL;
}
