"""Whether verdicts are right: published solutions score 1, and changed ones what a plain ``exec`` says.

Each solution is changed by each of ``CHANGES``, one at a time. HumanEval's are changed inside the function
under test alone, for what its prompt defines is no part of a response; MBPP's anywhere. Whether a changed one
should score 1 is decided natively: the program and its tests run by ``exec`` in a process of its own, in one
namespace, as the data sets' own scripts do. One that passes all tests there is equivalent for these tests.
"""

from __future__ import annotations

import ast
import asyncio
import gzip
import inspect
import json
import subprocess
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar

from benchmarks.code_alternatives import ENVIRONMENT
from benchmarks.code_sandbox import SYSTEM_PYTHON, our_sandbox
from benchmarks.measure import TWO_CORES, pinned
from benchmarks.public_sets import PublicSet, content
from benchmarks.report import Aim, Report, Row, Settings, code, markdown_table
from trainer_client.contract import Sample, Verdict
from verifiers.code.verifier import CodeVerifier

HUMANEVAL = PublicSet(
    "HumanEval.jsonl.gz",
    164,
    "b796127e635a67f93fb35c04f4cb03cf06f38c8072ee7cee8833d7bee06979ef",
    "task_id, prompt, canonical_solution, test, entry_point",
    "HumanEval",
)
MBPP = PublicSet(
    "sanitized-mbpp.json",
    427,
    "8ac32b2799150228e2d745aed09c870b7e4444246d4727d1004576207ef40769",
    "task_id, prompt, code, test_imports, test_list",
    "MBPP, the sanitized part",
)

LIMIT_S = 5
AT_ONCE = 8
NATIVE_AGAIN = 3
HEADINGS = ("set", "task", "program", "natively", "ours", "message", "changed line", "why")

Node = TypeVar("Node", bound=ast.AST)


@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    """A problem with its published solution; ``tests`` is what runs natively behind a program, at once what
    are ``count`` tests for us.
    """

    set_name: str
    name: str
    reference: Mapping[str, Any]
    program: str
    function: str
    tests: str
    count: int = 1
    completion: str = ""
    changed_everywhere: bool = False


@dataclass(frozen=True, slots=True)
class Case:
    """A program for a task. ``how``: what it is; ``sent``: the program in the form of a response."""

    task: Task
    how: str
    program: str
    sent: str

    @property
    def sample(self) -> Sample:
        return Sample(
            verifier="code",
            response=f"```python\n{self.sent}\n```",
            reference=self.task.reference,
            options={"time_limit_s": LIMIT_S},
        )

    @property
    def natively(self) -> tuple[str, int]:
        """Source, and seconds for all its tests together."""
        return f"{self.program}\n{self.task.tests}\n", LIMIT_S * self.task.count


@dataclass(frozen=True, slots=True)
class Judged:
    """``passes``: natively, as often as it was run there."""

    case: Case
    verdict: Verdict
    passes: Sequence[bool]

    @property
    def agrees(self) -> bool:
        return self.verdict.reward == float(self.passes[0])

    def cells(self) -> tuple[str, ...]:
        said = self.verdict.detail.get("message") or _first_message(self.verdict)
        reward = "unscored" if self.verdict.reward is None else f"{self.verdict.reward:g}"
        return (
            self.case.task.set_name,
            self.case.task.name,
            self.case.how,
            f"passes {sum(self.passes)} of {len(self.passes)}",
            f"{reward} ({self.verdict.reason})",
            code(str(said)) if said else "",
            code(_difference(self.case)),
            "",
        )


@dataclass(slots=True)
class Found:
    """What the rows are made of, and the cases that a person should look at."""

    rows: list[Row] = field(default_factory=list)
    listed: list[Judged] = field(default_factory=list)
    kinds: Counter[str] = field(default_factory=Counter)
    reasons: Counter[str] = field(default_factory=Counter)


