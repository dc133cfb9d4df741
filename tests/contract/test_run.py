"""``/v1/run`` promises plain execution: what the program does is an answer, and nothing else is."""

from __future__ import annotations

import asyncio
import base64
from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest
import pytest_asyncio

from gateway.api_keys import ApiKeys
from sandbox.interface import Sandbox, SandboxBusy, SandboxFault, SandboxUnavailable
from sandbox.local import LocalSandbox
from tests.contract.http_rig import Rig
from tests.sandboxes import started

pytestmark = pytest.mark.asyncio(loop_scope="module")


@pytest_asyncio.fixture(loop_scope="module", scope="module")
async def sandbox() -> AsyncIterator[LocalSandbox]:
    async with started() as sandbox:
        yield sandbox


@pytest_asyncio.fixture(loop_scope="module", scope="module")
async def client(sandbox: LocalSandbox) -> AsyncIterator[httpx.AsyncClient]:
    async with Rig(sandbox=sandbox).client() as client:
        yield client


async def run(client: httpx.AsyncClient, source: str, **asked: Any) -> dict[str, Any]:
    body = {"language": "python", "source": source, **asked}
    response = await client.post("/v1/run", json=body)
    assert response.status_code == 200, response.text
    answered: dict[str, Any] = response.json()
    return answered


async def test_an_answer_has_every_field_and_what_the_program_wrote(client: httpx.AsyncClient) -> None:
    answer = await run(client, "import sys\nprint(input())\nprint('e', file=sys.stderr)", stdin="hello\n")
    assert (answer.pop("cpu_s") > 0, answer.pop("wall_s") > 0, answer.pop("memory_mb") > 0) == (True,) * 3
    assert answer == {
        "exit_code": 0,
        "signal": None,
        "limit": None,
        "stdout": "hello\n",
        "stderr": "e\n",
        "stdout_base64": None,
        "stderr_base64": None,
        "files": {},
        "status": "success",
        "compile": None,
    }


@pytest.mark.parametrize(
    ("source", "limits", "status", "exit_code", "limit"),
    [
        ("raise SystemExit(3)", {}, "runtime_error", 3, None),
        ("def f(:", {}, "compile_error", 1, None),
        ("while True: pass", {"cpu_s": 0.3}, "time_limit", None, "time"),
        ("import time; time.sleep(60)", {"wall_s": 0.5}, "time_limit", None, "time"),
        ("x = bytearray(1 << 30)", {"memory_mb": 64}, "memory_limit", None, "memory"),
        ("print('x' * 100_000)", {"output_bytes": 1000}, "output_limit", None, "output"),
    ],
)
async def test_a_programs_failure_is_an_answer(
    client: httpx.AsyncClient,
    source: str,
    limits: dict[str, Any],
    status: str,
    exit_code: int | None,
    limit: str | None,
) -> None:
    answer = await run(client, source, limits=limits)
    assert (answer["status"], answer["exit_code"], answer["limit"]) == (status, exit_code, limit)


async def test_a_compilers_refusal_stands_by_itself(client: httpx.AsyncClient) -> None:
    answer = await run(client, "int main( {", language="cpp")
    assert (answer["status"], answer["exit_code"], answer["stdout"]) == ("compile_error", None, "")
    assert answer["compile"]["exit_code"] == 1
    assert "error" in answer["compile"]["stderr"]


async def test_files_go_in_and_come_back_as_text_or_bytes(client: httpx.AsyncClient) -> None:
    raw = bytes(range(256))
    answer = await run(
        client,
        "data = open('in/raw.bin', 'rb').read()\n"
        "open('out.bin', 'wb').write(data)\nopen('out.txt', 'w').write(open('in.txt').read())",
        files={"in/raw.bin": {"base64": base64.b64encode(raw).decode()}, "in.txt": "tëxt"},
        collect=["out.bin", "out.txt", "absent"],
    )
    assert answer["files"] == {"out.bin": {"base64": base64.b64encode(raw).decode()}, "out.txt": "tëxt"}


async def test_output_that_is_no_text_is_there_in_both_forms(client: httpx.AsyncClient) -> None:
    answer = await run(client, "import os; os.write(1, b'a\\xffb')")
    assert (answer["stdout"], answer["stdout_base64"]) == ("a\ufffdb", base64.b64encode(b"a\xffb").decode())


async def test_stdin_may_be_bytes(client: httpx.AsyncClient) -> None:
    given = base64.b64encode(b"\xff\x00").decode()
    source = "import sys; print(sys.stdin.buffer.read())"
    assert (await run(client, source, stdin={"base64": given}))["stdout"] == "b'\\xff\\x00'\n"


