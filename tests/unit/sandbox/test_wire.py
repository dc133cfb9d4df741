"""Frames: laid out as the launcher's header has them, and read with care."""

from __future__ import annotations

import struct
import subprocess
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sandbox import wire
from sandbox.interface import MIB, Case, Limit, Limits, Outcome
from sandbox.wire import Frame, Mode, Part, PartKind, Prepared

LAUNCHER = Path(wire.__file__).parent / "launcher"
PREPARED = Prepared(parts=[Part(kind=PartKind.COMMAND, argv=["true"])], files={})

SIZES = {
    "struct frame_head": wire._HEAD.size,
    "struct program_head": wire._PROGRAM.size,
    "struct part_head": wire._PART.size,
    "struct file_head": wire._FILE.size,
    "struct run_head": wire._RUN.size,
    "struct outcome_head": wire._OUTCOME.size,
    "struct cell_head": wire._CELL.size,
}
NUMBERS = {
    **{f"FRAME_{kind.name}": kind for kind in Frame},
    **{f"PART_{kind.name}": kind for kind in PartKind},
    **{f"LIMIT_{limit.name}": number for number, limit in wire._LIMITS.items() if limit},
    "LIMIT_STALLED": wire._STALLED,
    "LIMIT_CANCELLED": wire._CANCELLED,
    "END_EXIT": wire._EXIT,
    "END_SIGNAL": wire._SIGNAL,
    "END_LOST": wire._LOST,
    "MODE_KEEP": wire.KEEP,
    "LARGEST_FRAME": wire.LARGEST_FRAME,
}


@pytest.fixture(scope="module")
def header(tmp_path_factory: pytest.TempPathFactory) -> dict[str, int]:
    """Sizes and numbers, as the compiler has them."""
    names = [f"sizeof({name})" for name in SIZES] + list(NUMBERS)
    lines = "".join(f'  printf("%ld\\n", (long)({name}));\n' for name in names)
    program = tmp_path_factory.mktemp("layout") / "layout"
    source = f'#include <stdio.h>\n#include "wire.h"\nint main(void) {{\n{lines}}}\n'
    command = ["cc", f"-I{LAUNCHER}", "-x", "c", "-", "-o", str(program)]
    subprocess.run(command, input=source.encode(), check=True)
    printed = subprocess.run([program], check=True, capture_output=True).stdout.split()
    return dict(zip([*SIZES, *NUMBERS], map(int, printed), strict=True))


def test_both_ends_have_the_same_layout(header: dict[str, int]) -> None:
    assert header == SIZES | {name: int(number) for name, number in NUMBERS.items()}


def opened(frame: bytes, kind: Frame) -> bytes:
    assert wire.read_head(frame[: wire.HEAD_BYTES]) == (kind, len(frame) - wire.HEAD_BYTES)
    return frame[wire.HEAD_BYTES :]


TEXT = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=20)


@given(
    st.binary(max_size=50),
    st.tuples(st.binary(max_size=50), st.binary(max_size=50)),
    st.lists(TEXT, max_size=5),
    st.dictionaries(TEXT, st.binary(max_size=20), max_size=3),
    st.lists(TEXT, max_size=3),
)
def test_a_run_can_be_read_as_the_launcher_reads_it(
    stdin: bytes,
    payloads: tuple[bytes, bytes],
    arguments: list[str],
    files: dict[str, bytes],
    collect: list[str],
) -> None:
    case = Case(stdin=stdin, arguments=arguments, files=files, collect=collect)
    payload = opened(wire.run_frame(7, case, payloads, Limits(), PREPARED), Frame.RUN)
    head = wire._RUN.unpack_from(payload)
    rest = memoryview(payload)[wire._RUN.size :]

    def take(size: int) -> bytes:
        nonlocal rest
        assert size <= len(rest)
        piece, rest = bytes(rest[:size]), rest[size:]
        return piece

    assert head[0] == 7
    assert take(head[7]) == stdin
    assert (take(head[8]), take(head[9])) == payloads
    texts = take(head[11]).split(b"\0")[:-1]
    assert texts == [text.encode() for text in arguments]
    assert len(texts) == head[10]
    found = {}
    for _ in range(head[12]):
        name_size, mode, size = wire._FILE.unpack(take(wire._FILE.size))
        name = take(name_size).decode()
        found[name] = take(size)
        assert mode == wire.FILE_MODE
    assert found == files
    names = take(head[14]).split(b"\0")[:-1]
    assert names == [name.encode() for name in collect]
    assert len(names) == head[13]
    assert not rest


def test_limits_travel_in_the_launchers_units() -> None:
    limits = Limits(cpu_s=1.5, wall_s=4, memory_mb=3, output_bytes=1000, disk_mb=2, processes=9)
    payload = opened(wire.run_frame(1, Case(), (b"", b""), limits, PREPARED), Frame.RUN)
    head = wire._RUN.unpack_from(payload)
    assert head[1:7] == (1_500_000, 4_000_000, 3 * MIB, 1000, 2 * MIB, 9)
    assert head[15] == 0


def test_memory_that_a_runtime_only_reserves_is_not_bounded_where_the_language_says_so() -> None:
    prepared = Prepared(parts=PREPARED.parts, files={}, bounded_data=False)
    payload = opened(wire.run_frame(1, Case(), (b"", b""), Limits(), prepared), Frame.RUN)
    assert wire._RUN.unpack_from(payload)[15] == 1


@pytest.mark.parametrize("alone", [False, True])
def test_a_run_that_has_the_machine_to_itself_is_told_so(alone: bool) -> None:
    payload = opened(wire.run_frame(1, Case(), (b"", b""), Limits(), PREPARED, alone), Frame.RUN)
    assert wire._RUN.unpack_from(payload)[16] == alone


