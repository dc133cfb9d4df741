"""Examines a program by tests that it never sees. Runs in a jail of its own; the program is in another.

The tests run here as they would beside the program, statement by statement, and what they take from the
program is asked for over the link. ``examine`` answers

    {"results": [{"passed": bool, "kind": kind, "message": text}, …], "flags": [text, …]}

with one result for each statement. A kind is one of

    passed
    assertion          a check of the tests failed (or they left with a status other than 0)
    candidate_raised   the program raised, did not load or lacks what is tested; or the tests stumbled over
                       what it gave them
    candidate_lost     it ended, closed the connection, or sent what is no answer; so do all that follow
    reference_error    fails for every program: source that does not compile, an import that is not there, an
                       argument that is no data (a lock, a file, a module), or a failure before the program
                       was asked anything; or passes for every program, since the tests never used it

What is not certain to fail for every program counts against the program: a response could otherwise turn a
failure into something that is not scored. So an argument that is no data is blamed on the tests only where
the program answered nothing yet, in this statement and in what the statement uses. Flags, for a person to
look at:

    compared_by_candidate, operators_by_candidate   its own operators, of what the tests made
    name_from_candidate:NAME                        used by the tests, defined by nobody but the program
    argument_cannot_cross                           an object of the tests that is not plain data
    exception_not_swallowed                         a context manager of the program would have
"""

from __future__ import annotations

import builtins
import socket
import sys
from collections.abc import Sequence
from types import BuiltinFunctionType, CodeType, FunctionType, ModuleType
from typing import Any

from .evidence import Evidence
from .handle import Handle
from .link import Link
from .names import Names
from .remote import CannotCross, Remote, Unusable
from .substitutes import install
from .suites import Unrunnable, silence_main, waiting

LONGEST_MESSAGE = 500
ASSERTION, RAISED, LOST = "assertion", "candidate_raised", "candidate_lost"
REFERENCE = "reference_error"
Result = dict[str, Any]
PASSED: Result = {"passed": True, "kind": "passed", "message": ""}


def examine(examination: dict[str, Any], connection: socket.socket) -> dict[str, Any]:
    """``examination`` has ``statements``, and may have ``preamble`` and ``entry_point``."""
    referee = _Referee(
        examination.get("preamble") or "", examination["statements"], examination.get("entry_point")
    )
    return referee.report(connection)


