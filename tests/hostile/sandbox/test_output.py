# ruff: noqa: E501 - attacks are programs, some of them in one line
"""What a program writes: whole, byte for byte, bounded."""

import pytest

from sandbox.interface import Case, Limit, Limits
from sandbox.local import LocalSandbox
from tests.hostile.sandbox.attacks import at_most, run, run_twice, text
from tests.sandboxes import outcomes

KIB = 1 << 10


@pytest.mark.parametrize("size", [64 * KIB, 64 * KIB + 1, 150_000, 1_000_000])
async def test_output_larger_than_a_pipe_arrives_whole(sandbox: LocalSandbox, size: int) -> None:
    ended = await run(sandbox, f"print('x' * {size}, end='')")
    assert (ended.stdout, ended.limit) == (b"x" * size, None)


async def test_both_outputs_at_once_hold_up_nobody(sandbox: LocalSandbox) -> None:
    source = "import os\nfor _ in range(200): os.write(2, b'e' * 4096); os.write(1, b'o' * 4096)"
    ended = await run(sandbox, source)
    assert (len(ended.stdout), len(ended.stderr)) == (200 * 4096, 64 * KIB)


@pytest.mark.parametrize(
    ("language", "source"), [("python", "while True: print('x' * 10000)"), ("bash", "yes")]
)
async def test_a_flood_of_output_ends_soon_with_the_limit_of_output(
    sandbox: LocalSandbox, language: str, source: str
) -> None:
    with at_most(2):
        ended = await run(sandbox, source, language=language, output_bytes=100_000)
    assert ended.limit is Limit.OUTPUT
    assert len(ended.stdout) == 100_000


async def test_a_flood_from_a_child_ends_with_the_limit_of_output(sandbox: LocalSandbox) -> None:
    source = "import os\nif not os.fork():\n    while True: os.write(1, b'x' * 4096)\nos.wait()"
    with at_most(2):
        assert (await run(sandbox, source, output_bytes=100_000)).limit is Limit.OUTPUT


async def test_output_of_exactly_the_limit_meets_none(sandbox: LocalSandbox) -> None:
    ended = await run(sandbox, "print('x' * 1000, end='')", output_bytes=1000)
    assert (len(ended.stdout), ended.limit) == (1000, None)


async def test_one_byte_more_meets_it_even_as_the_last_one(sandbox: LocalSandbox) -> None:
    ended = await run(sandbox, "print('x' * 1000)", output_bytes=1000)
    assert (len(ended.stdout), ended.limit) == (1000, Limit.OUTPUT)


async def test_output_is_not_counted_as_the_programs_memory(sandbox: LocalSandbox) -> None:
    """The launcher holds it, several times over; it must neither die of that nor make the program die."""
    with at_most(5):
        ended = await run(sandbox, "import os\nfor _ in range(255): os.write(1, b'x' * 65536)", memory_mb=32)
    assert (len(ended.stdout), ended.exit_code, ended.limit) == (255 * 65536, 0, None)


async def test_the_size_of_a_program_is_not_counted_as_its_output(sandbox: LocalSandbox) -> None:
    """Its compiled form travels the way of a result, when more runs of it will follow."""
    source = "\n".join(f"x{i} = {i}" for i in range(300)) + "\nprint(x299)"
    ended = await outcomes(sandbox, source, [Case(), Case(), Case()], limits=Limits(output_bytes=1000))
    assert [(one.stdout, one.limit) for one in ended] == [(b"299\n", None)] * 3


async def test_a_huge_error_output_keeps_its_end(sandbox: LocalSandbox) -> None:
    ended = await run(sandbox, "import sys\nprint('x' * 1_000_000 + 'the end', file=sys.stderr)")
    assert len(ended.stderr) == 64 * KIB
    assert ended.stderr.endswith(b"the end\n")
    assert ended.succeeded


