/* Built into zygote.so, loaded by a warm interpreter. It waits for orders and clones the interpreter for each. The
   interpreter's own code runs in the children alone, so that no page of the zygote is ever written again, and a
   zygote never holds a source, an input or a call. Children are the launcher's (CLONE_PARENT), who watches them. */
#define _GNU_SOURCE
#include <errno.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "launcher.h"

#ifndef PR_GET_TID_ADDRESS
#define PR_GET_TID_ADDRESS 40
#endif

/* Like fork, but in a new PID namespace, and a child of our parent. The C library keeps a thread's id where the
   kernel is told to put it; without that, abort() would signal a thread that does not exist. */
static pid_t clone_self(void) {
  void *tid_address = NULL;
  prctl(PR_GET_TID_ADDRESS, &tid_address, 0, 0, 0);
  unsigned long flags = CLONE_PARENT | CLONE_NEWPID | (tid_address ? CLONE_CHILD_SETTID | CLONE_CHILD_CLEARTID : 0);
#if defined(__x86_64__)
  return syscall(SYS_clone, flags | SIGCHLD, 0, 0, tid_address, 0);
#else
  return syscall(SYS_clone, flags | SIGCHLD, 0, 0, 0, tid_address);
#endif
}

/* Returns in children alone, with what the order says they are to do. `filtered`: the filter is loaded here, once;
   a zygote whose children make mounts cannot have that. */
int zygote_serve(int socket, int filtered) {
  jail_prepare_filter();
  prctl(PR_SET_DUMPABLE, 0, 0, 0, 0);
  if (filtered && (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) || jail_filter_system_calls())) _exit(1);
  prctl(PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0);
  if (!send_answer(socket, 0)) _exit(0);
  for (;;) {
    struct jail_order order;
    static char words[MOST_WORDS_BYTES];
    int fds[CHILD_FDS];
    if (!receive_order(socket, &order, words, fds)) _exit(0); /* the launcher is gone */
    order.filtered = filtered;
    pid_t pid = clone_self();
    if (pid == 0) {
      if (!jail_self(&order, fds)) return order.mode;
      dprintf(2, "the jail failed at %s: %s\n", jail_failed_at, strerror(errno));
      _exit(125);
    }
    close_all(fds);
    if (!send_answer(socket, pid < 0 ? -errno : pid)) _exit(0);
  }
}
