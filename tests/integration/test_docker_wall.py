"""The docker wall by itself: what its containers keep apart, and that none is left behind."""

from __future__ import annotations

import asyncio
import gc
import importlib.util
import json
import os
import re
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from sandbox.interface import Case, Limits
from sandbox.local import LocalSandbox
from sandbox.walls import enter_container
from sandbox.walls.base import WallError
from sandbox.walls.docker import IMAGE, NOT_INSTALLED, PROFILE, DockerWall
from sandbox.walls.leftovers import LABEL, remove_container, this_process
from sandbox.wire import Frame
from tests.sandboxes import outcome, outcomes, started

ROOT = Path(__file__).parents[2]
GONE_WITHIN_S = 15
INSTRUCTIONS = f"""
these tests need a Docker engine and the image {IMAGE}:
    .venv/bin/pip install 'docker>=7,<8'
    dockerd &                                         (or: systemctl start docker)
    docker build -t {IMAGE} deploy/sandbox
where no image can be pulled:
    tools/docker_base_image.sh debian:bookworm-slim
    docker build --network host -t {IMAGE} deploy/sandbox
"""

DOUBLED = {
    "python": "print(2 * int(input()))",
    "c": '#include <stdio.h>\nint main() { int n; scanf("%d", &n); printf("%d\\n", 2 * n); }',
    "cpp": "#include <iostream>\nint main() { int n; std::cin >> n; std::cout << 2 * n << std::endl; }",
    "java": "class A { public static void main(String[] a) {"
    " System.out.println(2 * new java.util.Scanner(System.in).nextInt()); } }",
    "javascript": "console.log(2 * parseInt(require('fs').readFileSync('/dev/stdin', 'utf8')))",
    "go": 'package main\nimport "fmt"\nfunc main() { var n int; fmt.Scan(&n); fmt.Println(2 * n) }',
    "rust": "fn main() { let mut s = String::new(); std::io::stdin().read_line(&mut s).unwrap();"
    ' println!("{}", 2 * s.trim().parse::<i32>().unwrap()); }',
    "bash": "read n; echo $((2 * n))",
}


OTHERS: set[str] = set()
"""Containers of this process that were there before: other tests' sandboxes last as long as the session."""


@pytest.fixture(scope="session")
def engine() -> Iterator[Any]:
    docker = _required("docker")
    try:
        client = docker.from_env()
        client.images.get(IMAGE)
    except docker.errors.DockerException as error:
        pytest.fail(f"{error}\n{INSTRUCTIONS}", pytrace=False)
    OTHERS.update(one["Id"] for one in containers(client))
    yield client
    client.close()


def _required(name: str) -> Any:
    if importlib.util.find_spec(name) is None:
        pytest.fail(INSTRUCTIONS, pytrace=False)
    return importlib.import_module(name)


@pytest.fixture
async def box(engine: Any) -> AsyncIterator[LocalSandbox]:
    async with started("docker", jails=1) as sandbox:
        yield sandbox


def containers(engine: Any, pid: int | None = None) -> list[Any]:
    """Of one process, running or not."""
    mine = str(pid or os.getpid())
    found = engine.api.containers(all=True, filters={"label": LABEL})
    return [one for one in found if one["Labels"][LABEL].split()[2] == mine and one["Id"] not in OTHERS]


def directories() -> list[Path]:
    return list(Path(tempfile.gettempdir()).glob(this_process().directory + "*"))


def groups_within(container: Any) -> list[Path]:
    return list(Path("/sys/fs/cgroup").glob(f"**/*{container['Id']}*/cascade-*"))


async def facts(box: LocalSandbox, expression: str) -> Any:
    """What a program inside sees."""
    run = await outcome(box, f"import json, os\nprint(json.dumps({expression}))")
    assert run.exit_code == 0, run.stderr.decode()
    return json.loads(run.stdout)


@pytest.mark.docker
@pytest.mark.parametrize("language", DOUBLED)
async def test_a_program_runs(box: LocalSandbox, language: str) -> None:
    run = await outcome(
        box, DOUBLED[language], b"21\n", language=language, limits=Limits(cpu_s=5, memory_mb=512)
    )
    assert run.stdout == b"42\n", run


