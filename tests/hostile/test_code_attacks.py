"""Attacks of a response on its verdict, by the numbers of the field's list: none is paid, none is unscored.

After each of them a plain right program still scores 1 in the same jail. The programs: ``code_attacks``.
"""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio

from gateway.http.encoding import encode_verdict
from tests.hostile import code_attacks
from tests.hostile.code_attacks import ATTACKS, TARGETS, fenced
from tests.sandboxes import WALLS, started
from trainer_client.contract import Reason, Sample, Status, Verdict
from verifiers.code.verifier import CodeVerifier

pytestmark = pytest.mark.asyncio(loop_scope="module")

HERE = "here"
WHERE: dict[tuple[int, ...], tuple[str, ...]] = {
    (1, 2): (HERE,),  # objects that equal everything
    (3, 4): (HERE,),  # ends before the asserts, and within the function
    (5, 6): (HERE, "processes"),  # exec of a program that exits 0; C and C++ that end before main
    (7, 8, 9, 10, 11): (HERE,),  # results and expected values in frames, objects, shared memory
    (12, 13): (HERE,),  # shadowed names; conftest.py and patched reports
    (14, 15, 16): (HERE, "surviving"),  # files and pickles that run; patched modules; undone guards
    (17,): (HERE, "output", "examined"),  # forged results
    (18, 19, 20): (HERE, "files"),  # the checker's and the answer's files: overwritten, linked, edited late
    (21,): (HERE, "neighbours"),  # /proc and the disk
    (22, 23, 24): (HERE,),  # prefixes; NaN and infinity; case, order and sets
    (25, 26): (HERE,),  # fences and quotes; mutated arguments
    (27,): (HERE, "processes", "timing"),  # what runs at the end or after it; swallowed time-outs
    (28,): (HERE, "surviving"),  # memory between tests and submissions
    (29,): (HERE,),  # hard-coded cases
    (30, 40, 44): (HERE, "processes"),  # fork bombs; daemons; killing the judge
    (31, 32, 39, 42): (HERE, "output"),  # endless and large output; closed pipes; bytes that are no text
    (33, 34, 36): (HERE, "memory"),  # results larger than their reader; full disks; mmap, tmpfs, statics
    (35,): (HERE, "timing"),  # sleep and spin
    (37,): ("memory",),  # a virtual machine's memory outside its heap
    (38, 47): (HERE, "compiling"),  # bombs for the compiler; includes of foreign files
    (41,): (HERE, "output", "processes"),  # recursion, huge integers, huge stderr
    (43,): ("network",),
    (45, 52, 55): ("privileges",),  # ptrace; TIOCSTI; namespaces and mounts
    (46,): ("files", "privileges"),  # odd calls of open
    (48,): (HERE, "files"),  # copies of links to devices
    (49, 50, 53, 54): ("files",),  # links written through; names that lead out; environment; shell characters
    (51,): ("privileges", "surviving", "neighbours", "network"),  # what jails of one kernel share
}
"""Where each number is tried: here, for its verdict, and in ``sandbox/test_<name>.py``."""

LIMITS = {"time_limit_s": 0.5, "memory_limit_mb": 128}


@pytest_asyncio.fixture(
    scope="module",
    loop_scope="module",
    params=[pytest.param(wall, marks=[pytest.mark.docker] if wall == "docker" else []) for wall in WALLS],
)
async def verifier(request: pytest.FixtureRequest) -> AsyncIterator[CodeVerifier]:
    """With one jail: what follows an attack is in the same place."""
    async with started(request.param, jails=1) as sandbox:
        yield CodeVerifier(sandbox)


async def judge(verifier: CodeVerifier, response: str, reference: dict[str, Any], **options: Any) -> Verdict:
    given = Sample(
        verifier="code", prompt="", response=response, reference=reference, options=LIMITS | options
    )
    return await verifier.verify(given)


