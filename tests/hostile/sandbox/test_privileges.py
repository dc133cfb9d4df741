# ruff: noqa: E501 - attacks are programs, some of them in one line
"""Nobody inside has a privilege, can get one, or reaches a system call that gives one."""

import pytest

from sandbox.local import LocalSandbox
from tests.hostile.sandbox.attacks import CALLS, on_x86_64, run, text

NUMBERS = {
    "ptrace": 101, "process_vm_readv": 310, "process_vm_writev": 311, "kcmp": 312, "pidfd_getfd": 438,
    "mount": 165, "umount2": 166, "pivot_root": 155, "chroot": 161, "fsopen": 430, "fsmount": 432, "move_mount": 429,
    "open_tree": 428, "mount_setattr": 442, "unshare": 272, "setns": 308, "clone3": 435,
    "add_key": 248, "request_key": 249, "keyctl": 250, "bpf": 321, "perf_event_open": 298, "userfaultfd": 323,
    "io_uring_setup": 425, "io_uring_enter": 426, "io_uring_register": 427, "io_setup": 206,
    "shmget": 29, "semget": 64, "msgget": 68, "mq_open": 240, "memfd_create": 319, "memfd_secret": 447,
    "inotify_init": 253, "inotify_init1": 294, "fanotify_init": 300, "name_to_handle_at": 303, "open_by_handle_at": 304,
    "init_module": 175, "finit_module": 313, "kexec_load": 246, "reboot": 169, "swapon": 167, "syslog": 103,
    "settimeofday": 164, "clock_settime": 227, "adjtimex": 159, "sethostname": 170, "acct": 163, "quotactl": 179,
    "iopl": 172, "ioperm": 173, "modify_ldt": 154, "vmsplice": 278, "lookup_dcookie": 212, "seccomp": 317,
    "landlock_create_ruleset": 444, "process_madvise": 440, "process_mrelease": 448, "sync": 162, "syncfs": 306,
    "sendmsg": 46, "sendmmsg": 307, "rt_sigqueueinfo": 129, "rt_tgsigqueueinfo": 297, "pidfd_send_signal": 424,
    "vhangup": 153, "nfsservctl": 180, "personality of old": 135,
}  # fmt: skip


@on_x86_64
async def test_system_calls_that_nobody_needs_are_not_there(sandbox: LocalSandbox) -> None:
    """As on a kernel without them, whatever their arguments."""
    source = (
        CALLS
        + f"print({{name: got for name, number in {NUMBERS}.items() if (got := call(number, 0x0040000, 0, 0, 0, 0)) not in ('ENOSYS', 'EPERM')}})"
    )
    assert text(await run(sandbox, source)) == "{}"


NAMESPACES = {
    "mount": 0x20000,
    "cgroup": 0x2000000,
    "uts": 0x4000000,
    "ipc": 0x8000000,
    "user": 0x10000000,
    "pid": 0x20000000,
    "net": 0x40000000,
}


@on_x86_64
@pytest.mark.parametrize("namespace", NAMESPACES)
async def test_no_namespace_can_be_made(sandbox: LocalSandbox, namespace: str) -> None:
    flag = NAMESPACES[namespace]
    source = (
        CALLS
        + f"print(call(272, {flag}), call(56, {flag} | 17, 0, 0, 0, 0), call(56, {flag} | 0x10000000 | 17, 0, 0, 0, 0))"
    )
    seen = text(await run(sandbox, source)).split()
    assert "done" not in seen


@on_x86_64
async def test_no_process_becomes_the_launchers_child(sandbox: LocalSandbox) -> None:
    """By CLONE_PARENT; from a child of one's own it only makes a sibling of that."""
    source = (
        CALLS
        + """
print(call(56, 0x8000 | 17, 0, 0, 0, 0))
if not os.fork():
    libc.syscall(ctypes.c_long(56), ctypes.c_long(0x8000 | 17), 0, 0, 0, 0)
    os._exit(os.getppid())
print(sorted(os.waitstatus_to_exitcode(os.wait()[1]) for _ in range(2)))
"""
    )
    assert text(await run(sandbox, source)).split("\n") == ["EINVAL", "[1, 1]"]