class _Referee:
    def __init__(self, preamble: str, statements: Sequence[str], entry_point: str | None) -> None:
        self._preamble = preamble
        self._statements = statements
        self._entry_point = entry_point
        self._evidence = Evidence([preamble, *statements])

    def report(self, connection: socket.socket) -> dict[str, Any]:
        link = Link(connection)
        self._remote = Remote(link, self._evidence, self._owner)
        try:
            results = self._with_a_program(self._results())
        finally:
            link.close()
        return {"results": results, "flags": list(self._remote.flags)}

    @property
    def _owner(self) -> str | None:
        return None if self._entry_point is None else self._entry_point.partition(".")[0]

    def _results(self) -> list[Result]:
        codes = [_compiled(source) for source in self._statements]
        if self._entry_point is None:
            self._entry_point = _tested_builtin(codes)
        stopped = self._prepare()
        if stopped is not None:
            return [stopped for _ in codes]
        return [code if isinstance(code, dict) else self._judge(*code) for code in codes]

    def _prepare(self) -> Result | None:
        """Runs the preamble; a result if there is no going on."""
        preamble = _compiled(self._preamble)
        if isinstance(preamble, dict):
            return preamble
        module = ModuleType("__main__")
        self._namespace = module.__dict__
        self._remote.namespace = self._namespace
        self._namespace["__file__"] = "tests.py"
        self._namespace["__builtins__"] = Names(self._remote, self._evidence, self._owner)
        sys.modules["__main__"] = module
        install(self._remote, self._owner)
        silence_main(self._preamble + "".join(self._statements))
        self._defined: list[str] = list(preamble[1].co_names)
        error = _run(preamble[1], self._namespace)
        self._bind()
        return None if error is None else self._blame(error, self._preamble)

    def _bind(self) -> None:
        if self._entry_point is not None and self._owner is not None:
            self._namespace[self._owner] = self._remote.named(self._owner)
            self._namespace.setdefault("candidate", self._remote.named(self._entry_point))

    def _judge(self, source: str, code: CodeType) -> Result:
        if self._remote.trouble:
            return self._trouble()
        self._remote.begin_statement()
        self._remote.told = self._remote.told and not self._stands_alone(code)
        error = _run(code, self._namespace)
        if error is None or _left_well(error):
            error = self._run_waiting(code)
        return self._verdict(error, source)

    def _stands_alone(self, code: CodeType) -> bool:
        """Whether nothing that came from the program before can be in what this statement uses."""
        names = _names_in(code)
        return all(_is_untold(self._namespace[name]) for name in names if name in self._namespace)

    def _run_waiting(self, code: CodeType) -> BaseException | None:
        self._defined += code.co_names
        names, self._defined = tuple(dict.fromkeys(self._defined)), []
        for run in waiting(names, self._namespace, self._evidence):
            error = _failure_of(run)
            if error is not None:
                return error
        return None

    def _verdict(self, error: BaseException | None, source: str) -> Result:
        if self._remote.trouble:
            return self._trouble()
        if isinstance(error, SystemExit):
            error = None if _left_well(error) else AssertionError(f"exit status {error.code}")
        if error is None:
            error = self._remote.refused  # by us, and the tests took it for what they wait for
        if error is not None:
            return self._blame(error, source)
        if self._remote.absent and not self._remote.used:
            return _failed(RAISED, self._remote.absent)
        if self._remote.callbacks.swallowed is not None:
            return _failed(ASSERTION, _described(self._remote.callbacks.swallowed, source))
        return PASSED

    def _blame(self, error: BaseException, source: str) -> Result:
        if self._remote.trouble:
            return self._trouble()
        message = _described(error, source)
        if not self._remote.contacted or self._is_tests_own(error):
            return _failed(REFERENCE, message)
        if isinstance(error, AssertionError) and not hasattr(error, "__from_program__"):
            return _failed(ASSERTION, message)
        return _failed(RAISED, message)

    def _trouble(self) -> Result:
        return _failed(LOST if self._remote.lost else RAISED, self._remote.trouble)

    def _is_tests_own(self, error: BaseException) -> bool:
        """Fails so for every program."""
        if isinstance(error, CannotCross):
            return error.by_tests_alone
        return isinstance(error, Unrunnable) or self._is_missing_module(error)

    def _is_missing_module(self, error: BaseException) -> bool:
        missing = error.name if isinstance(error, ModuleNotFoundError) else None
        return (
            bool(missing) and not hasattr(error, "__from_program__") and self._evidence.imports(str(missing))
        )

    def _with_a_program(self, results: list[Result]) -> list[Result]:
        """Tests that never use the program pass with any that has what they name, so they test nothing."""
        if self._remote.ever_used or not any(result["passed"] for result in results):
            return results
        vain = _failed(REFERENCE, "the tests passed and never used the program")
        if self._entry_point is not None:
            try:
                self._remote.look(self._entry_point)
            except (Exception, Unusable) as error:  # whatever looking for it raises
                vain = self._blame(error, self._entry_point)
        return [vain if result["passed"] else result for result in results]


def _tested_builtin(codes: Sequence[tuple[str, CodeType] | Result]) -> str | None:
    """``assert sum(10, 15) == 6`` names nothing but a builtin: then that is what is tested."""
    names = {name for code in codes if isinstance(code, tuple) for name in code[1].co_names}
    return next(iter(names)) if len(names) == 1 and names <= vars(builtins).keys() else None


def _compiled(source: str) -> tuple[str, CodeType] | Result:
    try:
        return source, compile(source, "tests.py", "exec", dont_inherit=True)
    except (SyntaxError, ValueError, RecursionError, MemoryError, OverflowError) as error:
        return _failed(REFERENCE, _described(error, source))


def _run(code: CodeType, namespace: dict[str, Any]) -> BaseException | None:
    return _failure_of(lambda: exec(code, namespace))  # the tests are trusted


def _failure_of(run: Any) -> BaseException | None:
    try:
        run()
    except BaseException as error:  # the tests may raise anything
        return error
    return None


def _left_well(error: BaseException) -> bool:
    return isinstance(error, SystemExit) and error.code in (None, 0)


def _names_in(code: CodeType) -> set[str]:
    inner = (part for part in code.co_consts if isinstance(part, CodeType))
    return set(code.co_names).union(*map(_names_in, inner))


def _is_untold(value: Any) -> bool:
    if type(value) in (Handle, ModuleType, int, float, str, bool, type(None)):
        return True
    return isinstance(value, (type, FunctionType, BuiltinFunctionType)) and value.__module__ != "__main__"


def _failed(kind: str, message: str) -> Result:
    return {"passed": False, "kind": kind, "message": message[:LONGEST_MESSAGE]}


def _described(error: BaseException, source: str) -> str:
    """Words of the error, or the source where it has none. An object of the program may be among them."""
    try:
        text = str(error)
    except BaseException:  # the program's __str__, or the program is gone
        text = ""
    return f"{type(error).__name__}: {text or source.strip()}"
