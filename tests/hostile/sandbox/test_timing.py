# ruff: noqa: E501 - attacks are programs, some of them in one line
"""Time limits, and what is done to have more."""

import os
import time

import pytest

from sandbox.interface import Limit
from sandbox.local import LocalSandbox
from tests.hostile.sandbox.attacks import CALLS, on_x86_64, run, text

ENDLESS = {
    "a spin": "while True: pass",
    "a spin that catches everything": """
while True:
    try:
        while True: pass
    except BaseException: pass
""",
    "a spin that ignores all signals": """
import signal
for number in range(1, 65):
    try: signal.signal(number, signal.SIG_IGN)
    except (OSError, ValueError): pass
while True: pass
""",
    "a spin with its signals blocked": "import signal\nsignal.pthread_sigmask(signal.SIG_BLOCK, range(1, 65))\nwhile True: pass",
    "a handler of SIGXCPU": """
import signal
signal.signal(signal.SIGXCPU, lambda *_: None)
while True: pass
""",
    "a limit of processor time of its own": """
import resource
for what in (resource.RLIMIT_CPU,):
    try: resource.setrlimit(what, (1000, 1000))
    except (ValueError, OSError): pass
while True: pass
""",
    "threads": "import threading\nfor _ in range(4): threading.Thread(target=lambda: [0 for _ in iter(int, 1)]).start()",
    "a child": "import os\nif not os.fork():\n    while True: pass\nos.wait()",
    "a grandchild": "import os\nif not os.fork():\n    if not os.fork():\n        while True: pass\n    os._exit(0)\nimport time; time.sleep(60)",
    "a huge power": "print(len(str(7 ** 7 ** 9)))",
    "an endless read of nothing": "f = open('/dev/zero', 'rb')\nwhile True: f.read(1 << 20)",
    "a catastrophic pattern": "import re; re.match(r'(a+)+$', 'a' * 40 + 'b')",
    "children one after another": """
import os, time
while True:
    if not os.fork():
        end = time.monotonic() + 0.004
        while time.monotonic() < end: pass
        os._exit(0)
    os.wait()
""",
}


@pytest.mark.parametrize("program", ENDLESS)
async def test_what_never_ends_meets_its_processor_time(sandbox: LocalSandbox, program: str) -> None:
    start = time.monotonic()
    ended = await run(sandbox, ENDLESS[program], cpu_s=0.3, wall_s=2, memory_mb=256)
    assert ended.limit is Limit.TIME
    assert ended.cpu_s >= 0.29
    assert time.monotonic() - start < 6


SLEEPING = {
    "a sleep": "import time; time.sleep(60)",
    "a pause": "import signal; signal.pause()",
    "a stop": "import os, signal\nos.kill(os.getpid(), signal.SIGSTOP)\nif not os.fork(): os.kill(os.getpid(), signal.SIGSTOP)\nos.wait()",
    "an endless wait for input": "import os\nr, w = os.pipe(); os.read(r, 1)",
    "a named pipe that nobody opens": "import os; os.mkfifo('pipe'); open('pipe')",
    "a child that is not waited for": "import os, time\nif os.fork(): os.close(1)\ntime.sleep(60)",
    "an alarm that is set again": """
import signal, time
signal.signal(signal.SIGALRM, lambda *_: signal.alarm(1))
signal.alarm(1)
while True: time.sleep(1)
""",
}


@pytest.mark.parametrize("program", SLEEPING)
async def test_what_sleeps_is_ended_by_the_clock(sandbox: LocalSandbox, program: str) -> None:
    ended = await run(sandbox, SLEEPING[program], cpu_s=5, wall_s=0.4)
    assert ended.limit is Limit.TIME
    assert ended.cpu_s < 0.3
    assert ended.wall_s < 3


async def test_what_uses_its_processor_time_up_just_before_the_end_has_met_the_limit(
    sandbox: LocalSandbox,
) -> None:
    """However it falls between two looks of the watcher."""
    source = "import time\nwhile time.process_time() < 0.101: pass"
    for _ in range(5):
        ended = await run(sandbox, source, cpu_s=0.1)
        assert ended.cpu_s < 0.1 or ended.limit is Limit.TIME


HIDDEN = r"""
#define _GNU_SOURCE
#include <signal.h>
#include <stdio.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>
static double now(void) { struct timespec t; clock_gettime(CLOCK_MONOTONIC, &t); return t.tv_sec + t.tv_nsec / 1e9; }
int main(void) {
  signal(SIGCHLD, SIG_IGN);
  for (;;) {
    for (int i = 0; i < 2; i++)
      if (!fork()) { for (double begun = now(); now() - begun < 0.003;); _exit(0); }
    while (wait(NULL) > 0);
  }
}
"""


async def test_children_that_the_kernel_reaps_by_itself_have_no_more_than_the_wall_clock(
    sandbox: LocalSandbox,
) -> None:
    """Nobody is told what processor time they had, and nothing else counts it. The clock runs all the same."""
    ended = await run(sandbox, HIDDEN, language="c", cpu_s=0.3, wall_s=0.8)
    assert ended.limit is Limit.TIME
    assert ended.wall_s < 3 * 0.8


