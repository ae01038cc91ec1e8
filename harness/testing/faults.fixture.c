// Loaded into every process of a run by a test: what a failing disk and a clock that jumps do. Switched on by files in FOLDER.
#define _GNU_SOURCE
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>

static int is_on(const char *name) {
  char path[4096];
  snprintf(path, sizeof path, "%s/%s", FOLDER, name);
  return access(path, F_OK) == 0;
}

static int is_journal(int fd) {
  char link[64], path[4096];
  snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
  ssize_t length = readlink(link, path, sizeof path - 1);
  if (length < 0) return 0;
  path[length] = 0;
  return strstr(path, "/journal.jsonl") != NULL;
}

int fsync(int fd) {
  if (is_on("fsync-slow")) usleep(100 * 1000);
  if (is_on("fsync-eio") && is_journal(fd)) {
    errno = EIO;
    return -1;
  }
  return syscall(SYS_fsync, fd);
}

// A day back, right, a day ahead: changes every 97 looks at the clock.
static long jump(void) {
  static int clock_is_on = -1;
  static unsigned looks = 0;
  if (clock_is_on < 0) clock_is_on = is_on("clock");
  return clock_is_on ? ((long)(looks++ / 97 % 3) - 1) * 86400 : 0;
}

int clock_gettime(clockid_t clock, struct timespec *now) {
  int result = syscall(SYS_clock_gettime, clock, now);
  if (clock == CLOCK_REALTIME || clock == CLOCK_REALTIME_COARSE) now->tv_sec += jump();
  return result;
}

int gettimeofday(struct timeval *restrict now, void *restrict zone) {
  struct timespec exact;
  (void)zone;
  clock_gettime(CLOCK_REALTIME, &exact);
  now->tv_sec = exact.tv_sec;
  now->tv_usec = exact.tv_nsec / 1000;
  return 0;
}

time_t time(time_t *result) {
  struct timespec exact;
  clock_gettime(CLOCK_REALTIME, &exact);
  if (result != NULL) *result = exact.tv_sec;
  return exact.tv_sec;
}
