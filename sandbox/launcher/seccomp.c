/* The filter of system calls: what contest programs and their runtimes need is allowed, everything else fails with
   ENOSYS, as on a kernel that has no such call. Looked up by bisection: nine comparisons for four hundred calls. */
#define _GNU_SOURCE
#include <errno.h>
#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <sched.h>
#include <stddef.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "launcher.h"

#if defined(__x86_64__)
#define ARCH AUDIT_ARCH_X86_64
#elif defined(__aarch64__)
#define ARCH AUDIT_ARCH_AARCH64
#else
#error "the filter knows x86_64 and aarch64"
#endif

static const short allowed[] = {
#include "allowed_calls.h"
};
enum { CALLS = sizeof allowed / sizeof *allowed };

/* A PID namespace is left to the kernel, who wants a privilege for it that only zygotes have: they clone behind the filter. */
#define NAMESPACE_FLAGS (CLONE_NEWNS | CLONE_NEWCGROUP | CLONE_NEWUTS | CLONE_NEWIPC | CLONE_NEWUSER | CLONE_NEWNET)

#define LOAD(offset) BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offset)
#define ARGUMENT(n) LOAD(offsetof(struct seccomp_data, args[n])) /* the low half: both our architectures are little-endian */
#define IF_EQUAL(value, yes, no) BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, value, yes, no)
#define IF_ANY(bits, yes, no) BPF_JUMP(BPF_JMP | BPF_JSET | BPF_K, bits, yes, no)
#define ANSWER(what) BPF_STMT(BPF_RET | BPF_K, what)
#define ALLOW ANSWER(SECCOMP_RET_ALLOW)
#define FAIL(error) ANSWER(SECCOMP_RET_ERRNO | (error))

static struct sock_filter filter[1200];
static unsigned short filter_size;

static void add(struct sock_filter line) { filter[filter_size++] = line; }

static int by_number(const void *left, const void *right) { return *(const short *)left - *(const short *)right; }

/* A tree of comparisons: 8-bit jumps reach 255 lines, so every leaf answers on its spot. */
static void add_tree(const short *calls, int count) {
  if (count <= 3) {
    for (int i = 0; i < count; i++) {
      add((struct sock_filter)IF_EQUAL((unsigned)calls[i], 0, 1));
      add((struct sock_filter)ALLOW);
    }
    add((struct sock_filter)FAIL(ENOSYS));
    return;
  }
  int half = count / 2;
  /* less: fall through to the left half; else a long jump over it */
  add((struct sock_filter)BPF_JUMP(BPF_JMP | BPF_JGE | BPF_K, (unsigned)calls[half], 0, 1));
  unsigned short jump = filter_size;
  add((struct sock_filter)BPF_STMT(BPF_JMP | BPF_JA, 0));
  add_tree(calls, half);
  filter[jump].k = filter_size - jump - 1;
  add_tree(calls + half, count - half);
}

static void add_rule(int call, const struct sock_filter *lines, int count) {
  add((struct sock_filter)IF_EQUAL((unsigned)call, 0, (unsigned char)count));
  for (int i = 0; i < count; i++) add(lines[i]);
}
#define RULE(call, ...)                                  \
  do {                                                   \
    const struct sock_filter lines[] = {__VA_ARGS__};    \
    add_rule(call, lines, sizeof lines / sizeof *lines); \
  } while (0)

