"""Runs source as the main program of this process, as ``python3 main.py`` would."""

from __future__ import annotations

import marshal
import os
import sys
import traceback
from _io import _IOBase  # as it is in C: the one in ``io`` is slow to ask
from collections.abc import Callable
from contextlib import suppress
from gc import collect
from itertools import islice
from types import CodeType, FunctionType, GeneratorType, ModuleType
from typing import Any, NoReturn

FD_PROGRAM, FD_PAYLOAD, FD_RESULT, FD_PEER = 3, 4, 5, 6
FILE_NAME = "main.py"
MOST_LOOKED_AT = 1000
_HOLDS_NO_FILE = (str, int, float, type(None), type, ModuleType, FunctionType)
COMPILE_FAILED = b"C"
COMPILED = b"\0M"
"""Begins a program that was compiled by an earlier run of it, before anything of it ran."""


def read_whole(fd: int) -> bytes:
    """What a descriptor of a file in memory holds. Its position is shared with other runs, so it stays."""
    return os.pread(fd, os.fstat(fd).st_size, 0)


def load_program(keep: bool) -> CodeType:
    """The program's code. ``keep``: more runs will come, so the launcher is handed what was compiled.

    Leaves with what the compiler said when it fails; nothing of the program has run by then.
    """
    program = read_whole(FD_PROGRAM)
    if program.startswith(COMPILED):
        code: CodeType = marshal.loads(memoryview(program)[len(COMPILED) :])  # noqa: S302 - in its own jail
        return code
    code = _compile(program)
    if keep:
        compiled = COMPILED + marshal.dumps(code)
        write_whole(FD_RESULT, len(compiled).to_bytes(8, sys.byteorder) + compiled)
    return code


def write_whole(fd: int, data: bytes) -> None:
    view = memoryview(data)
    while view:
        view = view[os.write(fd, view) :]


def _compile(source: bytes) -> CodeType:
    try:
        return compile(source, FILE_NAME, "exec", dont_inherit=True)
    except (SyntaxError, ValueError, MemoryError, RecursionError, OverflowError) as error:
        os.write(FD_RESULT, COMPILE_FAILED)
        traceback.print_exception(type(error), error, None)
        sys.stderr.flush()
        os._exit(1)


def run_program(keep: bool) -> NoReturn:
    """The whole life of a child that runs a program by itself."""
    code = load_program(keep)
    sys.argv = [FILE_NAME, *_arguments()]
    os.closerange(FD_PROGRAM, FD_PEER + 1)
    leave(status_of(lambda: exec(code, _main_names())), of_main=True)


def _main_names() -> dict[str, Any]:
    """Of a fresh main module, which nothing but the interpreter's list of modules holds."""
    main = sys.modules["__main__"] = ModuleType("__main__")
    main.__dict__["__builtins__"] = sys.modules["builtins"]
    main.__dict__["__file__"] = FILE_NAME
    return main.__dict__


def _arguments() -> list[str]:
    """The payload of a program, each ended by a zero; it has none when there are no arguments."""
    try:
        return read_whole(FD_PAYLOAD).decode("utf-8", "surrogateescape").split("\0")[:-1]
    except OSError:
        return []


def status_of(work: Callable[[], object]) -> int:
    """The exit status of the program's work; what it raises is reported as the interpreter does."""
    try:
        work()
    except SystemExit as leaving:
        return _exit_status(leaving.code)
    except BaseException as error:
        _report(error)
        return 1
    return 0


def _report(error: BaseException) -> None:
    """As the interpreter does, without our own frames; the program's hook counts, as it would there."""
    trace = error.__traceback__
    while trace is not None and trace.tb_frame.f_code.co_filename == __file__:
        trace = trace.tb_next
    try:
        sys.excepthook(type(error), error.with_traceback(trace), trace)
    except BaseException:
        traceback.print_exc()


def _exit_status(code: object) -> int:
    if code is None:
        return 0
    if isinstance(code, int):
        return code & 0xFF
    try:
        print(code, file=sys.stderr)
    except BaseException:
        return 1
    return 1


def leave(status: int, *, of_main: bool = False) -> NoReturn:
    """Ends as the interpreter does: threads, exit functions, streams, and what the main module still holds.

    Files that were never closed are written out, and where its classes have ``__del__`` that is called. Other
    modules are not taken apart.
    """
    try:
        shutdown = getattr(sys.modules.get("threading"), "_shutdown", None)
        if shutdown is not None:
            shutdown()
        exit_functions = getattr(sys.modules.get("atexit"), "_run_exitfuncs", None)
        if exit_functions is not None:
            exit_functions()
    except BaseException as error:
        _report(error)
    if not _flush(sys.stdout, sys.stderr):
        status = status or 120
    if of_main:
        _let_go_of_main()
    _flush(sys.stdout, sys.stderr, sys.__stdout__, sys.__stderr__)
    os._exit(status)


def _let_go_of_main() -> None:
    main = sys.modules.pop("__main__", None)
    held = list(main.__dict__.values()) if isinstance(main, ModuleType) else []
    _flush(*_files_in(held))
    if any(map(_has_last_words, held)):
        del main, held
        collect()  # what is in a cycle with the module; it takes a third of the time of a short run


def _has_last_words(value: Any) -> bool:
    return type(value) is GeneratorType or (type(value) is type and "__del__" in vars(value))


def _files_in(held: list[Any]) -> list[Any]:
    """Open files among these values and in what they hold, as far as so many values reach.

    The collector would close the inner ones of a file first.
    """
    files, seen = [], list(held)
    for value in islice(seen, MOST_LOOKED_AT):  # it goes on with what is added
        with suppress(BaseException):  # whatever the program's objects do when they are looked at
            if isinstance(value, _IOBase):
                files.append(value)
            elif not isinstance(value, _HOLDS_NO_FILE):
                parts = value if isinstance(value, (list, tuple, dict)) else vars(value)
                room = max(0, MOST_LOOKED_AT - len(seen))
                seen += islice(parts.values() if isinstance(parts, dict) else parts, room)
    return files


def _flush(*streams: Any) -> bool:
    well = True
    for stream in streams:
        try:
            if stream is not None and not getattr(stream, "closed", False):
                stream.flush()
        except BaseException:
            well = False
    return well