MADE_TO_WAIT = r"""
#define _GNU_SOURCE
#include <sched.h>
#include <signal.h>
#include <sys/resource.h>
#include <time.h>
#include <unistd.h>
static double now(void) { struct timespec t; clock_gettime(CLOCK_MONOTONIC, &t); return t.tv_sec + t.tv_nsec / 1e9; }
int main(void) {
  cpu_set_t one;
  CPU_ZERO(&one);
  CPU_SET(0, &one);
  sched_setaffinity(0, sizeof one, &one);
  signal(SIGCHLD, SIG_IGN);
  for (int k = 0; k < 14; k++)
    if (!fork())
      for (;;) {
        pid_t pid = fork();
        if (pid > 0) _exit(0);
        if (pid < 0) { usleep(1000); continue; }
        for (double begun = now(); now() - begun < 0.002;);
      }
  setpriority(PRIO_PROCESS, 0, 19);
  for (;;);
}
"""


async def test_a_program_that_makes_itself_wait_has_no_more_time(sandbox: LocalSandbox) -> None:
    """Waiting for a processor is taken off the clock, even if its own processes have that processor. So a program can
    stretch its time by as many as it has, and no further than until it counts as one that got no processor; then
    it runs again, alone, and nothing is taken off."""
    wall_s = 0.2
    took = []
    for _ in range(2):
        ended = await run(sandbox, MADE_TO_WAIT, language="c", cpu_s=wall_s, wall_s=wall_s)
        assert ended.limit is Limit.TIME
        took.append(ended.wall_s)
    assert max(took) < 4 * wall_s + 11
    share = min(1, (os.cpu_count() or 1) / 15)  # of a processor, for one of its fifteen processes
    assert min(took) < 3 * wall_s / share
    sandbox.pool.counters.stalled_and_rerun = 0  # the very worst, and a verdict all the same


@on_x86_64
@pytest.mark.parametrize(
    "call", ["129, os.getpid()", "297, os.getpid(), os.getpid()", "424, os.pidfd_open(os.getpid())"]
)
async def test_a_process_cannot_end_itself_as_if_somebody_else_had_killed_it(
    sandbox: LocalSandbox, call: str
) -> None:
    """``rt_sigqueueinfo`` to oneself may claim to come from the kernel, who may kill process 1. Its run would be
    repeated as one that was lost, and in the end not be scored."""
    source = CALLS + f"import struct\nprint(call({call}, 9, struct.pack('iii', 9, 0, 0x80) + bytes(116), 0))"
    ended = await run(sandbox, source)
    assert (text(ended), ended.exit_code) == ("ENOSYS", 0)


KILLING_ITSELF = {
    "a timer": r"""
#include <signal.h>
#include <time.h>
#include <unistd.h>
int main(void) {
  struct sigevent event = {.sigev_notify = SIGEV_SIGNAL, .sigev_signo = SIGKILL};
  struct itimerspec soon = {{0, 0}, {0, 1000000}};
  timer_t timer;
  timer_create(CLOCK_MONOTONIC, &event, &timer);
  timer_settime(timer, 0, &soon, NULL);
  usleep(50000);
}
""",
    "a signal for input and output": r"""
#define _GNU_SOURCE
#include <fcntl.h>
#include <signal.h>
#include <unistd.h>
int main(void) {
  int ends[2];
  char some[4096] = {0};
  for (int fd = 0; fd < 3; fd++) { fcntl(fd, F_SETOWN, getpid()); fcntl(fd, F_SETSIG, SIGKILL); fcntl(fd, F_SETFL, O_ASYNC); }
  for (int i = 0; i < 64; i++) write(1, some, sizeof some);
  usleep(50000);
}
""",
    "a limit of processor time": r"""
#define _GNU_SOURCE
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>
int main(void) {
  struct rlimit *one = mmap((void *)0x500000000ul, 4096, 3, MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED, -1, 0);
  *one = (struct rlimit){0, 0};
  syscall(SYS_prlimit64, 0, RLIMIT_CPU, one, 0);
  syscall(SYS_prlimit64, 0, RLIMIT_CPU | 1ul << 32, one, 0);
  syscall(SYS_setrlimit, RLIMIT_CPU | 1ul << 40, one);
  while (clock() < CLOCKS_PER_SEC / 5);
}
""",
    "a dead parent": r"""
#include <signal.h>
#include <sys/prctl.h>
#include <unistd.h>
int main(void) { prctl(PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0); if (fork()) _exit(0); usleep(50000); }
""",
}


@pytest.mark.parametrize("way", KILLING_ITSELF)
async def test_no_way_to_be_killed_makes_a_run_a_lost_one(sandbox: LocalSandbox, way: str) -> None:
    ended = await run(sandbox, KILLING_ITSELF[way], language="c")
    assert ended.exit_code == 0
