/* The time by which the work of a thread must have ended. */
#include "arguments.h"

#include <time.h>

const char OUT_OF_TIME[] = "out of time";

/* Nanoseconds of the monotonic clock, as Python's `time.monotonic_ns` counts them; 0 for no deadline. */
static _Thread_local int64_t deadline;

int out_of_time(void)
{
    struct timespec now;
    return deadline && !clock_gettime(CLOCK_MONOTONIC, &now) &&
           (int64_t)now.tv_sec * 1000000000 + now.tv_nsec >= deadline;
}

LOOP(set_deadline)
{
    (void)module;
    Arguments a;
    if (!read_arguments(&a, "n", given, count))
        return NULL;
    int64_t before = deadline;
    deadline = NUMBER(a, 0);
    return answer(&a, before);
}

LOOP(check_deadline)
{
    (void)module;
    Arguments a;
    if (!read_arguments(&a, "", given, count))
        return NULL;
    return out_of_time() ? damaged(&a, OUT_OF_TIME) : answer_none(&a);
}
