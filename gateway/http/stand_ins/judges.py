"""ScaleBox's special judges as checker programs.

Such a judge finds the input in ``stdin.txt``, the expected output in ``stdout.txt`` and, against the names,
the answer of the program under test in ``answer.txt``; exit code 0 accepts. A checker here finds
``input.txt``, ``answer.txt`` (expected) and ``output.txt``, so a judge begins by giving the files the names
that it knows. A judge in C++ that uses testlib is given them as arguments, in testlib's order, and needs no
such thing.
"""

from __future__ import annotations

from typing import Any

from gateway.http.errors import ErrorCode, HttpError

_RENAMED = (("answer.txt", "stdout.txt"), ("output.txt", "answer.txt"), ("input.txt", "stdin.txt"))


def special_judge(program: Any, language: Any) -> dict[str, str]:
    """The ``checker`` of a reference. Raises ``HttpError``."""
    if not isinstance(program, str):
        message = "write the judge's program"
        raise HttpError(ErrorCode.INVALID_REQUEST, message, "config.extra.special_judge_program")
    if language == "python":
        source = _python(program)
    elif language == "cpp":
        source = program if "testlib" in program else _cpp(program)
    else:
        message = "judges in python and cpp are taken"
        raise HttpError(ErrorCode.INVALID_REQUEST, message, "config.extra.special_judge_language")
    return {"style": "testlib", "language": language, "source": source}


def _python(program: str) -> str:
    """In a string of its own, since the imports from the future must stand first in it."""
    moves = "\n".join(f"os.rename({old!r}, {new!r})" for old, new in _RENAMED)
    return f"import os\n{moves}\nexec(compile({program!r}, 'judge.py', 'exec'))\n"


def _cpp(program: str) -> str:
    """Before ``main`` begins."""
    moves = ", ".join(f'std::rename("{old}", "{new}")' for old, new in _RENAMED)
    return f"#include <cstdio>\nstatic const int files_are_named = ({moves});\n#line 1\n{program}"
