# ruff: noqa: E501 - attacks are programs, some of them in one line
"""Files: what is brought back, what can be written, what is seen."""

import pytest

from sandbox.interface import Case, Limits, Program
from sandbox.local import LocalSandbox
from tests.hostile.sandbox.attacks import at_most, run, text

TRICKS = {
    "a link to the system": "os.symlink('/usr/bin/python3', 'answer')",
    "a link to itself": "os.symlink('answer', 'answer')",
    "a link to its own output": "os.symlink('/dev/stdout', 'answer')",
    "a link to a file beside it": "open('real', 'w').write('x'); os.symlink('real', 'answer')",
    "a link to the launcher's files": "os.symlink('/proc/1/environ', 'answer')",
    "a named pipe": "os.mkfifo('answer')",
    "a socket": "import socket; socket.socket(socket.AF_UNIX).bind('answer')",
    "a directory": "os.mkdir('answer')",
    "an endless sparse file": "open('answer', 'w').truncate(63 << 30)",
}


@pytest.mark.parametrize("trick", TRICKS)
async def test_what_is_no_plain_file_of_its_own_is_not_brought_back(
    sandbox: LocalSandbox, trick: str
) -> None:
    source = f"import os\ntry:\n    {TRICKS[trick]}\nexcept OSError as error: print(error)"
    with at_most(2):
        ended = await run(sandbox, source, collect=("answer",))
    assert not ended.files.get("answer")


async def test_a_link_in_the_way_to_a_file_is_not_followed(sandbox: LocalSandbox) -> None:
    source = "import os\nos.mkdir('real'); open('real/answer', 'w').write('x'); os.symlink('real', 'way')"
    assert (await run(sandbox, source, collect=("way/answer",))).files == {}


@pytest.mark.parametrize(
    "name", ["../usr/bin/env", "/usr/bin/env", "a/../../usr/bin/env", ".", "", "/", "a" * 5000]
)
async def test_a_name_that_leads_outside_brings_nothing_back(sandbox: LocalSandbox, name: str) -> None:
    try:
        ended = await run(sandbox, "open('a', 'w')", collect=(name,))
    except ValueError:
        return
    assert ended.files == {}


async def test_a_file_without_any_right_is_brought_back_all_the_same(sandbox: LocalSandbox) -> None:
    source = "import os\nopen('answer', 'w').write('42'); os.chmod('answer', 0); os.chmod('.', 0)"
    assert (await run(sandbox, source, collect=("answer",))).files == {"answer": b"42"}


async def test_a_file_that_still_grows_is_brought_back_as_it_was_when_the_run_ended(
    sandbox: LocalSandbox,
) -> None:
    # slowly: what has outgrown 64 MiB by then is not brought back, and some machines write as much in 50 ms
    source = "import os, time\nif not os.fork():\n    f = open('answer', 'a')\n    while True: f.write('x' * 9000); time.sleep(1e-4)\ntime.sleep(0.05)"
    assert len((await run(sandbox, source, collect=("answer",))).files["answer"]) <= 64 << 20


async def test_a_file_of_half_the_memory_limit_is_brought_back(sandbox: LocalSandbox) -> None:
    with at_most(5):
        ended = await run(sandbox, "open('answer', 'w').truncate(60 << 20)", collect=("answer",))
    assert len(ended.files["answer"]) == 60 << 20


async def test_many_large_sparse_files_are_an_outcome(sandbox: LocalSandbox) -> None:
    """Together they are larger than the largest frame, while they take no room in the work directory."""
    source = "for i in range(20): open(f'f{i}', 'w').truncate(64 << 20)"
    with at_most(8):
        ended = await run(sandbox, source, collect=tuple(f"f{i}" for i in range(20)))
    assert ended.exit_code == 0


READ_ONLY = [
    "/usr/bin/x",
    "/usr/lib/x",
    "/etc/ld.so.preload",
    "/cascade/guest/x.py",
    "/x",
    "/dev/x",
    "/var/x",
    "/proc/sys/kernel/x",
]


@pytest.mark.parametrize("path", READ_ONLY)
async def test_nothing_outside_the_work_directory_can_be_made(sandbox: LocalSandbox, path: str) -> None:
    source = f"try: open({path!r}, 'w'); print('made')\nexcept OSError: print('refused')"
    assert text(await run(sandbox, source)) == "refused"


