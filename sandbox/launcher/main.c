/* From start to loop.

   usage: launcher [--cgroup KIND LIMIT USAGE PEAK EVENTS] [-- ZYGOTE ARGUMENTS...]...
          launcher --enter PROCESSES COMMAND ARGUMENTS...

   Orders come over descriptor 0, answers go over 1; 2 is for what an operator should see. The numbers after --cgroup
   are descriptors of the control group's files. Each zygote is a command that serves on descriptor 3.
   With --enter it moves itself into the group whose list of processes is open on that descriptor, and becomes the
   command: that is how a whole wall gets into its group. */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <linux/capability.h>
#include <poll.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "launcher.h"

struct zygote zygotes[MOST_ZYGOTES];
int signal_fd, proc_dir;

static void write_file(const char *path, const char *text) {
  int fd = open(path, O_WRONLY | O_CLOEXEC);
  if (fd < 0 || write(fd, text, strlen(text)) < 0) die(path);
  close(fd);
}

static void make_namespaces(void) {
  unsigned uid = getuid(), gid = getgid();
  if (unshare(CLONE_NEWUSER | CLONE_NEWNS | CLONE_NEWPID | CLONE_NEWIPC | CLONE_NEWUTS | CLONE_NEWNET))
    die("no namespaces of its own; the kernel or the container's seccomp profile forbids them");
  char map[64];
  write_file("/proc/self/setgroups", "deny");
  snprintf(map, sizeof map, "1000 %u 1", uid);
  write_file("/proc/self/uid_map", map);
  snprintf(map, sizeof map, "1000 %u 1", gid);
  write_file("/proc/self/gid_map", map);
  sethostname("jail", 4);
}

/* The child goes on as process 1 of the new namespace; the parent only carries its end. */
static void become_first(void) {
  pid_t pid = fork();
  if (pid < 0) die("fork");
  if (pid > 0) {
    int status = 0;
    close(0);
    while (waitpid(pid, &status, 0) < 0 && errno == EINTR) {}
    _exit(WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status));
  }
  prctl(PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0);
}

/* Everything that cannot be read by others stays hidden in it: the launcher and its zygotes are not dumpable. */
static void mount_proc(void) {
  const char *const options[] = {"hidepid=invisible,subset=pid", "hidepid=2,subset=pid", "hidepid=2"};
  for (size_t i = 0; i < sizeof options / sizeof *options; i++)
    if (!mount("proc", "/proc", "proc", MS_NOSUID | MS_NODEV | MS_NOEXEC, options[i])) return;
  die("no /proc of its own; a container must leave /proc unmasked");
}

static void prepare_signals(void) {
  sigset_t child;
  sigemptyset(&child);
  sigaddset(&child, SIGCHLD);
  sigprocmask(SIG_BLOCK, &child, NULL);
  signal_fd = signalfd(-1, &child, SFD_CLOEXEC | SFD_NONBLOCK);
  if (signal_fd < 0) die("signalfd");
  signal(SIGPIPE, SIG_IGN);
}

static void learn_zygotes(int argc, char **argv) {
  int count = 0;
  for (int i = 1; i < argc; i++) {
    if (strcmp(argv[i], "--")) continue;
    argv[i] = NULL;
    if (count < MOST_ZYGOTES && i + 1 < argc) zygotes[count++] = (struct zygote){.argv = argv + i + 1, .socket = -1};
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

/* Whoever runs short of memory takes these first, and what they clone: never the launcher. */
void offer_to_oom_killer(void) {
  int fd = open("/proc/self/oom_score_adj", O_WRONLY | O_CLOEXEC);
  if (fd < 0) return;
  if (write(fd, "1000", 4) != 4) perror("oom_score_adj");
  close(fd);
}

static _Noreturn void become_zygote(const struct zygote *zygote, int socket) {
  sigset_t none;
  sigemptyset(&none);
  sigprocmask(SIG_SETMASK, &none, NULL);
  signal(SIGPIPE, SIG_DFL);
  int input[2], output[2]; /* pipes as a run's, for the interpreter to prepare its streams for */
  if (pipe(input) || pipe(output) || dup2(socket, 3) < 0 || dup2(input[0], 0) < 0 || dup2(output[1], 1) < 0) die("a zygote");
  for (int fd = 4; fd < 64; fd++) close(fd);
  char *environment[] = {"PATH=/usr/local/bin:/usr/bin:/bin", "HOME=" WORK_DIR, "TMPDIR=" WORK_DIR, "LANG=C.UTF-8",
                         "LC_ALL=C.UTF-8", "USER=nobody", "PYTHONHASHSEED=0", "OPENBLAS_NUM_THREADS=1",
                         "OMP_NUM_THREADS=1", NULL};
  keep_admin();
  offer_to_oom_killer();
  execve(zygote->argv[0], zygote->argv, environment);
  _exit(127);
}

int zygote_socket(unsigned index) {
  struct zygote *zygote = &zygotes[index % MOST_ZYGOTES];
  if (zygote->socket >= 0 || !zygote->argv) return zygote->socket;
  int ends[2];
  if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends)) die("socketpair");
  zygote->pid = fork();
  if (zygote->pid < 0) die("fork");
  if (zygote->pid == 0) {
    int socket = fcntl(ends[1], F_DUPFD, 64);
    become_zygote(zygote, socket);
  }
  close(ends[1]);
  return zygote->socket = ends[0];
}

void zygote_lost(unsigned index) {
  struct zygote *zygote = &zygotes[index % MOST_ZYGOTES];
  if (zygote->socket >= 0) close(zygote->socket);
  if (zygote->pid > 0) kill(zygote->pid, SIGKILL);
  zygote->socket = -1;
  zygote->pid = 0;
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

static void tell_ready(void) {
  char text[128];
  int size = snprintf(text, sizeof text, "{\"memory\": \"%s\"}", watch_memory_kind());
  struct buffer payload = {.data = text, .size = size, .room = sizeof text};
  send_frame(FRAME_READY, &payload);
}

static _Noreturn void enter_group(char **argv) {
  int processes = atoi(argv[2]);
  if (write(processes, "0", 1) != 1) perror("the control group");
  close(processes);
  execvp(argv[3], argv + 3);
  perror(argv[3]);
  _exit(127);
}

static void serve(void) {
  for (;;) {
    struct frame *frame = next_frame();
    if (!frame) {
      struct pollfd waiting[] = {{.fd = 0, .events = POLLIN}};
      if (poll(waiting, 1, -1) < 0 && errno != EINTR) die("poll");
      if (waiting[0].revents && !receive_frames()) _exit(0);
      continue;
    }
    if (frame->kind == FRAME_PROGRAM) {
      set_program(frame); /* which keeps the frame */
      continue;
    }
    if (frame->kind == FRAME_RUN) run_frame(frame);
    free(frame);
  }
}

int main(int argc, char **argv) {
  if (argc > 3 && !strcmp(argv[1], "--enter")) enter_group(argv);
  watch_setup(argc, argv);
  learn_zygotes(argc, argv);
  make_namespaces();
  become_first();
  if (mount(NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL)) die("private mounts");
  mount_proc();
  proc_dir = open("/proc", O_DIRECTORY | O_CLOEXEC);
  if (proc_dir < 0) die("/proc");
  watch_prepare();
  prctl(PR_SET_DUMPABLE, 0, 0, 0, 0);
  if (chdir("/")) die("/");
  prepare_signals();
  jail_prepare_filter();
  fcntl(0, F_SETFL, O_NONBLOCK);
  refresh_work(64 << 20);
  if (zygotes[0].argv) zygote_socket(0);
  tell_ready();
  serve();
}
