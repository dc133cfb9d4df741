# ruff: noqa: E501 - attacks are programs, some of them in one line
"""Nothing of a run is there in the next one, of the same program or of another."""

import pytest

from sandbox.interface import Call, Case, Limits, Program, read_call
from sandbox.local import LocalSandbox
from tests.hostile.sandbox.attacks import CALLS, on_x86_64, run, run_twice, text

LEFT = {
    "a file": ("open('/tmp/x', 'w').write('here')", "print(os.path.exists('/tmp/x'))"),
    "a file of /dev/shm": ("open('/dev/shm/x', 'w').write('here')", "print(os.path.exists('/dev/shm/x'))"),
    "a hidden file in a closed folder": ("os.makedirs('.a/b'); os.chmod('.a/b', 0); os.chmod('.a', 0)", "print(os.listdir('/tmp') != [])"),
    "the mode of the work directory": ("os.chmod('/tmp', 0o750)", "print(os.stat('/tmp').st_mode & 0o777 != 0o700)"),
    "its time": ("os.utime('/tmp', (12345, 12345))", "print(os.stat('/tmp').st_mtime == 12345)"),
    "its time to the nanosecond": (
        "s = os.stat('/tmp'); os.utime('/tmp', ns=(s.st_atime_ns + 7, s.st_mtime_ns))",
        "print(os.stat('/tmp').st_atime_ns != os.stat('/tmp').st_mtime_ns)",
    ),
    "an attribute of it": ("os.setxattr('/tmp', 'user.x', b'here')", "print(os.listxattr('/tmp') != [])"),
    "an access list of it": (
        "import struct; os.setxattr('/tmp', 'system.posix_acl_default', struct.pack('<I', 2) + b''.join("
        "struct.pack('<HHi', *e) for e in ((1, 7, -1), (4, 5, -1), (32, 5, -1))))",
        "print(os.listxattr('/tmp') != [])",
    ),
    "a flag of it": (
        "import fcntl; fcntl.ioctl(os.open('/tmp', 0), 0x40086602, (0xc0).to_bytes(8, 'little'))",
        "import fcntl; print(fcntl.ioctl(os.open('/tmp', 0), 0x80086601, bytes(8)) != bytes(8))",
    ),
    "a socket's name": (
        "import socket; s = socket.socket(socket.AF_UNIX); s.bind('\\0x')",
        "import socket\ntry: socket.socket(socket.AF_UNIX).bind('\\0x'); print(False)\nexcept OSError: print(True)",
    ),
    "umask, priority and directory": (
        "os.umask(0); os.nice(5); os.chdir('/')", "print((os.umask(18), os.getpriority(0, 0), os.getcwd()) != (18, 10, '/tmp'))",
    ),
    "a changed module": (
        "import builtins, json; builtins.print = None; json.dumps = None; os.environ['X'] = 'here'; import sys; sys.path.append('here')",
        "import json, sys; print(json.dumps is None or 'X' in os.environ or 'here' in sys.path)",
    ),
    "a limit": (
        "import resource; resource.setrlimit(resource.RLIMIT_NOFILE, (50, 50))",
        "import resource; print(resource.getrlimit(resource.RLIMIT_NOFILE) == (50, 50))",
    ),
}  # fmt: skip


@pytest.mark.parametrize("what", LEFT)
async def test_nothing_is_left_for_the_next_program(sandbox: LocalSandbox, what: str) -> None:
    leave, look = LEFT[what]
    await run(
        sandbox, f"import os\ntry:\n    {leave.replace(chr(10), chr(10) + '    ')}\nexcept OSError: pass"
    )
    found = await run(
        sandbox,
        f"import os\ntry:\n    {look.replace(chr(10), chr(10) + '    ')}\nexcept OSError: print(False)",
    )
    assert text(found) == "False", found.stderr


REMEMBERING = r"""
#define _GNU_SOURCE
#include <fcntl.h>
#include <stdio.h>
#include <sys/stat.h>
#include <sys/xattr.h>
#include <unistd.h>
int main(void) {
  int fd = open("/proc/self/exe", O_RDONLY);
  struct stat seen;
  char text[100] = "";
  unsigned long hint = 0;
  fstat(fd, &seen);
  fgetxattr(fd, "user.x", text, sizeof text - 1);
  fcntl(fd, 1035, &hint);
  if ((seen.st_mode & 07777) == 0701) puts("a mode");
  if (seen.st_mtime == 12345) puts("a time");
  if (*text) puts(text);
  if (hint == 3) puts("a hint");
  hint = 3;
  fcntl(fd, 1036, &hint);
  fchmod(fd, 0701);
  fsetxattr(fd, "user.x", "an attribute", 12, 0);
  futimens(fd, (struct timespec[]){{12345, 0}, {12345, 0}});
}
"""


