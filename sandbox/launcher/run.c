/* One run from order to outcome: a program by itself, or a program under test with its examiner beside it. */
#define _GNU_SOURCE
#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "launcher.h"

enum { FIRST_TICK_MS = 5, TICK_MS = 10, CELLS = 2, MOST_COLLECTED = 64 << 20 };
enum { CANDIDATE, EXAMINER };

struct run {
  struct run_head head;
  const char *input, *payload[CELLS], *args;
  struct reader rest;
  uint32_t cells;
  struct cell cell[CELLS];
};

static void read_order(struct run *run, struct frame *frame) {
  struct reader reader = {frame->data, frame->data + frame->size};
  memcpy(&run->head, take(&reader, sizeof run->head), sizeof run->head);
  run->input = take(&reader, run->head.stdin_size);
  for (int i = 0; i < CELLS; i++) run->payload[i] = take(&reader, run->head.payload_size[i]);
  run->args = take(&reader, run->head.args_size);
  run->rest = reader;
  run->cells = program.parts;
}

static void start(struct run *run) {
  refresh_work(run->head.disk_bytes);
  refresh_images();
  for (uint32_t i = 0; i < run->cells; i++) /* now, or what they take were the run's */
    zygote_socket(program.part[i].kind == PART_ZYGOTE ? program.part[i].zygote : SPAWNER);
  struct reader files = program.file_list;
  put_files(&files, program.files);
  put_files(&run->rest, run->head.files);
  watch_begin(run->head.memory_bytes);
  int peers[CELLS] = {-1, -1};
  if (run->cells > 1 && socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, peers)) die("socketpair");
  for (uint32_t i = 0; i < run->cells; i++) {
    const struct run_head *head = &run->head;
    int payload = head->payload_size[i] ? memory_file("payload", run->payload[i], head->payload_size[i]) : -1;
    struct run_head own = *head;
    if (i == EXAMINER) own.stdin_size = 0;
    start_cell(&run->cell[i], &program.part[i], &own, run->args, i == CANDIDATE ? head->argc : 0, run->input, payload,
               peers[i], i == EXAMINER);
    if (payload >= 0) close(payload);
    if (peers[i] >= 0) close(peers[i]);
  }
}

static bool running(const struct run *run) {
  for (uint32_t i = 0; i < run->cells; i++)
    if (!run->cell[i].ended) return true;
  return false;
}

static void reap(struct run *run) {
  struct signalfd_siginfo info;
  while (read(signal_fd, &info, sizeof info) == sizeof info) {}
  struct rusage used;
  int status;
  for (pid_t pid; (pid = wait4(-1, &status, WNOHANG, &used)) > 0;) {
    if (reap_zygote(pid)) continue;
    for (uint32_t i = 0; i < run->cells; i++) {
      struct cell *cell = &run->cell[i];
      if (cell->pid != pid || cell->ended) continue;
      uint64_t cpu = (used.ru_utime.tv_sec + used.ru_stime.tv_sec) * 1000000ull + used.ru_utime.tv_usec + used.ru_stime.tv_usec;
      cell_died(cell, status, cpu, (uint64_t)used.ru_maxrss * 1024);
      watch_end(cell, &run->head, run->cells == 1);
    }
  }
  /* with its examiner gone, nobody asks the program anything any more */
  if (run->cells > 1 && run->cell[EXAMINER].ended) kill_cell(&run->cell[CANDIDATE], LIMIT_NONE);
}

static nfds_t wanted(struct run *run, struct pollfd *polled, struct stream **streams, struct cell **cells) {
  nfds_t count = 0;
  polled[count++] = (struct pollfd){.fd = signal_fd, .events = POLLIN};
  polled[count++] = (struct pollfd){.fd = 0, .events = POLLIN};
  for (uint32_t i = 0; i < run->cells; i++) {
    struct cell *cell = &run->cell[i];
    if (cell->input >= 0) {
      streams[count] = NULL;
      cells[count] = cell;
      polled[count++] = (struct pollfd){.fd = cell->input, .events = POLLOUT};
    }
    for (int s = 0; s < STREAMS; s++) {
      if (cell->streams[s].fd < 0) continue;
      streams[count] = &cell->streams[s];
      cells[count] = cell;
      polled[count++] = (struct pollfd){.fd = cell->streams[s].fd, .events = POLLIN};
    }
  }
  return count;
}

static void kill_run(struct run *run, enum limit limit) {
  for (uint32_t i = 0; i < run->cells; i++) kill_cell(&run->cell[i], limit);
}

static void watch(struct run *run) {
  if (run->cells > 1 && !run->cell[CANDIDATE].ended) run->cell[EXAMINER].wall_from_us = now_us(); /* it waits for the other */
  for (uint32_t i = 0; i < run->cells; i++)
    if (!run->cell[i].ended) watch_tick(&run->cell[i], &run->head, run->cells > 1 ? run->cell[EXAMINER].pid : 0);
}

