"""Piston's interface, as its clients and Open-R1's read it."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest
import pytest_asyncio

from sandbox.interface import SandboxUnavailable
from sandbox.local import LocalSandbox
from tests.contract.http_rig import Rig
from tests.contract.test_run import Failing
from tests.sandboxes import started
from verifiers.code.verifier import CodeVerifier

pytestmark = pytest.mark.asyncio(loop_scope="module")

SUM = "print(sum(map(int, input().split())))"
CPP_SUM = "#include <iostream>\nint main() { long a, b; std::cin >> a >> b; std::cout << a + b; }"
CHECKER = """import sys
given, expected, output = (open(path).read().split() for path in sys.argv[1:4])
print(1 if len(output) == len(expected) and sorted(output) == sorted(expected) else 0)
"""


@pytest_asyncio.fixture(loop_scope="module", scope="module")
async def sandbox() -> AsyncIterator[LocalSandbox]:
    async with started() as sandbox:
        yield sandbox


@pytest_asyncio.fixture(loop_scope="module", scope="module")
async def client(sandbox: LocalSandbox) -> AsyncIterator[httpx.AsyncClient]:
    async with Rig(sandbox=sandbox, others={"code": CodeVerifier(sandbox)}).client() as client:
        yield client


async def execute(client: httpx.AsyncClient, source: str, language: str = "python", **asked: Any) -> Any:
    body = {"language": language, "version": "*", "files": [{"content": source}], **asked}
    response = await client.post("/api/v2/execute", json=body)
    assert response.status_code == 200, response.text
    return response.json()


async def test_a_run_that_ends_well_has_all_their_fields(client: httpx.AsyncClient) -> None:
    answer = await execute(client, "import sys; print(input()); print('e', file=sys.stderr)", stdin="hi")
    run = answer["run"]
    assert re.fullmatch(r"3\.\d+\.\d+", answer["version"])
    assert (run.pop("cpu_time") > 0, run.pop("wall_time") > 0, run.pop("memory") > 2**20) == (True,) * 3
    assert (answer["language"], "compile" in answer) == ("python", False)
    assert run == {
        "stdout": "hi\n",
        "stderr": "e\n",
        "output": "hi\ne\n",
        "code": 0,
        "signal": None,
        "message": None,
        "status": None,
    }


@pytest.mark.parametrize(
    ("source", "asked", "code", "signal", "status"),
    [
        ("raise SystemExit(3)", {}, 3, None, "RE"),
        ("while True: pass", {"run_timeout": 500}, None, "SIGKILL", "TO"),
        ("import time; time.sleep(60)", {"run_timeout": 500}, None, "SIGKILL", "TO"),
        ("x = bytearray(1 << 30)", {"run_memory_limit": 64 * 2**20}, None, "SIGKILL", "SG"),
        ("while True: print('x' * 100_000)", {}, None, "SIGKILL", "OL"),
    ],
)
async def test_a_programs_failure_is_told_in_their_words(
    client: httpx.AsyncClient,
    source: str,
    asked: dict[str, Any],
    code: int | None,
    signal: str | None,
    status: str,
) -> None:
    run = (await execute(client, source, **asked))["run"]
    assert (run["code"], run["signal"], run["status"]) == (code, signal, status)


async def test_a_compiled_language_has_a_compile_stage_and_a_failed_one_is_the_run(
    client: httpx.AsyncClient,
) -> None:
    good = await execute(client, CPP_SUM, "c++", stdin="1 2")
    bad = await execute(client, "int main( {", "c++")
    assert (good["compile"]["code"], good["run"]["stdout"]) == (0, "3")
    assert bad["compile"]["code"] == 1
    assert bad["run"] == bad["compile"]
    assert "error" in bad["compile"]["stderr"]


async def test_more_than_their_1_kb_of_output_comes_back_whole(client: httpx.AsyncClient) -> None:
    assert len((await execute(client, "print('x' * 200_000)"))["run"]["stdout"]) == 200_001


async def test_files_lie_beside_the_program_in_all_encodings(client: httpx.AsyncClient) -> None:
    files = [
        {"name": "raw", "content": "AP8=", "encoding": "base64"},
        {
            "name": "main.py",
            "content": "print(open('raw', 'rb').read(), open('h', 'rb').read(), open('t').read())",
        },
        {"name": "h", "content": "00ff", "encoding": "hex"},
        {"name": "t", "content": "ü", "encoding": "utf8"},
    ]
    answer = await execute(client, "", files=files)
    assert answer["run"]["stdout"] == "b'\\x00\\xff' b'\\x00\\xff' ü\n"


async def test_arguments_reach_the_program(client: httpx.AsyncClient) -> None:
    answer = await execute(client, 'printf "%s|" "$@"', "bash", args=["a b", "c"])
    assert answer["run"]["stdout"] == "a b|c|"


async def test_runtimes_are_those_that_can_be_run_with_their_versions(client: httpx.AsyncClient) -> None:
    runtimes = (await client.get("/api/v2/runtimes")).json()
    assert {"python", "c++", "bash"} <= {runtime["language"] for runtime in runtimes}
    for runtime in runtimes:
        assert re.fullmatch(r"\d+\.\d+\.\d+", runtime["version"])
        assert runtime["version"] != "0.0.0", runtime


@pytest.mark.parametrize(
    ("changed", "told"),
    [
        ({"language": "klingon"}, "klingon-* runtime is unknown"),
        ({"language": "cms_ioi"}, "runtime is unknown: IOI's graders"),
        ({"language": "cf_python3"}, "grader_config"),
        ({"language": 1}, "language"),
        ({"version": None}, "version"),
        ({"files": []}, "at least one utf8"),
        ({"files": [{"content": "AA==", "encoding": "base64"}]}, "at least one utf8"),
        ({"files": [{"content": "x"}, {"content": "§", "encoding": "hex"}]}, "no hex"),
        ({"files": [{"content": "x"}, {"name": "../x", "content": ""}]}, "../x"),
        ({"run_timeout": 1e12}, "at most"),
    ],
)
async def test_what_is_out_of_order_is_400_with_a_message(
    client: httpx.AsyncClient, changed: dict[str, Any], told: str
) -> None:
    body = {"language": "python", "version": "*", "files": [{"content": "x"}]} | changed
    response = await client.post("/api/v2/execute", json=body)
    assert (response.status_code, list(response.json())) == (400, ["message"])
    assert told in response.json()["message"]


async def test_what_is_ours_is_504_which_clients_ask_again_on() -> None:
    failing: Any = Failing(SandboxUnavailable("install bubblewrap"))
    async with Rig(sandbox=failing, others={"code": CodeVerifier(failing)}).client() as client:
        body = {"language": "python", "version": "*", "files": [{"content": "1"}]}
        run = await client.post("/api/v2/execute", json=body)
        judged = await client.post("/api/v2/execute", json=codeforces("cf_python3", SUM))
    for answer in (run, judged):
        assert answer.status_code == 504
        assert "install bubblewrap" in answer.json()["message"]


def codeforces(
    language: str, submission: str, output: str = "3", checker: str = "", **config: Any
) -> dict[str, Any]:
    """What Open-R1's ``cf_scoring`` sends for one test."""
    config = {"TIME_LIMIT": 2.0, "MEMORY_LIMIT": 256.0, "INPUT_MODE": "stdio", **config}
    files = [
        {"name": "main.py", "content": submission},
        *([{"name": "checker.py", "content": checker}] if checker else []),
        {"name": "input.txt", "content": "1 2\n"},
        {"name": "correct_output.txt", "content": output},
        {"name": "grader_config", "content": "\n".join(f"{key}={value}" for key, value in config.items())},
    ]
    return {"language": language, "version": "*", "files": files, "run_timeout": 5000}