@pytest.mark.docker
async def test_a_program_has_no_network(box: LocalSandbox) -> None:
    devices = await facts(box, "open('/proc/self/net/dev').read()")
    assert re.findall(r"(\w+):", devices) == ["lo"]
    run = await outcome(box, "import socket; socket.create_connection(('1.1.1.1', 53), 1)")
    assert b"OSError" in run.stderr


@pytest.mark.docker
async def test_a_program_can_write_nowhere_but_in_its_work_directory(box: LocalSandbox) -> None:
    find = "find / -path /proc -prune -o -writable ! -type l ! -path '/tmp/*' -print 2>/dev/null"
    run = await outcome(box, find, language="bash", limits=Limits(cpu_s=20, memory_mb=512))
    devices = {f"/dev/{name}" for name in enter_container.DEVICES}
    assert set(run.stdout.decode().split()) <= {"/tmp", *devices}


@pytest.mark.docker
async def test_a_program_has_no_privileges(box: LocalSandbox) -> None:
    status = await facts(box, "dict(line.split(':\\t', 1) for line in open('/proc/self/status'))")
    assert [status[name].strip() for name in ("CapInh", "CapPrm", "CapEff", "CapAmb")] == ["0" * 16] * 4
    assert (status["NoNewPrivs"].strip(), status["Seccomp"].strip()) == ("1", "2")
    assert set(status["Uid"].split()) == {"1000"}


@pytest.mark.docker
async def test_a_program_is_the_first_of_its_own_process_tree(box: LocalSandbox) -> None:
    assert await facts(box, "os.getpid()") == 1
    assert await facts(box, "sum(name.isdigit() for name in os.listdir('/proc'))") == 1  # itself


@pytest.mark.docker
async def test_the_processes_of_a_container_are_nobodys_on_the_machine(
    box: LocalSandbox, engine: Any
) -> None:
    (container,) = containers(engine)
    top = engine.api.top(container["Id"], ps_args="-eo pid,uid,comm")
    assert {row[1] for row in top["Processes"]} == {"65534"}


@pytest.mark.docker
async def test_a_container_is_confined_as_promised(box: LocalSandbox, engine: Any) -> None:
    (container,) = containers(engine)
    host = engine.api.inspect_container(container["Id"])["HostConfig"]
    assert host["CapDrop"] == ["ALL"]
    assert not host["CapAdd"]
    assert not host["Privileged"]
    assert host["ReadonlyRootfs"]
    assert host["NetworkMode"] == "none"
    assert host["PidsLimit"] == 1024
    assert host["Memory"] == host["MemorySwap"] == 4096 * 2**20
    assert "no-new-privileges" in host["SecurityOpt"]
    assert not host["Binds"]
    assert [(mount["Target"], mount["ReadOnly"]) for mount in host["Mounts"]] == [("/meeting", True)]


@pytest.mark.docker
async def test_memory_is_limited_exactly_where_groups_can_be_made(box: LocalSandbox, engine: Any) -> None:
    """Within the container's own group, so that the engine removes it with the container."""
    (container,) = containers(engine)
    (mine,) = groups_within(container)
    assert box.memory.startswith("cgroup")
    await box.close()
    assert not mine.is_dir()


@pytest.mark.docker
@pytest.mark.parametrize("directory", ["/tmp", "/dev/shm", "/var/tmp"])
async def test_what_a_run_writes_is_gone_in_the_next(box: LocalSandbox, directory: str) -> None:
    source = f"import os; print(os.path.exists('{directory}/x')); open('{directory}/x', 'w').write('x')"
    runs = await outcomes(box, source, [Case()] * 3)
    assert [run.stdout for run in runs] == [b"False\n"] * 3
    assert all(run.exit_code == 0 for run in runs)


