/* What a process tree uses while it runs: processor time, memory, processes, and how long it waited for a processor.
   Memory is a control group's business where the supervisor could make one; else it is looked at every few
   milliseconds, and a tree that grows faster than that is seen late. */
#define _GNU_SOURCE
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "launcher.h"

enum { MOST_STILL_MS = 500, MOST_SETTLING_MS = 5000, SETTLED = 16 << 20, STARVING = 4 << 20 };

static struct {
  const char *kind;
  int processes, limit, usage, peak, events, stat;
  uint64_t kills, before, idle, stuck; /* before a run; idle: at its least between runs; stuck: what did not go away */
  bool peak_is_ours;
} group = {"watched", -1, -1, -1, -1, -1, -1, .idle = UINT64_MAX};

/* Whether it may be entered depends on the kernel (before 5.16 on who writes, later on who opened the file). */
static bool may_enter(const char *processes) {
  pid_t pid = fork();
  if (!pid) _exit(write(atoi(processes), "0", 1) != 1);
  int status = 1;
  while (pid > 0 && waitpid(pid, &status, 0) < 0 && errno == EINTR) {}
  return pid > 0 && status == 0;
}

void watch_setup(int argc, char **argv) {
  if (argc < 9 || strcmp(argv[1], "--cgroup") || !may_enter(argv[3])) return;
  group.kind = argv[2];
  int *const fds[] = {&group.processes, &group.limit, &group.usage, &group.peak, &group.events, &group.stat};
  for (int i = 0; i < 6; i++) {
    *fds[i] = atoi(argv[3 + i]);
    if (*fds[i] >= 0) fcntl(*fds[i], F_SETFD, FD_CLOEXEC);
  }
}

const char *watch_memory_kind(void) { return group.kind; }

bool watch_is_exact(void) { return group.limit >= 0; }

void watch_enter(void) {
  if (group.processes >= 0 && write(group.processes, "0", 1) != 1) die("the control group");
}

void watch_forget(void) { group.idle = UINT64_MAX; }

static size_t read_text(int fd, char *text, size_t room) {
  ssize_t got = pread(fd, text, room - 1, 0);
  text[got > 0 ? got : 0] = 0;
  return got > 0 ? got : 0;
}

static uint64_t read_number(int fd, const char *after) {
  char text[4096];
  if (fd < 0 || !read_text(fd, text, sizeof text)) return 0;
  const char *at = after ? strstr(text, after) : text;
  return at ? strtoull(at + (after ? strlen(after) : 0), NULL, 10) : 0;
}

static uint64_t group_kills(void) { return read_number(group.events, "oom_kill "); }

/* Without cached files, which make room when it is needed. */
static uint64_t held_of(uint64_t usage) {
  uint64_t files = read_number(group.stat, "\nactive_file ") + read_number(group.stat, "\ninactive_file ");
  return usage > files ? usage - files : 0;
}

/* The kernel gives back what a tree held (page tables, buffers) a little after it has reported its end. That is waited
   for as long as it becomes less; what does not go away (names that the kernel remembers) is waited for once. */
static uint64_t settled_usage(void) {
  uint64_t usage = read_number(group.usage, NULL), held, least = UINT64_MAX;
  if (usage <= group.idle || usage - group.idle <= SETTLED) {
    group.stuck = 0;
    return usage;
  }
  for (int still_ms = 0, all_ms = 0;; still_ms++, all_ms++) {
    held = held_of(usage);
    if (held < group.stuck) group.stuck = held;
    uint64_t base = group.stuck > group.idle ? group.stuck : group.idle;
    if (held <= base || held - base <= SETTLED) return usage;
    if (held < least) {
      least = held;
      still_ms = 0;
    }
    if (still_ms >= MOST_STILL_MS || all_ms >= MOST_SETTLING_MS) break;
    usleep(1000);
    usage = read_number(group.usage, NULL);
  }
  group.stuck = held;
  return usage;
}