static void add_rules(void) {
  RULE(SYS_clone, ARGUMENT(0), IF_ANY(NAMESPACE_FLAGS, 0, 1), FAIL(EPERM), ALLOW);
  RULE(SYS_socket, ARGUMENT(0), IF_EQUAL(AF_UNIX, 0, 1), ALLOW, FAIL(EAFNOSUPPORT));
  RULE(SYS_socketpair, ARGUMENT(0), IF_EQUAL(AF_UNIX, 0, 1), ALLOW, FAIL(EAFNOSUPPORT));
  RULE(SYS_ioctl, ARGUMENT(1), IF_EQUAL(0x5412, 3, 0) /* TIOCSTI */, IF_EQUAL(0x541C, 2, 0) /* TIOCLINUX */,
       IF_EQUAL(0x5423, 1, 0) /* TIOCSETD */, ALLOW, FAIL(EPERM));
  /* locks on files that other sandboxes see too would be a way to talk: they are granted and do nothing */
  RULE(SYS_fcntl, ARGUMENT(1), IF_EQUAL(6, 6, 0), IF_EQUAL(7, 5, 0), IF_EQUAL(37, 4, 0), IF_EQUAL(38, 3, 0),
       IF_EQUAL(5, 3, 0), IF_EQUAL(36, 2, 0), BPF_JUMP(BPF_JMP | BPF_JGE | BPF_K, 1024, 2, 4), FAIL(0), FAIL(EINVAL),
       BPF_JUMP(BPF_JMP | BPF_JGE | BPF_K, 1030, 1, 0), FAIL(EINVAL), IF_EQUAL(1031, 3, 0) /* F_SETPIPE_SZ: shared */,
       IF_EQUAL(1036, 2, 0) /* F_SET_RW_HINT: it would stay */, IF_EQUAL(1038, 1, 0), ALLOW, FAIL(EPERM));
  RULE(SYS_flock, FAIL(0));
  /* the disk is the machine's, and so are its processors */
  RULE(SYS_fsync, FAIL(0));
  RULE(SYS_fdatasync, FAIL(0));
  RULE(SYS_sync_file_range, FAIL(0));
  RULE(SYS_sched_setaffinity, FAIL(0));
  RULE(SYS_sched_setscheduler, FAIL(0));
  RULE(SYS_sched_setparam, FAIL(0));
  RULE(SYS_sched_setattr, FAIL(0));
  RULE(SYS_setpriority, FAIL(0));
  /* a process killed by its own processor limit would look like one that somebody outside killed */
#ifdef SYS_setrlimit
  RULE(SYS_setrlimit, ARGUMENT(0), IF_EQUAL(RLIMIT_CPU, 0, 1), FAIL(EPERM), ALLOW);
#endif
  RULE(SYS_prlimit64, ARGUMENT(1), IF_EQUAL(RLIMIT_CPU, 0, 5), ARGUMENT(2), IF_EQUAL(0, 0, 2),
       LOAD(offsetof(struct seccomp_data, args[2]) + 4), IF_EQUAL(0, 1, 0), FAIL(EPERM), ALLOW);
  RULE(SYS_personality, ARGUMENT(0), IF_EQUAL(0, 1, 0), IF_EQUAL(0xffffffff, 0, 1), ALLOW, FAIL(EPERM));
  RULE(SYS_prctl, ARGUMENT(0), IF_EQUAL(PR_SET_SECCOMP, 2, 0), IF_EQUAL(PR_SET_MM, 1, 0),
       IF_EQUAL(PR_SET_PTRACER, 0, 1), FAIL(EPERM), ALLOW);
}

static void build(void) {
  short calls[CALLS];
  for (int i = 0; i < CALLS; i++) calls[i] = allowed[i];
  qsort(calls, CALLS, sizeof *calls, by_number);
  add((struct sock_filter)LOAD(offsetof(struct seccomp_data, arch)));
  add((struct sock_filter)IF_EQUAL(ARCH, 1, 0));
  add((struct sock_filter)ANSWER(SECCOMP_RET_KILL_PROCESS));
  add((struct sock_filter)LOAD(offsetof(struct seccomp_data, nr)));
  add((struct sock_filter)BPF_JUMP(BPF_JMP | BPF_JGE | BPF_K, 0x40000000, 0, 1)); /* x32 */
  add((struct sock_filter)ANSWER(SECCOMP_RET_KILL_PROCESS));
  add_rules();
  add_tree(calls, CALLS);
}

void jail_prepare_filter(void) {
  if (!filter_size) build();
}

int jail_filter_system_calls(void) {
  jail_prepare_filter();
  struct sock_fprog program = {filter_size, filter};
  if (!prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program, 0, 0)) return 0;
  jail_failed_at = "seccomp";
  return -1;
}
