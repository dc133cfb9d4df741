/* One process tree: how it starts, what it writes, how it ends. */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "launcher.h"

enum { CHUNK = 1 << 16, STDERR_KEPT = 1 << 16, COMPILED_MOST = 1 << 25 };

uint64_t now_us(void) {
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return now.tv_sec * 1000000ull + now.tv_nsec / 1000;
}

struct child_start {
  struct part *part;
  struct jail_order order;
  int *fds;
  char **argv, **environment;
};

static char *environment[] = {
    "PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin", "HOME=" WORK_DIR, "TMPDIR=" WORK_DIR,
    "LANG=C.UTF-8", "LC_ALL=C.UTF-8", "USER=nobody", "GOCACHE=" WORK_DIR "/.cache", "GOFLAGS=-mod=mod",
    "OPENBLAS_NUM_THREADS=1", "OMP_NUM_THREADS=1", "PYTHONHASHSEED=0", "PYTHONDONTWRITEBYTECODE=1", NULL};

/* In the child, which shares our memory until it executes: nothing is written but its own stack. */
static int become_program(void *argument) {
  struct child_start *start = argument;
  sigset_t none;
  sigemptyset(&none);
  sigprocmask(SIG_SETMASK, &none, NULL);
  if (jail_self(&start->order, start->fds)) {
    dprintf(2, "the jail failed at %s: %s\n", jail_failed_at, strerror(errno));
    _exit(125);
  }
  signal(SIGPIPE, SIG_DFL);
  offer_to_oom_killer();
  fcntl(FD_PROGRAM, F_SETFD, FD_CLOEXEC); /* it need not see its own image */
  if (start->part->image >= 0)
    syscall(SYS_execveat, FD_PROGRAM, "", start->argv, environment, 0x1000 /* AT_EMPTY_PATH */);
  else
    execve(start->argv[0], start->argv, environment);
  dprintf(2, "%s: %s\n", start->argv[0], strerror(errno));
  _exit(127);
}

/* Like vfork: nothing is copied, and it runs when the child has executed its program. */
static pid_t spawn(struct child_start *start) {
  forget_own_peak(); /* the child's is counted from ours */
  static char stack[1 << 17] __attribute__((aligned(64)));
  return clone(become_program, stack + sizeof stack, CLONE_VM | CLONE_VFORK | CLONE_NEWPID | SIGCHLD, start);
}

static pid_t order_zygote(const struct part *part, struct jail_order *order, int fds[CHILD_FDS]) {
  int sent[CHILD_FDS], count = 0;
  order->fds = 0;
  for (int i = 0; i < CHILD_FDS; i++) {
    if (fds[i] < 0) continue;
    order->fds |= 1u << i;
    sent[count++] = fds[i];
  }
  char space[CMSG_SPACE(sizeof sent)] = {0};
  struct iovec data = {order, sizeof *order};
  struct msghdr message = {.msg_iov = &data, .msg_iovlen = 1, .msg_control = space,
                           .msg_controllen = CMSG_SPACE(count * sizeof(int))};
  struct cmsghdr *rights = CMSG_FIRSTHDR(&message);
  *rights = (struct cmsghdr){.cmsg_level = SOL_SOCKET, .cmsg_type = SCM_RIGHTS, .cmsg_len = CMSG_LEN(count * sizeof(int))};
  memcpy(CMSG_DATA(rights), sent, count * sizeof(int));
  for (int attempt = 0; attempt < 2; attempt++) {
    int socket = zygote_socket(part->zygote);
    int32_t answer;
    if (sendmsg(socket, &message, MSG_NOSIGNAL) == sizeof *order && recv(socket, &answer, sizeof answer, 0) == sizeof answer)
      return answer;
    zygote_lost(part->zygote); /* it was killed: nobody's fault, a new one takes over */
  }
  return -1;
}

static void open_pipe(int *ours, int *theirs, bool we_read) {
  int ends[2];
  if (pipe2(ends, O_CLOEXEC)) die("pipe");
  *ours = ends[we_read ? 0 : 1];
  *theirs = ends[we_read ? 1 : 0];
  fcntl(*ours, F_SETFL, O_NONBLOCK);
}

static struct jail_order jail_order(const struct part *part, const struct run_head *head, bool own_work) {
  return (struct jail_order){
      .mode = part->mode,
      .processes = head->processes + MOST_ZYGOTES + 4, /* ours are counted with it */
      .file_bytes = head->disk_bytes,
      /* between two looks at its memory a tree must not take the whole machine's; a control group sees to that itself */
      .data_bytes = head->no_data_limit || watch_is_exact() ? 0 : 4 * head->memory_bytes + (1ull << 30),
      .own_work = own_work ? head->disk_bytes : 0,
  };
}