@pytest.mark.docker
async def test_devices_are_the_harmless_ones(box: LocalSandbox) -> None:
    names = await facts(box, "sorted(os.listdir('/dev'))")
    assert names == sorted([*enter_container.DEVICES, *enter_container.LINKS])
    assert await facts(box, "open('/dev/stdin').read()") == ""


@pytest.mark.docker
async def test_nothing_is_seen_of_the_machine_or_of_the_supervisor(box: LocalSandbox) -> None:
    assert await facts(box, "os.listdir('/sys')") == []
    assert await facts(box, "os.listdir('/meeting')") == []
    assert await facts(box, "sorted(set(os.listdir('/etc')) & {'passwd', 'hosts', 'resolv.conf'})") == []
    assert await facts(box, "[p for p in ('/var/run/docker.sock', '/proc/kcore') if os.path.exists(p)]") == []


@pytest.mark.docker
async def test_a_pool_of_processes_works(box: LocalSandbox) -> None:
    source = "import multiprocessing\nwith multiprocessing.Pool(2) as pool: print(pool.map(abs, [-1, -2]))"
    run = await outcome(box, source)
    assert run.stdout == b"[1, 2]\n", run


@pytest.mark.docker
async def test_a_program_runs_again_when_its_container_is_killed(box: LocalSandbox, engine: Any) -> None:
    async def kill_soon() -> None:
        await asyncio.sleep(0.3)
        for container in containers(engine):
            await asyncio.to_thread(engine.api.kill, container["Id"], "SIGKILL")

    killing = asyncio.create_task(kill_soon())
    runs = await outcomes(
        box, "import time; time.sleep(0.5); print(input())", [Case(stdin=b"%d" % n) for n in range(4)]
    )
    await killing
    assert [run.stdout for run in runs] == [b"%d\n" % n for n in range(4)]
    assert box.pool.counters.lost_and_rerun >= 1
    assert len(containers(engine)) == 1


@pytest.mark.docker
async def test_closed_leaves_no_container_no_volume_no_directory(engine: Any) -> None:
    before, others = engine.api.volumes()["Volumes"], directories()
    async with started("docker", jails=2) as box:
        assert (await outcome(box, "print(1)")).stdout == b"1\n"
        assert len(containers(engine)) >= 1
    assert containers(engine) == []
    assert engine.api.volumes()["Volumes"] == before
    assert set(directories()) <= set(others)


@pytest.mark.docker
@pytest.mark.parametrize("after_s", [0.0, 0.02, 0.1, 0.3, 0.6])
async def test_a_start_that_is_given_up_leaves_no_container(engine: Any, after_s: float) -> None:
    wall = DockerWall()
    opening = asyncio.create_task(wall.open(0))
    await asyncio.sleep(after_s)
    opening.cancel()
    await asyncio.gather(opening, return_exceptions=True)
    if not opening.cancelled():
        await wall.kill(opening.result())
    await wall.close()
    assert containers(engine) == []


OWNER = """
import asyncio
from sandbox.interface import Case, Limits, Program
from tests.sandboxes import started

async def main():
    async with started("docker", jails=2) as box:
        build = await box.build(Program(language="python", source="import time; time.sleep(60)"), Limits())
        print("running", flush=True)
        async for _ in box.run(build, [Case()] * 4, Limits()): pass

asyncio.run(main())
"""


@pytest.mark.docker
def test_containers_end_with_their_owner_even_when_it_is_killed(engine: Any) -> None:
    with subprocess.Popen([sys.executable, "-c", OWNER], cwd=ROOT, stdout=subprocess.PIPE) as owner:
        assert owner.stdout is not None
        assert owner.stdout.readline() == b"running\n"
        time.sleep(0.5)
        assert containers(engine, owner.pid)
        owner.send_signal(signal.SIGKILL)
    until = time.monotonic() + GONE_WITHIN_S
    while containers(engine, owner.pid):
        assert time.monotonic() < until, "they still run"
        time.sleep(0.1)


def never_started(engine: Any, owner: str) -> str:
    identity: str = engine.api.create_container(IMAGE, "true", labels={LABEL: owner})["Id"]
    return identity


