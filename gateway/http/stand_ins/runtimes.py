"""Piston's names of the languages that are run here, and their versions as the sandbox has them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from gateway.http.errors import HttpError
from gateway.http.programs import as_text, run_program
from sandbox.interface import Case, Limits, Program, Sandbox

UNKNOWN = "0.0.0"


@dataclass(frozen=True, slots=True, kw_only=True)
class Runtime:
    """``language`` and ``aliases`` are Piston's; ``ours`` is the sandbox's; ``asks`` prints its version."""

    language: str
    ours: str
    asks: str
    aliases: tuple[str, ...] = ()


RUNTIMES = (
    Runtime(language="python", ours="python", asks="python3 --version", aliases=("py", "py3", "python3")),
    Runtime(language="c++", ours="cpp", asks="g++ -dumpfullversion", aliases=("cpp", "g++", "c++17")),
    Runtime(language="c", ours="c", asks="gcc -dumpfullversion", aliases=("gcc",)),
    Runtime(language="java", ours="java", asks="javac -version"),
    Runtime(
        language="javascript", ours="javascript", asks="node --version", aliases=("node", "nodejs", "js")
    ),
    Runtime(language="go", ours="go", asks="go version", aliases=("golang",)),
    Runtime(language="rust", ours="rust", asks="rustc --version", aliases=("rs",)),
    Runtime(language="bash", ours="bash", asks="echo $BASH_VERSION", aliases=("sh",)),
)
_BY_NAME: Mapping[str, Runtime] = {
    name: runtime for runtime in RUNTIMES for name in (runtime.language, *runtime.aliases)
}

_LIMITS = Limits(cpu_s=10, memory_mb=1024, processes=256)
_NUMBER = re.compile(r"\d+(?:\.\d+){1,2}")


def runtime_named(name: str) -> Runtime | None:
    return _BY_NAME.get(name)


class Versions:
    """Asked for in the sandbox, once for all languages. Nobody waits for an answer that another waits for."""

    def __init__(self, sandbox: Sandbox) -> None:
        self._sandbox = sandbox
        self._asking = False
        self._known: Mapping[str, str] = {}

    def there(self) -> list[Runtime]:
        """What can be run here."""
        return [one for one in RUNTIMES if self._sandbox.unavailable(one.ours) is None]

    async def known(self) -> Mapping[str, str]:
        """By language; one that is missing is not known yet."""
        if not self._known and not self._asking:
            self._asking = True
            try:
                self._known = await self._ask()
            finally:
                self._asking = False
        return self._known

    async def _ask(self) -> dict[str, str]:
        script = "\n".join(f"echo '{one.language}' $({one.asks} 2>&1)" for one in self.there())
        program = Program(language="bash", source=f"export HOME=/tmp\n{script}\n")
        try:
            ran = await run_program(self._sandbox, program, Case(), _LIMITS, timeout_s=10)
        except HttpError:
            return {}
        lines = as_text(ran.outcome.stdout).splitlines() if ran.outcome else []
        found = [(line.partition(" ")[0], _NUMBER.search(line.partition(" ")[2])) for line in lines]
        return {language: _three_parts(number[0]) for language, number in found if number}


def _three_parts(version: str) -> str:
    return version if version.count(".") == 2 else f"{version}.0"
