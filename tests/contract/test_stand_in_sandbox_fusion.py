"""SandboxFusion's interface, as its clients read it: schemas, words, and what they are told of unscored."""

from __future__ import annotations

import base64
import json
from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest
import pytest_asyncio

from gateway.api_keys import ApiKeys
from sandbox.interface import SandboxBusy, SandboxUnavailable
from sandbox.local import LocalSandbox
from tests.contract.http_rig import Rig
from tests.contract.test_run import Failing
from tests.sandboxes import started
from verifiers.code.verifier import CodeVerifier

pytestmark = pytest.mark.asyncio(loop_scope="module")

STDIO = [
    {"input": {"stdin": "1 2\n"}, "output": {"stdout": "3\n"}},
    {"input": {"stdin": "2 2\n"}, "output": {"stdout": "4\n"}},
]
SUM = "```python\nprint(sum(map(int, input().split())))\n```"
THREE = "```python\nprint(3)\n```"


@pytest_asyncio.fixture(loop_scope="module", scope="module")
async def sandbox() -> AsyncIterator[LocalSandbox]:
    async with started() as sandbox:
        yield sandbox


@pytest_asyncio.fixture(loop_scope="module", scope="module")
async def client(sandbox: LocalSandbox) -> AsyncIterator[httpx.AsyncClient]:
    async with Rig(sandbox=sandbox, others={"code": CodeVerifier(sandbox)}).client() as client:
        yield client


async def run_code(client: httpx.AsyncClient, code: str, **asked: Any) -> dict[str, Any]:
    response = await client.post("/run_code", json={"code": code, "language": "python", **asked})
    assert response.status_code == 200, response.text
    answered: dict[str, Any] = response.json()
    return answered


async def submit(client: httpx.AsyncClient, completion: str, **config: Any) -> httpx.Response:
    body = {
        "dataset": "custom",
        "id": 7,
        "completion": completion,
        "config": {"language": "python", **config},
    }
    return await client.post("/submit", json=body)


async def test_ping_is_pong(client: httpx.AsyncClient) -> None:
    assert (await client.get("/v1/ping")).json() == "pong"


async def test_a_run_that_ends_well_has_all_their_fields(client: httpx.AsyncClient) -> None:
    answered = await run_code(client, "print(input())", stdin="hi")
    assert answered["run_result"].pop("execution_time") > 0
    assert answered == {
        "status": "Success",
        "message": "",
        "compile_result": None,
        "run_result": {"status": "Finished", "return_code": 0, "stdout": "hi\n", "stderr": ""},
        "executor_pod_name": None,
        "files": {},
    }


@pytest.mark.parametrize(
    ("code", "asked", "command", "return_code"),
    [
        ("raise SystemExit(3)", {}, "Finished", 3),
        ("def f(:", {}, "Finished", 1),
        ("while True: pass", {"run_timeout": 0.5}, "TimeLimitExceeded", None),
        ("import time; time.sleep(60)", {"run_timeout": 0.5}, "TimeLimitExceeded", None),
        ("x = bytearray(1 << 30)", {"memory_limit_MB": 64}, "Finished", -9),
    ],
)
async def test_a_programs_failure_is_failed_in_their_words(
    client: httpx.AsyncClient, code: str, asked: dict[str, Any], command: str, return_code: int | None
) -> None:
    answered = await run_code(client, code, **asked)
    result = answered["run_result"]
    assert (answered["status"], result["status"], result["return_code"]) == ("Failed", command, return_code)


async def test_a_compiled_language_has_a_compile_result(client: httpx.AsyncClient) -> None:
    good = await run_code(client, '#include <cstdio>\nint main() { puts("1"); }', language="cpp")
    bad = await run_code(client, "int main( {", language="cpp")
    assert (good["status"], good["compile_result"]["return_code"]) == ("Success", 0)
    assert (bad["status"], bad["compile_result"]["return_code"], bad["run_result"]) == ("Failed", 1, None)
    assert "error" in bad["compile_result"]["stderr"]


async def test_files_travel_as_base64_and_a_null_is_none(client: httpx.AsyncClient) -> None:
    raw = base64.b64encode(b"\x00\xff").decode()
    answered = await run_code(
        client,
        "open('out', 'wb').write(open('in', 'rb').read() * 2)",
        files={"in": raw, "skipped": None},
        fetch_files=["out", "absent"],
    )
    assert answered["files"] == {"out": base64.b64encode(b"\x00\xff" * 2).decode()}


