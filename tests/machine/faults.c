/* Makes one call of the C library fail that opens, writes or moves something below a folder. Loaded with LD_PRELOAD.

   `fault_at` is the number of the call (from 1; 0: none fails), `fault_error` its errno, 0 to kill the process. With
   `fault_lasts` all later calls fail too, but those that read or remove something. `fault_count` tells how many calls
   there were, `fault_call` which one failed. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <sys/types.h>
#include <sys/uio.h>
#include <unistd.h>

int fault_at, fault_error, fault_lasts, fault_count;
char fault_root[PATH_MAX], fault_call[2 * PATH_MAX + 32];

static int below(const char *path) {
    size_t n = strlen(fault_root);
    return n && !strncmp(path, fault_root, n) && (path[n] == '/' || !path[n]);
}

static int fails(const char *call, int folder, const char *name) {
    char link[64], path[2 * PATH_MAX];
    ssize_t n = 0;
    int saved = errno;
    if (!fault_root[0]) return 0;
    if (!name || name[0] != '/') { /* relative to a folder, or the open file itself */
        snprintf(link, sizeof link, folder == AT_FDCWD ? "/proc/self/cwd" : "/proc/self/fd/%d", folder);
        n = readlink(link, path, PATH_MAX);
        if (n < 0) n = 0;
        if (name) path[n++] = '/';
    }
    snprintf(path + n, sizeof path - n, "%s", name ? name : "");
    errno = saved;
    if (!below(path)) return 0;
    int number = __atomic_add_fetch(&fault_count, 1, __ATOMIC_SEQ_CST);
    int needs_room = strcmp(call, "unlink") && strcmp(call, "rmdir") && strcmp(call, "read");
    if (number != fault_at && !(fault_at && fault_lasts && number > fault_at && needs_room)) return 0;
    if (number == fault_at) snprintf(fault_call, sizeof fault_call, "%s %s", call, path);
    if (!fault_error) kill(getpid(), SIGKILL);
    errno = fault_error;
    return 1;
}

#define REAL(name) ((__typeof__(&name))dlsym(RTLD_NEXT, #name))
#define WRAP(type, name, parameters, arguments, call, folder, path) \
    type name parameters { return fails(call, folder, path) ? (type)-1 : REAL(name) arguments; }

WRAP(ssize_t, write, (int f, const void *b, size_t n), (f, b, n), "write", f, NULL)
WRAP(ssize_t, pwrite, (int f, const void *b, size_t n, off_t o), (f, b, n, o), "write", f, NULL)
WRAP(ssize_t, pwrite64, (int f, const void *b, size_t n, off64_t o), (f, b, n, o), "write", f, NULL)
WRAP(ssize_t, writev, (int f, const struct iovec *v, int n), (f, v, n), "write", f, NULL)
WRAP(ssize_t, sendfile, (int f, int g, off_t *o, size_t n), (f, g, o, n), "write", f, NULL)
WRAP(ssize_t, sendfile64, (int f, int g, off64_t *o, size_t n), (f, g, o, n), "write", f, NULL)
WRAP(ssize_t, copy_file_range, (int f, off64_t *o, int g, off64_t *p, size_t n, unsigned x), (f, o, g, p, n, x),
     "write", g, NULL)
WRAP(int, ftruncate, (int f, off_t n), (f, n), "truncate", f, NULL)
WRAP(int, ftruncate64, (int f, off64_t n), (f, n), "truncate", f, NULL)
WRAP(int, fsync, (int f), (f), "fsync", f, NULL)
WRAP(int, fdatasync, (int f), (f), "fsync", f, NULL)
WRAP(int, rename, (const char *a, const char *b), (a, b), "rename", AT_FDCWD, b)
WRAP(int, renameat, (int d, const char *a, int e, const char *b), (d, a, e, b), "rename", e, b)
WRAP(int, renameat2, (int d, const char *a, int e, const char *b, unsigned x), (d, a, e, b, x), "rename", e, b)
WRAP(int, mkdir, (const char *a, mode_t m), (a, m), "mkdir", AT_FDCWD, a)
WRAP(int, mkdirat, (int d, const char *a, mode_t m), (d, a, m), "mkdir", d, a)
WRAP(int, unlink, (const char *a), (a), "unlink", AT_FDCWD, a)
WRAP(int, rmdir, (const char *a), (a), "rmdir", AT_FDCWD, a)
WRAP(int, unlinkat, (int d, const char *a, int x), (d, a, x), "unlink", d, a)

#define OPEN(name, parameters, arguments, folder) \
    int name parameters { \
        va_list more; \
        va_start(more, flags); \
        mode_t mode = flags & (O_CREAT | __O_TMPFILE) ? va_arg(more, mode_t) : 0; \
        va_end(more); \
        return fails(flags & (O_WRONLY | O_RDWR | O_CREAT) ? "open" : "read", folder, path) ? -1 : REAL(name) arguments; \
    }

OPEN(open, (const char *path, int flags, ...), (path, flags, mode), AT_FDCWD)
OPEN(open64, (const char *path, int flags, ...), (path, flags, mode), AT_FDCWD)
OPEN(openat, (int folder, const char *path, int flags, ...), (folder, path, flags, mode), folder)
OPEN(openat64, (int folder, const char *path, int flags, ...), (folder, path, flags, mode), folder)