void start_cell(struct cell *cell, struct part *part, const struct run_head *head, const char *args, uint32_t argc,
                const char *input, int payload, int peer, bool own_work) {
  int fds[CHILD_FDS] = {-1, -1, -1, part->image, payload, -1, peer};
  *cell = (struct cell){.input_at = input, .input_left = head->stdin_size, .memory_bytes = head->memory_bytes};
  open_pipe(&cell->input, &fds[0], false);
  for (int i = 0; i < STREAMS; i++) {
    struct stream *stream = &cell->streams[i];
    *stream = (struct stream){.fd = -1, .most = i == STREAM_ERR ? STDERR_KEPT : head->output_bytes + (i == STREAM_RESULT && part->mode & MODE_KEEP ? COMPILED_MOST : 0), .tail = i == STREAM_ERR};
    if (i != STREAM_RESULT || part->kind == PART_ZYGOTE)
      open_pipe(&stream->fd, &fds[i == STREAM_OUT ? 1 : i == STREAM_ERR ? 2 : FD_RESULT], true);
  }
  pump_input(cell); /* what fits into the pipe is there before the program asks */
  cell->started_us = cell->wall_from_us = now_us();
  struct jail_order order = jail_order(part, head, own_work);
  if (part->kind == PART_ZYGOTE) {
    cell->pid = order_zygote(part, &order, fds);
  } else {
    char *argv[2 * MOST_ARGS + 1];
    uint32_t count = part->argc;
    memcpy(argv, part->argv, count * sizeof *argv);
    for (uint32_t i = 0; i < argc && count < 2 * MOST_ARGS; i++, args += strlen(args) + 1) argv[count++] = (char *)args;
    argv[count] = NULL;
    struct child_start start = {.part = part, .order = order, .fds = fds, .argv = argv};
    if (part->image < 0) fds[FD_PROGRAM] = -1;
    cell->pid = spawn(&start);
  }
  if (cell->pid < 0) {
    cell->ended = cell->lost = true;
    cell->ended_us = cell->started_us;
  }
  for (int i = 0; i < CHILD_FDS; i++)
    if (fds[i] >= 0 && i != FD_PROGRAM && i != FD_PAYLOAD && i != FD_PEER) close(fds[i]);
}

void kill_cell(struct cell *cell, enum limit limit) {
  if (cell->ended) return;
  if (cell->limit == LIMIT_NONE) cell->limit = limit;
  cell->killed = true;
  kill(cell->pid, SIGKILL); /* process 1 of its namespace: all others end with it */
}

static void close_input(struct cell *cell) {
  if (cell->input >= 0) close(cell->input);
  cell->input = -1;
}

void cell_died(struct cell *cell, int status, uint64_t cpu_us, uint64_t peak_bytes) {
  cell->ended = true;
  cell->ended_us = now_us();
  cell->status = status;
  if (cpu_us > cell->cpu_us) cell->cpu_us = cpu_us;
  if (peak_bytes > cell->peak_bytes) cell->peak_bytes = peak_bytes;
  close_input(cell);
  for (int i = 0; i < STREAMS; i++) pump_stream(cell, &cell->streams[i]);
}

static void close_stream(struct stream *stream) {
  close(stream->fd);
  stream->fd = -1;
}

static void keep_tail(struct stream *stream) {
  if (stream->kept.size <= 2 * stream->most) return;
  memmove(stream->kept.data, stream->kept.data + stream->kept.size - stream->most, stream->most);
  stream->kept.size = stream->most;
}

/* Reads what is there. Whoever keeps writing is met by the limit. */
void pump_stream(struct cell *cell, struct stream *stream) {
  while (stream->fd >= 0) {
    buffer_reserve(&stream->kept, stream->kept.size ? CHUNK : 4096);
    size_t room = stream->kept.room - stream->kept.size;
    ssize_t got = read(stream->fd, stream->kept.data + stream->kept.size, room);
    if (got < 0 && errno == EINTR) continue;
    if (got < 0 && errno == EAGAIN) {
      if (cell->ended) close_stream(stream); /* an end that outlives the tree cannot be */
      return;
    }
    if (got <= 0) {
      close_stream(stream);
      return;
    }
    stream->kept.size += got;
    if (stream->tail) {
      keep_tail(stream);
    } else if (stream->kept.size > stream->most) {
      stream->kept.size = stream->most;
      stream->overflow = true;
      if (cell->ended && cell->limit == LIMIT_NONE) cell->limit = LIMIT_OUTPUT;
      kill_cell(cell, LIMIT_OUTPUT); /* before it could see that nobody reads */
      close_stream(stream);
      return;
    }
    if ((size_t)got < room && !cell->ended) return;
  }
}

void pump_input(struct cell *cell) {
  while (cell->input >= 0 && cell->input_left) {
    ssize_t wrote = write(cell->input, cell->input_at, cell->input_left);
    if (wrote < 0 && errno == EINTR) continue;
    if (wrote < 0 && errno == EAGAIN) return;
    if (wrote < 0) break; /* it does not want to read it */
    cell->input_at += wrote;
    cell->input_left -= wrote;
  }
  close_input(cell);
}

void free_cell(struct cell *cell) {
  close_input(cell);
  for (int i = 0; i < STREAMS; i++) {
    if (cell->streams[i].fd >= 0) close_stream(&cell->streams[i]);
    buffer_free(&cell->streams[i].kept);
  }
}
