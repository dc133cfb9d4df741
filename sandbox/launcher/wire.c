/* Frames to and from the supervisor, on descriptors 0 and 1. */
#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "launcher.h"

uint64_t cancelled_up_to;

static struct buffer received;
static struct frame *first, **last = &first;

void buffer_reserve(struct buffer *buffer, size_t more) {
  if (buffer->room - buffer->size >= more) return;
  size_t room = buffer->room * 2 > buffer->size + more ? buffer->room * 2 : buffer->size + more;
  char *data = realloc(buffer->data, room);
  if (!data) die("no memory");
  buffer->data = data;
  buffer->room = room;
}

void buffer_add(struct buffer *buffer, const void *data, size_t size) {
  buffer_reserve(buffer, size);
  if (size) memcpy(buffer->data + buffer->size, data, size);
  buffer->size += size;
}

void buffer_free(struct buffer *buffer) {
  free(buffer->data);
  *buffer = (struct buffer){0};
}

const void *take(struct reader *reader, size_t size) {
  if (size > (size_t)(reader->end - reader->at)) {
    errno = EPROTO;
    die("a frame is shorter than it says");
  }
  const void *data = reader->at;
  reader->at += size;
  return data;
}

static void keep_frame(const struct frame_head *head, const char *data) {
  if (head->kind == FRAME_CANCEL && head->size == sizeof(uint64_t)) {
    memcpy(&cancelled_up_to, data, sizeof cancelled_up_to);
    return;
  }
  struct frame *frame = malloc(sizeof *frame + head->size + 1);
  if (!frame) die("no memory");
  *frame = (struct frame){.kind = head->kind, .size = head->size};
  memcpy(frame->data, data, head->size);
  *last = frame;
  last = &frame->next;
}

static void split_frames(void) {
  size_t at = 0;
  struct frame_head head;
  while (received.size - at >= sizeof head) {
    memcpy(&head, received.data + at, sizeof head);
    if (head.size > LARGEST_FRAME) {
      errno = EMSGSIZE;
      die("a frame is too large");
    }
    if (received.size - at - sizeof head < head.size) {
      buffer_reserve(&received, head.size);
      break;
    }
    keep_frame(&head, received.data + at + sizeof head);
    at += sizeof head + head.size;
  }
  received.size -= at;
  if (at) memmove(received.data, received.data + at, received.size);
}

bool receive_frames(void) {
  for (;;) {
    buffer_reserve(&received, 1 << 16);
    size_t room = received.room - received.size;
    ssize_t got = read(0, received.data + received.size, room);
    if (got < 0 && errno == EINTR) continue;
    if (got < 0 && errno == EAGAIN) return true;
    if (got <= 0) return false;
    received.size += got;
    split_frames();
    if (received.room > (1 << 22) && received.size == 0) buffer_free(&received);
    if ((size_t)got < room) return true;
  }
}

struct frame *next_frame(void) {
  struct frame *frame = first;
  if (!frame) return NULL;
  first = frame->next;
  if (!first) last = &first;
  return frame;
}

static void send_all(const char *data, size_t size) {
  while (size) {
    ssize_t sent = write(1, data, size);
    if (sent < 0 && errno == EAGAIN) {
      struct pollfd wait = {.fd = 1, .events = POLLOUT};
      poll(&wait, 1, -1);
    } else if (sent < 0 && errno != EINTR) {
      _exit(3); /* the supervisor is gone, and with it whoever could be told */
    } else if (sent > 0) {
      data += sent;
      size -= sent;
    }
  }
}

void send_frame(uint32_t kind, const struct buffer *payload) {
  struct frame_head head = {.kind = kind, .size = payload->size};
  struct buffer whole = {0};
  buffer_add(&whole, &head, sizeof head);
  buffer_add(&whole, payload->data, payload->size);
  send_all(whole.data, whole.size);
  buffer_free(&whole);
}

_Noreturn void die(const char *what) {
  static bool dying;
  char text[512];
  int size = snprintf(text, sizeof text, "%s: %s", what, strerror(errno));
  if (!dying) {
    dying = true;
    struct buffer message = {.data = text, .size = size, .room = sizeof text};
    send_frame(FRAME_FATAL, &message);
  }
  _exit(2);
}
