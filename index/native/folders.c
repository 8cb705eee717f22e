/* What a folder holds, and how its files look: a step of its own for each in Python takes longer than the system. */
#include "arguments.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#ifdef __APPLE__
#define MODIFIED(status) (status).st_mtimespec
#else
#define MODIFIED(status) (status).st_mtim
#endif

enum { FILE_SEEN = 'f', FOLDER = 'd', LINK = 'l', OTHER = 'o' };

/* Where the name begins is an offset until all names are read, as these move when they grow. */
typedef struct {
    union {
        size_t offset;
        const char *text;
    } name;
    size_t length;
    int64_t size, time;
    char kind;
} Entry;

typedef struct {
    Entry *entries;
    char *names;
    size_t count, room, used, names_room;
} Listing;

static int grow(Listing *listing, size_t length)
{
    if (listing->count == listing->room) {
        size_t room = listing->room ? 2 * listing->room : 64;
        Entry *entries = realloc(listing->entries, room * sizeof *entries);
        if (!entries)
            return 0;
        listing->entries = entries;
        listing->room = room;
    }
    if (listing->names_room - listing->used < length) {
        size_t room = 2 * listing->names_room + length;
        char *names = realloc(listing->names, room);
        if (!names)
            return 0;
        listing->names = names;
        listing->names_room = room;
    }
    return 1;
}

static int ends_so(const char *name, size_t length, const char *suffixes, const char *end)
{
    for (const char *suffix = suffixes; suffix < end; suffix += strlen(suffix) + 1) {
        size_t size = strlen(suffix);
        if (size < length && !memcmp(name + length - size, suffix, size))
            return 1;
    }
    return 0;
}

static void look(int folder, const char *name, int ends_well, unsigned char type, Entry *entry)
{
    struct stat status;
    entry->kind = OTHER;
    entry->size = entry->time = 0;
    if (type == DT_UNKNOWN && !fstatat(folder, name, &status, AT_SYMLINK_NOFOLLOW))
        type = S_ISREG(status.st_mode) ? DT_REG : S_ISDIR(status.st_mode) ? DT_DIR
             : S_ISLNK(status.st_mode) ? DT_LNK : DT_UNKNOWN;
    if (type == DT_DIR)
        entry->kind = FOLDER;
    if (type == DT_LNK)
        entry->kind = LINK;
    if (type == DT_REG && ends_well && !fstatat(folder, name, &status, AT_SYMLINK_NOFOLLOW) &&
        S_ISREG(status.st_mode)) {
        entry->kind = FILE_SEEN;
        entry->size = status.st_size;
        entry->time = (int64_t)MODIFIED(status).tv_sec * 1000000000 + MODIFIED(status).tv_nsec;
    }
}

static int leads_to_folder(int folder, const char *name)
{
    struct stat status;
    return !fstatat(folder, name, &status, 0) && S_ISDIR(status.st_mode);
}

static int by_name(const void *one, const void *other)
{
    return strcmp(((const Entry *)one)->name.text, ((const Entry *)other)->name.text);
}

/* Return 0, or the number of what went wrong. */
static int list(const char *path, const char *suffixes, const char *end, Listing *listing)
{
    int handle = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC), failed = 0;
    if (handle < 0)
        return errno;
    DIR *stream = fdopendir(handle);
    if (!stream) {
        failed = errno;
        close(handle);
        return failed;
    }
    for (;;) {
        errno = 0;
        struct dirent *found = readdir(stream);
        if (!found) {
            failed = errno;
            break;
        }
        if (found->d_name[0] == '.')
            continue;
        size_t length = strlen(found->d_name);
        if (!grow(listing, length + 2)) {
            failed = ENOMEM;
            break;
        }
        Entry *entry = &listing->entries[listing->count++];
        look(handle, found->d_name, ends_so(found->d_name, length, suffixes, end), found->d_type, entry);
        entry->name.offset = listing->used;
        memcpy(listing->names + listing->used, found->d_name, length);
        listing->used += length;
        if (entry->kind == FOLDER || (entry->kind == LINK && leads_to_folder(handle, found->d_name))) {
            listing->names[listing->used++] = '/';
            length++;
        }
        listing->names[listing->used++] = 0;
        entry->length = length;
    }
    closedir(stream);
    for (size_t at = 0; at < listing->count; at++)
        listing->entries[at].name.text = listing->names + listing->entries[at].name.offset;
    if (!failed && listing->count)
        qsort(listing->entries, listing->count, sizeof *listing->entries, by_name);
    return failed;
}

static PyObject *listed(const Listing *listing)
{
    Py_ssize_t count = (Py_ssize_t)listing->count;
    PyObject *parts[] = {
        PyBytes_FromStringAndSize(NULL, (Py_ssize_t)listing->used),
        PyBytes_FromStringAndSize(NULL, count),
        PyBytes_FromStringAndSize(NULL, count * (Py_ssize_t)sizeof(int64_t)),
        PyBytes_FromStringAndSize(NULL, count * (Py_ssize_t)sizeof(int64_t)),
    };
    if (!parts[0] || !parts[1] || !parts[2] || !parts[3]) {
        for (int at = 0; at < 4; at++)
            Py_XDECREF(parts[at]);
        return NULL;
    }
    char *names = PyBytes_AsString(parts[0]), *kinds = PyBytes_AsString(parts[1]);
    char *sizes = PyBytes_AsString(parts[2]), *times = PyBytes_AsString(parts[3]);
    for (Py_ssize_t at = 0; at < count; at++) {
        const Entry *entry = &listing->entries[at];
        memcpy(names, entry->name.text, entry->length + 1);
        names += entry->length + 1;
        kinds[at] = entry->kind;
        memcpy(sizes + at * (Py_ssize_t)sizeof(int64_t), &entry->size, sizeof entry->size);
        memcpy(times + at * (Py_ssize_t)sizeof(int64_t), &entry->time, sizeof entry->time);
    }
    return Py_BuildValue("(NNNN)", parts[0], parts[1], parts[2], parts[3]);
}

LOOP(list_folder)
{
    (void)module;
    char *path, *suffixes;
    Py_ssize_t suffixes_size;
    if (count != 2) {
        PyErr_SetString(PyExc_TypeError, "takes a path and suffixes");
        return NULL;
    }
    if (PyBytes_AsStringAndSize(given[0], &path, NULL) < 0 ||
        PyBytes_AsStringAndSize(given[1], &suffixes, &suffixes_size) < 0)
        return NULL;
    Listing listing = {0};
    int failed;
    Py_BEGIN_ALLOW_THREADS
    failed = list(path, suffixes, suffixes + suffixes_size, &listing);
    Py_END_ALLOW_THREADS
    PyObject *answer = NULL;
    if (failed == ENOMEM)
        PyErr_NoMemory();
    else if (failed) {
        errno = failed;
        PyErr_SetFromErrnoWithFilename(PyExc_OSError, path);
    } else
        answer = listed(&listing);
    free(listing.entries);
    free(listing.names);
    return answer;
}
