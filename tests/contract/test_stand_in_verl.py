"""verl's own client code against a service that is served: it needs nothing but the new address."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import pytest
import pytest_asyncio

from gateway.api_keys import ApiKeys
from sandbox.interface import SandboxBusy, SandboxUnavailable
from sandbox.local import LocalSandbox
from tests.contract import verl_client
from tests.contract.http_rig import Rig
from tests.contract.test_run import Failing
from tests.sandboxes import started

pytestmark = pytest.mark.asyncio(loop_scope="module")

verl = verl_client.load()

WRONG, FAULT, CRASHED, SLOW, NOT_COMPILED = False, -1, -2, -3, -4
SUM = "print(sum(map(int, input().split())))"


@pytest_asyncio.fixture(loop_scope="module", scope="module")
async def sandbox() -> AsyncIterator[LocalSandbox]:
    async with started() as sandbox:
        yield sandbox


@pytest_asyncio.fixture(loop_scope="module", scope="module")
async def url(sandbox: LocalSandbox) -> AsyncIterator[str]:
    async with Rig(sandbox=sandbox).serving() as url:
        yield f"{url}/run_code"


async def check(url: str, generation: str, tests: dict[str, Any], **asked: Any) -> list[Any]:
    """What verl makes of each test: true, or a number of its own for what was wrong."""
    results, _ = await asyncio.to_thread(
        verl.utils.check_correctness,
        sandbox_fusion_url=url,
        in_outs=tests,
        generation=generation,
        **{"timeout": 5, "memory_limit_mb": 256, "language": "python", **asked},
    )
    found: list[Any] = results
    return found


@pytest.mark.parametrize(
    ("generation", "results"),
    [
        (SUM, [True, True]),
        ("print(3)", [True, WRONG]),
        ("raise ValueError", [CRASHED, CRASHED]),
        ("def f(:", [CRASHED, CRASHED]),
        ("import sys; sys.exit(0)", [WRONG, WRONG]),
        ("x = bytearray(1 << 30)", [CRASHED, CRASHED]),
    ],
)
async def test_verl_reads_each_ending_as_what_it_is(url: str, generation: str, results: list[Any]) -> None:
    tests = {"inputs": ["1 2", "2 2"], "outputs": ["3", "4"]}
    assert await check(url, generation, tests) == results


async def test_verl_tells_a_time_limit_from_a_crash(url: str) -> None:
    assert await check(url, "while True: pass", {"inputs": [""], "outputs": [""]}, timeout=1) == [SLOW]


async def test_verl_tells_what_does_not_compile(url: str) -> None:
    tests = {"inputs": ["", ""], "outputs": ["1", "1"]}
    good = '#include <cstdio>\nint main() { puts("1"); }'
    assert await check(url, "int main( {", tests, language="cpp") == [NOT_COMPILED] * 2
    assert await check(url, good, tests, language="cpp") == [True] * 2


async def test_verls_wrapper_around_a_function_runs(url: str) -> None:
    tests = {"inputs": ["1\n2", "[1]\n[2]"], "outputs": ["3", "[1, 2]"], "fn_name": "add"}
    solution = "class Solution:\n    def add(self, a, b):\n        return a + b"
    assert await check(url, solution, tests) == [True, True]


async def test_verls_asserts_behind_the_answer_run(url: str) -> None:
    tests = {
        "inputs": ["", ""],
        "outputs": [None, None],
        "assert_case": ["assert f(1) == 1", "assert f(2) == 3"],
    }
    results = await check(url, "def f(x):\n    return x\nprint(None)", tests)
    assert results == [True, CRASHED]


async def test_verls_score_is_the_share_of_tests_that_pass(url: str) -> None:
    tests = {"inputs": ["1 2", "2 2"], "outputs": ["3", "5"]}
    score, metadata = await asyncio.to_thread(
        verl.compute_score, url, None, 256, f"So:\n```python\n{SUM}\n```", tests, True
    )
    assert (score, [entry["status"] for entry in metadata]) == (0.5, ["success", "wrong_answer"])


@pytest.mark.parametrize("error", [SandboxUnavailable("install bubblewrap"), SandboxBusy("many wait")])
async def test_verl_asks_again_for_what_is_ours(error: Exception, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(verl.utils, "INITIAL_RETRY_DELAY", 0)
    rig = Rig(sandbox=Failing(error))  # type: ignore[arg-type]
    async with rig.serving() as url:
        results = await check(f"{url}/run_code", SUM, {"inputs": ["1 2"], "outputs": ["3"]})
    assert (results, rig.answers) == ([FAULT], [("http", 504)] * 3)


async def test_verl_gets_its_answer_when_it_asks_again(
    sandbox: LocalSandbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(verl.utils, "INITIAL_RETRY_DELAY", 0)
    refusals = iter([SandboxBusy("many wait"), SandboxBusy("many wait")])
    build = sandbox.build

    async def busy_at_first(*args: Any, **named: Any) -> Any:
        for refusal in refusals:
            raise refusal
        return await build(*args, **named)

    monkeypatch.setattr(sandbox, "build", busy_at_first)
    rig = Rig(sandbox=sandbox)
    async with rig.serving() as url:
        results = await check(f"{url}/run_code", SUM, {"inputs": ["1 2"], "outputs": ["3"]})
    assert (results, [status for _, status in rig.answers]) == ([True], [504, 504, 200])


async def test_verl_can_bring_a_key_in_the_address(sandbox: LocalSandbox) -> None:
    async with Rig(sandbox=sandbox, api_keys=ApiKeys({"trainer": "s3cret"})).serving() as url:
        address = f"{url}/run_code".replace("http://", "http://trainer:s3cret@")
        assert await check(address, SUM, {"inputs": ["1 2"], "outputs": ["3"]}) == [True]
