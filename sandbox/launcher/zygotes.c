/* The processes that programs are cloned from: interpreters that have their modules, and the spawner of executables.
   Started when first needed, started again when lost. They and their children are in the control group. */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <linux/capability.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "launcher.h"

struct zygote zygotes[MOST_ZYGOTES];

void learn_zygotes(int argc, char **argv) {
  int count = 0;
  for (int i = 0; i < MOST_ZYGOTES; i++) zygotes[i].socket = -1;
  for (int i = 1; i < argc; i++) {
    if (strcmp(argv[i], "--")) continue;
    argv[i] = NULL;
    if (count < SPAWNER && i + 1 < argc) zygotes[count++].argv = argv + i + 1;
  }
}

/* To clone into a new PID namespace is all that a zygote needs; execve would take it away from anybody but user 0. */
static void keep_admin(void) {
  struct __user_cap_header_struct head = {_LINUX_CAPABILITY_VERSION_3, 0};
  struct __user_cap_data_struct sets[2] = {{0}};
  uint32_t admin = 1u << CAP_SYS_ADMIN;
  sets[0] = (struct __user_cap_data_struct){.effective = admin, .permitted = admin, .inheritable = admin};
  if (syscall(SYS_capset, &head, sets) || prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_RAISE, CAP_SYS_ADMIN, 0, 0))
    die("a zygote's privilege");
}

/* Whoever runs short of memory takes these first, and what they clone: never the launcher. Our files in /proc are
   our own only while we can be dumped. */
static void offer_to_oom_killer(void) {
  prctl(PR_SET_DUMPABLE, 1, 0, 0, 0);
  int fd = open("/proc/self/oom_score_adj", O_WRONLY | O_CLOEXEC);
  if (fd < 0 || write(fd, "1000", 4) != 4) perror("oom_score_adj");
  if (fd >= 0) close(fd);
  prctl(PR_SET_DUMPABLE, 0, 0, 0, 0);
}

static void leave_launcher(int socket) {
  sigset_t none;
  sigemptyset(&none);
  sigprocmask(SIG_SETMASK, &none, NULL);
  signal(SIGPIPE, SIG_DFL);
  int input[2], output[2]; /* pipes as a run's, for an interpreter to prepare its streams for */
  if (pipe(input) || pipe(output) || dup2(socket, 3) < 0 || dup2(input[0], 0) < 0 || dup2(output[1], 1) < 0) die("a zygote");
  offer_to_oom_killer();
  watch_enter();
  setpriority(PRIO_PROCESS, 0, 10); /* a bomb must not starve whoever has to end it */
  for (int fd = 4; fd < 256; fd++) close(fd);
  keep_admin();
}

static _Noreturn void become_zygote(const struct zygote *zygote, int socket) {
  leave_launcher(socket);
  if (!zygote->argv) become_spawner(3);
  char *environment[] = {"PATH=/usr/local/bin:/usr/bin:/bin", "HOME=" WORK_DIR, "TMPDIR=" WORK_DIR, "LANG=C.UTF-8",
                         "LC_ALL=C.UTF-8", "USER=nobody", "PYTHONHASHSEED=0", "OPENBLAS_NUM_THREADS=1",
                         "OMP_NUM_THREADS=1", "ONLINE_JUDGE=true", NULL};
  execve(zygote->argv[0], zygote->argv, environment);
  _exit(127);
}

/* Waits until it is ready: what it takes then is not charged to the next run. -1 when it does not come so far. */
int zygote_socket(unsigned index) {
  struct zygote *zygote = &zygotes[index % MOST_ZYGOTES];
  if (zygote->socket >= 0) return zygote->socket;
  if (!zygote->argv && index != SPAWNER) return -1;
  int ends[2];
  if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends)) die("socketpair");
  zygote->pid = fork();
  if (zygote->pid < 0) die("fork");
  if (zygote->pid == 0) become_zygote(zygote, fcntl(ends[1], F_DUPFD, 256));
  close(ends[1]);
  zygote->socket = ends[0];
  int32_t ready;
  if (!receive_answer(zygote->socket, &ready)) zygote_lost(index);
  watch_forget();
  return zygote->socket;
}

void zygote_lost(unsigned index) {
  struct zygote *zygote = &zygotes[index % MOST_ZYGOTES];
  if (zygote->socket >= 0) close(zygote->socket);
  if (zygote->pid > 0) kill(zygote->pid, SIGKILL);
  zygote->socket = -1;
}

bool reap_zygote(pid_t pid) {
  for (unsigned i = 0; i < MOST_ZYGOTES; i++) {
    if (zygotes[i].pid != pid) continue;
    zygotes[i].pid = 0;
    zygote_lost(i);
    return true;
  }
  return false;
}
