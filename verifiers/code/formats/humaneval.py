"""HumanEval: a prompt to go on from, and a test program that defines ``check(candidate)``.

The prompt is trusted and runs with the tests, so that helpers which it defines (``poly``) are its own there
and never the response's. A response is a whole program or only the rest of the prompt: ``complete`` says
which program that makes.
"""

from __future__ import annotations

import ast
import re
from typing import Final

from verifiers.code.formats.canonical import Canonical, Record
from verifiers.code.formats.statements import parse_python
from verifiers.code.prelude import put_before
from verifiers.code.python_texts import without_texts
from verifiers.core.errors import BadReference, InvalidSample

_MOST_CHARS_READ: Final = 200_000


def convert(record: Record) -> Canonical:
    prompt, entry_point = record.text("prompt"), record.text("entry_point")
    if not entry_point.isidentifier():
        raise InvalidSample("write the name of the function under test", record.at("entry_point"))
    preamble, statements = test_program(record.text("test"), entry_point, record.at("test"))
    return Canonical(
        kind="test_program",
        entry_point=entry_point,
        prompt=prompt,
        preamble=f"{_runnable(prompt, record.at('prompt'))}\n{preamble}",
        statements=statements,
    )


def test_program(source: str, entry_point: str | None, path: str) -> tuple[str, list[str]]:
    """Preamble and statements of a test program.

    Where it defines ``check`` and never calls it, that call is added. Definitions alone are preamble: a
    response passes no test by their running, and is blamed for nothing that goes wrong in them.
    """
    body = parse_python(source, path).body
    defined = any(isinstance(node, ast.FunctionDef) and node.name == "check" for node in body)
    if not entry_point or not defined or any(map(_calls_check, body)):
        return "", [source]
    call = f"check({entry_point})"
    if all(_only_defines(node, entry_point) for node in body):
        return source, [call]
    return "", [f"{source}\n{call}\n"]


def _calls_check(node: ast.stmt) -> bool:
    if isinstance(node, ast.FunctionDef | ast.ClassDef):
        return False
    return any(_is_name(inner.func, "check") for inner in ast.walk(node) if isinstance(inner, ast.Call))


def _only_defines(node: ast.stmt, entry_point: str) -> bool:
    if isinstance(node, ast.Expr):
        return isinstance(node.value, ast.Constant)
    kinds = ast.FunctionDef | ast.ClassDef | ast.Import | ast.ImportFrom
    if isinstance(node, kinds):
        return True
    return isinstance(node, ast.Assign | ast.AnnAssign) and not any(
        _is_name(inner, entry_point) for inner in ast.walk(node)
    )


def _is_name(node: ast.AST, name: str) -> bool:
    return isinstance(node, ast.Name) and node.id == name


def _runnable(prompt: str, path: str) -> str:
    """The prompt with a body for its last function, where it has none but a docstring."""
    with_body = f"{prompt.rstrip()}\n{_body_indent(prompt)}pass\n"
    for source in (with_body, prompt):
        try:
            parse_python(source, path)
        except BadReference:
            continue
        return source
    raise BadReference(f"{path} is no Python, with or without a body for its last function")


def _body_indent(prompt: str) -> str:
    """That of the prompt's last line, or one step inside it when that opens a block."""
    last = prompt.rstrip().rsplit("\n", 1)[-1]
    indent = last[: len(last) - len(last.lstrip())]
    opens = without_texts(last).rstrip().endswith(":")
    return f"{indent}    " if opens or not indent else indent


def complete(prompt: str, code: str, entry_point: str) -> str:
    """The program that a response means.

    One that defines ``entry_point`` is a program, and gets what stands in the prompt before that function
    (imports, helpers) put before it. Everything else is the function's body, indented if it is not.
    """
    if not _defines(code, entry_point):
        return f"{prompt.rstrip()}\n{_as_body(code, _body_indent(prompt))}"
    start = _definition(entry_point).search(without_texts(prompt[:_MOST_CHARS_READ]))
    return put_before(_undecorated(prompt[: start.start()]) if start else "", code)


def _defines(code: str, name: str) -> bool:
    bound = re.compile(
        rf"^(?:(?:async[ \t]+)?def[ \t]+{re.escape(name)}\b|{re.escape(name)}[ \t]*(?::[^\n=]*)?=)", re.M
    )
    return bound.search(without_texts(code[:_MOST_CHARS_READ])) is not None


def _definition(name: str) -> re.Pattern[str]:
    return re.compile(rf"^(?:async[ \t]+)?def[ \t]+{re.escape(name)}\b", re.MULTILINE)


def _undecorated(source: str) -> str:
    """Without the decorators at its end: they belong to a function that is left out."""
    lines = source.split("\n")
    while len(lines) > 1 and lines[-2].startswith("@"):
        del lines[-2]
    return "\n".join(lines)


def _as_body(code: str, indent: str) -> str:
    """A body that was written at the margin is indented as a whole; one that lost only the indent of its
    first line gets that back.
    """
    lines = code.strip("\n").split("\n")
    if lines[0][:1].isspace():
        return "\n".join(lines) + "\n"
    rest = [line for line in lines[1:] if line.strip()]
    deeper = len(rest) > 0 and len(rest[0]) - len(rest[0].lstrip()) > len(indent)
    at_margin = any(not line[0].isspace() for line in rest)
    if rest and not at_margin and (deeper or not lines[0].rstrip().endswith(":")):
        return f"{indent}{lines[0]}\n" + "\n".join(lines[1:]) + "\n"
    return "".join(f"{indent}{line}\n" if line.strip() else "\n" for line in lines)
