/* Starts programs that are executables. A small process of its own, so that it, and what it starts, can be in the
   control group while the launcher and its buffers are not; and so that the filter is loaded once. Like a zygote it
   never holds anything of a run, and its children are the launcher's. */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "launcher.h"

static char *environment[] = {
    "PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin", "HOME=" WORK_DIR, "TMPDIR=" WORK_DIR,
    "LANG=C.UTF-8", "LC_ALL=C.UTF-8", "USER=nobody", "GOCACHE=" WORK_DIR "/.cache", "GOFLAGS=-mod=mod",
    "OPENBLAS_NUM_THREADS=1", "OMP_NUM_THREADS=1", "PYTHONHASHSEED=0", "PYTHONDONTWRITEBYTECODE=1",
    "ONLINE_JUDGE=true", NULL};

struct start {
  struct jail_order order;
  int fds[CHILD_FDS];
  char words[MOST_WORDS_BYTES];
  char *argv[2 * MOST_ARGS + 1];
};

/* In the child, which shares our memory until it executes. */
static int become_program(void *argument) {
  struct start *start = argument;
  bool image = start->fds[FD_PROGRAM] >= 0;
  if (jail_self(&start->order, start->fds)) {
    dprintf(2, "the jail failed at %s: %s\n", jail_failed_at, strerror(errno));
    _exit(125);
  }
  fcntl(FD_PROGRAM, F_SETFD, FD_CLOEXEC); /* it need not see its own image */
  if (image)
    syscall(SYS_execveat, FD_PROGRAM, "", start->argv, environment, 0x1000 /* AT_EMPTY_PATH */);
  else
    execve(start->argv[0], start->argv, environment);
  dprintf(2, "%s: %s\n", start->argv[0], strerror(errno));
  _exit(127);
}

static void split_words(struct start *start) {
  char *word = start->words;
  uint32_t count = 0;
  for (; count < start->order.argc && count < 2 * MOST_ARGS; count++, word += strlen(word) + 1) start->argv[count] = word;
  start->argv[count] = NULL;
}

_Noreturn void become_spawner(int socket) {
  static struct start start;
  static char stack[1 << 17] __attribute__((aligned(64)));
  jail_prepare_filter();
  prctl(PR_SET_DUMPABLE, 0, 0, 0, 0);
  if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) || jail_filter_system_calls()) _exit(1);
  prctl(PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0);
  if (!send_answer(socket, 0)) _exit(0);
  while (receive_order(socket, &start.order, start.words, start.fds)) {
    start.order.filtered = true;
    split_words(&start);
    /* like vfork: nothing is copied, and it goes on here when the child has executed its program */
    pid_t pid = clone(become_program, stack + sizeof stack, CLONE_VM | CLONE_VFORK | CLONE_PARENT | CLONE_NEWPID | SIGCHLD, &start);
    close_all(start.fds);
    if (!send_answer(socket, pid < 0 ? -errno : pid)) break;
  }
  _exit(0);
}
