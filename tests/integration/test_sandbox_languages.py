"""Every language, behind the real wall. All of them have to be installed: ``make setup-system`` does it.

One program for each does what its input says, so that it is compiled once.
"""

from __future__ import annotations

import signal
from collections.abc import AsyncIterator
from dataclasses import replace

import pytest
import pytest_asyncio

from sandbox.interface import Build, Case, Limit, Limits, Outcome, Program
from sandbox.languages import LANGUAGES
from sandbox.local import LocalSandbox
from tests.sandboxes import started

pytestmark = pytest.mark.asyncio(loop_scope="module")

LIMITS = Limits(cpu_s=4, memory_mb=512)
SPIN = Limits(cpu_s=0.4, memory_mb=512)

OBEDIENT = {
    "python": """
word = input()
if word == "fail": raise ValueError("on purpose")
while word == "spin": pass
print("hello", word)
""",
    "c": """
#include <stdio.h>
#include <string.h>
int main(void) {
  char word[20]; volatile int zero = 0;
  scanf("%19s", word);
  if (!strcmp(word, "fail")) return 12345 / zero;
  while (!strcmp(word, "spin")) {}
  printf("hello %s\\n", word);
}
""",
    "cpp": """
#include <iostream>
#include <vector>
int main() {
  std::string word; std::cin >> word;
  if (word == "fail") return std::vector<int>().at(3);
  volatile bool on = word == "spin";
  while (on) {}
  std::cout << "hello " << word << std::endl;
}
""",
    "java": """
import java.util.Scanner;
public class Obedient {
  public static void main(String[] arguments) {
    String word = new Scanner(System.in).next();
    if (word.equals("fail")) throw new RuntimeException("on purpose");
    while (word.equals("spin")) {}
    System.out.println("hello " + word);
  }
}
""",
    "javascript": """
const word = require("fs").readFileSync(0, "utf8").trim();
if (word === "fail") throw new Error("on purpose");
while (word === "spin") {}
console.log("hello", word);
""",
    "go": """
package main
import "fmt"
func main() {
  var word string
  fmt.Scan(&word)
  if word == "fail" { panic("on purpose") }
  for word == "spin" {}
  fmt.Println("hello", word)
}
""",
    "rust": """
fn main() {
    let mut line = String::new();
    std::io::stdin().read_line(&mut line).unwrap();
    let word = line.trim();
    if word == "fail" { panic!("on purpose"); }
    while word == "spin" {}
    println!("hello {}", word);
}
""",
    "bash": """
read word
[ "$word" = fail ] && exit 3
while [ "$word" = spin ]; do :; done
echo "hello $word"
""",
}
BROKEN = {
    "c": "int main(void) { return x; }",
    "cpp": "int main() { return x; }",
    "java": "public class A { int x = ; }",
    "go": "package main\nfunc main() { x }",
    "rust": "fn main() { x }",
}
CRASHES = {"c": signal.SIGFPE, "cpp": signal.SIGSEGV}
"""By a signal; the others end with an exit code. An abort of a first process ends by the fault after it."""


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def box() -> AsyncIterator[LocalSandbox]:
    async with started(jails=2) as sandbox:
        yield sandbox


@pytest_asyncio.fixture(scope="module", loop_scope="module", params=LANGUAGES)
async def build(box: LocalSandbox, request: pytest.FixtureRequest) -> Build:
    language: str = request.param
    assert box.unavailable(language) is None, "run `make setup-system`"
    return await box.build(Program(language=language, source=OBEDIENT[language]), LIMITS)


async def told(box: LocalSandbox, build: Build, word: str, limits: Limits = LIMITS) -> Outcome:
    assert build.failure is None, build.failure
    (run,) = [run async for _, run in box.run(build, [Case(stdin=f"{word}\n".encode())], limits)]
    return run


async def test_it_reads_and_writes(box: LocalSandbox, build: Build) -> None:
    run = await told(box, build, "world")
    assert (run.exit_code, run.stdout, run.limit) == (0, b"hello world\n", None), run


async def test_its_failure_is_one(box: LocalSandbox, build: Build) -> None:
    run = await told(box, build, "fail")
    assert not run.succeeded
    assert (run.signal, run.limit) == (CRASHES.get(build.program.language), None), run


async def test_its_endless_loop_meets_the_time_limit(box: LocalSandbox, build: Build) -> None:
    run = await told(box, build, "spin", SPIN)
    assert run.limit == Limit.TIME, run
    assert run.cpu_s >= SPIN.cpu_s


@pytest.mark.parametrize("language", BROKEN)
async def test_what_does_not_compile_fails_with_what_the_compiler_said(
    box: LocalSandbox, language: str
) -> None:
    build = await box.build(Program(language=language, source=BROKEN[language]), LIMITS)
    assert build.failure is not None
    assert build.failure.limit is None
    assert build.failure.stderr
    assert not build.artifact


@pytest.mark.parametrize("language", ["bash", "javascript"])
async def test_a_script_that_cannot_be_read_fails_when_it_runs(box: LocalSandbox, language: str) -> None:
    build = await box.build(Program(language=language, source="if then ("), LIMITS)
    run = await told(box, build, "world")
    assert run.exit_code not in (0, None)
    assert b"yntax" in run.stderr


JUDGED = {
    "python": "import os\nprint(os.environ.get('ONLINE_JUDGE'))",
    "c": '#include <stdio.h>\nint main() {\n#ifdef ONLINE_JUDGE\nputs("true");\n#endif\n}',
    "java": "class A { static class In {} public static void main(String[] a)"
    ' { System.out.println(System.getProperty("ONLINE_JUDGE")); } }',
    "javascript": "console.log(process.env.ONLINE_JUDGE)",
}


@pytest.mark.parametrize("language", JUDGED)
async def test_a_program_sees_that_it_is_judged(box: LocalSandbox, language: str) -> None:
    """Many read their input from a file of their author's otherwise."""
    build = await box.build(Program(language=language, source=JUDGED[language]), LIMITS)
    assert (await told(box, build, "")).stdout == b"true\n"


async def test_node_writes_all_before_it_leaves(box: LocalSandbox) -> None:
    source = "console.log('x'.repeat(1000000)); process.exit(0)"
    build = await box.build(Program(language="javascript", source=source), LIMITS)
    assert len((await told(box, build, "")).stdout) == 1_000_001


async def test_each_language_is_tried() -> None:
    assert list(OBEDIENT) == list(LANGUAGES)
    assert set(BROKEN) == {language.name for language in LANGUAGES.values() if language.build}


COMPILE_BOMB = """
template <int depth, int side> struct Bomb {
  static const int value = Bomb<depth - 1, 2 * side>::value + Bomb<depth - 1, 2 * side + 1>::value;
};
template <int side> struct Bomb<0, side> { static const int value = side; };
int main() { return Bomb<24, 0>::value; }
"""


async def test_a_program_that_takes_for_ever_to_compile_meets_the_compilers_limit(
    box: LocalSandbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    hasty = replace(LANGUAGES["cpp"], build_limits=Limits(cpu_s=1, memory_mb=1024))
    monkeypatch.setattr("sandbox.local.language_named", lambda name: hasty)
    build = await box.build(Program(language="cpp", source=COMPILE_BOMB), LIMITS)
    assert build.failure is not None
    assert build.failure.limit in (Limit.TIME, Limit.MEMORY)
