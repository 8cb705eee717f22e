/* Lists of postings: read from Python. */
#include "lists.h"

#include <stdlib.h>

enum { POSTINGS, WORTH, BOUND, REQUIRED, MASS, LEVELS, ITEMS_OF_A_LIST };
enum { DOCS, IMPACT, MASK, HEAD, BITMAP, ITEMS_OF_POSTINGS };
enum { LEVEL, MOST, PLACES, ITEMS_OF_A_HEAD };
enum { docs_in, impact_in, mask_in, worth_in, bound_in, required_in, mass_in, levels_in, bitmap_in };
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

static int read_list(List *into, PyObject *given, int64_t articles)
{
    PyObject *of[ALL_IN], *postings = item(given, POSTINGS, ITEMS_OF_A_LIST);
    for (int at = DOCS; at <= MASK; at++)
        of[docs_in + at] = item(postings, at, ITEMS_OF_POSTINGS);
    for (int at = WORTH; at <= LEVELS; at++)
        of[worth_in + at - WORTH] = item(given, at, ITEMS_OF_A_LIST);
    PyObject *head = item(postings, HEAD, ITEMS_OF_POSTINGS), *bitmap = item(postings, BITMAP, ITEMS_OF_POSTINGS);
    if (PyErr_Occurred())
        return 0;
    /* Of both there may be none: then something else is read in its place. */
    of[bitmap_in] = bitmap == Py_None ? of[mask_in] : bitmap;
    for (int at = LEVEL; at <= PLACES && head != Py_None; at++)
        of[level_in + at] = item(head, at, ITEMS_OF_A_HEAD);
    if (PyErr_Occurred() || !read_arguments(&into->held, head == Py_None ? "u b b i n n r b b" : "u b b i n n r b b n n u",
                                            of, head == Py_None ? level_in : ALL_IN))
        return 0;
    const Arguments *a = &into->held;
    into->docs = ITEMS(*a, docs_in, uint32_t);
    into->impact = ITEMS(*a, impact_in, uint8_t);
    into->mask = ITEMS(*a, mask_in, uint8_t);
    into->worth = ITEMS(*a, worth_in, int32_t);
    into->levels = ITEMS(*a, levels_in, uint8_t);
    into->bitmap = bitmap == Py_None ? NULL : ITEMS(*a, bitmap_in, uint8_t);
    into->size = LENGTH(*a, docs_in);
    into->bound = NUMBER(*a, bound_in);
    into->required = NUMBER(*a, required_in);
    into->mass = a->of[mass_in].real;
    into->head = head == Py_None ? NULL : ITEMS(*a, places_in, uint32_t);
    into->heads = head == Py_None ? 0 : LENGTH(*a, places_in);
    into->level = head == Py_None ? HIGHEST_LEVEL : NUMBER(*a, level_in);
    into->most = head == Py_None ? HIGHEST_LEVEL : NUMBER(*a, most_in);
    if (LENGTH(*a, impact_in) == into->size && LENGTH(*a, mask_in) == into->size && LENGTH(*a, worth_in) == 256 &&
        LENGTH(*a, levels_in) == 256 && into->bound >= 0 && into->bound <= INT32_MAX && into->level >= 0 &&
        into->level <= HIGHEST_LEVEL && into->most >= 0 && into->most <= HIGHEST_LEVEL &&
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
