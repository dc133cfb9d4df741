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
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "launcher.h"

#ifndef PR_GET_TID_ADDRESS
#define PR_GET_TID_ADDRESS 40
#endif

static ssize_t receive_order(int socket, struct jail_order *order, int fds[CHILD_FDS]) {
  char space[CMSG_SPACE(sizeof(int) * CHILD_FDS)];
  struct iovec data = {order, sizeof *order};
  struct msghdr message = {
      .msg_iov = &data, .msg_iovlen = 1, .msg_control = space, .msg_controllen = sizeof space};
  ssize_t got = recvmsg(socket, &message, MSG_CMSG_CLOEXEC);
  int count = 0, sent[CHILD_FDS];
  for (struct cmsghdr *part = CMSG_FIRSTHDR(&message); got > 0 && part; part = CMSG_NXTHDR(&message, part)) {
    if (part->cmsg_level != SOL_SOCKET || part->cmsg_type != SCM_RIGHTS) continue;
    count = (part->cmsg_len - CMSG_LEN(0)) / sizeof(int);
    memcpy(sent, CMSG_DATA(part), count * sizeof(int));
  }
  for (int i = 0, at = 0; i < CHILD_FDS; i++) fds[i] = order->fds >> i & 1 && at < count ? sent[at++] : -1;
  return got;
}

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
  for (;;) {
    struct jail_order order;
    int fds[CHILD_FDS];
    ssize_t got = receive_order(socket, &order, fds);
    if (got < 0 && errno == EINTR) continue;
    if (got != sizeof order) _exit(0); /* the launcher is gone */
    order.filtered = filtered;
    pid_t pid = clone_self();
    if (pid == 0) {
      if (!jail_self(&order, fds)) return order.mode;
      dprintf(2, "the jail failed at %s: %s\n", jail_failed_at, strerror(errno));
      _exit(125);
    }
    int32_t answer = pid < 0 ? -errno : pid;
    for (int i = 0; i < CHILD_FDS; i++)
      if (fds[i] >= 0) close(fds[i]);
    if (send(socket, &answer, sizeof answer, MSG_NOSIGNAL) < 0) _exit(0);
  }
}
