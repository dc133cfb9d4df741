/* What a child does to itself before anything untrusted runs in it. It is process 1 of a PID namespace of its own,
   and still has the launcher's privileges inside the user namespace; afterwards it has none. */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <linux/capability.h>
#include <sched.h>
#include <stdio.h>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "launcher.h"

#ifndef SYS_close_range
#define SYS_close_range 436
#endif

const char *jail_failed_at = "";

static int failed(const char *where) {
  jail_failed_at = where;
  return -1;
}

/* To their places: first all above them, so that none is overwritten before it was moved. */
static int place_descriptors(int fds[CHILD_FDS]) {
  int above[CHILD_FDS];
  for (int i = 0; i < CHILD_FDS; i++) {
    above[i] = fds[i] < 0 ? -1 : fds[i] >= CHILD_FDS ? fds[i] : fcntl(fds[i], F_DUPFD, CHILD_FDS);
    if (fds[i] >= 0 && above[i] < 0) return failed("descriptors");
  }
  for (int i = 0; i < CHILD_FDS; i++) {
    if (above[i] >= 0 && dup2(above[i], i) < 0) return failed("descriptors");
    if (above[i] < 0) close(i);
  }
  if (syscall(SYS_close_range, CHILD_FDS, ~0U, 0)) return failed("close_range");
  return 0;
}

static int limit(int what, rlim_t value) {
  struct rlimit both = {value, value};
  return setrlimit(what, &both);
}

static int set_limits(const struct jail_order *order) {
  rlim_t files = order->file_bytes;
  if (limit(RLIMIT_FSIZE, files) || limit(RLIMIT_NPROC, order->processes) ||
      limit(RLIMIT_NOFILE, 256) || limit(RLIMIT_CORE, 0) || limit(RLIMIT_MEMLOCK, 0) || limit(RLIMIT_MSGQUEUE, 0) ||
      limit(RLIMIT_RTPRIO, 0) || limit(RLIMIT_SIGPENDING, 256))
    return failed("setrlimit");
  if (order->data_bytes && limit(RLIMIT_DATA, order->data_bytes)) return failed("setrlimit");
  struct rlimit stack;
  if (getrlimit(RLIMIT_STACK, &stack)) return failed("getrlimit");
  stack.rlim_cur = stack.rlim_max; /* deep recursion is met by the memory limit */
  if (setrlimit(RLIMIT_STACK, &stack)) return failed("setrlimit");
  return 0;
}

static int own_mounts(uint64_t bytes) {
  char options[64];
  snprintf(options, sizeof options, "size=%llu,nr_inodes=16384,mode=0700", (unsigned long long)bytes);
  if (unshare(CLONE_NEWNS) || mount("tmpfs", WORK_DIR, "tmpfs", MS_NOSUID | MS_NODEV | MS_NOATIME, options))
    return failed("a work directory of its own");
  return 0;
}

static int drop_capabilities(void) {
  struct __user_cap_header_struct head = {_LINUX_CAPABILITY_VERSION_3, 0};
  struct __user_cap_data_struct none[2] = {{0}};
  return syscall(SYS_capset, &head, none) ? failed("capset") : 0;
}

int jail_self(const struct jail_order *order, int fds[CHILD_FDS]) {
  if (setsid() < 0) return failed("setsid"); /* or kill(0) would reach the launcher's process group */
  umask(022);
  if (order->own_work && own_mounts(order->own_work)) return -1;
  if (place_descriptors(fds) || set_limits(order)) return -1;
  if (chdir(WORK_DIR)) return failed("chdir");
  if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) || drop_capabilities()) return failed("privileges");
  return order->filtered ? 0 : jail_filter_system_calls();
}
