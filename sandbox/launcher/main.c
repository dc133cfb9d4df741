/* From start to loop.

   usage: launcher [--cgroup KIND PROCESSES LIMIT USAGE PEAK EVENTS STAT] [-- ZYGOTE ARGUMENTS...]...

   Orders come over descriptor 0, answers go over 1; 2 is for what an operator should see. The numbers after --cgroup
   are descriptors of the control group's files. Each zygote is a command that serves on descriptor 3. */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <malloc.h>
#include <poll.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <sys/signalfd.h>
#include <sys/wait.h>
#include <unistd.h>

#include "launcher.h"

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

static void tell_ready(void) {
  char text[128];
  int size = snprintf(text, sizeof text, "{\"memory\": \"%s\"}", watch_memory_kind());
  struct buffer payload = {.data = text, .size = size, .room = sizeof text};
  send_frame(FRAME_READY, &payload);
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
  watch_setup(argc, argv);
  learn_zygotes(argc, argv);
  make_namespaces();
  become_first();
  if (mount(NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL)) die("private mounts");
  mount_proc();
  proc_dir = open("/proc", O_DIRECTORY | O_CLOEXEC);
  if (proc_dir < 0) die("/proc");
  prctl(PR_SET_DUMPABLE, 0, 0, 0, 0);
  if (chdir("/")) die("/");
  prepare_signals();
  mallopt(M_MMAP_THRESHOLD, 1 << 20); /* large outputs go back to the system */
  jail_prepare_filter();
  fcntl(0, F_SETFL, O_NONBLOCK);
  refresh_work(64 << 20);
  zygote_socket(SPAWNER);
  if (zygotes[0].argv) zygote_socket(0);
  tell_ready();
  serve();
}