async def test_nothing_of_150_kb_of_output_is_lost(client: httpx.AsyncClient) -> None:
    answered = await run_code(client, "print('x' * 200_000)")
    assert (answered["status"], len(answered["run_result"]["stdout"])) == ("Success", 200_001)


async def test_fields_of_other_versions_are_ignored(client: httpx.AsyncClient) -> None:
    answered = await run_code(
        client, "print(1)", memory_limit_MB=None, stdin=None, args=[], new_field={"a": 1}
    )
    assert answered["status"] == "Success"


@pytest.mark.parametrize(
    "asked",
    [{"language": "php"}, {"language": 1}, {"code": None}, {"run_timeout": 0}, {"files": {"../a": ""}}],
)
async def test_what_is_out_of_order_is_422_with_a_detail(
    client: httpx.AsyncClient, asked: dict[str, Any]
) -> None:
    response = await client.post("/run_code", json={"code": "1", "language": "python"} | asked)
    assert (response.status_code, list(response.json())) == (422, ["detail"])


async def test_an_answer_is_accepted_when_every_test_passes(client: httpx.AsyncClient) -> None:
    answered = (await submit(client, SUM, provided_data={"test": STDIO})).json()
    assert (answered["id"], answered["accepted"]) == (7, True)
    assert answered["extracted_code"].strip() == "print(sum(map(int, input().split())))"
    assert [test["passed"] for test in answered["tests"]] == [True, True]
    assert answered["tests"][0]["exec_info"]["run_result"]["status"] == "Finished"
    assert set(answered) == {
        "id",
        "accepted",
        "extracted_code",
        "full_code",
        "test_code",
        "tests",
        "extracted_type",
        "extra",
    }


@pytest.mark.parametrize(
    ("completion", "passed"),
    [(THREE, [True, False]), ("I do not know.", [False]), ("```python\n1/0\n```", [False])],
)
async def test_an_answer_that_fails_is_not_accepted_and_has_a_failed_test(
    client: httpx.AsyncClient, completion: str, passed: list[bool]
) -> None:
    answered = (await submit(client, completion, provided_data=STDIO)).json()
    assert (answered["accepted"], [test["passed"] for test in answered["tests"]]) == (False, passed)


async def test_all_cases_are_run_where_that_is_asked_for(client: httpx.AsyncClient) -> None:
    many = [{"input": {"stdin": str(n)}, "output": {"stdout": str(n % 2)}} for n in range(60)]
    config = {"provided_data": {"test": many}, "extra": {"run_all_cases": True}}
    answered = (await submit(client, "```python\nprint(1)\n```", **config)).json()
    assert sum(test["passed"] for test in answered["tests"]) == 30
    assert (answered["accepted"], len(answered["tests"])) == (False, 60)


RECORDS: dict[str, tuple[str, Any, str, str]] = {
    "rows of which one is meant": (
        "CommonOJDataset",
        [{"id": 6, "test": []}, {"id": 7, "test": json.dumps(STDIO)}],
        SUM,
        THREE,
    ),
    "HumanEval": (
        "HumanEvalDataset",
        {
            "prompt": "def add(a, b):\n",
            "entry_point": "add",
            "test": "def check(candidate):\n    assert candidate(1, 2) == 3\n",
        },
        "```python\ndef add(a, b):\n    return a + b\n```",
        "```python\ndef add(a, b):\n    return a\n```",
    ),
    "MBPP": (
        "MBPPDataset",
        {"labels": {"test_setup_code": "X = 3"}, "test_list": ["assert add(1, 2) == X"]},
        "```python\ndef add(a, b):\n    return a + b\n```",
        "```python\ndef add(a, b):\n    raise SystemExit(0)\n```",
    ),
    "LiveCodeBench": (
        "LiveCodeBenchDataset",
        {"test": {"input_output": json.dumps({"inputs": ["1\n2"], "outputs": ["3"], "fn_name": "add"})}},
        "```python\nclass Solution:\n    def add(self, a, b):\n        return a + b\n```",
        "```python\ndef add(a, b):\n    return a\n```",
    ),
    "AutoEval": (
        "AutoEvalDataset",
        {"labels": {"programming_language": "python"}, "test": {"code": "assert add(1, 2) == 3"}},
        "```python\ndef add(a, b):\n    return a + b\n```",
        "```python\ndef add(a, b):\n    return a\n```",
    ),
}