async def assert_undisturbed(verifier: CodeVerifier, target: str) -> None:
    right = await judge(verifier, fenced(TARGETS[target].right), TARGETS[target].reference)
    assert (right.reason, right.reward) == (Reason.CORRECT, 1.0)


TRIALS = [
    pytest.param(attack, target, id=f"{attack}-on-{target.replace(' ', '-')}")
    for attack, tried in ATTACKS.items()
    for target in tried.on
]


@pytest.mark.parametrize(("attack", "target"), TRIALS)
async def test_no_attack_is_paid_or_unscored(verifier: CodeVerifier, attack: str, target: str) -> None:
    tried = ATTACKS[attack]
    response = code_attacks.response(attack, target)
    verdict = await judge(verifier, response, TARGETS[target].reference, language=tried.language)
    assert (verdict.status, verdict.reward) == (Status.SCORED, 0.0), verdict
    assert json.loads(encode_verdict(verdict))["status"] == "scored"
    assert tried.reason in (None, verdict.reason), verdict
    await assert_undisturbed(verifier, target)


@pytest.mark.parametrize("place", ["frames", "objects", "files"])
async def test_8_9_21_the_search_finds_what_is_in_its_reach(verifier: CodeVerifier, place: str) -> None:
    """Or finding nothing would mean nothing: here the answer is the argument, kept in all three."""
    kept = "kept = []\ndef g(x):\n    kept.append(x)\n    open('kept', 'w').write(x)\n    return f(x)\n"
    search = code_attacks.SEARCH.replace("PLACE", place) + kept
    case = {"args": ["expected-4242"], "expected": "expected-4242"}
    reference = {"kind": "call", "entry_point": "g", "cases": [case]}
    assert (await judge(verifier, fenced(search), reference)).reward == 1.0


@pytest.mark.parametrize("number", [32, 40])
async def test_what_only_looks_like_an_attack_is_paid(verifier: CodeVerifier, number: int) -> None:
    """32: output larger than a pipe. 40: a child that is still there."""
    program, printed = {
        32: ("print('x' * 300_000)", "x" * 300_000),
        40: ("import subprocess\nsubprocess.Popen(['sleep', '60'])\nprint(1)", "1"),
    }[number]
    reference = {"kind": "stdio", "cases": [{"output": printed}]}
    assert (await judge(verifier, fenced(program), reference)).reward == 1.0


PUBLIC = [("first input", "first output"), ("second input", "second output")]
HARD_CODED = f"print({dict(PUBLIC)!r}.get(input()))"
WITH_HIDDEN = [
    {"input": given, "output": printed} for given, printed in [*PUBLIC, ("third input", "third output")]
]
EARNED = {"all": 0.0, "fraction": pytest.approx(2 / 3)}


@pytest.mark.parametrize("score", EARNED, ids=lambda score: f"29-hard-codes-public-cases-{score}")
async def test_hard_coded_cases_are_flagged_and_earn_what_they_pass(
    verifier: CodeVerifier, score: str
) -> None:
    reference = {"kind": "stdio", "cases": WITH_HIDDEN}
    verdict = await judge(verifier, fenced(HARD_CODED), reference, score=score)
    assert (verdict.status, verdict.reward) == (Status.SCORED, EARNED[score])
    assert "hard_codes_tests" in verdict.flags


# ---- the list


async def test_no_number_of_the_list_is_missing() -> None:
    assert sorted(number for numbers in WHERE for number in numbers) == list(range(1, 56))


async def test_each_number_is_where_the_table_has_it() -> None:
    here = {number for numbers, places in WHERE.items() if HERE in places for number in numbers}
    assert here == {int(name.split("-")[0]) for name in ATTACKS} | {29}
    modules = {place for places in WHERE.values() for place in places if place != HERE}
    folder = Path(__file__).parent / "sandbox"
    assert {name for name in modules if not (folder / f"test_{name}.py").is_file()} == set()
