# ruff: noqa: E501 - attacks are programs, some of them in one line
"""The memory limit: by the kernel's control group, and where there is none by the launcher's own looks."""

import os

import pytest

from sandbox.cgroups import MemoryGroup, create_group
from sandbox.interface import Limit
from sandbox.local import LocalSandbox
from tests.hostile.sandbox.attacks import at_most, run, text
from tests.sandboxes import started

GREEDY = {
    "an array": ("python", "b = bytearray(10**9); import time; time.sleep(1)"),
    "a growing list": ("python", "b = []\nwhile True: b.append(' ' * 10**6)"),
    "a private mapping": (
        "python",
        "import mmap\nb = []\nwhile True:\n    m = mmap.mmap(-1, 8 << 20, flags=mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS)\n"
        "    m.write(b'x' * (8 << 20)); b.append(m)",
    ),
    "a shared mapping": (
        "python",
        "import mmap\nb = []\nwhile True:\n    m = mmap.mmap(-1, 8 << 20); m.write(b'x' * (8 << 20)); b.append(m)",
    ),
    "children that share it out": (
        "python",
        "import os, time\nfor _ in range(10):\n    if not os.fork():\n        b = bytearray(40 << 20); time.sleep(1); os._exit(0)\ntime.sleep(1)",
    ),
    "threads": (
        "python",
        "import threading, time\nfor _ in range(10): threading.Thread(target=lambda: (bytearray(b'x' * (40 << 20)), time.sleep(1))"
        ").start()\nkeep = [bytearray(b'x' * (40 << 20)) for _ in range(10)]",
    ),
    "a static array": (
        "c",
        "#include <string.h>\nstatic char all[1 << 29];\nint main(){ memset(all, 1, sizeof all); return all[12345]; }",
    ),
    "a huge number": ("python", "x = 1 << (8 * 10**9)"),
}


@pytest.mark.parametrize("program", GREEDY)
async def test_whoever_takes_more_memory_meets_the_limit(sandbox: LocalSandbox, program: str) -> None:
    language, source = GREEDY[program]
    ended = await run(sandbox, source, language=language, cpu_s=3, wall_s=20)
    assert ended.limit is Limit.MEMORY or b"MemoryError" in ended.stderr


@pytest.mark.parametrize("program", GREEDY)
async def test_without_a_control_group_the_limit_is_met_a_little_later(
    watched: LocalSandbox, program: str
) -> None:
    language, source = GREEDY[program]
    ended = await run(watched, source, language=language, cpu_s=3)
    assert ended.limit is Limit.MEMORY or b"MemoryError" in ended.stderr


HIDING = {
    "the first thread has ended": r"""
static void *eat(void *unused) {
  usleep(20000);
  for (int i = 0; i < 50; i++) { memset(shared(-1, MAP_ANONYMOUS), 1, PIECE); usleep(2000); }
  all();
  syscall(SYS_exit_group, 0);
}
int main(void) { pthread_t thread; pthread_create(&thread, 0, eat, 0); syscall(SYS_exit, 0); }
""",
    "shared pages that nobody maps any more": r"""
int main(void) {
  for (int i = 0; i < 50; i++) { char *p = shared(-1, MAP_ANONYMOUS); memset(p, 1, PIECE); madvise(p, PIECE, MADV_DONTNEED); usleep(1000); }
  all();
}
""",
    "pages that a dead child has touched": r"""
int main(void) {
  for (int i = 0; i < 50; i++) { char *p = shared(-1, MAP_ANONYMOUS); if (!fork()) { memset(p, 1, PIECE); _exit(0); } wait(0); }
  all();
}
""",
    "shared pages of /dev/zero": r"""
int main(void) {
  int zero = open("/dev/zero", O_RDWR);
  for (int i = 0; i < 50; i++) { char *p = shared(zero, 0); memset(p, 1, PIECE); madvise(p, PIECE, MADV_DONTNEED); usleep(1000); }
  all();
}
""",
    "page tables": r"""
int main(void) {
  volatile char seen;
  size_t size = 100ull << 30;
  for (int k = 0; k < 2; k++) {
    char *p = mmap(0, size, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    if (p == MAP_FAILED) return 1;
    madvise(p, size, MADV_NOHUGEPAGE);
    for (size_t at = 0; at < size; at += 1 << 21) seen = p[at];
  }
  all();
}
""",
    "buffers of sockets": r"""
static char some[100000];
static size_t fill(void) {
  size_t size = 0;
  for (int ends[2]; !socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK, 0, ends);)
    for (int i = 0, wanted = 1 << 20; i < 2; i++) {
      setsockopt(ends[i], SOL_SOCKET, SO_SNDBUF, &wanted, sizeof wanted);
      for (ssize_t got; (got = write(ends[i], some, sizeof some)) > 0;) size += got;
    }
  return size;
}
int main(void) {
  for (int i = 0; i < 6; i++) if (!fork()) { fill(); usleep(400000); _exit(0); }
  if (fill() < 12 << 20) return 1;
  all();
}
""",
    "an executable that cannot be read": r"""
int main(int argc, char **argv) {
  if (argc == 1) {
    static char data[1 << 20];
    int from = open("/proc/self/exe", O_RDONLY), to = open("/tmp/copy", O_WRONLY | O_CREAT, 0711);
    write(to, data, read(from, data, sizeof data));
    close(to);
    chmod("/tmp/copy", 0111);
    execl("/tmp/copy", "copy", "eat", NULL);
  }
  char *p = mmap(0, 50 * PIECE, 3, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  for (int i = 0; i < 50; i++) { memset(p + i * PIECE, 1, PIECE); usleep(2000); }
  all();
}
""",
}
HIDING_HEAD = r"""
#define _GNU_SOURCE
#include <fcntl.h>
#include <pthread.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>
#define PIECE (8ul << 20)
static char *shared(int fd, int flags) {
  char *p = mmap(0, PIECE, 3, MAP_SHARED | flags, fd, 0);
  if (p == MAP_FAILED) _exit(1);
  return p;
}
static void all(void) { usleep(300000); write(1, "all", 3); }
"""


