/* Loaded in front of the C library (LD_PRELOAD): the disk fails under files that are not whole.
 * FAULTS_EIO names the call that fails: "write", after 300000 bytes, or "sync". */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static int is_struck(int fd, const char *call) {
    char link[64], path[4096];
    const char *wanted = getenv("FAULTS_EIO");
    if (!wanted || strcmp(wanted, call))
        return 0;
    snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
    ssize_t length = readlink(link, path, sizeof path - 1);
    if (length < 5)
        return 0;
    path[length] = 0;
    return !strcmp(path + length - 5, ".part");
}

ssize_t write(int fd, const void *bytes, size_t count) {
    static ssize_t (*real)(int, const void *, size_t);
    static size_t written;
    if (!real)
        real = dlsym(RTLD_NEXT, "write");
    if (is_struck(fd, "write") && (written += count) > 300000) {
        errno = EIO;
        return -1;
    }
    return real(fd, bytes, count);
}

static int sync_with(const char *name, int fd) {
    int (*real)(int) = dlsym(RTLD_NEXT, name);
    if (is_struck(fd, "sync")) {
        errno = EIO;
        return -1;
    }
    return real(fd);
}

int fsync(int fd) { return sync_with("fsync", fd); }
int fdatasync(int fd) { return sync_with("fdatasync", fd); }
