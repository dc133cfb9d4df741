"""Writes the tables of docs/instructions.md; ``--check`` says whether they are what the constraints say."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from pathlib import Path

from verifiers.instructions.catalogue import SETS, Entry, entries

PAGE = Path(__file__).parents[1] / "docs/instructions.md"
TITLES = {"ifeval": "IFEval", "ifbench": "IFBench", "if_rlvr": "IF-RLVR"}
LONGEST_EXAMPLE = 90


def tables() -> str:
    known = list(entries())
    return "\n".join(line for name in SETS for line in _set(name, [e for e in known if e.set == name]))


def current(page: str) -> bool:
    return page == _replaced(page)


def _set(name: str, members: list[Entry]) -> Iterator[str]:
    yield f"### {TITLES[name]}: {len(members)}\n"
    yield "| constraint | what it asks |"
    yield "|---|---|"
    for entry in members:
        yield f"| `{entry.id}` | {_cell(entry.asks)} |"
    yield f"\nWhere the published verdicts of {TITLES[name]} differ from the default:\n"
    yield "| constraint | why the published verdict is wrong | example | published | here |"
    yield "|---|---|---|---|---|"
    for entry in members:
        for difference in entry.differences:
            yield _difference(entry, difference)
    yield ""


def _difference(entry: Entry, difference: object) -> str:
    assert isinstance(difference, dict)
    kwargs = (
        f" with `{_code(json.dumps(difference['kwargs'], ensure_ascii=False))}`"
        if difference["kwargs"]
        else ""
    )
    example = f"`{_code(json.dumps(difference['response'], ensure_ascii=False))}`{kwargs}"
    verdicts = ("holds", "fails") if difference["published"] else ("fails", "holds")
    return f"| `{entry.id}` | {_cell(difference['why'])} | {example} | {verdicts[0]} | {verdicts[1]} |"


def _cell(text: str) -> str:
    return " ".join(text.split()).replace("|", "\\|").replace("<", "&lt;").replace("*", "\\*")


def _code(text: str) -> str:
    shown = text if len(text) <= LONGEST_EXAMPLE else f"{text[:LONGEST_EXAMPLE]}…"
    return shown.replace("`", "'").replace("|", "\\|")


def _replaced(page: str) -> str:
    begin, end = "<!-- begin constraints -->\n", "<!-- end constraints -->"
    before, _, rest = page.partition(begin)
    return f"{before}{begin}{tables()}{end}{rest.partition(end)[2]}"


def main() -> None:
    page = PAGE.read_text(encoding="utf-8")
    if "--check" in sys.argv[1:]:
        sys.exit(not current(page))
    PAGE.write_text(_replaced(page), encoding="utf-8")


if __name__ == "__main__":
    main()