@pytest.mark.parametrize("place", HIDING)
async def test_there_is_no_place_to_hide_memory(sandbox: LocalSandbox, place: str) -> None:
    """400 MB, where 128 are allowed."""
    ended = await run(sandbox, HIDING_HEAD + HIDING[place], language="c", cpu_s=3)
    assert text(ended) != "all"


SHOWN = ("the first thread has ended", "an executable that cannot be read")


@pytest.mark.parametrize("place", SHOWN)
async def test_no_process_hides_its_memory_from_the_watcher(watched: LocalSandbox, place: str) -> None:
    """It sees what a process shows as resident, and that alone: the other places are left to control groups."""
    ended = await run(watched, HIDING_HEAD + HIDING[place], language="c", cpu_s=3)
    assert text(ended) != "all"


@pytest.mark.parametrize("place", ["page tables", "buffers of sockets"])
async def test_memory_that_comes_back_late_is_not_the_next_runs(sandbox: LocalSandbox, place: str) -> None:
    """The kernel may free it some milliseconds after the last process has been reported dead."""
    for _ in range(4):
        await run(sandbox, HIDING_HEAD + HIDING[place], language="c", cpu_s=3)
        for language, source in (("python", "print(1)"), ("bash", "echo 1")):
            ended = await run(sandbox, source, language=language)
            assert (text(ended), ended.exit_code, ended.limit) == ("1", 0, None)


FILL = r"""
#include <stdio.h>
#include <unistd.h>
int main(void) {
  char name[256];
  for (int i = 0; i < 400000; i++) { sprintf(name, "/usr/%0150d", i); access(name, F_OK); }
}
"""


async def test_what_the_kernel_remembers_of_a_run_does_not_raise_the_limit_of_the_next(
    sandbox: LocalSandbox,
) -> None:
    """Names that were looked up in vain are charged to the control group, and given back when memory is wanted."""
    for _ in range(2):
        await run(sandbox, FILL, language="c", cpu_s=2, wall_s=9)
    ended = await run(
        sandbox, "b = []\nwhile True: b.append(bytes(b'x') * (8 << 20)); print(8 * len(b), flush=True)"
    )
    assert ended.limit is Limit.MEMORY
    assert int(ended.stdout.split()[-1]) <= 128


NOBODYS = r"""
#include <fcntl.h>
#include <sys/socket.h>
#include <unistd.h>
static char some[100000];
int main(void) {
  write(open("/proc/self/oom_score_adj", O_WRONLY), "0", 1);
  for (int i = 0; i < 20; i++)
    if (!fork())
      for (int ends[2], wanted = 1 << 20;;) {
        if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK, 0, ends)) { usleep(1000); continue; }
        for (int end = 0; end < 2; end++) {
          setsockopt(ends[end], SOL_SOCKET, SO_SNDBUF, &wanted, sizeof wanted);
          while (write(ends[end], some, sizeof some) > 0) {}
        }
      }
  pause();
}
"""


