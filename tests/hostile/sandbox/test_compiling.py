# ruff: noqa: E501 - attacks are programs, some of them in one line
"""Compilers run what they are given too: bounded, in the same jail, and what they make is a program like any other."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from sandbox.interface import Build, Limit, Limits, Program
from sandbox.languages import language_named
from sandbox.local import LocalSandbox
from tests.hostile.sandbox.attacks import at_most, run, text


async def compiled(sandbox: LocalSandbox, language: str, source: str, **limits: Any) -> Build:
    """With limits for the compiler that a test can wait for."""
    known = language_named(language)
    assert known is not None
    short = Limits(**{"cpu_s": 1, "wall_s": 4, "memory_mb": 512, "disk_mb": 64, **limits})
    return await sandbox._builder.build(
        Program(language=language, source=source), replace(known, build_limits=short), None
    )


UNREADABLE = {
    "the users of the machine": '#include "/etc/passwd"\nint main(){}',
    "our own sources": f'#include "{Path(__file__).parents[3]}/README.md"\nint main(){{}}',
    "the launcher's environment": '#include "/proc/1/environ"\nint main(){}',
    "as bytes": 'asm(".incbin \\"/etc/passwd\\""); int main(){}',
    "the launcher's memory, as bytes": 'asm(".incbin \\"/proc/1/mem\\""); int main(){}',
    "its standard input": '#include "/dev/stdin"\nint x = y; int main(){}',
}


@pytest.mark.parametrize("what", UNREADABLE)
async def test_a_compiler_reads_nothing_that_a_program_may_not(sandbox: LocalSandbox, what: str) -> None:
    with at_most(5):
        build = await compiled(sandbox, "c", UNREADABLE[what])
    assert build.failure is not None
    assert b"root:" not in build.failure.stderr


BOMBS = {
    "templates": ("cpp", "template<int n, int m> struct A { static const int v = A<n-1, m>::v + A<n-1, m+1>::v; };\n"
                  "template<int m> struct A<0, m> { static const int v = m; };\nint main(){ return A<400, 0>::v; }"),
    "an endless constant": ("cpp", "constexpr long f(long n){ for (long i = 0; i < 1L << 24; i++) n += i; return n; }\n"
                            "constexpr long a = f(1); int main(){ return a; }"),
    "an endless file": ("c", '#include "/dev/zero"\nint main(){}'),
    "macros": ("c", "#define A(x) x x x x x x x x\n#define B(x) A(A(A(A(x))))\n#define C(x) B(B(x))\nint main(){ C(C(;)) }"),
    "itself": ("c", '#include "main.c"\n#include "main.c"\nint main(){}'),
    "a huge table": ("c", "char a[1L << 40] = {1}; int main(){ return a[5]; }"),
}  # fmt: skip


@pytest.mark.parametrize("bomb", BOMBS)
async def test_a_bomb_for_the_compiler_is_a_failed_build(sandbox: LocalSandbox, bomb: str) -> None:
    language, source = BOMBS[bomb]
    with at_most(10):
        build = await compiled(sandbox, language, source)
    assert build.failure is not None
    assert len(build.failure.stderr) <= 1 << 16


async def test_what_a_compiler_leaves_is_not_there_for_the_next(sandbox: LocalSandbox) -> None:
    await compiled(sandbox, "c", "int main(){ return 1; } /* left */")
    assert text(await run(sandbox, "import os; print(os.listdir('/tmp'))")) == "[]"


async def test_a_program_larger_than_is_sensible_is_a_failed_build(sandbox: LocalSandbox) -> None:
    """It would be kept, and sent to every jail, and held several times in memory by the service."""
    build = await compiled(sandbox, "c", 'asm(".data\\n.fill 20000000,6,1\\n"); int main(){}', disk_mb=512)
    assert build.failure is not None


async def test_a_class_with_a_very_long_name_is_an_outcome(sandbox: LocalSandbox) -> None:
    """Its file would have that name."""
    name = "A" * 300
    build = await compiled(
        sandbox, "java", f"public class {name} {{ public static void main(String[] a) {{}} }}"
    )
    assert build.failure is not None


async def test_an_archive_larger_than_the_work_directory_is_an_outcome(sandbox: LocalSandbox) -> None:
    lines = [
        "public class Main {",
        f'static final String a = "{"x" * 1000}";',
        "static final String b = a+a+a+a+a+a+a+a, c = b+b+b+b+b+b+b+b;",
    ]
    for i in range(3):
        lines += [
            f"static class K{i} {{",
            *(f'static final String k{k} = c + "{i}.{k}";' for k in range(12)),
            "}",
        ]
    source = "\n".join([*lines, "public static void main(String[] a) { System.out.println(1); } }"])
    ended = None
    build = await sandbox.build(Program(language="java", source=source), Limits())
    if build.failure is None:
        ended = await run(sandbox, source, language="java", cpu_s=3, wall_s=9, memory_mb=512, disk_mb=1)
    assert ended is None or ended.exit_code is not None


async def test_source_larger_than_the_work_directory_runs(sandbox: LocalSandbox) -> None:
    """It lies in the work directory, which is that much larger: its size is the caller's business."""
    ended = await run(
        sandbox, "// " + "x" * (3 << 20) + "\nconsole.log(1)", language="javascript", disk_mb=1, memory_mb=256
    )
    assert (text(ended), ended.exit_code, ended.limit) == ("1", 0, None)


async def test_a_failed_build_for_want_of_time_is_tried_again(sandbox: LocalSandbox) -> None:
    source = BOMBS["templates"][1]
    first = await compiled(sandbox, "cpp", source, cpu_s=0.2)
    again = await compiled(sandbox, "cpp", source, cpu_s=0.2)
    assert first.failure is not None
    assert again.failure is not None
    assert first is not again or first.failure.limit is not Limit.TIME


async def test_a_go_program_reads_nothing_at_build_time(sandbox: LocalSandbox) -> None:
    source = (
        'package main\nimport _ "embed"\n//go:embed /etc/passwd\nvar s string\nfunc main() { println(s) }'
    )
    build = await sandbox.build(Program(language="go", source=source), Limits())
    assert build.failure is not None
