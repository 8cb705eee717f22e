/* The module of all loops. What each does and takes stands in loops.pyi. */
#include "arguments.h"

#define METHOD(name) {#name, (PyCFunction)(void (*)(void))name, METH_FASTCALL, NULL}

static PyMethodDef METHODS[] = {
    METHOD(set_deadline), METHOD(check_deadline),
    METHOD(find_tokens), METHOD(find_unclean), METHOD(find_positions), METHOD(find_runs), METHOD(number_tokens), METHOD(rehash), METHOD(number_pairs),
    METHOD(pack_positions), METHOD(unpack_positions), METHOD(find_starts), METHOD(find_crowds), METHOD(plain_forms), METHOD(find_concepts), METHOD(write_keys), METHOD(number_keys), METHOD(sort_keys),
    METHOD(merge_keys), METHOD(lower_bound), METHOD(keys_beginning), METHOD(key_at), METHOD(near_keys), METHOD(slip_costs), METHOD(count_postings), METHOD(fill_postings),
    METHOD(measure_lists), METHOD(copy_lists), METHOD(best_articles),
    METHOD(set_bits), METHOD(tally), METHOD(intersect), METHOD(unite),
    METHOD(find_occurrences), METHOD(order_marks), METHOD(find_phrase), METHOD(count_pairs), METHOD(second_look),
    METHOD(highest_among), METHOD(levels_of_words), METHOD(show_passages),
    METHOD(highest_products), METHOD(list_folder), {NULL, NULL, 0, NULL},
};

static PyModuleDef_Slot SLOTS[] = {{0, NULL}};

static struct PyModuleDef MODULE = {
    PyModuleDef_HEAD_INIT,
    .m_name = "loops",
    .m_doc = "The loops over arrays that a build and a search spend their time in.",
    .m_methods = METHODS,
    .m_slots = SLOTS,
};

PyMODINIT_FUNC PyInit_loops(void)
{
    return PyModuleDef_Init(&MODULE);
}
