/* The work directory: a file system in memory, bounded, and fresh for every run.

   To mount and unmount one costs more than everything else that the kernel does for a run, and most programs leave
   no file. So it stays when nothing at all was done to it: no entry, and owner, mode, times, attributes as they were. */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/xattr.h>
#include <linux/openat2.h>
#include <linux/stat.h>
#include <unistd.h>

#include "launcher.h"

static struct statx untouched;
static uint64_t mounted_bytes;
static bool ours;

static void look(struct statx *seen) {
  memset(seen, 0, sizeof *seen);
  if (statx(AT_FDCWD, WORK_DIR, AT_SYMLINK_NOFOLLOW, STATX_BASIC_STATS | STATX_BTIME, seen)) die("statx " WORK_DIR);
}

void mount_work(uint64_t bytes) {
  char options[96];
  snprintf(options, sizeof options, "size=%llu,nr_inodes=%u,mode=0700", (unsigned long long)bytes, 16384);
  if (mount("tmpfs", WORK_DIR, "tmpfs", MS_NOSUID | MS_NODEV | MS_NOATIME, options)) die("mount " WORK_DIR);
}

void refresh_work(uint64_t bytes) {
  struct statx seen;
  if (ours && bytes == mounted_bytes) {
    look(&seen);
    char names[1];
    if (!memcmp(&seen, &untouched, sizeof seen) && listxattr(WORK_DIR, names, 0) <= 0) return;
  }
  if (ours && umount2(WORK_DIR, MNT_DETACH)) die("umount " WORK_DIR);
  mount_work(bytes);
  look(&untouched);
  ours = true;
  mounted_bytes = bytes;
}

static int open_beneath(int dir, const char *name, int flags, mode_t mode) {
  struct open_how how = {.flags = flags | O_CLOEXEC, .mode = mode, .resolve = RESOLVE_BENEATH | RESOLVE_NO_SYMLINKS};
  return syscall(SYS_openat2, dir, name, &how, sizeof how);
}

static void make_parents(int dir, char *name) {
  for (char *slash = strchr(name, '/'); slash; slash = strchr(slash + 1, '/')) {
    *slash = 0;
    mkdirat(dir, name, 0755);
    *slash = '/';
  }
}

/* No untrusted process is alive while files are put or fetched, and names are checked by the supervisor too. */
void put_files(struct reader *list, uint32_t count) {
  int dir = count ? open(WORK_DIR, O_DIRECTORY | O_CLOEXEC) : -1;
  for (uint32_t i = 0; i < count; i++) {
    struct file_head head;
    char name[1024];
    memcpy(&head, take(list, sizeof head), sizeof head);
    const char *text = take(list, head.name_size);
    const char *data = take(list, head.size);
    if (head.name_size >= sizeof name) {
      errno = ENAMETOOLONG;
      die("a file's name");
    }
    memcpy(name, text, head.name_size);
    name[head.name_size] = 0;
    make_parents(dir, name);
    int fd = open_beneath(dir, name, O_WRONLY | O_CREAT | O_TRUNC, head.mode);
    if (fd < 0) die("a file in the work directory");
    while (head.size) {
      ssize_t wrote = write(fd, data, head.size);
      if (wrote <= 0) die("no room for the program's files");
      data += wrote;
      head.size -= wrote;
    }
    close(fd);
  }
  if (dir >= 0) close(dir);
}

bool get_file(const char *name, size_t most, struct buffer *to) {
  int dir = open(WORK_DIR, O_DIRECTORY | O_CLOEXEC);
  int fd = dir < 0 ? -1 : open_beneath(dir, name, O_RDONLY | O_NONBLOCK | O_NOFOLLOW, 0);
  struct stat seen;
  bool regular = fd >= 0 && !fstat(fd, &seen) && S_ISREG(seen.st_mode) && (size_t)seen.st_size <= most;
  if (regular) {
    buffer_reserve(to, seen.st_size + 1);
    ssize_t got;
    while ((got = read(fd, to->data + to->size, to->room - to->size)) > 0) to->size += got;
  }
  if (fd >= 0) close(fd);
  if (dir >= 0) close(dir);
  return regular;
}