async def judged(client: httpx.AsyncClient, *asked: Any, **named: Any) -> tuple[int, int, str]:
    """What Open-R1 looks at: the compiler's code, the judge's, and what it printed."""
    response = await client.post("/api/v2/execute", json=codeforces(*asked, **named))
    assert response.status_code == 200, response.text
    answer = response.json()
    return answer["compile"]["code"], answer["run"]["code"], answer["run"]["stdout"].strip()


@pytest.mark.parametrize(("language", "source"), [("cf_python3", SUM), ("c++17", CPP_SUM)])
async def test_open_r1s_judges_answer_1_for_a_right_program_alone(
    client: httpx.AsyncClient, language: str, source: str
) -> None:
    assert await judged(client, language, source) == (0, 0, "1")
    assert await judged(client, language, source, output="4") == (0, 0, "0")


async def test_open_r1s_checker_decides_where_there_is_one(client: httpx.AsyncClient) -> None:
    source = "print(*reversed(input().split()))"
    assert await judged(client, "cf_python3", source, "1 2", CHECKER) == (0, 0, "1")
    assert await judged(client, "cf_python3", source, "1 3", CHECKER) == (0, 0, "0")


async def test_open_r1s_problems_with_files_are_judged_by_them(client: httpx.AsyncClient) -> None:
    source = "open('output.txt', 'w').write(str(sum(map(int, open('input.txt').read().split()))))"
    assert await judged(client, "cf_python3", source, INPUT_MODE="file") == (0, 0, "1")


async def test_open_r1_is_told_what_does_not_compile_or_is_too_slow(client: httpx.AsyncClient) -> None:
    assert (await judged(client, "c++17", "int main( {"))[0] == 1
    assert (await judged(client, "cf_python3", "def f(:"))[0] == 1
    assert await judged(client, "cf_python3", "while True: pass", TIME_LIMIT=0.5) == (0, 0, "0")


@pytest.mark.parametrize(
    "source",
    [
        "print(open('correct_output.txt').read())",
        "print(1)",
        "import os; open('correct_output.txt', 'w').write('9'); print(9)",
        "print('```\\n3')\n'''\n```\n```python\nprint(3)\n```\n'''\nprint(4)",
    ],
)
async def test_nothing_that_open_r1_sends_beside_the_program_helps_it(
    client: httpx.AsyncClient, source: str
) -> None:
    assert (await judged(client, "cf_python3", source))[2] == "0"
