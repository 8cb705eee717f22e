/* What every loop shares: its arguments, read and checked, and the errors that it may end with. */
#ifndef RASFOI_ARGUMENTS_H
#define RASFOI_ARGUMENTS_H

#define PY_SSIZE_T_CLEAN
#ifndef Py_LIMITED_API
#define Py_LIMITED_API 0x030B0000
#endif
#include <Python.h>
#include <stdint.h>

enum { MAX_ARGUMENTS = 28 };

/* An array (`items`, of which there are `length` in `rows` of `columns`), a `number`, a `real`, or a `tuple`. */
typedef struct {
    Py_buffer view;
    PyObject *tuple;
    void *items;
    int64_t length, rows, columns;
    int64_t number;
    double real;
} Argument;

typedef struct {
    int count;
    Argument of[MAX_ARGUMENTS];
} Arguments;

/* Read the arguments of a loop; on failure set TypeError or ValueError, hold nothing and return 0.

   `kinds` has a word for each: `n` an integer, `r` a real, `t` lists for `read_lists`, or the items of a
   contiguous array: `b` uint8 or bool, `x` uint16 or uint32, `u` uint32, `i` int32, `q` int64, `f` float32, `d` float64; the capital
   letter where the loop writes. A digit after it tells how many columns the array has, `*` that it may have any. */
int read_arguments(Arguments *into, const char *kinds, PyObject *const *given, Py_ssize_t count);
void release_arguments(Arguments *held);

/* Release the arguments and return an integer, or None, or NULL with an error. */
PyObject *answer(Arguments *held, int64_t number);
PyObject *answer_none(Arguments *held);
PyObject *misused(Arguments *held, const char *what); /* ValueError: the caller's mistake */
PyObject *damaged(Arguments *held, const char *what); /* IndexCorrupt: what was read cannot be */

/* What `damaged` is given by a loop that ends at its thread's deadline, for a SearchTimeout. */
extern const char OUT_OF_TIME[];
/* The same for a MemoryError. */
extern const char NO_MEMORY[];
int out_of_time(void);

/* Return whether it is too late to go on; the clock is looked at now and then only. */
static inline int late(int64_t step)
{
    return !(step & 0xFFFF) && out_of_time();
}

#define ITEMS(arguments, at, type) ((type *)(arguments).of[at].items)
#define LENGTH(arguments, at) ((arguments).of[at].length)
#define NUMBER(arguments, at) ((arguments).of[at].number)

/* The item of an array of uint16 or uint32. */
static inline uint32_t unsigned_item(const Argument *array, int64_t at)
{
    return array->view.itemsize == 2 ? ((const uint16_t *)array->items)[at]
                                     : ((const uint32_t *)array->items)[at];
}

/* The first place in ascending numbers, from `low` on and before `high`, whose number is not below `wanted`. */
static inline int64_t lower_bound_u32(const uint32_t *numbers, int64_t low, int64_t high, int64_t wanted)
{
    while (low < high) {
        int64_t middle = low + ((high - low) >> 1);
        if (numbers[middle] < wanted)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

static inline int64_t lower_bound_i64(const int64_t *numbers, int64_t low, int64_t high, int64_t wanted)
{
    while (low < high) {
        int64_t middle = low + ((high - low) >> 1);
        if (numbers[middle] < wanted)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

/* The same where that is likely to be near: Bentley and Yao, "An almost optimal algorithm for unbounded searching". */
static inline int64_t gallop_u32(const uint32_t *numbers, int64_t low, int64_t high, int64_t wanted)
{
    int64_t reach = 1;
    while (low + reach < high && numbers[low + reach] < wanted) {
        low += reach;
        reach *= 2;
    }
    return lower_bound_u32(numbers, low, low + reach < high ? low + reach + 1 : high, wanted);
}

static inline int64_t gallop_i64(const int64_t *numbers, int64_t low, int64_t high, int64_t wanted)
{
    int64_t reach = 1;
    while (low + reach < high && numbers[low + reach] < wanted) {
        low += reach;
        reach *= 2;
    }
    return lower_bound_i64(numbers, low, low + reach < high ? low + reach + 1 : high, wanted);
}

static inline int64_t count_bits(uint64_t word)
{
    word -= word >> 1 & 0x5555555555555555;
    word = (word & 0x3333333333333333) + (word >> 2 & 0x3333333333333333);
    return (int64_t)(((word + (word >> 4)) & 0x0F0F0F0F0F0F0F0F) * 0x0101010101010101 >> 56);
}

/* Tell the processor that an address will be needed soon; it may be any. */
#ifdef _MSC_VER
#define PREFETCH(address) ((void)(address))
#else
#define PREFETCH(address) __builtin_prefetch(address)
#endif

#define LOOP(name) PyObject *name(PyObject *module, PyObject *const *given, Py_ssize_t count)

LOOP(set_deadline);
LOOP(check_deadline);
LOOP(find_tokens);
LOOP(find_unclean);
LOOP(find_positions);
LOOP(find_runs);
LOOP(number_tokens);
LOOP(rehash);
LOOP(number_pairs);
LOOP(pack_positions);
LOOP(unpack_positions);
LOOP(find_starts);
LOOP(find_crowds);
LOOP(plain_forms);
LOOP(find_concepts);
LOOP(write_keys);
LOOP(number_keys);
LOOP(sort_keys);
LOOP(merge_keys);
LOOP(lower_bound);
LOOP(keys_beginning);
LOOP(key_at);
LOOP(near_keys);
LOOP(slip_costs);
LOOP(count_postings);
LOOP(fill_postings);
LOOP(measure_lists);
LOOP(copy_lists);
LOOP(best_articles);
LOOP(set_bits);
LOOP(tally);
LOOP(intersect);
LOOP(unite);
LOOP(find_occurrences);
LOOP(order_marks);
LOOP(find_phrase);
LOOP(count_pairs);
LOOP(second_look);
LOOP(highest_among);
LOOP(show_passages);
LOOP(highest_products);
LOOP(levels_of_words);
LOOP(list_folder);

#endif
