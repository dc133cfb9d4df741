/* The launcher: starts programs that nobody trusts, watches them, and says what they did.

   It is process 1 of its own namespaces inside a wall that somebody else has built (bubblewrap or a container),
   and runs one program at a time, told over its standard input by a supervisor whom it trusts.

   main.c      from start to loop: namespaces, signals, frames
   zygotes.c   the processes that programs are cloned from
   spawner.c   the one that starts executables
   wire.c      frames to and from the supervisor, bounded buffers
   program.c   the current program: images in memory, arguments, files
   run.c       one run from order to outcome
   cell.c      one process tree: pipes, start, end, what it wrote
   watch.c     processor time, memory, processes and waiting of a tree
   work.c      the work directory: fresh for every run
   orders.c    what travels between them and us (also in zygote.so)
   jail.c      what a child does to itself before anything untrusted runs (also in zygote.so)
   seccomp.c   the filter of system calls (also in zygote.so)
   zygote.c    built into zygote.so: a warm interpreter's loop, which only clones itself

   Nothing of one run is in the memory of a zygote: sources, inputs and calls reach the child as descriptors. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/stat.h>
#include <sys/types.h>

#include "wire.h"

#define MOST_ZYGOTES 8
#define SPAWNER (MOST_ZYGOTES - 1)
#define MOST_ARGS 256
#define MOST_WORDS_BYTES (1 << 17)
#define WORK_DIR "/tmp"

/* jail.c and seccomp.c: shared with the zygotes */
enum { FD_PROGRAM = 3, FD_PAYLOAD = 4, FD_RESULT = 5, FD_PEER = 6, CHILD_FDS = 7 };

struct jail_order { /* travels to a zygote together with CHILD_FDS descriptors, those that are not there left out */
  uint32_t mode;
  uint32_t fds;     /* bit n: descriptor n is among those sent */
  uint32_t processes;
  uint32_t filtered; /* a zygote's children have its filter from birth: to load one takes a fifth of a millisecond */
  uint64_t file_bytes;
  uint64_t data_bytes;
  uint32_t argc, words_size; /* of an executable's arguments, which follow */
  uint64_t own_work; /* not 0: a work directory of its own, of this size, in a mount namespace of its own */
};

int jail_self(const struct jail_order *order, int fds[CHILD_FDS]);
int jail_filter_system_calls(void);
void jail_prepare_filter(void);
extern const char *jail_failed_at;

/* orders.c */
bool send_order(int socket, struct jail_order *order, const char *words, const int fds[CHILD_FDS]);
bool receive_order(int socket, struct jail_order *order, char words[MOST_WORDS_BYTES], int fds[CHILD_FDS]);
bool send_answer(int socket, int32_t answer);
bool receive_answer(int socket, int32_t *answer);
void close_all(const int fds[CHILD_FDS]);

/* wire.c */
struct buffer {
  char *data;
  size_t size, room;
};
void buffer_reserve(struct buffer *buffer, size_t more);
void buffer_add(struct buffer *buffer, const void *data, size_t size);
void buffer_free(struct buffer *buffer);

struct frame {
  struct frame *next;
  uint32_t kind, size;
  char data[];
};
struct reader { /* walks a frame's payload; a read past its end is the supervisor's defect and ends us */
  const char *at, *end;
};
const void *take(struct reader *reader, size_t size);
bool receive_frames(void);        /* all that is there; false: the supervisor is gone */
struct frame *next_frame(void);   /* the oldest that was not taken, or NULL */
extern uint64_t cancelled_up_to;  /* runs with an id up to this are not wanted any more */
void send_frame(uint32_t kind, const struct buffer *payload);
_Noreturn void die(const char *what); /* tells the supervisor why, with errno */

/* program.c */
struct part {
  uint32_t kind, zygote, mode, argc;
  int image; /* descriptor, or -1 */
  const char *data;
  size_t size;
  struct stat made; /* how the image was before anybody ran it */
  char *argv[MOST_ARGS + 1];
};
struct program {
  struct frame *frame; /* what the pointers below point into */
  uint32_t parts;
  struct part part[2];
  uint32_t files;
  struct reader file_list;
};
extern struct program program;
void set_program(struct frame *frame);
void refresh_images(void);
int memory_file(const char *name, const void *data, size_t size);

/* zygotes.c and spawner.c */
struct zygote {
  char **argv;
  pid_t pid;
  int socket;
};
extern struct zygote zygotes[MOST_ZYGOTES];
void learn_zygotes(int argc, char **argv);
int zygote_socket(unsigned index); /* starts it when needed */
void zygote_lost(unsigned index);
bool reap_zygote(pid_t pid);
_Noreturn void become_spawner(int socket);

/* main.c */
extern int signal_fd, proc_dir;

/* work.c */
void mount_work(uint64_t bytes);
void refresh_work(uint64_t bytes); /* a fresh one, unless nothing at all was done to it */
void put_files(struct reader *list, uint32_t count);
bool get_file(const char *name, size_t most, struct buffer *to);

/* cell.c */
struct stream {
  int fd;
  struct buffer kept;
  size_t most;   /* bytes that are kept */
  bool tail;     /* keep the last ones and go on, instead of ending the run */
  bool overflow;
};
enum { STREAM_OUT, STREAM_ERR, STREAM_RESULT, STREAMS };
struct cell {
  pid_t pid;
  bool ended, lost, killed; /* killed: by us */
  int status;
  enum limit limit;
  struct stream streams[STREAMS];
  int input;
  const char *input_at;
  size_t input_left;
  uint64_t started_us, wall_from_us, ended_us, cpu_us, peak_bytes, delay_us, memory_bytes;
};
void start_cell(struct cell *cell, struct part *part, const struct run_head *head, const char *args, uint32_t argc,
                const char *input, int payload, int peer, bool own_work);
void kill_cell(struct cell *cell, enum limit limit);
void cell_died(struct cell *cell, int status, uint64_t cpu_us, uint64_t peak_bytes);
void pump_stream(struct cell *cell, struct stream *stream);
void pump_input(struct cell *cell);
void free_cell(struct cell *cell);
uint64_t now_us(void);

/* watch.c */
void watch_setup(int argc, char **argv);
const char *watch_memory_kind(void);
bool watch_is_exact(void);
void kill_strays(void);  /* every process that is not ours */
void watch_enter(void);  /* moves this process into the control group */
void watch_forget(void); /* the group holds something new that is no run's */
void watch_begin(uint64_t memory_bytes);
void watch_tick(struct cell *cell, const struct run_head *head, pid_t examiner);
void watch_end(struct cell *cell, const struct run_head *head, bool alone);

/* run.c */
void run_frame(struct frame *frame);