async def test_an_endless_error_output_is_ended_by_time(sandbox: LocalSandbox) -> None:
    ended = await run(sandbox, "import os\nwhile True: os.write(2, b'x' * 4096)", cpu_s=0.2, wall_s=1)
    assert ended.limit is Limit.TIME


@pytest.mark.parametrize("data", [bytes(range(256)), b"\xff\xfe\x00\xed\xa0\x80", b"", b"\0" * 1000])
async def test_bytes_that_are_no_text_pass_both_ways_as_they_are(sandbox: LocalSandbox, data: bytes) -> None:
    source = "import sys; sys.stdout.buffer.write(sys.stdin.buffer.read())"
    assert (await run(sandbox, source, stdin=data)).stdout == data


async def test_input_that_nobody_reads_holds_up_nobody(sandbox: LocalSandbox) -> None:
    with at_most(1.5):
        ended = await run(sandbox, "print('done')", stdin=b"x" * 1_000_000)
    assert (text(ended), ended.exit_code) == ("done", 0)


async def test_input_that_is_closed_early_holds_up_nobody(sandbox: LocalSandbox) -> None:
    ended = await run(
        sandbox, "import os, time\nos.close(0); time.sleep(0.1); print('done')", stdin=b"x" * 1_000_000
    )
    assert (text(ended), ended.exit_code) == ("done", 0)


async def test_output_that_is_closed_early_holds_up_nobody(sandbox: LocalSandbox) -> None:
    ended = await run(sandbox, "import os\nos.close(1); os.close(2); sum(range(10**5)); os._exit(7)")
    assert (ended.exit_code, ended.limit) == (7, None)


async def test_large_input_and_output_cross_without_standing_still(sandbox: LocalSandbox) -> None:
    source = "import sys\nfor line in sys.stdin: sys.stdout.write(line)"
    data = b"0123456789abcde\n" * 50_000
    assert (await run(sandbox, source, stdin=data)).stdout == data


async def test_writing_to_every_descriptor_forges_nothing(sandbox: LocalSandbox) -> None:
    source = """
import os
for fd in range(3, 256):
    for data in (b'C', bytes(8), bytes(range(64)), b'\\x06\\0\\0\\0\\x10\\0\\0\\0' + bytes(16)):
        try: os.write(fd, data)
        except OSError: pass
os.write(1, b'only this'); os._exit(9)
"""
    for ended in await run_twice(sandbox, source):
        assert (ended.exit_code, ended.stdout, ended.result, ended.compile_failed) == (
            9,
            b"only this",
            b"",
            False,
        )


async def test_closing_every_descriptor_harms_nobody_else(sandbox: LocalSandbox) -> None:
    ended = await run(sandbox, "import os\nos.closerange(0, 256); os._exit(4)")
    assert ended.exit_code == 4


async def test_moving_descriptors_about_forges_nothing(sandbox: LocalSandbox) -> None:
    source = """
import os
for fd in range(3, 11): os.dup2(1, fd); os.write(fd, b'.')
for fd in range(0, 11): os.dup2(2, fd)
os.write(1, b'elsewhere'); os._exit(6)
"""
    ended = await run(sandbox, source)
    assert (ended.exit_code, ended.stdout, ended.result, ended.stderr) == (6, b"........", b"", b"elsewhere")


async def test_a_program_holds_no_descriptor_but_its_streams(sandbox: LocalSandbox) -> None:
    source = """
import os
for fd in range(3, 256):
    try: os.fstat(fd); print(fd)
    except OSError: pass
print('none')
"""
    assert text(await run(sandbox, source)) == "none"


C_DESCRIPTORS = """
#include <stdio.h>
#include <fcntl.h>
int main() { for (int fd = 3; fd < 256; fd++) if (fcntl(fd, F_GETFD) >= 0) printf("%d\\n", fd); puts("none"); }
"""


async def test_a_compiled_program_holds_none_either(sandbox: LocalSandbox) -> None:
    assert text(await run(sandbox, C_DESCRIPTORS, language="c")) == "none"