async def test_memory_that_no_process_holds_is_no_death_of_ours(sandbox: LocalSandbox) -> None:
    """The kernel's buffers of sockets: whom to kill for them, it can only guess by size, and programs are small."""
    for _ in range(4):
        ended = await run(sandbox, NOBODYS, language="c", wall_s=1)
        assert ended.limit is not None


async def test_programs_are_offered_to_the_kernel_first_when_memory_runs_out(sandbox: LocalSandbox) -> None:
    for language, source in (
        ("python", "print(open('/proc/self/oom_score_adj').read())"),
        ("bash", "cat /proc/self/oom_score_adj"),
    ):
        assert text(await run(sandbox, source, language=language)) == "1000"


async def test_files_in_memory_cannot_be_made(sandbox: LocalSandbox) -> None:
    ended = await run(sandbox, "import os\ntry: os.memfd_create('x')\nexcept OSError: print('refused')")
    assert text(ended) == "refused"


async def test_the_work_directory_has_its_size(sandbox: LocalSandbox) -> None:
    source = """
import errno, os
fd = os.open('big', os.O_CREAT | os.O_WRONLY)
for size in (16 << 20, 64 << 20):
    try: os.posix_fallocate(fd, 0, size); print('there')
    except OSError as error: print(errno.errorcode[error.errno])
"""
    assert text(await run(sandbox, source, disk_mb=8)).split() in (["ENOSPC", "ENOSPC"], ["EFBIG", "EFBIG"])


async def test_many_files_together_have_the_size_of_the_work_directory(sandbox: LocalSandbox) -> None:
    source = """
size = 0
for i in range(100):
    try:
        with open(f'f{i}', 'wb', buffering=0) as f: size += f.write(bytes(1 << 20))
    except OSError: break
print(size >> 20)
"""
    # the program's own source may lie there too, and has a MiB more for it
    assert int(text(await run(sandbox, source, disk_mb=8))) <= 8 + 1


async def test_the_number_of_files_is_bounded(sandbox: LocalSandbox) -> None:
    source = "import os\ntry:\n    for i in range(100000): os.close(os.open(f'f{i}', os.O_CREAT))\nexcept OSError as e: print(i < 20000)"
    with at_most(5):
        assert text(await run(sandbox, source, cpu_s=3)) == "True"


async def test_a_virtual_machine_has_its_memory_outside_its_heap_bounded_too(sandbox: LocalSandbox) -> None:
    source = """
import java.nio.ByteBuffer;
import java.util.*;
public class Main {
  public static void main(String[] a) {
    List<ByteBuffer> all = new ArrayList<>();
    for (int i = 0; i < 60; i++) { ByteBuffer b = ByteBuffer.allocateDirect(16 << 20); for (int k = 0; k < b.capacity(); k += 4096) b.put(k, (byte) 1); all.add(b); }
    System.out.println(all.size());
  }
}
"""
    ended = await run(sandbox, source, language="java", cpu_s=5, wall_s=15, memory_mb=256)
    assert text(ended) != "60"
    assert ended.limit is Limit.MEMORY or b"OutOfMemoryError" in ended.stderr


async def test_buffers_of_node_are_bounded(sandbox: LocalSandbox) -> None:
    source = "const all = []; for (let i = 0; i < 60; i++) all.push(Buffer.alloc(16 << 20, 1)); console.log(all.length)"
    ended = await run(sandbox, source, language="javascript", cpu_s=5, wall_s=15, memory_mb=256)
    assert ended.limit is Limit.MEMORY, ended


@pytest.mark.parametrize(("megabytes", "limit"), [(100, Limit.TIME), (126, Limit.MEMORY)])
async def test_who_meets_the_time_limit_with_all_its_memory_in_use_lacked_memory(
    sandbox: LocalSandbox, megabytes: int, limit: Limit
) -> None:
    """Its time may have gone into reading its own code again, which the kernel takes away first."""
    source = f"#include <string.h>\nstatic char all[{megabytes} << 20];\nint main(void) {{ memset(all, 1, sizeof all); for (;;) {{}} }}"
    assert (await run(sandbox, source, language="c", cpu_s=0.5)).limit is limit


async def test_a_group_that_may_not_be_entered_is_done_without(monkeypatch: pytest.MonkeyPatch) -> None:
    """As where an older kernel asks who writes, and not who opened the file."""

    def closed() -> MemoryGroup | None:
        group = create_group()
        if group is not None:
            os.dup2(os.open(os.devnull, os.O_RDONLY), group.processes)
        return group

    monkeypatch.setattr("sandbox.walls.bubblewrap.create_group", closed)
    async with started("bubblewrap", jails=1) as box:
        assert box.memory == "watched"
        assert text(await run(box, "print(1)")) == "1"
