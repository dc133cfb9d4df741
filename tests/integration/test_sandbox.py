"""The sandbox behind the real wall: what goes in comes out, and every limit is the one that was met."""

from __future__ import annotations

import asyncio
import signal
import time
from collections.abc import AsyncIterator
from contextlib import aclosing

import pytest
import pytest_asyncio

from sandbox.interface import Call, Case, Limit, Limits, Outcome, Program, Returned, SandboxBusy, read_call
from sandbox.job import MOST_AT_ONCE
from sandbox.local import LocalSandbox
from tests.sandboxes import SHORT, outcome, outcomes, started

pytestmark = pytest.mark.asyncio(loop_scope="module")

EVERY_BYTE = bytes(range(256)) * 3
FIVE_MB = b"0123456789abcde\n" * (5 * 2**16)
SOON_S = 3.0
"""On a busy machine; what is waited for takes a few milliseconds."""


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def box() -> AsyncIterator[LocalSandbox]:
    async with started(jails=2) as sandbox:
        yield sandbox


# ---- streams, exits, arguments


async def test_stdin_and_stdout_are_exact_to_the_byte(box: LocalSandbox) -> None:
    run = await outcome(box, "import sys; sys.stdout.buffer.write(sys.stdin.buffer.read())", EVERY_BYTE)
    assert (run.stdout, run.stderr, run.exit_code) == (EVERY_BYTE, b"", 0)


async def test_stderr_is_exact_to_the_byte(box: LocalSandbox) -> None:
    run = await outcome(box, "import sys; sys.stderr.buffer.write(sys.stdin.buffer.read())", EVERY_BYTE)
    assert (run.stdout, run.stderr) == (b"", EVERY_BYTE)


async def test_of_a_long_stderr_the_end_is_kept_and_nothing_fails(box: LocalSandbox) -> None:
    run = await outcome(box, "import sys; sys.stderr.write('x' * 1_000_000 + 'the end')")
    assert run.succeeded
    assert len(run.stderr) == 65_536
    assert run.stderr.endswith(b"xthe end")


async def test_what_was_written_without_a_newline_or_flush_arrives(box: LocalSandbox) -> None:
    assert (await outcome(box, "print('half', end='')")).stdout == b"half"


LEFT_OPEN = {
    "a file on stdout": "out = open(1, 'w')\nout.write('6\\n')",
    "a buffer on stdout": "import io\nout = io.BufferedWriter(io.FileIO(1, 'w'))\nout.write(b'6\\n')",
    "the first stdout": "import io, sys\nsys.stdout = io.StringIO()\nprint(6)\n"
    "sys.__stdout__.write(sys.stdout.getvalue())",
    "at exit": "import atexit, io, sys\nsys.stdout = io.StringIO()\n"
    "atexit.register(lambda: sys.__stdout__.write(sys.stdout.getvalue()))\nprint(6)",
    "an object's": "class Out: pass\nout = Out()\nout.file = open(1, 'w')\nout.file.write('6\\n')\nexit()",
    "a last word": "class Last:\n    def __del__(self): print(6)\nlast = Last()",
    "a stream that says little of itself": "import sys\nclass Out:\n    all, out = '', sys.stdout\n"
    "    def write(self, text): self.all += text\n"
    "    def flush(self): self.out.write(self.all); self.all = ''\nsys.stdout = Out()\nprint(6)",
    "names that are no text": "globals()[1] = 2\nprint(6)",
    "a main module that is none": "import sys\nsys.modules['__main__'] = 5\nprint(6)",
    "a cycle": "some = [open(1, 'w')]\nsome.append(some)\nsome[0].write('6\\n')",
    "a helper of a last word": "def six(): return 6\n"
    "class Last:\n    def __del__(self): print(six())\nlast = Last()",
    "a generator's": "def some():\n    try: yield\n    finally: print(6)\nnext(left := some())",
}


@pytest.mark.parametrize("program", LEFT_OPEN.values(), ids=LEFT_OPEN.keys())
async def test_what_is_still_held_at_the_end_is_written_out(box: LocalSandbox, program: str) -> None:
    run = await outcome(box, program)
    assert (run.stdout, run.exit_code) == (b"6\n", 0), run.stderr