def run(settings: Settings) -> Report:
    found = Found()
    if settings.data is not None:
        _measure(settings.data, settings.scaled(1, 10), found)
    return Report(
        name="code-accuracy",
        title="Code: agreement",
        how=f"`CodeVerifier` with the local sandbox, two jails on two cores, {LIMIT_S} s of processor time a "
        "test; HumanEval and MBPP as their own records; a changed solution is judged natively too, by "
        "a plain `exec` of it and the tests",
        rows=found.rows,
        notes=_notes(found),
        listing=markdown_table(HEADINGS, [one.cells() for one in found.listed]) if found.listed else "",
    )


def _measure(folder: Path, stride: int, found: Found) -> None:
    sets = (_humaneval(folder)[::stride], _mbpp(folder)[::stride])
    with our_sandbox(TWO_CORES, jails=len(TWO_CORES)) as ours:
        verifier = CodeVerifier(ours.sandbox)

        def judge(cases: Sequence[Case]) -> list[Judged]:
            passes = _passes(cases)
            verdicts = ours.do(_verdicts(verifier, cases))
            together = zip(cases, verdicts, passes, strict=True)
            return _run_again([Judged(case, verdict, [own]) for case, verdict, own in together])

        for tasks in sets:
            whole = [Case(one, "whole program", one.program, one.program) for one in tasks]
            rest = [Case(one, "completion", one.program, one.completion) for one in tasks if one.completion]
            for cases in filter(None, (whole, rest)):
                _count_published(judge(cases), found)
            _count_changed(judge([case for one in tasks for case in _changed(one)]), found)


async def _verdicts(verifier: CodeVerifier, cases: Sequence[Case]) -> list[Verdict]:
    places = asyncio.Semaphore(AT_ONCE)

    async def verdict(case: Case) -> Verdict:
        async with places:
            return await verifier.verify(case.sample)

    return await asyncio.gather(*map(verdict, cases))


def _run_again(judged: Sequence[Judged]) -> list[Judged]:
    """Where we disagree, natively a few times more: some tests draw random numbers."""
    doubtful = [one for one in judged if not one.agrees]
    more = [_passes([one.case for one in doubtful]) for _ in range(NATIVE_AGAIN - 1)]
    again = {
        id(one): Judged(one.case, one.verdict, [*one.passes, *(each[at] for each in more)])
        for at, one in enumerate(doubtful)
    }
    return [again.get(id(one), one) for one in judged]


# What is counted.


def _count_published(judged: Sequence[Judged], found: Found) -> None:
    """The aim does not ask what happens natively: every published solution is to score 1."""
    right = sum(1 for one in judged if one.verdict.reward == 1)
    first = judged[0].case
    form = "as completions" if first.how == "completion" else "as whole programs"
    found.rows.append(
        Row(
            measured=f"{first.task.set_name}, published solutions {form}: {len(judged):,}",
            ours=f"{right / len(judged):.2%} score 1" + _others(judged, 1.0),
            alternative=f"natively {sum(one.passes[0] for one in judged):,} pass",
            aim=Aim("100% score 1", right == len(judged)),
        )
    )
    found.listed += [one for one in judged if one.verdict.reward != 1 or not one.agrees]


def _count_changed(judged: Sequence[Judged], found: Found) -> None:
    failing = [one for one in judged if not one.passes[0]]
    found.kinds.update(one.case.how for one in failing)
    found.reasons.update(str(one.verdict.reason) for one in failing)
    for passes, title in ((False, "that natively fail"), (True, "equivalent for these tests")):
        cases = [one for one in judged if one.passes[0] is passes]
        if not cases:
            continue
        right = sum(1 for one in cases if one.agrees)
        found.rows.append(
            Row(
                measured=f"{cases[0].case.task.set_name}, changed solutions {title}: {len(cases):,}",
                ours=f"{right / len(cases):.2%} score {passes:d}" + _others(cases, float(passes)),
                aim=Aim(f"100% score {passes:d}", right == len(cases)),
            )
        )
    found.listed += [one for one in judged if not one.agrees]