/* Until all have ended. The kernel ends a whole tree before it reports the end of its first process. */
static void attend(struct run *run) {
  uint64_t next_tick = now_us() + FIRST_TICK_MS * 1000;
  while (running(run)) {
    struct pollfd polled[2 + CELLS * (STREAMS + 1)];
    struct stream *streams[sizeof polled / sizeof *polled];
    struct cell *cells[sizeof polled / sizeof *polled];
    nfds_t count = wanted(run, polled, streams, cells);
    uint64_t now = now_us();
    int wait_ms = next_tick > now ? (int)((next_tick - now + 999) / 1000) : 0;
    if (poll(polled, count, wait_ms) < 0 && errno != EINTR) die("poll");
    for (nfds_t i = 2; i < count; i++) {
      if (!polled[i].revents) continue;
      if (streams[i]) pump_stream(cells[i], streams[i]);
      else pump_input(cells[i]);
    }
    if (polled[0].revents) reap(run);
    if (polled[1].revents && !receive_frames()) _exit(0);
    if (cancelled_up_to >= run->head.id) kill_run(run, LIMIT_CANCELLED);
    if (now_us() >= next_tick) {
      watch(run);
      next_tick = now_us() + TICK_MS * 1000;
    }
  }
}

/* Process 1 of a namespace cannot be killed from inside it: so it was the kernel, short of memory, or somebody outside. */
static bool killed_by_others(const struct cell *cell) {
  return WIFSIGNALED(cell->status) && WTERMSIG(cell->status) == SIGKILL && !cell->killed && cell->limit == LIMIT_NONE;
}

static void add_cell(struct buffer *to, const struct cell *cell) {
  struct cell_head head = {
      .cpu_us = cell->cpu_us,
      .wall_us = cell->ended_us - cell->started_us,
      .peak_bytes = cell->peak_bytes,
      .delay_us = cell->delay_us,
      .end = cell->lost || killed_by_others(cell) ? END_LOST : WIFSIGNALED(cell->status) ? END_SIGNAL : END_EXIT,
      .code = WIFSIGNALED(cell->status) ? WTERMSIG(cell->status) : WEXITSTATUS(cell->status),
      .limit = cell->limit,
  };
  for (int i = 0; i < STREAMS; i++) {
    const struct stream *stream = &cell->streams[i];
    head.sizes[i] = stream->kept.size < stream->most ? stream->kept.size : stream->most;
  }
  buffer_add(to, &head, sizeof head);
  for (int i = 0; i < STREAMS; i++) /* of stderr the end: `most` bytes of up to twice as many */
    buffer_add(to, cell->streams[i].kept.data + (cell->streams[i].kept.size - head.sizes[i]), head.sizes[i]);
}

static uint32_t add_files(struct buffer *to, struct run *run) {
  const char *names = run->head.collect ? take(&run->rest, run->head.collect_size) : NULL;
  uint32_t found = 0;
  size_t room = MOST_COLLECTED; /* of all of them together */
  for (uint32_t i = 0; i < run->head.collect; i++, names += strlen(names) + 1) {
    struct buffer data = {0};
    if (get_file(names, room, &data)) {
      room -= data.size;
      struct file_head head = {.name_size = strlen(names), .size = data.size};
      buffer_add(to, &head, sizeof head);
      buffer_add(to, names, head.name_size);
      buffer_add(to, data.data, data.size);
      found++;
    }
    buffer_free(&data);
  }
  return found;
}

/* A child that was asked to has put its program, as compiled, before its result: length, then bytes. The next runs
   begin with that. Nothing of the program itself had run when it was written. */
static void keep_compiled(struct cell *cell, struct part *part, uint64_t output_bytes) {
  struct buffer *result = &cell->streams[STREAM_RESULT].kept;
  uint64_t size;
  if (part->kind != PART_ZYGOTE || !(part->mode & MODE_KEEP) || result->size < sizeof size) return;
  memcpy(&size, result->data, sizeof size);
  if (size > result->size - sizeof size) return;
  if (part->image >= 0) close(part->image);
  part->image = memory_file("program", result->data + sizeof size, size);
  part->mode &= ~MODE_KEEP;
  result->size -= sizeof size + size;
  memmove(result->data, result->data + sizeof size + size, result->size);
  if (result->size <= output_bytes) return;
  result->size = output_bytes; /* what was compiled had room of its own, and that is not the result's */
  if (cell->limit == LIMIT_NONE) cell->limit = LIMIT_OUTPUT;
}

static void report(struct run *run) {
  for (uint32_t i = 0; i < run->cells; i++) keep_compiled(&run->cell[i], &program.part[i], run->head.output_bytes);
  struct buffer payload = {0};
  struct outcome_head head = {.id = run->head.id, .cells = run->cells};
  buffer_add(&payload, &head, sizeof head);
  for (uint32_t i = 0; i < run->cells; i++) add_cell(&payload, &run->cell[i]);
  if (cancelled_up_to < head.id) head.files = add_files(&payload, run);
  memcpy(payload.data, &head, sizeof head);
  send_frame(FRAME_OUTCOME, &payload);
  buffer_free(&payload);
}

static void report_cancelled(uint64_t id) {
  struct outcome_head head = {.id = id};
  struct buffer payload = {.data = (char *)&head, .size = sizeof head, .room = sizeof head};
  send_frame(FRAME_OUTCOME, &payload);
}

void run_frame(struct frame *frame) {
  static struct run run;
  read_order(&run, frame);
  if (cancelled_up_to >= run.head.id) {
    report_cancelled(run.head.id);
    return;
  }
  start(&run);
  attend(&run);
  report(&run);
  for (uint32_t i = 0; i < run.cells; i++) free_cell(&run.cell[i]);
}
