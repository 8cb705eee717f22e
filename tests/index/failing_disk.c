/* A disk that fails, for `LD_PRELOAD`: while the file $FAIL_WHILE is there, the calls named in $FAIL_CALLS
   (read, write, sync) end with EIO for files whose path has $FAIL_PATH in it. What is mapped is fetched by
   `madvise`, which the kernel then ends with EFAULT. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/uio.h>
#include <unistd.h>

#define POPULATE_READ 22

static int asked(const char *call) {
    const char *calls = getenv("FAIL_CALLS"), *path = getenv("FAIL_PATH"), *on = getenv("FAIL_WHILE");
    return calls && path && on && strstr(calls, call) && access(on, F_OK) == 0;
}

static int fails(const char *call, int fd) {
    char link[64], path[4096];
    int kept = errno, found = 0;
    if (asked(call)) {
        snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
        ssize_t length = readlink(link, path, sizeof path - 1);
        if (length > 0) {
            path[length] = 0;
            found = strstr(path, getenv("FAIL_PATH")) != NULL;
        }
    }
    errno = found ? EIO : kept;
    return found;
}

static int mapped(const void *address) {
    char line[5000];
    int found = 0;
    FILE *maps = fopen("/proc/self/maps", "r");
    while (maps && !found && fgets(line, sizeof line, maps)) {
        unsigned long start, end;
        if (sscanf(line, "%lx-%lx", &start, &end) == 2 && start <= (unsigned long)address
            && (unsigned long)address < end)
            found = strstr(line, getenv("FAIL_PATH")) != NULL;
    }
    if (maps) fclose(maps);
    return found;
}

#define NEXT(name) static __typeof__(&name) next; if (!next) next = (__typeof__(&name))dlsym(RTLD_NEXT, #name)

ssize_t read(int fd, void *to, size_t size) {
    NEXT(read);
    return fails("read", fd) ? -1 : next(fd, to, size);
}

ssize_t pread64(int fd, void *to, size_t size, off64_t at) {
    NEXT(pread64);
    return fails("read", fd) ? -1 : next(fd, to, size, at);
}

int madvise(void *address, size_t size, int advice) {
    NEXT(madvise);
    if (advice == POPULATE_READ && asked("read") && mapped(address)) {
        errno = EFAULT;
        return -1;
    }
    return next(address, size, advice);
}

ssize_t write(int fd, const void *from, size_t size) {
    NEXT(write);
    return fails("write", fd) ? -1 : next(fd, from, size);
}

ssize_t writev(int fd, const struct iovec *from, int count) {
    NEXT(writev);
    return fails("write", fd) ? -1 : next(fd, from, count);
}

int fsync(int fd) {
    NEXT(fsync);
    return fails("sync", fd) ? -1 : next(fd);
}