async def test_what_is_looked_for_at_the_end_takes_no_time(box: LocalSandbox) -> None:
    many = "row = [[0] * 1000] * 1000\nsome = {n: row for n in range(1000)}\nlast = [some] * 1000"
    assert (await outcome(box, many)).cpu_s < 0.2


async def test_a_file_that_is_never_closed_is_collected_whole(box: LocalSandbox) -> None:
    (run,) = await run_with_files(box, "out = open('out', 'w'); out.write('6')", [Case(collect=["out"])])
    assert run.files == {"out": b"6"}


@pytest.mark.parametrize("code", [0, 1, 2, 127, 255])
async def test_an_exit_code_is_told(box: LocalSandbox, code: int) -> None:
    run = await outcome(box, f"import sys; print(1); sys.exit({code})")
    assert (run.exit_code, run.signal, run.limit, run.stdout) == (code, None, None, b"1\n")


@pytest.mark.parametrize(
    "source", ["import ctypes; ctypes.string_at(0)", "import os; os.abort()"], ids=["fault", "abort"]
)
async def test_a_crash_is_told_by_its_signal(box: LocalSandbox, source: str) -> None:
    """The first process of a namespace hears no signal of its own, so abort() ends by the fault after it."""
    run = await outcome(box, source)
    assert (run.exit_code, run.signal, run.limit) == (None, signal.SIGSEGV, None)


async def test_a_signal_of_a_program_to_itself_ends_its_children_and_not_itself(box: LocalSandbox) -> None:
    source = (
        "import os, signal\nif not (child := os.fork()): signal.raise_signal(signal.SIGTERM)\n"
        "print(os.waitpid(child, 0)[1]); signal.raise_signal(signal.SIGTERM); print('goes on')"
    )
    assert (await outcome(box, source)).stdout == b"15\ngoes on\n"


ECHO_BLOCKS = "import sys\nwhile block := sys.stdin.buffer.read(1000): sys.stdout.buffer.write(block)"
WRITE_FIRST = "import sys\nprint('x' * 5_000_000)\nprint(len(sys.stdin.buffer.read()))"


async def test_five_megabytes_go_both_ways_at_once(box: LocalSandbox) -> None:
    run = await outcome(box, ECHO_BLOCKS, FIVE_MB)
    assert run.exit_code == 0
    assert run.stdout == FIVE_MB


async def test_a_program_that_writes_before_it_reads_is_not_stuck(box: LocalSandbox) -> None:
    run = await outcome(box, WRITE_FIRST, FIVE_MB)
    assert run.exit_code == 0
    assert run.stdout.endswith(b"x\n%d\n" % len(FIVE_MB))


async def test_a_program_need_not_read_its_input(box: LocalSandbox) -> None:
    run = await outcome(box, "import sys; sys.stdin.close(); print('done')", FIVE_MB)
    assert (run.exit_code, run.stdout) == (0, b"done\n")


@pytest.mark.parametrize(
    ("language", "source"),
    [("python", "import sys; print(sys.argv[1:])"), ("bash", 'printf "%s|" "$@"')],
)
async def test_arguments_arrive_as_they_are(box: LocalSandbox, language: str, source: str) -> None:
    arguments = ["a", "b c", "", "$(id); 'x' \"y\"", "ä", "--help"]
    (run,) = await outcomes(box, source, [Case(arguments=arguments)], language=language)
    shown = str(arguments) + "\n" if language == "python" else "".join(f"{word}|" for word in arguments)
    assert run.stdout.decode() == shown


async def test_a_call_returns_plain_data(box: LocalSandbox) -> None:
    case = Case(call=Call(entry_point="f", args=[[1, 2]], kwargs={"scale": 0.5}))
    (run,) = await outcomes(box, "def f(numbers, scale): return {'sum': sum(numbers) * scale}", [case])
    assert read_call(run) == Returned({"sum": 1.5})