def _others(judged: Sequence[Judged], expected: float) -> str:
    reasons = Counter(str(one.verdict.reason) for one in judged if one.verdict.reward != expected)
    return "".join(f", {count} {reason}" for reason, count in reasons.most_common())


def _notes(found: Found) -> list[str]:
    if not found.rows:
        return [f"nothing without --data: the folder with {HUMANEVAL.file} and {MBPP.file}"]
    counts = ", ".join(f"{found.kinds[how]:,} {how}" for how in CHANGES)
    reasons = ", ".join(f"{count:,} {reason}" for reason, count in found.reasons.most_common())
    return [
        f"changed solutions that natively fail, by change: {counts}",
        f"the same by the reason of their verdict: {reasons}",
        "of each change the first place in the source is taken, in HumanEval within the function under test",
        "the printed run lists every disagreement",
    ]


def _first_message(verdict: Verdict) -> str:
    tests = verdict.detail.get("tests") or []
    return next((str(one["message"]) for one in tests if one.get("message")), "")


def _difference(case: Case) -> str:
    """The first line that the change made other."""
    before = ast.unparse(ast.parse(case.task.program)).splitlines()
    pairs = zip(before, case.program.splitlines(), strict=False)
    return next((f"{was.strip()} → {now.strip()}" for was, now in pairs if was != now), "–")


# The sets.


def _humaneval(folder: Path) -> list[Task]:
    rows = map(json.loads, gzip.decompress(content(folder, HUMANEVAL)).splitlines())
    return [
        Task(
            set_name="HumanEval",
            name=row["task_id"],
            reference={"format": "humaneval", "record": row},
            program=row["prompt"] + row["canonical_solution"],
            function=row["entry_point"],
            tests=f"{row['test']}\ncheck({row['entry_point']})",
            completion=row["canonical_solution"],
        )
        for row in rows
    ]


def _mbpp(folder: Path) -> list[Task]:
    return [
        Task(
            set_name="MBPP",
            name=f"MBPP/{row['task_id']}",
            reference={"format": "mbpp", "record": row},
            program=row["code"],
            function=_tested(row["code"], row["test_list"]),
            tests="\n".join([*row["test_imports"], *row["test_list"]]),
            count=len(row["test_list"]),
            changed_everywhere=True,
        )
        for row in json.loads(content(folder, MBPP))
    ]


def _tested(program: str, tests: Sequence[str]) -> str:
    """The function of the program that the tests name first."""
    defined = {node.name for node in ast.parse(program).body if isinstance(node, ast.FunctionDef)}
    named = _in_order(ast.parse("\n".join(tests)), ast.Name)
    return next(node.id for node in named if node.id in defined)


# The changes: each alters a tree in place, and says whether there was anything to alter.


def _changed(task: Task) -> Iterator[Case]:
    seen = {ast.unparse(ast.parse(task.program))}
    for how, change in CHANGES.items():
        tree = ast.parse(task.program)
        tested = [one for one in tree.body if isinstance(one, ast.FunctionDef) and one.name == task.function]
        scope: ast.AST = tree if task.changed_everywhere else tested[-1]
        if not change(tested[-1], scope):
            continue
        program = ast.unparse(ast.fix_missing_locations(tree))
        if program not in seen:
            seen.add(program)
            yield Case(task, how, program, program)


def _in_order(scope: ast.AST, kind: type[Node]) -> list[Node]:
    """Nodes of a function's body or a module, as they stand in the source."""
    parts = scope.body if isinstance(scope, ast.FunctionDef) else [scope]
    nodes = [node for part in parts for node in ast.walk(part) if isinstance(node, kind)]
    return sorted(nodes, key=lambda node: (getattr(node, "lineno", 0), getattr(node, "col_offset", 0)))


def _return_none(tested: ast.FunctionDef, _: ast.AST) -> bool:
    tested.body = [ast.Return(value=None)]
    return True


def _raise(tested: ast.FunctionDef, _: ast.AST) -> bool:
    tested.body = ast.parse("raise ValueError('changed')").body
    return True


