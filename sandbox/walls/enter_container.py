"""The first program in a container of the docker wall: connects, covers what must go, becomes the launcher.

Its supervisor answers with descriptors of a control group's files, where it could make one.

It goes into the container as one file and knows nothing of the rest of the house. No option of the engine
gives a container a ``/dev`` without places to write (``/dev/shm``, ``/dev/mqueue``, terminals), an ``/etc``
without the machine's name servers, or none of ``/sys``. So they are covered here, in a user namespace of its
own, before the launcher makes another.

usage: enter_container.py SOCKET LAUNCHER ZYGOTES...
"""

import contextlib
import ctypes
import glob
import json
import os
import socket
import struct
import sys
from collections.abc import Iterator

FATAL = 2  # sandbox.wire.Frame.FATAL

CLONE_NEWNS, CLONE_NEWUSER = 0x20000, 0x10000000
MS_RDONLY, MS_NOSUID, MS_NODEV, MS_NOEXEC, MS_REMOUNT = 1, 2, 4, 8, 32
MS_BIND, MS_MOVE, MS_REC, MS_PRIVATE = 4096, 8192, 16384, 1 << 18

WORK = "/tmp"  # noqa: S108 - the launcher's work directory, not yet in use: here the new /dev is made
# What compilers and interpreters look for; the same as behind bubblewrap.
ETC = ("alternatives", "ld.so.cache", "ld.so.conf", "ld.so.conf.d", "java*")
DEVICES = ("null", "zero", "full", "random", "urandom")
LINKS = {
    "fd": "/proc/self/fd",
    "stdin": "/proc/self/fd/0",
    "stdout": "/proc/self/fd/1",
    "stderr": "/proc/self/fd/2",
    "shm": WORK,
}

_libc = ctypes.CDLL(None, use_errno=True)


def main(path: str, command: list[str]) -> None:
    supervisor = socket.socket(socket.AF_UNIX)
    supervisor.connect(path)
    os.dup2(supervisor.fileno(), 0)
    os.dup2(supervisor.fileno(), 1)
    try:
        command[1:1] = control_group(supervisor)
        enter_namespaces()
        cover_devices()
        cover_etc()
        mount("none", "/sys", "tmpfs", MS_RDONLY | MS_NOSUID | MS_NODEV | MS_NOEXEC, "size=4k")
        mount("none", os.path.dirname(command[0]), "", MS_REMOUNT | MS_BIND | MS_RDONLY)
        os.execv(command[0], command)  # noqa: S606 - the launcher; the supervisor wrote this command
    except OSError as error:
        text = str(error).encode()
        supervisor.sendall(struct.pack("=II", FATAL, len(text)) + text)
        raise


def control_group(supervisor: socket.socket) -> list[str]:
    """The launcher's arguments for it, none where there is none. A number says which descriptor, -1 none."""
    text, files, _, _ = socket.recv_fds(supervisor, 256, 8)
    told = json.loads(text)
    if not told:
        return []
    for file in files:
        os.set_inheritable(file, True)
    kind, numbers = told
    return ["--cgroup", kind, *(str(files[number] if number >= 0 else -1) for number in numbers)]


def enter_namespaces() -> None:
    """The same user, with privileges over mounts that nobody else sees; they end with ``execv``."""
    user, group = os.getuid(), os.getgid()
    if _libc.unshare(CLONE_NEWUSER | CLONE_NEWNS):
        raise failure("no user namespace; the container's seccomp profile or the host's AppArmor forbids it")
    write("/proc/self/setgroups", "deny")
    write("/proc/self/uid_map", f"{user} {user} 1")
    write("/proc/self/gid_map", f"{group} {group} 1")
    mount("none", "/", "", MS_REC | MS_PRIVATE)


def cover_devices() -> None:
    with new_folder("/dev", MS_NOSUID | MS_NOEXEC):
        for name in DEVICES:
            show(f"/dev/{name}")
        for name, target in LINKS.items():
            os.symlink(target, f"{WORK}/{name}")


def cover_etc() -> None:
    with new_folder("/etc", MS_NOSUID | MS_NODEV):
        for pattern in ETC:
            for path in glob.glob(f"/etc/{pattern}"):
                show(path)


@contextlib.contextmanager
def new_folder(place: str, flags: int) -> Iterator[None]:
    """Takes the place of another when it is filled, and cannot be written to then."""
    mount("none", WORK, "tmpfs", flags, "size=64k,mode=755")
    yield
    mount(WORK, place, "", MS_MOVE)
    mount("none", place, "", MS_REMOUNT | MS_BIND | MS_RDONLY | flags)


def show(path: str) -> None:
    """In the new folder, as it is in the old one."""
    shown = f"{WORK}/{os.path.basename(path)}"
    if os.path.islink(path):
        os.symlink(os.readlink(path), shown)
        return
    if os.path.isdir(path):
        os.mkdir(shown)
    else:
        write(shown, "")
    mount(path, shown, "", MS_BIND)


def mount(source: str, target: str, kind: str, flags: int, options: str = "") -> None:
    words = [word.encode() for word in (source, target, kind)]
    if _libc.mount(*words, ctypes.c_ulong(flags), options.encode()):
        raise failure(f"cannot mount {target}")


def write(path: str, text: str) -> None:
    with open(path, "w") as file:
        file.write(text)


def failure(what: str) -> OSError:
    number = ctypes.get_errno()
    return OSError(number, f"{what}: {os.strerror(number)}")


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2:])