/* What runs leave charged to the group (names that the kernel remembers) must not raise the limit of the next. */
void watch_begin(uint64_t memory_bytes) {
  if (group.limit < 0) return;
  char text[32];
  uint64_t usage = settled_usage();
  group.before = usage;
  if (usage < group.idle) group.idle = usage;
  group.peak_is_ours = group.peak >= 0 && pwrite(group.peak, "0", 1, 0) == 1; /* older kernels keep the whole life's */
  int size = snprintf(text, sizeof text, "%llu", (unsigned long long)(group.idle + memory_bytes));
  if (pwrite(group.limit, text, size, 0) != size && errno != EBUSY) die("the control group's memory limit");
  group.kills = group_kills();
}

static int open_in(pid_t pid, const char *name) {
  char path[64];
  snprintf(path, sizeof path, "%d/%s", pid, name);
  return openat(proc_dir, path, O_RDONLY | O_CLOEXEC);
}

static size_t read_of(pid_t pid, const char *name, char *text, size_t room) {
  int fd = open_in(pid, name);
  size_t got = fd < 0 ? 0 : read_text(fd, text, room);
  if (fd >= 0) close(fd);
  return got;
}

/* Exact and cheap: the kernel's clock of a process, of all its threads. */
static uint64_t process_cpu_us(pid_t pid) {
  struct timespec used;
  clockid_t clock = (clockid_t)((~(unsigned)pid << 3) | 2);
  return clock_gettime(clock, &used) ? 0 : used.tv_sec * 1000000ull + used.tv_nsec / 1000;
}

/* Of children that it has waited for, in ticks of the kernel; and how many threads there are. */
static uint64_t waited_cpu_us(pid_t pid, uint32_t *threads) {
  char text[1024];
  unsigned long long user = 0, system = 0;
  unsigned count = 1;
  read_of(pid, "stat", text, sizeof text);
  const char *at = strrchr(text, ')');
  if (at)
    sscanf(at + 1, " %*c %*d %*d %*d %*d %*d %*u %*u %*u %*u %*u %*u %*u %llu %llu %*d %*d %u", &user, &system, &count);
  *threads = count ? count : 1;
  return (user + system) * (1000000 / sysconf(_SC_CLK_TCK));
}

static uint64_t resident_in(pid_t pid, const char *name) {
  char text[128];
  unsigned long long pages = 0;
  if (read_of(pid, name, text, sizeof text)) sscanf(text, "%*u %llu", &pages);
  return pages * sysconf(_SC_PAGESIZE);
}

