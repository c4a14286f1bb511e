// A disk that is slower to make things durable: SYNC_DELAY microseconds more for each fsync and fdatasync, for a process
// that is started with this in LD_PRELOAD. bench/slower-disk.ts compiles it: cc -O2 -shared -fPIC slow-sync.c -ldl
#define _GNU_SOURCE
#include <dlfcn.h>
#include <stdlib.h>
#include <time.h>
static void wait_longer(void) {
  long delay = atol(getenv("SYNC_DELAY"));
  struct timespec time = {delay / 1000000, delay % 1000000 * 1000};
  nanosleep(&time, NULL);
}
int fsync(int file) {
  int (*next)(int) = dlsym(RTLD_NEXT, "fsync");
  wait_longer();
  return next(file);
}
int fdatasync(int file) {
  int (*next)(int) = dlsym(RTLD_NEXT, "fdatasync");
  wait_longer();
  return next(file);
}