async def test_source_that_does_not_compile_is_told_apart(box: LocalSandbox) -> None:
    run = await outcome(box, "print('x'\n")
    assert (run.compile_failed, run.exit_code, run.result) == (True, 1, b"")
    assert b"SyntaxError" in run.stderr


# ---- files


async def run_with_files(
    box: LocalSandbox, source: str, cases: list[Case], files: dict[str, bytes] | None = None
) -> list[Outcome]:
    build = await box.build(Program(language="python", source=source, files=files or {}), SHORT)
    found = {index: run async for index, run in box.run(build, cases, SHORT)}
    return [found[index] for index in range(len(cases))]


async def test_files_lie_in_the_work_directory(box: LocalSandbox) -> None:
    source = "print(open('own').read(), open('deep/er/one', 'rb').read())"
    cases = [Case(files={"deep/er/one": EVERY_BYTE}), Case(files={"deep/er/one": b"2", "own": b"other"})]
    runs = await run_with_files(box, source, cases, {"own": b"program's"})
    assert [run.stdout for run in runs] == [b"program's %r\n" % EVERY_BYTE, b"other b'2'\n"]


async def test_files_of_one_case_are_not_seen_by_the_next(box: LocalSandbox) -> None:
    source = "import os; print(os.listdir())"
    runs = await run_with_files(box, source, [Case(files={f"{n}": b""}) for n in range(6)])
    assert [run.stdout for run in runs] == [b"['%d']\n" % n for n in range(6)]


async def test_files_that_a_program_leaves_are_collected(box: LocalSandbox) -> None:
    source = (
        "import os, sys; os.makedirs('a/b'); os.symlink('/etc/passwd', 'link'); os.mkfifo('pipe')\n"
        "os.mkdir('dir'); os.symlink('a', 'way'); open('empty', 'w')\n"
        "open('a/b/c', 'wb').write(bytes(range(256)) * 3); sys.exit(3)"
    )
    wanted = ["a/b/c", "empty", "/etc/passwd", "../etc/passwd", "absent", "link", "pipe", "dir", "way/b/c"]
    (run,) = await run_with_files(box, source, [Case(collect=wanted)])
    assert run.exit_code == 3
    assert run.files == {"a/b/c": EVERY_BYTE, "empty": b""}


async def test_what_a_killed_program_left_is_collected_too(box: LocalSandbox) -> None:
    source = "open('x', 'w').write('left')\nwhile True: pass"
    build = await box.build(Program(language="python", source=source), SHORT)
    limits = Limits(cpu_s=0.3, memory_mb=256)
    runs = [run async for _, run in box.run(build, [Case(collect=["x"])], limits)]
    assert (runs[0].limit, runs[0].files) == (Limit.TIME, {"x": b"left"})


IMPOSSIBLE = {
    "traversal": Case(files={"../x": b""}),
    "a folder": Case(files={"a/": b""}),
    "a file and a folder": Case(files={"a": b"", "a/b": b""}),
    "no UTF-8": Case(files={"\udc80": b""}),
    "too many files": Case(files={str(n): b"" for n in range(20_000)}),
    "to collect with a zero": Case(collect=["a\0b"]),
    "an argument with a zero": Case(arguments=["a\0b"]),
    "an argument that is no UTF-8": Case(arguments=["\udc80"]),
    "too many arguments": Case(arguments=["x"] * 1000),
}


@pytest.mark.parametrize("case", IMPOSSIBLE.values(), ids=IMPOSSIBLE.keys())
async def test_what_no_jail_could_do_is_refused_and_costs_none(box: LocalSandbox, case: Case) -> None:
    before = box.pool.counters.restarts
    async with asyncio.timeout(20):
        with pytest.raises(ValueError):
            await run_with_files(box, "print(1)", [case])
        assert (await outcome(box, "print(2)")).stdout == b"2\n"
    assert box.pool.counters.restarts == before


# ---- limits