/* A process whose first thread has ended shows its memory in the others alone. */
static uint64_t resident_of_threads(pid_t pid) {
  char name[64];
  snprintf(name, sizeof name, "%d/task", pid);
  int fd = openat(proc_dir, name, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  DIR *dir = fd < 0 ? NULL : fdopendir(fd);
  uint64_t bytes = 0;
  for (struct dirent *entry; dir && !bytes && (entry = readdir(dir));) {
    if (entry->d_name[0] == '.') continue;
    snprintf(name, sizeof name, "task/%.20s/statm", entry->d_name);
    bytes = resident_in(pid, name);
  }
  if (dir) closedir(dir);
  return bytes;
}

static uint64_t resident_bytes(pid_t pid, uint32_t threads) {
  uint64_t bytes = resident_in(pid, "statm");
  return bytes || threads < 2 ? bytes : resident_of_threads(pid);
}

/* With every shared page counted once; slow, so asked only when the cheap sum is over the limit. */
static uint64_t proportional_bytes(pid_t pid) {
  char text[2048];
  if (!read_of(pid, "smaps_rollup", text, sizeof text)) return 0;
  const char *at = strstr(text, "\nPss:");
  return at ? strtoull(at + 5, NULL, 10) * 1024 : 0;
}

struct tree {
  uint64_t cpu_us, resident, proportional;
  uint32_t tasks;
};

static bool is_ours(pid_t pid) {
  if (pid == getpid() || pid == 1) return true;
  for (int i = 0; i < MOST_ZYGOTES; i++)
    if (zygotes[i].pid == pid) return true;
  return false;
}

static void count(struct tree *tree, pid_t pid, bool exactly) {
  uint32_t threads;
  tree->cpu_us += process_cpu_us(pid) + waited_cpu_us(pid, &threads);
  tree->tasks += threads;
  uint64_t resident = resident_bytes(pid, threads);
  tree->resident += resident;
  if (!exactly) return;
  uint64_t proportional = proportional_bytes(pid); /* nothing, when its first thread has ended */
  tree->proportional += proportional ? proportional : resident;
}

/* Every process that is not ours is the program's, but for an examiner, who is one process of trusted code. */
static struct tree measure(const struct cell *cell, pid_t examiner, bool exactly) {
  struct tree tree = {0};
  if (cell->pid == examiner) {
    count(&tree, cell->pid, exactly);
    return tree;
  }
  int fd = openat(proc_dir, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  DIR *dir = fd < 0 ? NULL : fdopendir(fd);
  for (struct dirent *entry; dir && (entry = readdir(dir));) {
    pid_t pid = atoi(entry->d_name);
    if (pid > 0 && pid != examiner && !is_ours(pid)) count(&tree, pid, exactly);
  }
  if (dir) closedir(dir);
  return tree;
}

void kill_strays(void) {
  int fd = openat(proc_dir, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  DIR *dir = fd < 0 ? NULL : fdopendir(fd);
  for (struct dirent *entry; dir && (entry = readdir(dir));) {
    pid_t pid = atoi(entry->d_name);
    if (pid > 0 && !is_ours(pid)) kill(pid, SIGKILL);
  }
  if (dir) closedir(dir);
}

static uint64_t delay_us(pid_t pid) {
  char text[128];
  unsigned long long waited = 0;
  if (read_of(pid, "schedstat", text, sizeof text)) sscanf(text, "%*u %llu", &waited);
  return waited / 1000;
}

static void watch_memory(struct cell *cell, const struct tree *tree, const struct run_head *head, pid_t examiner) {
  static uint64_t next_exact_look;
  if (group.limit >= 0) {
    if (group_kills() != group.kills) kill_cell(cell, LIMIT_MEMORY);
    return;
  }
  uint64_t used = tree->resident;
  if (used > head->memory_bytes && tree->tasks > 1) {
    if (now_us() < next_exact_look) return; /* it may take a tenth of the time */
    uint64_t started = now_us();
    used = measure(cell, examiner, true).proportional;
    next_exact_look = now_us() + 10 * (now_us() - started);
  }
  if (used > cell->peak_bytes) cell->peak_bytes = used;
  if (used > head->memory_bytes) kill_cell(cell, LIMIT_MEMORY);
}

/* Just below its limit a program spends its time on reading its own files again, which the kernel takes away before
   it kills: that is want of memory. */
static bool starves(void) {
  if (group.limit < 0) return false;
  return held_of(read_number(group.usage, NULL)) + STARVING >= read_number(group.limit, NULL);
}

/* `examiner`: its process, or 0 without one. */
void watch_tick(struct cell *cell, const struct run_head *head, pid_t examiner) {
  struct tree tree = measure(cell, examiner, false);
  if (tree.cpu_us > cell->cpu_us) cell->cpu_us = tree.cpu_us;
  watch_memory(cell, &tree, head, examiner);
  if (cell->cpu_us >= head->cpu_us) kill_cell(cell, starves() ? LIMIT_MEMORY : LIMIT_TIME);
  if (tree.tasks >= head->processes) kill_cell(cell, LIMIT_PROCESSES);
  uint64_t elapsed = now_us() - cell->wall_from_us;
  if (elapsed < head->wall_us) return;
  cell->delay_us = head->alone ? 0 : delay_us(cell->pid);
  if (elapsed - cell->delay_us >= head->wall_us) kill_cell(cell, LIMIT_TIME);
  if (elapsed >= 4 * head->wall_us + 10000000) kill_cell(cell, LIMIT_STALLED);
}

void watch_end(struct cell *cell, const struct run_head *head, bool alone) {
  if (group.limit >= 0) {
    uint64_t peak = group.peak_is_ours && alone ? read_number(group.peak, NULL) : 0;
    if (peak > group.before && peak - group.before > cell->peak_bytes) cell->peak_bytes = peak - group.before;
    if (group_kills() != group.kills && cell->limit == LIMIT_NONE) cell->limit = LIMIT_MEMORY;
  } else if (cell->peak_bytes > cell->memory_bytes && cell->limit == LIMIT_NONE) {
    cell->limit = LIMIT_MEMORY; /* between two looks */
  }
  if (cell->cpu_us >= head->cpu_us && cell->limit == LIMIT_NONE) cell->limit = LIMIT_TIME;
}