def test_the_head_of_a_run_ends_where_its_numbers_may_begin() -> None:
    """The compiler pads it to a whole 64-bit number: bytes that follow it would be read four too early."""
    assert wire._RUN.size % 8 == 0
    assert len(opened(wire.run_frame(1, Case(), (b"", b""), Limits(), PREPARED), Frame.RUN)) == wire._RUN.size


def test_a_program_travels_with_its_parts_and_files() -> None:
    part = Part(kind=PartKind.ZYGOTE, image=b"print()", zygote=2, mode=Mode.CALL, argv=["a", "b c"])
    payload = opened(wire.program_frame(Prepared(parts=[part], files={"x/y": b"z"})), Frame.PROGRAM)
    expected = struct.pack("=II", 1, 1) + struct.pack("=6I", 2, 2, 1, 7, 2, 6) + b"print()" + b"a\0b c\0"
    assert payload == expected + struct.pack("=III", 3, 0o644, 1) + b"x/yz"


def test_a_cancellation_names_the_last_run() -> None:
    assert opened(wire.cancel_frame(2**40), Frame.CANCEL) == struct.pack("=Q", 2**40)


def cell(
    end: int = 0, code: int = 0, limit: int = 0, out: bytes = b"", err: bytes = b"", result: bytes = b""
) -> bytes:
    sizes = (len(out), len(err), len(result))
    return wire._CELL.pack(2_000_000, 3_000_000, 5 * MIB, 0, end, code, limit, *sizes) + out + err + result


def outcome_payload(*cells: bytes, files: dict[str, bytes] | None = None) -> bytes:
    pieces = [wire._OUTCOME.pack(1, len(cells), len(files or {})), *cells]
    for name, data in (files or {}).items():
        pieces += [wire._FILE.pack(len(name.encode()), 0, len(data)), name.encode(), data]
    return b"".join(pieces)


OUTCOME: dict[str, Any] = {"cpu_s": 2.0, "wall_s": 3.0, "memory_mb": 5.0}


def test_an_end_by_itself_has_an_exit_code() -> None:
    payload = outcome_payload(cell(code=3, out=b"out", err=b"err", result=b"r"))
    expected = Outcome(exit_code=3, stdout=b"out", stderr=b"err", result=b"r", **OUTCOME)
    assert wire.read_outcome(payload) == expected


def test_a_crash_has_a_signal() -> None:
    assert wire.read_outcome(outcome_payload(cell(end=1, code=11))) == Outcome(signal=11, **OUTCOME)


@pytest.mark.parametrize(("number", "limit"), [(1, "time"), (2, "memory"), (3, "output"), (4, "processes")])
def test_a_limit_is_named(number: int, limit: str) -> None:
    outcome = wire.read_outcome(outcome_payload(cell(end=1, code=9, limit=number)))
    assert (outcome.signal, outcome.limit) == (9, Limit(limit))


def test_an_examination_tells_of_the_program_under_test_too() -> None:
    outcome = wire.read_outcome(outcome_payload(cell(code=1, out=b"program"), cell(result=b"report")))
    assert (outcome.exit_code, outcome.result) == (0, b"report")
    assert outcome.under_test is not None
    assert (outcome.under_test.exit_code, outcome.under_test.stdout) == (1, b"program")


def test_files_come_with_their_names() -> None:
    outcome = wire.read_outcome(outcome_payload(cell(), files={"ä/b": b"1", "c": b""}))
    assert outcome.files == {"ä/b": b"1", "c": b""}


@pytest.mark.parametrize(
    ("payload", "error"),
    [
        (outcome_payload(), wire.Cancelled),
        (outcome_payload(cell(end=1, code=9, limit=6)), wire.Cancelled),
        (outcome_payload(cell(end=1, code=9, limit=5)), wire.Stalled),
        (outcome_payload(cell(end=2)), wire.Lost),
        (outcome_payload(cell(), cell(end=2)), wire.Lost),
    ],
)
def test_what_says_nothing_of_the_program_is_no_outcome(payload: bytes, error: type[Exception]) -> None:
    with pytest.raises(error):
        wire.read_outcome(payload)


WHOLE = outcome_payload(cell(out=b"some output", err=b"e", result=b"r"), cell(), files={"name": b"data"})


def test_a_truncated_outcome_is_refused() -> None:
    """Were it read as it is, a right answer would lose its end and be wrong."""
    for size in range(len(WHOLE)):
        with pytest.raises(wire.BadFrame):
            wire.read_outcome(WHOLE[:size])


def test_an_outcome_without_its_number_is_refused() -> None:
    for size in range(8):
        with pytest.raises(wire.BadFrame):
            wire.outcome_number(WHOLE[:size])


@given(st.binary(max_size=200))
def test_hostile_bytes_give_an_outcome_or_one_of_the_known_errors(payload: bytes) -> None:
    try:
        outcome = wire.read_outcome(payload)
    except (wire.BadFrame, wire.Cancelled, wire.Stalled, wire.Lost):
        return
    assert isinstance(outcome, Outcome)


@pytest.mark.parametrize(
    "payload",
    [
        outcome_payload(cell(limit=7)),
        outcome_payload(cell(end=3)),
        WHOLE + b"more",
        wire._OUTCOME.pack(1, 2**32 - 1, 0) + cell(),
        wire._OUTCOME.pack(1, 1, 2**32 - 1) + cell(),
        outcome_payload(cell())[:12] + struct.pack("=I", 1) + cell() + wire._FILE.pack(1, 0, 0) + b"\xff",
    ],
    ids=["limit", "end", "more", "cells", "files", "name"],
)
def test_what_no_launcher_says_is_refused(payload: bytes) -> None:
    with pytest.raises(wire.BadFrame):
        wire.read_outcome(payload)