FORK_BOMB = "import os, time\nfor _ in range(1000):\n    if not os.fork(): time.sleep(30)\ntime.sleep(30)"
THREADED = "import os\nfor _ in range(3):\n    if not os.fork():\n        while True: pass\nos.wait()"
GROW = "blocks = []\nwhile True: blocks.append(bytearray(2**20))"
FILL = "f = open('x', 'wb')\nwhile True: f.write(b'x' * 2**20)"
HUNGRY_CHILDREN = (
    "import os, time\nfor _ in range(4):\n"
    "    if not os.fork(): x = b'x' * (40 * 2**20); time.sleep(20)\nos.wait()"
)
CALLS = "import os\nwhile True: os.stat('/')"
LIMITED = {
    "processor time": ("while True: pass", Limits(cpu_s=0.3), Limit.TIME),
    "processor time of children": (THREADED, Limits(cpu_s=0.5), Limit.TIME),
    "processor time of calls of the system": (CALLS, Limits(cpu_s=0.3), Limit.TIME),
    "sleep": ("import time; time.sleep(60)", Limits(cpu_s=5, wall_s=0.4), Limit.TIME),
    "waiting for more input": ("import os; r, w = os.pipe(); os.read(r, 1)", Limits(wall_s=0.4), Limit.TIME),
    "memory": (GROW, Limits(memory_mb=100), Limit.MEMORY),
    "memory at one go": ("x = bytearray(b'x') * (300 * 2**20)", Limits(memory_mb=100), Limit.MEMORY),
    "memory of children": (HUNGRY_CHILDREN, Limits(memory_mb=100), Limit.MEMORY),
    "output": ("while True: print('x' * 1000)", Limits(output_bytes=100_000), Limit.OUTPUT),
    "output by one byte": ("print('x' * 1000)", Limits(output_bytes=1000), Limit.OUTPUT),
    "processes": (FORK_BOMB, Limits(processes=20, wall_s=5), Limit.PROCESSES),
}  # fmt: skip


@pytest.mark.parametrize(("source", "limits", "limit"), LIMITED.values(), ids=LIMITED.keys())
async def test_a_limit_is_named_by_what_was_met(
    box: LocalSandbox, source: str, limits: Limits, limit: Limit
) -> None:
    before = box.pool.counters.lost_and_rerun
    run = await outcome(box, source, limits=limits)
    assert run.limit == limit, run
    assert not run.succeeded
    assert box.pool.counters.lost_and_rerun == before


async def test_output_up_to_the_limit_is_taken_and_not_more(box: LocalSandbox) -> None:
    limits = Limits(output_bytes=1000)
    assert (await outcome(box, "print('x' * 999)", limits=limits)).succeeded
    over = await outcome(box, "print('x' * 5000)", limits=limits)
    assert over.stdout == b"x" * 1000


async def test_what_is_kept_of_a_program_is_none_of_its_output(box: LocalSandbox) -> None:
    """A program that runs again is kept as compiled, which is longer than what it may print."""
    source = "\n".join(f"number_{n} = {n} + len('{n}')" for n in range(100)) + "\nprint(number_3)"
    runs = await outcomes(box, source, [Case()] * 4, limits=Limits(output_bytes=100))
    assert [(run.stdout, run.limit, run.result) for run in runs] == [(b"4\n", None, b"")] * 4


async def test_a_full_work_directory_is_an_error_of_the_programs_own(box: LocalSandbox) -> None:
    run = await outcome(box, FILL, limits=Limits(disk_mb=8))
    assert (run.exit_code, run.limit) == (1, None)
    assert b"OSError" in run.stderr


async def test_processor_time_is_counted_and_sleep_is_not(box: LocalSandbox) -> None:
    run = await outcome(box, "import time; time.sleep(0.3)")
    assert run.succeeded
    assert run.cpu_s < 0.2
    assert run.wall_s >= 0.3


async def test_the_memory_of_a_run_is_told(box: LocalSandbox) -> None:
    small, large = await outcomes(
        box, "x = b'x' * int(input()) * 2**20", [Case(stdin=b"1"), Case(stdin=b"100")]
    )
    assert 100 < large.memory_mb < 200
    assert small.memory_mb < 60


# ---- positions, turns, leaving