async def test_a_compiled_program_is_no_memory_between_its_runs(sandbox: LocalSandbox) -> None:
    """Its image is one file for all of them: /proc/self/exe."""
    first, second = await run_twice(sandbox, REMEMBERING, language="c")
    assert (first.exit_code, second.exit_code) == (0, 0)
    assert text(second) == ""


CALLED = """
import fcntl, os
def f():
    seen = []
    for fd in (3, 4, 5, 6):
        try: seen.append([os.lseek(fd, 0, os.SEEK_CUR), fcntl.fcntl(fd, fcntl.F_GETFL), os.fstat(fd).st_mtime_ns == 7])
        except OSError: pass
        try: os.lseek(fd, 3, os.SEEK_SET)
        except OSError: pass
        try: fcntl.fcntl(fd, fcntl.F_SETFL, os.O_APPEND); os.utime(fd, ns=(7, 7))
        except OSError: pass
    return seen
"""


async def test_a_called_program_is_no_memory_between_its_calls(sandbox: LocalSandbox) -> None:
    """The descriptor of its source is one for all of them: offset, flags, times."""
    limits = Limits(cpu_s=1)
    build = await sandbox.build(Program(language="python", source=CALLED), limits)
    cases = [Case(call=Call(entry_point="f")) for _ in range(4)]
    found = {index: read_call(ended) async for index, ended in sandbox.run(build, cases, limits)}
    assert found[1] == found[2] == found[3], found


async def test_the_memory_of_a_run_holds_nothing_of_earlier_ones(sandbox: LocalSandbox) -> None:
    marker = "s3cr3t-" * 3
    secret = f"import sys; x = {marker!r} + 'of the source'; data = sys.stdin.read(); print(data * 100)"
    for _ in range(3):
        await run(sandbox, secret, stdin=f"{marker} of the input\n".encode() * 50)
    search = """
import ctypes
needle = b'-'.join([b's3cr3t'] * 3)
found = 0
for line in open('/proc/self/maps'):
    span, rights, *_ = line.split()
    start, end = (int(x, 16) for x in span.split('-'))
    if rights[0] != 'r' or '[v' in line: continue
    data = ctypes.string_at(start, end - start)
    found += data.count(needle + b'-of') + data.count(needle + b'- of')
print(found)
"""
    assert text(await run(sandbox, search, memory_mb=256)) == "0"


async def test_no_object_of_an_earlier_run_is_there(sandbox: LocalSandbox) -> None:
    await run(
        sandbox,
        "import builtins\nclass Marked: pass\nbuiltins.kept = Marked()\nimport sys; sys.modules['kept'] = Marked()",
    )
    look = "import builtins, gc, sys\nprint('kept' in sys.modules, hasattr(builtins, 'kept'), any(type(o).__name__ == 'Marked' for o in gc.get_objects()))"
    assert text(await run(sandbox, look)) == "False False False"


async def test_a_warm_interpreter_shares_no_page_that_can_be_written(sandbox: LocalSandbox) -> None:
    source = "print([line for line in open('/proc/self/maps') if line.split()[1][1] == 'w' and line.split()[1][3] == 's'])"
    assert text(await run(sandbox, source)) == "[]"


async def test_chance_is_the_same_in_every_run(sandbox: LocalSandbox) -> None:
    """On purpose: equal samples get equal verdicts, so generator and hashes begin from one seed. What another run
    drew is no secret, for nothing secret is drawn in one; and ``os.urandom`` stays what it is."""
    source = "import os, random; print(random.random(), hash('x')); print(os.urandom(8))"
    first, second = [text(await run(sandbox, source)).split("\n") for _ in range(2)]
    assert first[0] == second[0]
    assert first[1] != second[1]


@on_x86_64
async def test_nothing_is_left_in_kernel_stores_that_outlive_a_process(sandbox: LocalSandbox) -> None:
    """System V memory, queues, keys: refused, so that there is nothing to survive."""
    source = (
        CALLS
        + "print(call(29, 1, 4096, 0o1600), call(68, 1, 0o1600), call(64, 1, 1, 0o1600), call(240, b'/x', 0o102, 0o600, 0), call(248, b'user', b'x', b'y', 1, -3))"
    )
    assert set(text(await run(sandbox, source)).split()) == {"ENOSYS"}