GUESTS = [
    "/cascade/guest/program.py",
    "/cascade/guest/zygote.py",
    "/cascade/zygote.so",
    "/cascade/launcher",
    "/usr/bin/python3",
]


@pytest.mark.parametrize("path", GUESTS)
async def test_what_runs_programs_cannot_be_changed(sandbox: LocalSandbox, path: str) -> None:
    source = f"""
import os
done = []
for name, attempt in {{
    'open': lambda: os.open({path!r}, os.O_WRONLY),
    'chmod': lambda: os.chmod({path!r}, 0o777),
    'utime': lambda: os.utime({path!r}),
    'unlink': lambda: os.unlink({path!r}),
    'rename': lambda: os.rename({path!r}, '/tmp/x'),
    'link': lambda: os.link({path!r}, '/tmp/x'),
    'setxattr': lambda: os.setxattr({path!r}, 'user.x', b'y'),
}}.items():
    try: attempt(); done.append(name)
    except OSError: pass
print(done)
"""
    assert text(await run(sandbox, source)) == "[]"


async def test_devices_cannot_be_made(sandbox: LocalSandbox) -> None:
    source = "import os, stat\ntry: os.mknod('d', 0o666 | stat.S_IFBLK, os.makedev(254, 0)); print('made')\nexcept OSError: print('refused')"
    assert text(await run(sandbox, source)) == "refused"


async def test_our_own_files_are_not_there(sandbox: LocalSandbox) -> None:
    source = """
import os
print([path for path in ('/work', '/root', '/home', '/etc/passwd', '/etc/shadow', '/etc/hostname', '/sys', '/run', '/boot',
    '/var/run/docker.sock', '/dev/vda', '/dev/mem', '/dev/kmsg', '/dev/tty', '/dev/ptmx', '/proc/kcore') if os.path.exists(path)])
"""
    seen = text(await run(sandbox, source))
    assert seen == "[]" or (
        sandbox.wall.name == "docker" and not {"/work", "/dev/vda", "/var/run/docker.sock"} & set(eval(seen))
    )


async def test_our_environment_is_not_there(sandbox: LocalSandbox, monkeypatch: pytest.MonkeyPatch) -> None:
    source = "import os\nprint(sorted(os.environ)); print(open('/proc/self/environ').read()) if os.access('/proc/self/environ', 4) else 0"
    seen = text(await run(sandbox, source))
    assert "PYTEST" not in seen
    names = set(eval(seen.splitlines()[0]))
    assert names <= {
        "PATH",
        "HOME",
        "TMPDIR",
        "LANG",
        "LC_ALL",
        "USER",
        "PYTHONHASHSEED",
        "OPENBLAS_NUM_THREADS",
        "OMP_NUM_THREADS",
        "ONLINE_JUDGE",
    }


async def test_files_that_contradict_each_other_are_refused_without_harm(sandbox: LocalSandbox) -> None:
    """They are the caller's: no jail may end for it."""
    program = Program(language="python", source="print(1)", files={"a": b"", "a/b": b""})
    with pytest.raises(ValueError):
        async for _ in sandbox.run(await sandbox.build(program, Limits()), [Case()], Limits()):
            pass


async def test_more_files_than_the_work_directory_holds_are_refused_without_harm(
    sandbox: LocalSandbox,
) -> None:
    program = Program(language="python", source="print(1)", files={f"f{i}": b"" for i in range(17_000)})
    with pytest.raises(ValueError):
        async for _ in sandbox.run(await sandbox.build(program, Limits()), [Case()], Limits()):
            pass


async def test_shell_characters_in_arguments_are_plain_text(sandbox: LocalSandbox) -> None:
    words = ["$(touch /tmp/x)", "`id`", "; exit 9", "' \"", "*", "\n", "-c", "", "\udcff"[:0], "a" * 100]
    build = await sandbox.build(Program(language="bash", source='printf "%s|" "$@"; ls'), Limits())
    async for _, ended in sandbox.run(build, [Case(arguments=words)], Limits(cpu_s=1)):
        assert ended.stdout.decode() == "".join(word + "|" for word in words) + "main.sh\n"