async def test_nobody_has_a_capability(sandbox: LocalSandbox) -> None:
    source = """
kept = [line.split() for line in open('/proc/self/status') if line.startswith(('Cap', 'NoNewPrivs', 'Seccomp:'))]
print(*(f'{name}{value.lstrip("0") or 0}' for name, value in kept if name != 'CapBnd:'))
"""
    assert text(await run(sandbox, source)) == "CapInh:0 CapPrm:0 CapEff:0 CapAmb:0 NoNewPrivs:1 Seccomp:2"


async def test_capabilities_do_not_come_back(sandbox: LocalSandbox) -> None:
    source = (
        CALLS
        + """
import struct
head = struct.pack('Ii', 0x20080522, 0)
every = struct.pack('6I', *[0xffffffff] * 6)
print(call(126, head, every), call(157, 47, 2, 21, 0, 0), call(157, 8, 1, 0, 0, 0) == 'done' and call(105, 0))
"""
    )
    assert "done" not in text(await run(sandbox, source))


@pytest.mark.parametrize("identity", [0, 1, 65534])
async def test_nobody_becomes_somebody_else(sandbox: LocalSandbox, identity: int) -> None:
    source = f"""
import os
for attempt in (os.setuid, os.setgid, lambda i: os.setgroups([i]), lambda i: os.setresuid(i, i, i)):
    try: attempt({identity}); print('became')
    except OSError: pass
print('same')
"""
    assert text(await run(sandbox, source)) == "same"


async def test_a_program_that_gives_others_rights_gives_none(sandbox: LocalSandbox) -> None:
    source = """
import os, shutil, subprocess
shutil.copy('/usr/bin/id', 'id'); os.chmod('id', 0o6755)
print(subprocess.run(['./id', '-u'], capture_output=True, text=True).stdout.strip(), os.getuid())
for name in ('/usr/bin/su', '/usr/bin/sudo', '/usr/bin/mount', '/usr/bin/newuidmap'):
    if os.path.exists(name): assert subprocess.run([name], stdin=0, capture_output=True).returncode
"""
    first = text(await run(sandbox, source, cpu_s=3)).split()
    assert first[0] == first[1]


OTHER_ABI = {
    "i386": 'asm volatile ("int $0x80" : "=a"(got) : "a"(20));',
    "x32": 'asm volatile ("syscall" : "=a"(got) : "a"(0x40000000 | 39) : "rcx", "r11");',
}


@on_x86_64
@pytest.mark.parametrize("abi", OTHER_ABI)
async def test_calls_of_another_abi_end_the_program(sandbox: LocalSandbox, abi: str) -> None:
    ended = await run(
        sandbox, f"int main(void) {{ long got; {OTHER_ABI[abi]} return got < 0; }}", language="c"
    )
    assert ended.signal is not None


@on_x86_64
@pytest.mark.parametrize("option", [4, 22, 35, 0x59616D61, 62])
async def test_options_of_a_process_that_weaken_others_are_refused(
    sandbox: LocalSandbox, option: int
) -> None:
    """PR_SET_DUMPABLE is its own business; filters, memory maps, tracers and core scheduling are not."""
    source = CALLS + f"print(call(157, {option}, 1, 0, 0, 0))"
    assert text(await run(sandbox, source)) in ("EPERM", "EINVAL", "ENOSYS") or option == 4


@on_x86_64
async def test_addresses_stay_random(sandbox: LocalSandbox) -> None:
    assert text(await run(sandbox, CALLS + "print(call(135, 0x0040000))")) == "EPERM"


@on_x86_64
async def test_characters_cannot_be_pushed_into_a_terminal(sandbox: LocalSandbox) -> None:
    source = (
        CALLS
        + "print(*[call(16, fd, what, b'x') for fd in (0, 1, 2) for what in (0x5412, 0x541C, 0x5412 | 1 << 32)])"
    )
    assert set(text(await run(sandbox, source)).split()) == {"EPERM"}


NOTHING_DONE = {
    "fsync": (74, 999),
    "fdatasync": (75, 999),
    "sync_file_range": (277, 999, 0, 0, 0),
    "flock": (73, 999, 2),
    "fcntl F_SETLK": (72, 999, 6, 0),
    "fcntl F_SETLKW": (72, 999, 7, 0),
    "fcntl F_OFD_SETLK": (72, 999, 37, 0),
    "fcntl F_OFD_SETLKW": (72, 999, 38, 0),
    "sched_setaffinity": (203, 0, 8, 0),
    "sched_setscheduler": (144, 0, 77, 0),
    "sched_setparam": (142, 0, 0),
    "sched_setattr": (314, 0, 0, 0),
    "setpriority": (141, 77, 0, -20),
}