@pytest.mark.docker
async def test_what_dead_owners_never_started_is_removed(engine: Any) -> None:
    me = this_process()
    dead, alive = replace(me, started="1"), me
    earlier, unseen = replace(me, boot="another"), replace(dead, namespace="1")
    made = {never_started(engine, owner.label): owner for owner in (dead, alive, earlier, unseen)}
    try:
        async with started("docker", jails=1):
            known = {one["Id"] for one in engine.api.containers(all=True)}
        assert [made[identity] for identity in made if identity in known] == [alive, unseen]
    finally:
        for identity in made:
            remove_container(engine.api, identity)


@pytest.mark.docker
async def test_directories_of_dead_owners_are_removed(engine: Any) -> None:
    me = this_process()
    made = [Path(tempfile.mkdtemp(prefix=owner.directory)) for owner in (replace(me, started="1"), me)]
    try:
        async with started("docker", jails=1):
            assert [path.exists() for path in made] == [False, True]
    finally:
        made[1].rmdir()


@pytest.mark.docker
async def test_a_profile_that_forbids_namespaces_is_named(engine: Any, tmp_path: Path) -> None:
    profile = json.loads(PROFILE.read_text())
    for rule in profile["syscalls"]:
        rule["names"] = [name for name in rule["names"] if name != "unshare"]
    (tmp_path / "seccomp.json").write_text(json.dumps(profile))
    sandbox = LocalSandbox(DockerWall(seccomp=tmp_path / "seccomp.json"), jails=1)
    await sandbox.start()
    assert "seccomp" in sandbox.trouble
    await sandbox.close()
    assert containers(engine) == []


@pytest.mark.docker
async def test_an_image_without_an_interpreter_is_named(engine: Any) -> None:
    wall = DockerWall(python="python9")
    with pytest.raises(WallError, match="python9"):
        await wall.open(0)
    await wall.close()
    assert containers(engine) == []


@pytest.mark.docker
async def test_a_directory_that_is_not_there_is_named(engine: Any) -> None:
    wall = DockerWall(directory=Path("/nonexistent"))
    with pytest.raises(WallError, match="no socket can be made in /nonexistent"):
        await wall.open(0)
    await wall.close()


@pytest.mark.docker
def test_a_missing_image_is_named_with_what_to_do(engine: Any) -> None:
    assert "docker build -t no-such-image" in DockerWall(image="no-such-image").trouble()


@pytest.mark.docker
def test_a_missing_runtime_is_named_with_what_to_do(engine: Any) -> None:
    assert "no runtime 'runsc-of-nobody'" in DockerWall(runtime="runsc-of-nobody").trouble()


@pytest.mark.docker
def test_all_is_well_with_engine_and_image(engine: Any) -> None:
    assert DockerWall().trouble() == ""


@pytest.mark.filterwarnings("ignore::ResourceWarning")  # the SDK forgets the socket that did not connect
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
def test_a_missing_engine_is_named_with_what_to_do(monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("docker")
    monkeypatch.setenv("DOCKER_HOST", "unix:///nonexistent/docker.sock")
    assert "start it" in DockerWall().trouble()
    gc.collect()


def test_a_missing_package_is_named_with_what_to_do(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None)
    assert DockerWall().trouble() == NOT_INSTALLED


def test_a_missing_profile_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: name)
    assert "deploy/sandbox/seccomp.json" in DockerWall(seccomp=Path("/nonexistent")).trouble()


def test_the_profile_lets_through_whatever_the_launchers_filter_does() -> None:
    allowed = {
        name
        for rule in json.loads(PROFILE.read_text())["syscalls"]
        if rule["action"] == "SCMP_ACT_ALLOW"
        for name in rule["names"]
    }
    sources = (ROOT / "sandbox" / "launcher").glob("*.[ch]")
    used = {name for source in sources for name in re.findall(r"\bSYS_(\w+)", source.read_text())}
    assert used - allowed == set()


def test_the_entry_speaks_the_frames_of_the_wire() -> None:
    assert enter_container.FATAL == Frame.FATAL
