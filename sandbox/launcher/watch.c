/* What a process tree uses while it runs: processor time, memory, processes, and how long it waited for a processor.
   Memory is a control group's business where the supervisor could make one; else it is looked at every few
   milliseconds, and a tree that grows faster than that is seen late. */
#define _GNU_SOURCE
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <malloc.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "launcher.h"

static struct {
  const char *kind;
  int limit, usage, peak, events;
  uint64_t kills, before;
  bool peak_is_ours;
} group = {.kind = "watched", .limit = -1, .usage = -1, .peak = -1, .events = -1};

void watch_setup(int argc, char **argv) {
  if (argc < 7 || strcmp(argv[1], "--cgroup")) return;
  group.kind = argv[2];
  group.limit = atoi(argv[3]);
  group.usage = atoi(argv[4]);
  group.peak = atoi(argv[5]);
  group.events = atoi(argv[6]);
  int fds[] = {group.limit, group.usage, group.peak, group.events};
  for (int i = 0; i < 4; i++)
    if (fds[i] >= 0) fcntl(fds[i], F_SETFD, FD_CLOEXEC);
}

const char *watch_memory_kind(void) { return group.kind; }

static int own_peak = -1;

void forget_own_peak(void) {
  if (own_peak >= 0 && pwrite(own_peak, "5", 1, 0) != 1) die("the launcher's own peak");
}

void watch_prepare(void) {
  own_peak = open("/proc/self/clear_refs", O_WRONLY | O_CLOEXEC);
  mallopt(M_MMAP_THRESHOLD, 1 << 20); /* large outputs go back to the system, or they would count as a child's */
}

bool watch_is_exact(void) { return group.limit >= 0; }

static size_t read_text(int fd, char *text, size_t room) {
  ssize_t got = pread(fd, text, room - 1, 0);
  text[got > 0 ? got : 0] = 0;
  return got > 0 ? got : 0;
}

static uint64_t read_number(int fd, const char *after) {
  char text[1024];
  if (fd < 0 || !read_text(fd, text, sizeof text)) return 0;
  const char *at = after ? strstr(text, after) : text;
  return at ? strtoull(at + (after ? strlen(after) : 0), NULL, 10) : 0;
}

static uint64_t group_kills(void) { return read_number(group.events, "oom_kill "); }

void watch_begin(uint64_t memory_bytes) {
  if (group.limit < 0) return;
  char text[32];
  group.before = read_number(group.usage, NULL);
  group.peak_is_ours = group.peak >= 0 && pwrite(group.peak, "0", 1, 0) == 1; /* older kernels keep the whole life's */
  int size = snprintf(text, sizeof text, "%llu", (unsigned long long)(group.before + memory_bytes));
  if (pwrite(group.limit, text, size, 0) != size) die("the control group's memory limit");
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

/* Of children that it has waited for, in ticks of the kernel. */
static uint64_t waited_cpu_us(pid_t pid) {
  char text[1024];
  unsigned long long user = 0, system = 0;
  read_of(pid, "stat", text, sizeof text);
  const char *at = strrchr(text, ')');
  if (at) sscanf(at + 1, " %*c %*d %*d %*d %*d %*d %*u %*u %*u %*u %*u %*u %*u %llu %llu", &user, &system);
  return (user + system) * (1000000 / sysconf(_SC_CLK_TCK));
}

static uint64_t resident_bytes(pid_t pid) {
  char text[128];
  unsigned long long pages = 0;
  if (read_of(pid, "statm", text, sizeof text)) sscanf(text, "%*u %llu", &pages);
  return pages * sysconf(_SC_PAGESIZE);
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
  uint32_t processes;
};

static bool is_ours(pid_t pid) {
  if (pid == getpid() || pid == 1) return true;
  for (int i = 0; i < MOST_ZYGOTES; i++)
    if (zygotes[i].pid == pid) return true;
  return false;
}

static void count(struct tree *tree, pid_t pid, bool exactly) {
  tree->cpu_us += process_cpu_us(pid) + waited_cpu_us(pid);
  tree->resident += resident_bytes(pid);
  if (exactly) tree->proportional += proportional_bytes(pid);
  tree->processes++;
}

/* A cell that runs alone owns every process that is not ours; beside another, only its first is looked at. */
static struct tree measure(const struct cell *cell, bool alone, bool exactly) {
  struct tree tree = {0};
  if (!alone) {
    count(&tree, cell->pid, exactly);
    return tree;
  }
  int fd = openat(proc_dir, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  DIR *dir = fd < 0 ? NULL : fdopendir(fd);
  for (struct dirent *entry; dir && (entry = readdir(dir));) {
    pid_t pid = atoi(entry->d_name);
    if (pid > 0 && !is_ours(pid)) count(&tree, pid, exactly);
  }
  if (dir) closedir(dir);
  return tree;
}

static uint64_t delay_us(pid_t pid) {
  char text[128];
  unsigned long long waited = 0;
  if (read_of(pid, "schedstat", text, sizeof text)) sscanf(text, "%*u %llu", &waited);
  return waited / 1000;
}

static void watch_memory(struct cell *cell, const struct tree *tree, const struct run_head *head, bool alone) {
  if (group.limit >= 0) {
    if (group_kills() != group.kills) kill_cell(cell, LIMIT_MEMORY);
    return;
  }
  uint64_t used = tree->resident;
  if (used > head->memory_bytes && tree->processes > 1) used = measure(cell, alone, true).proportional;
  if (used > cell->peak_bytes) cell->peak_bytes = used;
  if (used > head->memory_bytes) kill_cell(cell, LIMIT_MEMORY);
}

void watch_tick(struct cell *cell, const struct run_head *head, bool alone) {
  struct tree tree = measure(cell, alone, false);
  if (tree.cpu_us > cell->cpu_us) cell->cpu_us = tree.cpu_us;
  watch_memory(cell, &tree, head, alone);
  if (cell->cpu_us >= head->cpu_us) kill_cell(cell, LIMIT_TIME);
  if (tree.processes >= head->processes) kill_cell(cell, LIMIT_PROCESSES);
  uint64_t elapsed = now_us() - cell->wall_from_us;
  if (elapsed < head->wall_us) return;
  cell->delay_us = delay_us(cell->pid);
  if (elapsed - cell->delay_us >= head->wall_us) kill_cell(cell, LIMIT_TIME);
  if (elapsed >= 4 * head->wall_us + 10000000) kill_cell(cell, LIMIT_STALLED);
}

void watch_end(struct cell *cell, bool alone) {
  if (group.limit >= 0) {
    uint64_t peak = group.peak_is_ours && alone ? read_number(group.peak, NULL) : 0;
    if (peak > group.before && peak - group.before > cell->peak_bytes) cell->peak_bytes = peak - group.before;
    if (group_kills() != group.kills && cell->limit == LIMIT_NONE) cell->limit = LIMIT_MEMORY;
  } else if (cell->peak_bytes > cell->memory_bytes && cell->limit == LIMIT_NONE) {
    cell->limit = LIMIT_MEMORY; /* between two looks */
  }
}