async def test_the_outcome_of_every_case_comes_by_its_position(box: LocalSandbox) -> None:
    runs = await outcomes(box, "print(int(input()) ** 2)", [Case(stdin=b"%d" % n) for n in range(60)])
    assert [run.stdout for run in runs] == [b"%d\n" % n**2 for n in range(60)]


async def test_no_case_is_no_outcome(box: LocalSandbox) -> None:
    assert await outcomes(box, "print(1)", []) == []


async def test_to_leave_ends_what_runs_and_the_jail_is_free_at_once(box: LocalSandbox) -> None:
    build = await box.build(Program(language="python", source="import time\ntime.sleep(int(input()))"), SHORT)
    cases = [Case(stdin=b"0"), *[Case(stdin=b"60")] * 20]
    async with aclosing(box.run(build, cases, Limits(wall_s=120))) as running:
        async for index, _ in running:
            assert index == 0
            break
    left = time.monotonic()
    runs = await outcomes(box, "print(1)", [Case()] * 4)
    assert time.monotonic() - left < SOON_S
    assert [run.stdout for run in runs] == [b"1\n"] * 4
    assert (box.pool.busy, box.pool.queue_length) == (0, 0)


async def test_one_who_is_cancelled_leaves_too(box: LocalSandbox) -> None:
    task = asyncio.create_task(outcomes(box, "import time; time.sleep(60)", [Case()] * 20, limits=Limits()))
    await asyncio.sleep(0.3)
    assert box.pool.busy == 2
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)
    left = time.monotonic()
    assert (await outcome(box, "print(1)")).stdout == b"1\n"
    assert time.monotonic() - left < SOON_S


async def test_a_small_job_waits_for_a_chunk_of_a_big_one_and_no_more(box: LocalSandbox) -> None:
    ended: list[object] = []

    async def use(owner: object, cases: int) -> None:
        source = "import time; time.sleep(0.005)"
        build = await box.build(Program(language="python", source=source), SHORT)
        async for _ in box.run(build, [Case()] * cases, SHORT, owner=owner):
            ended.append(owner)
            begun.set()

    begun = asyncio.Event()
    big = asyncio.create_task(use("big", 300))
    await begun.wait()
    await asyncio.sleep(0.1)
    asked_at = len(ended)
    await use("small", 1)
    between = len(ended) - 1 - asked_at
    big.cancel()
    await asyncio.gather(big, return_exceptions=True)
    # each jail may have a chunk at work, and one of them takes another before the small job is queued
    assert between <= 3 * MOST_AT_ONCE


async def test_two_owners_share_what_there_is(box: LocalSandbox) -> None:
    ended: list[str] = []

    async def use(owner: str) -> None:
        build = await box.build(Program(language="python", source="import time; time.sleep(0.01)"), SHORT)
        async for _ in box.run(build, [Case()] * 60, SHORT, owner=owner):
            ended.append(owner)  # noqa: PERF401 - each as it ends

    await asyncio.gather(use("a"), use("b"))
    first = ended[:80]
    assert min(first.count("a"), first.count("b")) >= 20


async def test_who_comes_when_too_many_wait_is_told_to_come_again(box: LocalSandbox) -> None:
    box.pool._max_queue, most = 0, box.pool._max_queue
    try:
        with pytest.raises(SandboxBusy):
            await outcome(box, "print(1)")
    finally:
        box.pool._max_queue = most


async def test_one_owner_of_many_jobs_is_not_in_the_way_of_another(box: LocalSandbox) -> None:
    def many() -> list[asyncio.Task[list[Outcome]]]:
        return [asyncio.create_task(owned("many", "import time; time.sleep(0.05)")) for _ in range(60)]

    async def owned(owner: str, source: str) -> list[Outcome]:
        build = await box.build(Program(language="python", source=source), SHORT)
        return [run async for _, run in box.run(build, [Case()], SHORT, owner=owner)]

    tasks = many()
    await asyncio.sleep(0.1)
    await owned("one", "print(1)")
    left = sum(not task.done() for task in tasks)
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
    assert left > 30