@pytest.mark.parametrize(
    ("language", "source"),
    [
        ("bash", 'printf "%s|" "$@"'),
        ("python", "import sys; print(*sys.argv[1:], sep='|', end='|')"),
    ],
)
async def test_arguments_reach_the_program_as_they_are(
    client: httpx.AsyncClient, language: str, source: str
) -> None:
    answer = await run(client, source, language=language, arguments=["a b", "$HOME", "'"])
    assert answer["stdout"] == "a b|$HOME|'|"


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"language": "klingon"}, "language"),
        ({"language": 1}, "language"),
        ({"source": None}, "source"),
        ({"sorce": "x"}, "sorce"),
        ({"arguments": ["a\0b"]}, "arguments"),
        ({"arguments": ["x" * 100_000]}, "arguments"),
        ({"arguments": ["x"] * 300}, "arguments"),
        ({"files": {"/etc/passwd": ""}}, "files"),
        ({"files": {"a/../../b": ""}}, "files"),
        ({"files": {"": ""}}, "files"),
        ({"files": {"a/": ""}}, "files"),
        ({"files": {"a": "", "a/b": ""}}, "files"),
        ({"files": {"x" * 300: ""}}, "files"),
        ({"files": {f"f{number}": "" for number in range(1001)}}, "files"),
        ({"files": {"a": "x" * 600_000}, "limits": {"disk_mb": 1}}, "files"),
        ({"files": {"a": {"base64": "§"}}}, "files.a.base64"),
        ({"files": {"a": 1}}, "files.a"),
        ({"collect": ["../../etc/shadow"]}, "collect"),
        ({"collect": ["a\0b"]}, "collect"),
        ({"limits": {"cpu_s": 1e9}}, "limits.cpu_s"),
        ({"limits": {"cpu_s": 0}}, "limits.cpu_s"),
        ({"limits": {"memory_mb": 10**12}}, "limits.memory_mb"),
        ({"limits": {"memory_mb": 10**400}}, "limits.memory_mb"),
        ({"limits": {"cpu": 1}}, "limits.cpu"),
    ],
)
async def test_what_is_out_of_order_is_named(
    client: httpx.AsyncClient, changed: dict[str, Any], field: str
) -> None:
    body = {"language": "python", "source": "print(1)"} | changed
    response = await client.post("/v1/run", json=body)
    told = response.json()["error"].get("field", "")
    assert response.status_code == 422
    # A message of msgspec names a mapping's value as `[...]`.
    assert told.replace("[...]", ".a") == field


async def test_a_run_that_takes_longer_than_its_caller_waits_is_504(client: httpx.AsyncClient) -> None:
    body = {"language": "python", "source": "import time; time.sleep(30)"}
    response = await client.post("/v1/run", json=body, headers={"Cascade-Timeout-Ms": "200"})
    assert (response.status_code, response.json()["error"]["code"]) == (504, "not_done")


async def test_a_client_that_hangs_up_ends_its_run(sandbox: LocalSandbox) -> None:
    async with Rig(sandbox=sandbox).serving() as url, httpx.AsyncClient(base_url=url) as client:
        body = {"language": "python", "source": "import time; time.sleep(30)"}
        with pytest.raises(httpx.ReadTimeout):
            await client.post("/v1/run", json=body, timeout=0.5)
        async with asyncio.timeout(5):
            while sandbox.pool.busy:  # noqa: ASYNC110 - there is no event to wait for
                await asyncio.sleep(0.01)


class Failing:
    """A sandbox that cannot run anything, as the error says."""

    def __init__(self, error: Exception) -> None:
        self.trouble = ""
        self._error = error

    def unavailable(self, language: str) -> None:
        return None

    async def build(self, *_: object, **__: object) -> None:
        raise self._error


@pytest.mark.parametrize(
    ("error", "status", "code"),
    [
        (SandboxUnavailable("install bubblewrap"), 503, "unavailable"),
        (SandboxBusy("20000 programs wait"), 429, "overloaded"),
        (SandboxFault("the jail broke"), 500, "internal"),
    ],
)
async def test_what_is_ours_is_no_answer(error: Exception, status: int, code: str) -> None:
    failing: Sandbox = Failing(error)  # type: ignore[assignment]
    async with Rig(sandbox=failing).client() as client:
        response = await client.post("/v1/run", json={"language": "python", "source": "1"})
    assert (response.status_code, response.json()["error"]["code"]) == (status, code)
    assert ("retry-after" in response.headers) == (status == 429)
    assert str(error) in response.json()["error"]["message"]


async def test_without_keys_only_this_machine_may_run_programs(sandbox: LocalSandbox) -> None:
    async with Rig(sandbox=sandbox, run_needs_key=True).client() as client:
        for path in ("/v1/run", "/run_code", "/api/v2/execute"):
            response = await client.post(path, json={"language": "python", "source": "1", "code": "1"})
            assert response.status_code == 403
            assert "CASCADE_API_KEYS" in response.json()["error"]["message"]


async def test_with_keys_a_key_opens_it_everywhere(sandbox: LocalSandbox) -> None:
    keys = ApiKeys({"agents": "s3cret"})
    body = {"language": "python", "source": "print(1)"}
    async with Rig(sandbox=sandbox, api_keys=keys, run_needs_key=True).client() as client:
        without = await client.post("/v1/run", json=body)
        basic = await client.post("/v1/run", json=body, auth=("agents", "s3cret"))
        right = await client.post("/v1/run", json=body, headers={"Authorization": "Bearer s3cret"})
    assert (without.status_code, basic.status_code, right.status_code) == (401, 401, 200)


async def test_without_a_sandbox_there_is_no_such_call() -> None:
    async with Rig().client() as client:
        for path in ("/v1/run", "/run_code", "/submit", "/api/v2/execute"):
            assert (await client.post(path, json={})).status_code == 404
