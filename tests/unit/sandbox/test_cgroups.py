"""Control groups, on a tree that looks like the kernel's."""

from __future__ import annotations

import itertools
import os
import shutil
from pathlib import Path
from typing import Any

import pytest

from sandbox import cgroups
from sandbox.cgroups import ABSENT, PREFIX, create_group

V1 = "sys/fs/cgroup/memory/service"
V2 = "sys/fs/cgroup/service"
V1_FILES = ("limit_in_bytes", "usage_in_bytes", "max_usage_in_bytes", "oom_control", "stat")
FILES = {
    "cgroup v1": [f"memory.{name}" for name in V1_FILES],
    "cgroup v2": ["memory.max", "memory.current", "memory.peak", "memory.events", "memory.stat"],
}


@pytest.fixture
def tree(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Absolute paths of the module under test lead here; a new folder has what ``with_group`` gave it."""
    make = Path.mkdir

    def inside(*parts: str | Path) -> Path:
        path = Path(*parts)
        there = not path.is_absolute() or path.is_relative_to(tmp_path)
        return path if there else tmp_path / path.relative_to("/")

    def mkdir(self: Path, *how: Any, **more: Any) -> None:
        make(self, *how, **more)
        if self.is_relative_to(tmp_path):
            for file in (tmp_path / "kernel" / self.relative_to(tmp_path)).glob("*.*"):
                shutil.copy(file, self)

    monkeypatch.setattr(Path, "mkdir", mkdir)
    monkeypatch.setattr(cgroups, "Path", inside)
    monkeypatch.setattr(cgroups, "_NUMBERS", itertools.count())
    (tmp_path / "proc/self").mkdir(parents=True)
    return tmp_path


def write(tree: Path, name: str, text: str = "") -> None:
    path = tree / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)


def with_group(tree: Path, kind: str, parent: str, number: int = 0, without: str = "") -> Path:
    """What the kernel makes in that folder when somebody makes it."""
    (tree / parent).mkdir(parents=True, exist_ok=True)
    name = f"{parent}/{PREFIX}{os.getpid()}-{number}"
    for file in ["cgroup.procs", *FILES[kind]]:
        if file != without:
            write(tree, f"kernel/{name}/{file}", "0\n")
    return tree / name


def version_1(tree: Path) -> Path:
    write(tree, "proc/self/cgroup", "7:pids:/\n4:cpu,memory:/service\n0::/\n")
    return with_group(tree, "cgroup v1", V1)


def version_2(tree: Path, *, enabled: str = "memory pids", beside: bool = False) -> Path:
    write(tree, "proc/self/cgroup", "0::/service/server\n")
    (tree / V2 / "server").mkdir(parents=True)
    parent = V2 if beside else f"{V2}/server"
    write(tree, f"{parent}/cgroup.subtree_control", enabled)
    write(tree, f"{parent}/cgroup.controllers", "cpu memory pids")
    return with_group(tree, "cgroup v2", parent)


def test_version_1_is_used_below_our_own_group(tree: Path) -> None:
    folder = version_1(tree)
    group = create_group()
    assert group is not None
    assert (group.kind, group.folder) == ("cgroup v1", folder)
    group.close()


def test_every_jail_has_one_of_its_own(tree: Path) -> None:
    first, second = version_1(tree), with_group(tree, "cgroup v1", V1, number=1)
    groups = [create_group(), create_group()]
    assert [group and group.folder for group in groups] == [first, second]
    for group in groups:
        assert group is not None
        group.close()


def test_a_folder_that_is_there_already_is_not_taken_for_a_fresh_one(tree: Path) -> None:
    """Somebody else's processes may be in it, and their memory."""
    taken, free = version_1(tree), with_group(tree, "cgroup v1", V1, number=1)
    taken.mkdir()
    group = create_group()
    assert group is not None
    assert group.folder == free
    group.close()


@pytest.mark.parametrize("beside", [True, False])
def test_version_2_is_used_beside_our_own_group_or_below_it(tree: Path, beside: bool) -> None:
    folder = version_2(tree, beside=beside)
    group = create_group()
    assert group is not None
    assert (group.kind, group.folder) == ("cgroup v2", folder)
    group.close()


def test_its_controller_is_turned_on_where_that_is_ours_to_do(tree: Path) -> None:
    version_2(tree, enabled="pids", beside=True)
    group = create_group()
    assert group is not None
    assert (tree / V2 / "cgroup.subtree_control").read_text() == "+memory"
    group.close()


def test_version_1_of_a_container_is_used_below_its_group(tree: Path) -> None:
    write(tree, "proc/17/cgroup", "4:memory:/docker/box\n")
    folder = with_group(tree, "cgroup v1", "sys/fs/cgroup/memory/docker/box")
    group = create_group(17)
    assert group is not None
    assert group.folder == folder
    group.close()


def test_version_2_of_a_container_steps_down_to_make_room(tree: Path) -> None:
    """Its processes first: a group that has some hands no controllers on."""
    own = "sys/fs/cgroup/docker/box"
    write(tree, "proc/17/cgroup", "0::/docker/box\n")
    write(tree, f"{own}/cgroup.controllers", "memory")
    write(tree, f"{own}/cgroup.subtree_control")
    write(tree, f"{own}/cgroup.procs", "17\n")
    folder = with_group(tree, "cgroup v2", own)
    group = create_group(17)
    assert group is not None
    assert group.folder == folder
    assert (tree / own / "container" / "cgroup.procs").read_text() == "17"
    assert (tree / own / "cgroup.subtree_control").read_text() == "+memory"
    group.close()


def test_without_a_memory_controller_there_is_none(tree: Path) -> None:
    version_2(tree, enabled="pids", beside=True)
    write(tree, f"{V2}/cgroup.controllers", "cpu pids")
    assert create_group() is None


@pytest.mark.parametrize("own", ["", "7:pids:/\n", "4:memory:/not/seen/here\n", "0::/not/seen/here\n"])
def test_where_our_group_is_not_to_be_seen_there_is_none(tree: Path, own: str) -> None:
    write(tree, "proc/self/cgroup", own)
    assert create_group() is None


def test_without_proc_there_is_none(tree: Path) -> None:
    assert create_group() is None


def test_where_nothing_is_writable_there_is_none(tree: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    version_1(tree)
    monkeypatch.setattr(os, "access", lambda path, mode: False)
    assert create_group() is None


def test_where_none_can_be_made_there_is_none(tree: Path) -> None:
    write(tree, "proc/self/cgroup", "4:memory:/service\n")
    write(tree, f"{V1}/{PREFIX}{os.getpid()}-0", "in the way")
    assert create_group() is None


@pytest.mark.parametrize("missing", ["cgroup.procs", "memory.limit_in_bytes", "memory.oom_control"])
def test_a_group_without_a_file_that_is_needed_is_not_used(tree: Path, missing: str) -> None:
    write(tree, "proc/self/cgroup", "4:memory:/service\n")
    with_group(tree, "cgroup v1", V1, without=missing)
    before = set(os.listdir("/proc/self/fd"))
    assert create_group() is None
    assert set(os.listdir("/proc/self/fd")) == before


def test_one_without_a_peak_is(tree: Path) -> None:
    """Kernels before 5.19 have none in version 2."""
    version_2(tree)
    (tree / "kernel" / V2 / "server" / f"{PREFIX}{os.getpid()}-0" / "memory.peak").unlink()
    group = create_group()
    assert group is not None
    assert group.peak == ABSENT
    assert len(group.descriptors) == 5
    group.close()


def test_its_descriptors_are_of_its_files(tree: Path) -> None:
    folder = version_1(tree)
    group = create_group()
    assert group is not None
    fds = group.files
    names = [os.readlink(f"/proc/self/fd/{fd}") for fd in fds]
    assert names == [str(folder / name) for name in ["cgroup.procs", *FILES["cgroup v1"]]]
    group.close()
    for fd in fds:
        with pytest.raises(OSError):
            os.fstat(fd)


def test_what_dead_processes_have_left_is_removed(tree: Path) -> None:
    version_1(tree)
    (tree / "proc/123").mkdir()
    left = {name: tree / V1 / name for name in (f"{PREFIX}123-0", f"{PREFIX}456-7", f"{PREFIX}x-1", "other")}
    for folder in left.values():
        folder.mkdir()
    group = create_group()
    assert group is not None
    assert [name for name, folder in left.items() if not folder.exists()] == [f"{PREFIX}456-7"]
    group.close()


def test_one_that_is_still_busy_stays(tree: Path) -> None:
    version_1(tree)
    write(tree, f"{V1}/{PREFIX}456-0/cgroup.procs")
    group = create_group()
    assert group is not None
    assert (tree / V1 / f"{PREFIX}456-0").exists()
    group.remove()
    assert group.folder.exists()
    group.close()
