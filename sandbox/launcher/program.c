/* The current program: kept once, run many times. */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/xattr.h>
#include <unistd.h>

#include "launcher.h"

#ifndef MFD_EXEC
#define MFD_EXEC 0x10U
#endif

struct program program = {.part = {{.image = -1}, {.image = -1}}};

int memory_file(const char *name, const void *data, size_t size) {
  int fd = memfd_create(name, MFD_CLOEXEC | MFD_ALLOW_SEALING | MFD_EXEC);
  if (fd < 0 && errno == EINVAL) fd = memfd_create(name, MFD_CLOEXEC | MFD_ALLOW_SEALING);
  if (fd < 0) die("memfd_create");
  for (size_t at = 0; at < size;) {
    ssize_t wrote = write(fd, (const char *)data + at, size - at);
    if (wrote <= 0) die("a file in memory");
    at += wrote;
  }
  fcntl(fd, F_ADD_SEALS, F_SEAL_SEAL | F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_WRITE);
  return fd;
}

static void set_part(struct part *part, struct reader *reader) {
  const struct part_head *head = take(reader, sizeof *head);
  struct part_head copy;
  memcpy(&copy, head, sizeof copy); /* frames are packed: heads may lie at odd addresses */
  const char *image = take(reader, copy.image_size);
  const char *args = take(reader, copy.args_size);
  if (copy.argc > MOST_ARGS) {
    errno = E2BIG;
    die("too many arguments");
  }
  *part = (struct part){.kind = copy.kind, .zygote = copy.zygote, .mode = copy.mode, .argc = copy.argc, .image = -1};
  part->data = image;
  part->size = copy.image_size;
  if (copy.image_size) {
    part->image = memory_file("program", image, copy.image_size);
    if (fstat(part->image, &part->made)) die("fstat");
  }
  for (uint32_t i = 0; i < copy.argc; i++) {
    part->argv[i] = (char *)args;
    args += strlen(args) + 1;
  }
}

static bool is_touched(const struct part *part) {
  struct stat seen;
  char names[1];
  return fstat(part->image, &seen) || seen.st_mode != part->made.st_mode || flistxattr(part->image, names, 0) > 0 ||
         memcmp(&seen.st_ctim, &part->made.st_ctim, sizeof seen.st_ctim) ||
         memcmp(&seen.st_mtim, &part->made.st_mtim, sizeof seen.st_mtim);
}

/* A program can reach its own image, and leave signs on it for its next run. */
void refresh_images(void) {
  for (uint32_t i = 0; i < program.parts; i++) {
    struct part *part = &program.part[i];
    if (part->kind != PART_IMAGE || part->image < 0 || !is_touched(part)) continue;
    close(part->image);
    part->image = memory_file("program", part->data, part->size);
    if (fstat(part->image, &part->made)) die("fstat");
  }
}

void set_program(struct frame *frame) {
  for (int i = 0; i < 2; i++)
    if (program.part[i].image >= 0) close(program.part[i].image);
  free(program.frame);
  program = (struct program){.frame = frame, .part = {{.image = -1}, {.image = -1}}};
  struct reader reader = {frame->data, frame->data + frame->size};
  struct program_head head;
  memcpy(&head, take(&reader, sizeof head), sizeof head);
  program.parts = head.parts > 2 ? 2 : head.parts;
  for (uint32_t i = 0; i < program.parts; i++) set_part(&program.part[i], &reader);
  program.files = head.files;
  program.file_list = reader;
}
