/* One process tree: how it starts, what it writes, how it ends. */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <string.h>
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

/* Nobody's fault when it was killed: a new one takes over. But where the order had been taken, a child may live that
   has read some of the input: then the whole run is lost, and begun again by the supervisor. */
static pid_t clone_from(unsigned zygote, struct jail_order *order, const char *words, const int fds[CHILD_FDS]) {
  for (int attempt = 0; attempt < 2; attempt++) {
    int socket = zygote_socket(zygote);
    bool taken = socket >= 0 && send_order(socket, order, words, fds);
    int32_t answer;
    if (taken && receive_answer(socket, &answer)) return answer;
    zygote_lost(zygote);
    if (!taken) continue;
    kill_strays();
    break;
  }
  return -1;
}

/* The program's own words, then the run's. */
static uint32_t join_words(const struct part *part, const char *args, uint32_t argc, struct buffer *words) {
  for (uint32_t i = 0; i < part->argc; i++) buffer_add(words, part->argv[i], strlen(part->argv[i]) + 1);
  for (uint32_t i = 0; i < argc; i++, args += strlen(args) + 1) buffer_add(words, args, strlen(args) + 1);
  return part->argc + argc;
}

static pid_t clone_program(const struct part *part, struct jail_order *order, const char *args, uint32_t argc,
                           const int fds[CHILD_FDS]) {
  if (part->kind == PART_ZYGOTE) return clone_from(part->zygote, order, NULL, fds);
  struct buffer words = {0};
  order->argc = join_words(part, args, argc, &words);
  order->words_size = words.size;
  if (words.size > MOST_WORDS_BYTES) {
    errno = E2BIG;
    die("too many arguments");
  }
  pid_t pid = clone_from(SPAWNER, order, words.data, fds);
  buffer_free(&words);
  return pid;
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
      .processes = head->processes + MOST_ZYGOTES + 6, /* ours are counted with it */
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
  cell->pid = clone_program(part, &order, args, argc, fds);
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
