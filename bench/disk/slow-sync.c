/*
 * A slower disk: each fsync and fdatasync takes SYNC_DELAY microseconds longer, in a process that is started with this
 * library in LD_PRELOAD.
 *
 *   cc -O2 -shared -fPIC -o slow-sync.so slow-sync.c -ldl
 */
#define _GNU_SOURCE /* RTLD_NEXT */
#include <dlfcn.h>
#include <err.h>
#include <stdlib.h>
#include <time.h>

enum { MICROSECONDS_PER_SECOND = 1000000 };

static void wait_for_disk(void) {
  const char *text = getenv("SYNC_DELAY");
  long delay = text ? atol(text) : 0;
  struct timespec time = {
      .tv_sec = delay / MICROSECONDS_PER_SECOND,
      .tv_nsec = delay % MICROSECONDS_PER_SECOND * 1000,
  };
  nanosleep(&time, NULL);
}

/* Waits, then calls the function of the C library that has this name. */
static int sync_slowly(const char *name, int file) {
  int (*sync_file)(int);
  *(void **)&sync_file = dlsym(RTLD_NEXT, name); /* C has no cast from an object to a function; POSIX allows this */
  if (!sync_file) errx(1, "%s: %s", name, dlerror());
  wait_for_disk();
  return sync_file(file);
}

int fsync(int file) { return sync_slowly("fsync", file); }

int fdatasync(int file) { return sync_slowly("fdatasync", file); }