@on_x86_64
@pytest.mark.parametrize("what", NOTHING_DONE)
async def test_calls_that_others_would_feel_are_granted_and_do_nothing(
    sandbox: LocalSandbox, what: str
) -> None:
    """``fsync`` of any file of the system makes the machine write its journal and wait for its disk; locks are a way
    to talk; processors belong to all. With these arguments the kernel would find an error: it is never asked."""
    assert text(await run(sandbox, CALLS + f"print(call(*{NOTHING_DONE[what]}))")) == "done"


async def test_processors_and_priority_stay_as_they_are(sandbox: LocalSandbox) -> None:
    source = """
import os
before = os.sched_getaffinity(0), os.getpriority(os.PRIO_PROCESS, 0)
os.sched_setaffinity(0, [min(before[0])]); os.nice(5); os.setpriority(os.PRIO_PROCESS, 0, 19)
print((os.sched_getaffinity(0), os.getpriority(os.PRIO_PROCESS, 0)) == before)
"""
    assert text(await run(sandbox, source)) == "True"


REFUSED = {
    "F_SETPIPE_SZ": "fcntl.fcntl(1, 1031, 1 << 20)",
    "F_SET_RW_HINT": "fcntl.fcntl(os.open('/tmp', 0), 1036, bytes(8))",
    "F_SET_FILE_RW_HINT": "fcntl.fcntl(os.open('/tmp', 0), 1038, bytes(8))",
    "RLIMIT_CPU, lowered": "resource.setrlimit(resource.RLIMIT_CPU, (1, 1))",
    "RLIMIT_CPU, of another": "resource.prlimit(os.getpid(), resource.RLIMIT_CPU, (1, 1))",
}


@pytest.mark.parametrize("what", REFUSED)
async def test_what_would_stay_or_look_like_somebody_elses_doing_is_refused(
    sandbox: LocalSandbox, what: str
) -> None:
    source = f"import fcntl, os, resource\ntry: {REFUSED[what]}; print('done')\nexcept (PermissionError, ValueError): print('refused')"
    assert text(await run(sandbox, source)) == "refused"


LIMITS = {
    "RLIMIT_NPROC": 64 + 14,  # the launcher's own are counted with it
    "RLIMIT_NOFILE": 256,
    "RLIMIT_CORE": 0,
    "RLIMIT_MEMLOCK": 0,
    "RLIMIT_MSGQUEUE": 0,
}


@pytest.mark.parametrize("name", LIMITS)
async def test_limits_cannot_be_raised(sandbox: LocalSandbox, name: str) -> None:
    source = f"""
import resource
soft, hard = resource.getrlimit(resource.{name})
try: resource.setrlimit(resource.{name}, (hard + 1, hard + 1)); print('raised')
except (ValueError, OSError): print(hard)
"""
    assert int(text(await run(sandbox, source))) <= LIMITS[name]


@pytest.mark.parametrize("name", ["RLIMIT_NPROC", "RLIMIT_NOFILE", "RLIMIT_FSIZE", "RLIMIT_AS"])
async def test_limits_can_be_lowered(sandbox: LocalSandbox, name: str) -> None:
    source = f"""
import resource
resource.setrlimit(resource.{name}, (1 << 30, 1 << 30)) if resource.getrlimit(resource.{name})[1] == -1 else 0
resource.setrlimit(resource.{name}, (20, resource.getrlimit(resource.{name})[1] - 1))
print(resource.getrlimit(resource.{name})[0])
"""
    assert text(await run(sandbox, source)) == "20"


async def test_a_slower_or_faster_schedule_is_not_granted(sandbox: LocalSandbox) -> None:
    source = """
import os
for attempt in (lambda: os.nice(-1), lambda: os.sched_setscheduler(0, os.SCHED_FIFO, os.sched_param(1)),
                lambda: os.sched_setscheduler(0, os.SCHED_RR, os.sched_param(1)), lambda: os.setpriority(os.PRIO_USER, 0, -5)):
    try: attempt()
    except OSError: pass
print(os.sched_getscheduler(0), os.getpriority(os.PRIO_PROCESS, 0))
"""
    assert text(await run(sandbox, source)) == "0 10"
