"""Programs that the code benchmarks run, with an input and what they print for it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from sandbox.interface import Case, Program


@dataclass(frozen=True, slots=True)
class Task:
    """A program and one case, or several, with the output of each."""

    program: Program
    inputs: Sequence[bytes]
    outputs: Sequence[bytes]

    @property
    def cases(self) -> list[Case]:
        return [Case(stdin=one) for one in self.inputs]


def _task(language: str, source: str, inputs: Sequence[bytes], outputs: Sequence[bytes]) -> Task:
    return Task(Program(language=language, source=source), inputs, outputs)


TRIVIAL_PYTHON = _task("python", "print(int(input()) * 2)\n", [b"21\n"], [b"42\n"])

TRIVIAL = {
    "python": TRIVIAL_PYTHON,
    "python with numpy": _task(
        "python", "import numpy\nprint(int(numpy.array([int(input())]).sum()) * 2)\n", [b"21\n"], [b"42\n"]
    ),
    "c": _task(
        "c",
        '#include <stdio.h>\nint main(void) { int a; scanf("%d", &a); printf("%d\\n", a * 2); }\n',
        [b"21\n"],
        [b"42\n"],
    ),
    "cpp": _task(
        "cpp",
        "#include <iostream>\nint main() { int a; std::cin >> a; std::cout << a * 2 << std::endl; }\n",
        [b"21\n"],
        [b"42\n"],
    ),
    "bash": _task("bash", "read a; echo $((a * 2))\n", [b"21\n"], [b"42\n"]),
    "go": _task(
        "go",
        'package main\nimport "fmt"\nfunc main() { var a int; fmt.Scan(&a); fmt.Println(a * 2) }\n',
        [b"21\n"],
        [b"42\n"],
    ),
    "rust": _task(
        "rust",
        "use std::io;\nfn main() { let mut s = String::new(); io::stdin().read_line(&mut s).unwrap();"
        ' println!("{}", s.trim().parse::<i32>().unwrap() * 2); }\n',
        [b"21\n"],
        [b"42\n"],
    ),
    "javascript": _task(
        "javascript",
        "console.log(parseInt(require('fs').readFileSync(0, 'utf8')) * 2)\n",
        [b"21\n"],
        [b"42\n"],
    ),
    "java": _task(
        "java",
        "public class Main { public static void main(String[] a) throws Exception {"
        " System.out.println(Integer.parseInt(new String(System.in.readAllBytes()).trim()) * 2); } }\n",
        [b"21\n"],
        [b"42\n"],
    ),
}

# About a second of a processor each: no waiting, no output but one line.
BUSY = {
    "Python": _task(
        "python",
        "def main(n):\n    x = 1\n    seen = {}\n    for i in range(n):\n"
        "        x = (x * 1103515245 + 12345) % 2147483648\n        seen[x & 4095] = i\n"
        "    print(x, len(seen))\nmain(int(input()))\n",
        [b"4000000\n"],
        [],
    ),
    "C++": _task(
        "cpp",
        '#include <cstdio>\n#include <vector>\nint main() { long n; if (scanf("%ld", &n) != 1) return 1;\n'
        "  std::vector<unsigned> table(1 << 16); unsigned x = 1;\n"
        "  for (long i = 0; i < n; i++) { x = x * 1103515245u + 12345u; table[x >> 16] += x; }\n"
        '  unsigned sum = 0; for (unsigned one : table) sum ^= one; printf("%u\\n", sum); }\n',
        [b"450000000\n"],
        [],
    ),
}

WRITES = "import sys\nn = int(input())\nsys.stdout.write('x' * n)\n"
"""Prints as many characters as it is told."""

CONTEST = """\
import sys

def longest_rise(values):
    best = run = 1
    for left, right in zip(values, values[1:]):
        run = run + 1 if right > left else 1
        best = max(best, run)
    return best

def main():
    n = int(input())
    values = list(map(int, input().split()))
    assert len(values) == n
    print(longest_rise(values))
    print(*sorted(set(values))[:10])

main()
"""


def contest_task(tests: int) -> Task:
    """A stdio problem of the easy kind: two hundred numbers in, two lines out, and so many tests."""
    inputs, outputs = [], []
    for seed in range(tests):
        values = [(seed * 7919 + i * i * 31 + i * 17) % 1009 for i in range(200)]
        inputs.append(f"{len(values)}\n{' '.join(map(str, values))}\n".encode())
        outputs.append(f"{_longest_rise(values)}\n{' '.join(map(str, sorted(set(values))[:10]))}\n".encode())
    return _task("python", CONTEST, inputs, outputs)


def _longest_rise(values: Sequence[int]) -> int:
    best = run = 1
    for left, right in pairwise(values):
        run = run + 1 if right > left else 1
        best = max(best, run)
    return best