@pytest.mark.parametrize("name", RECORDS)
async def test_records_of_their_data_sets_are_judged(client: httpx.AsyncClient, name: str) -> None:
    dataset_type, record, right, wrong = RECORDS[name]
    for completion, accepted in ((right, True), (wrong, False)):
        response = await submit(client, completion, dataset_type=dataset_type, provided_data=record)
        assert response.status_code == 200, response.text
        assert response.json()["accepted"] is accepted, response.text


@pytest.mark.parametrize(
    ("config", "told"),
    [
        ({}, "provided_data"),
        ({"provided_data": {"prompt": "x"}}, "dataset_type"),
        ({"provided_data": {"test": STDIO}, "dataset_type": "VerilogDataset"}, "CommonOJDataset"),
        ({"provided_data": [{"id": 1, "test": STDIO}]}, "provided_data"),
        ({"provided_data": {"test": []}}, "no tests"),
        ({"provided_data": {"test": STDIO}, "language": "php"}, "python, cpp"),
        ({"provided_data": {"test": STDIO}, "custom_extract_logic": "x"}, "custom_extract_logic"),
    ],
)
async def test_what_cannot_be_judged_is_422_and_says_what_to_do(
    client: httpx.AsyncClient, config: dict[str, Any], told: str
) -> None:
    response = await submit(client, SUM, **config)
    assert response.status_code == 422
    assert told in response.json()["detail"]


@pytest.mark.parametrize("error", [SandboxUnavailable("install bubblewrap"), SandboxBusy("many wait")])
async def test_what_is_ours_is_504_which_verl_asks_again_on(error: Exception) -> None:
    failing: Any = Failing(error)
    async with Rig(sandbox=failing, others={"code": CodeVerifier(failing)}).client() as client:
        run = await client.post("/run_code", json={"code": "1", "language": "python"})
        judged = await submit(client, SUM, provided_data={"test": STDIO})
    assert (run.status_code, judged.status_code) == (504, 504)
    assert str(error) in run.json()["detail"]
    assert str(error) in judged.json()["detail"]


async def test_no_place_and_no_time_are_504(sandbox: LocalSandbox) -> None:
    rig = Rig(sandbox=sandbox, others={"code": CodeVerifier(sandbox)}, max_bytes=500)
    soon = {"Cascade-Timeout-Ms": "100"}
    sleep = "import time; time.sleep(9)"
    config = {"provided_data": {"test": STDIO}}
    body = {"dataset": "x", "id": 1, "completion": f"```python\n{sleep}\n```", "config": config}
    async with rig.client() as client:
        late = await client.post("/submit", json=body, headers=soon)
        slow = {"code": sleep, "language": "python"}
        ended = await client.post("/run_code", json=slow, headers=soon)
        with rig.room.share(400):
            full = await client.post("/run_code", json=slow | {"stdin": "x" * 200})
    assert [late.status_code, ended.status_code, full.status_code] == [504, 504, 504]


async def test_a_fault_of_ours_is_504_and_tells_no_secrets(
    sandbox: LocalSandbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    rig = Rig(sandbox=sandbox)

    async def broken(*_: object, **__: object) -> None:
        raise RuntimeError("/etc/passwd")

    monkeypatch.setattr(rig.service, "verify_many", broken)
    async with rig.client() as client:
        response = await submit(client, SUM, provided_data={"test": STDIO})
    assert (response.status_code, "passwd" in response.text) == (504, False)


async def test_a_key_may_stand_in_the_address(sandbox: LocalSandbox) -> None:
    body = {"code": "print(1)", "language": "python"}
    async with Rig(sandbox=sandbox, api_keys=ApiKeys({"trainer": "s3cret"})).client() as client:
        in_address = await client.post("http://trainer:s3cret@test/run_code", json=body)
        wrong = await client.post("http://trainer:s3cre@test/run_code", json=body)
        none = await client.post("/run_code", json=body)
        garbled = await client.post("/run_code", json=body, headers={"Authorization": "Basic %%%"})
        ping = await client.get("/v1/ping")
    answers = (in_address, wrong, none, garbled, ping)
    assert [answer.status_code for answer in answers] == [200, 403, 401, 401, 200]
