"""What a user would pick instead of a sandbox that stays warm: a process a test, in several ways."""

from __future__ import annotations

import asyncio
import json
import os
import resource
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

import psutil

from benchmarks.code_sandbox import SYSTEM_PYTHON
from benchmarks.measure import pinned
from sandbox.guest.zygote import MODULES
from sandbox.walls.base import BUILT
from sandbox.walls.bubblewrap import BubblewrapWall

HERE = Path(__file__).parent
ENVIRONMENT = {"PATH": "/usr/local/bin:/usr/bin:/bin", "LANG": "C.UTF-8", "PYTHONHASHSEED": "0"}
GUEST_PARENT = HERE.parent / "sandbox"


@dataclass(frozen=True, slots=True)
class Helper:
    """A script under the system's interpreter that answers each line with one of JSON."""

    process: subprocess.Popen[str]

    def ask(self, line: str) -> list[float]:
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        self.process.stdin.write(line + "\n")
        self.process.stdin.flush()
        answer = self.process.stdout.readline()
        if not answer:
            raise SystemExit(f"{self.process.args!r} ended with {self.process.wait()}")
        decoded = json.loads(answer)
        return decoded if isinstance(decoded, list) else [decoded]


@contextmanager
def helper(cores: frozenset[int], script: str, *arguments: str) -> Iterator[Helper]:
    with (
        pinned(cores),
        subprocess.Popen(
            [SYSTEM_PYTHON, "-I", str(HERE / script), *arguments],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            env=ENVIRONMENT,
        ) as process,
    ):
        yield Helper(process)
        assert process.stdin is not None
        process.stdin.close()


@contextmanager
def bare_process(cores: frozenset[int]) -> Iterator[Helper]:
    """As large as a warm interpreter of ours: see ``code_bare``."""
    library = str(BUILT / "zygote.so")
    with helper(cores, "code_bare.py", str(GUEST_PARENT), library, *MODULES["plain"]) as one:
        yield one


def seconds_of_subprocess(command: Sequence[str], stdin: bytes, expected: bytes, count: int) -> list[float]:
    """``subprocess.run``, one after the other."""
    seconds = []
    for _ in range(count):
        started = time.perf_counter()
        done = subprocess.run(command, input=stdin, capture_output=True, env=ENVIRONMENT, check=True)
        seconds.append(time.perf_counter() - started)
        assert done.stdout == expected, done
    return seconds


def bwrap_command(file: Path) -> list[str]:
    """Bubblewrap with the options of our wall, for one test: ``python3 -I`` and the file alone inside."""
    options = BubblewrapWall()._arguments([])  # the very same, without our own parts
    inside = ["--tmpfs", "/tmp", "--ro-bind", str(file), "/tmp/main.py", "--chdir", "/tmp"]
    return ["bwrap", *options, *inside, "--", SYSTEM_PYTHON, "-I", "/tmp/main.py"]


def seconds_of_spawn(binary: Path, stdin: bytes, expected: bytes, count: int) -> list[float]:
    """``posix_spawn`` with pipes for stdin and stdout, and a wait: nothing else."""
    seconds = []
    for _ in range(count):
        started = time.perf_counter()
        output, _ = spawn([str(binary)], stdin)
        seconds.append(time.perf_counter() - started)
        assert output == expected, output
    return seconds


def spawn(command: list[str], stdin: bytes) -> tuple[bytes, resource.struct_rusage]:
    """Output, and what it used. ``stdin`` must fit into a pipe."""
    input_reading, input_writing = os.pipe()
    output_reading, output_writing = os.pipe()
    actions = [(os.POSIX_SPAWN_DUP2, input_reading, 0), (os.POSIX_SPAWN_DUP2, output_writing, 1)]
    pid = os.posix_spawn(command[0], command, ENVIRONMENT, file_actions=actions)
    os.close(input_reading)
    os.close(output_writing)
    os.write(input_writing, stdin)
    os.close(input_writing)
    output = b""
    while part := os.read(output_reading, 1 << 16):
        output += part
    os.close(output_reading)
    _, status, used = os.wait4(pid, 0)
    assert status == 0, status
    return output, used


async def fusion_problem(source: str, inputs: Sequence[bytes], outputs: Sequence[bytes]) -> float:
    """Seconds of a problem's tests as SandboxFusion without isolation starts them.

    Each has a folder, a shell and an interpreter of its own; when it has ended, what it left behind is killed
    and what it printed is read.
    """
    started = time.perf_counter()
    for stdin, expected in zip(inputs, outputs, strict=True):
        with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
            file = Path(folder, "main.py")
            file.write_text(source)  # noqa: ASYNC240 - as it does
            output = await _in_a_shell(f"{SYSTEM_PYTHON} {file}", stdin, folder)
        assert output.split() == expected.split(), output
    return time.perf_counter() - started


async def _in_a_shell(command: str, stdin: bytes, folder: str) -> bytes:
    process = await asyncio.create_subprocess_shell(
        command,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        cwd=folder,
        executable="/bin/bash",
        env={**os.environ},
        start_new_session=True,
        preexec_fn=lambda: None,
    )
    assert process.stdin is not None
    assert process.stdout is not None
    process.stdin.write(stdin)
    await process.stdin.drain()
    process.stdin.close()
    await asyncio.wait_for(process.wait(), timeout=10)
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    if psutil.pid_exists(process.pid):
        for child in psutil.Process(process.pid).children(recursive=True):
            child.kill()
    return await process.stdout.read()