def _swap_comparison(_: ast.FunctionDef, scope: ast.AST) -> bool:
    for node in _in_order(scope, ast.Compare):
        node.ops[0] = SWAPPED[type(node.ops[0])]()
        return True
    return False


def _shift_integer(_: ast.FunctionDef, scope: ast.AST) -> bool:
    for node in _in_order(scope, ast.Constant):
        if type(node.value) is int:
            node.value += 1
            return True
    return False


def _negate(_: ast.FunctionDef, scope: ast.AST) -> bool:
    return _wrap_return(scope, lambda value: ast.UnaryOp(op=ast.Not(), operand=value))


def _put_in_list(_: ast.FunctionDef, scope: ast.AST) -> bool:
    return _wrap_return(scope, lambda value: ast.List(elts=[value], ctx=ast.Load()))


def _wrap_return(scope: ast.AST, wrapped: Callable[[ast.expr], ast.expr]) -> bool:
    for node in _in_order(scope, ast.Return):
        if node.value is not None:
            node.value = wrapped(node.value)
            return True
    return False


SWAPPED: Mapping[type[ast.cmpop], type[ast.cmpop]] = {
    ast.Eq: ast.NotEq,
    ast.NotEq: ast.Eq,
    ast.Lt: ast.Gt,
    ast.Gt: ast.Lt,
    ast.LtE: ast.GtE,
    ast.GtE: ast.LtE,
    ast.In: ast.NotIn,
    ast.NotIn: ast.In,
    ast.Is: ast.IsNot,
    ast.IsNot: ast.Is,
}
CHANGES: Mapping[str, Callable[[ast.FunctionDef, ast.AST], bool]] = {
    "function returns None": _return_none,
    "function raises": _raise,
    "comparison swapped": _swap_comparison,
    "integer plus one": _shift_integer,
    "return negated": _negate,
    "return in a list": _put_in_list,
}


# Natively.


def _passes(cases: Sequence[Case]) -> list[bool]:
    """Of each case, in processes that take turns at the cases."""
    shares = [range(start, len(cases), len(TWO_CORES)) for start in range(len(TWO_CORES))]
    found = [False] * len(cases)
    with pinned(TWO_CORES), ThreadPoolExecutor(len(shares)) as threads:
        answers = threads.map(lambda share: _run_natively([cases[at] for at in share]), shares)
        for share, passes in zip(shares, answers, strict=True):
            for at, one in zip(share, passes, strict=True):
                found[at] = one
    return found


def _run_natively(cases: Sequence[Case]) -> list[bool]:
    script = f"{inspect.getsource(_exec_each)}\n_exec_each()\n"
    with tempfile.TemporaryDirectory(dir="/tmp") as folder:
        done = subprocess.run(
            [SYSTEM_PYTHON, "-sP", "-c", script],
            input="".join(json.dumps(case.natively) + "\n" for case in cases),
            stdout=subprocess.PIPE,
            text=True,
            check=True,
            cwd=folder,
            env=ENVIRONMENT,
        )
    return [line == "0" for line in done.stdout.splitlines()]


def _exec_each() -> None:
    """Runs under the system's interpreter, from its text: a fork and an ``exec`` for each line of stdin, a
    source with its seconds. A line on stdout for each, 0 where nothing was raised and no limit met.
    """
    import json
    import os
    import resource
    import signal
    import sys

    def run(source: str, limit_s: int) -> int:
        resource.setrlimit(resource.RLIMIT_CPU, (limit_s, limit_s))
        resource.setrlimit(resource.RLIMIT_AS, (1 << 30, 1 << 30))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        signal.alarm(2 * limit_s + 1)
        nowhere = os.open(os.devnull, os.O_RDWR)
        for descriptor in range(3):
            os.dup2(nowhere, descriptor)
        try:
            exec(source, {"__name__": "__main__"})
        except BaseException:  # noqa: BLE001 - whatever it is, the tests did not pass
            return 1
        return 0

    for line in sys.stdin:
        child = os.fork()
        if not child:
            os._exit(run(*json.loads(line)))
        print(os.waitpid(child, 0)[1], flush=True)
