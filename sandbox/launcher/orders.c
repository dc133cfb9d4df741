/* Orders on their way from the launcher to a zygote or the spawner: a head, words, and descriptors. */
#define _GNU_SOURCE
#include <errno.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "launcher.h"

bool send_order(int socket, struct jail_order *order, const char *words, const int fds[CHILD_FDS]) {
  int sent[CHILD_FDS], count = 0;
  order->fds = 0;
  for (int i = 0; i < CHILD_FDS; i++) {
    if (fds[i] < 0) continue;
    order->fds |= 1u << i;
    sent[count++] = fds[i];
  }
  char space[CMSG_SPACE(sizeof sent)] = {0};
  struct iovec data[] = {{order, sizeof *order}, {(void *)words, order->words_size}};
  struct msghdr message = {.msg_iov = data, .msg_iovlen = 2, .msg_control = space,
                           .msg_controllen = CMSG_SPACE(count * sizeof(int))};
  struct cmsghdr *rights = CMSG_FIRSTHDR(&message);
  *rights = (struct cmsghdr){.cmsg_level = SOL_SOCKET, .cmsg_type = SCM_RIGHTS, .cmsg_len = CMSG_LEN(count * sizeof(int))};
  memcpy(CMSG_DATA(rights), sent, count * sizeof(int));
  return sendmsg(socket, &message, MSG_NOSIGNAL) == (ssize_t)(sizeof *order + order->words_size);
}

bool receive_order(int socket, struct jail_order *order, char words[MOST_WORDS_BYTES], int fds[CHILD_FDS]) {
  char space[CMSG_SPACE(sizeof(int) * CHILD_FDS)];
  struct iovec data[] = {{order, sizeof *order}, {words, MOST_WORDS_BYTES}};
  struct msghdr message = {.msg_iov = data, .msg_iovlen = 2, .msg_control = space, .msg_controllen = sizeof space};
  ssize_t got;
  while ((got = recvmsg(socket, &message, MSG_CMSG_CLOEXEC)) < 0 && errno == EINTR) {}
  int count = 0, sent[CHILD_FDS];
  for (struct cmsghdr *part = CMSG_FIRSTHDR(&message); got > 0 && part; part = CMSG_NXTHDR(&message, part)) {
    if (part->cmsg_level != SOL_SOCKET || part->cmsg_type != SCM_RIGHTS) continue;
    count = (part->cmsg_len - CMSG_LEN(0)) / sizeof(int);
    memcpy(sent, CMSG_DATA(part), count * sizeof(int));
  }
  for (int i = 0, at = 0; i < CHILD_FDS; i++) fds[i] = order->fds >> i & 1 && at < count ? sent[at++] : -1;
  return got >= (ssize_t)sizeof *order && got == (ssize_t)(sizeof *order + order->words_size);
}

/* What an order came to: the child's process number, or minus an error. 0 is sent once, when all is ready. */
bool send_answer(int socket, int32_t answer) { return send(socket, &answer, sizeof answer, MSG_NOSIGNAL) == sizeof answer; }

bool receive_answer(int socket, int32_t *answer) { return recv(socket, answer, sizeof *answer, 0) == sizeof *answer; }

void close_all(const int fds[CHILD_FDS]) {
  for (int i = 0; i < CHILD_FDS; i++)
    if (fds[i] >= 0) close(fds[i]);
}
