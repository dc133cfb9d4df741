"""Names of figures, read from the text: angles, triangles, vectors between points.

Such a name is one symbol. Its points keep their order where the order says something: angle ABC is angle CBA
and not ACB, vector AB is not BA, and of similar triangles the corners correspond.
"""

from __future__ import annotations

import re

from verifiers.math.notation.ast import Node, Product, Relation, Symbol

_POINT = r"[A-Z](?:_(?:\w|\{\s?\w{1,3}\s?\}))?'{0,2}"
_PARTS = re.compile(_POINT)


def _named(least: int, most: int) -> re.Pattern[str]:
    """Points in braces or without."""
    points = rf"{_POINT}(?:\s?{_POINT}){{{least - 1},{most - 1}}}"
    return re.compile(rf"\s?(?:\{{\s?({points})\s?\}}|({points})(?![A-Za-z_]))")


_FIGURES = {
    "\\angle": ("angle", _named(3, 3)), "\\measuredangle": ("angle", _named(3, 3)),
    "\\widehat": ("angle", _named(3, 3)), "\\triangle": ("triangle", _named(3, 3)),
    "\\overrightarrow": ("vec", _named(2, 2)), "\\vec": ("vec", _named(2, 2)),
}  # fmt: skip
FIGURES = frozenset(_FIGURES)
"""Commands that name a figure where points follow."""
_NUMBERED = re.compile(r"\s?(?:\{\s?(\d{1,2})\s?\}|(\d{1,2}))(?!\s?[\d.]|\s?\^|\s?°)")
_POLAR = re.compile(r"\s?\{?\s?-?\d+(?:\.\d*)?\s?(?:\^|°|\\degree)")


def figure_at(command: str, text: str, position: int) -> tuple[str, Symbol, int] | None:
    """The letters and the symbol of the figure that a command names, and where its name ends."""
    kind, pattern = _FIGURES[command]
    found = pattern.match(text, position)
    if found is None and kind == "angle":
        found = _NUMBERED.match(text, position)
    if found is None:
        return None
    points = _PARTS.findall(re.sub(r"[\s{}]", "", found[1] or found[2])) or [found[1] or found[2]]
    if kind == "angle":
        points = min(points, points[::-1])
    letters = "".join(points)
    return letters, Symbol(f"{letters} {kind}"), found.end()


def is_polar(text: str, position: int) -> bool:
    r"""Whether what follows \angle is the angle of a number in polar form: 5∠30°."""
    return _POLAR.match(text, position) is not None


def related_triangles(operators: tuple[str, ...], operands: tuple[Node, ...]) -> Relation | None:
    """Similar or congruent triangles with their corners in one fixed order; None for anything else."""
    triangles = [_corners(operand) for operand in operands]
    if not set(operators) <= {"~", "cong"} or not all(triangles):
        return None
    triangles.sort(key=lambda corners: (sorted(corners), corners))
    columns = sorted(zip(*triangles, strict=True))
    names = ("".join(corners) for corners in zip(*columns, strict=True))
    told = tuple("similar" if operator == "~" else operator for operator in operators)
    return Relation(told, tuple(Symbol(f"{name} triangle") for name in names))


def points_of(node: Node) -> Node:
    """A triangle or a vector as the mere product of its points: its area, its length, or itself alone."""
    if not isinstance(node, Symbol) or not node.name.endswith((" vec", " triangle")):
        return node
    return Product(tuple(map(Symbol, _points(node.name))))


def alone(node: Node) -> Node:
    """A triangle by itself, whose corners have no order."""
    return points_of(node) if _corners(node) else node


def turned_vector(name: str) -> str:
    """The name of the opposite vector, where it comes first in the alphabet; else empty."""
    points = _points(name) if name.endswith(" vec") else []
    return "".join(points[::-1]) + " vec" if len(points) > 1 and points[0] > points[1] else ""


def _corners(node: Node) -> list[str]:
    is_triangle = isinstance(node, Symbol) and node.name.endswith(" triangle")
    return _points(node.name) if isinstance(node, Symbol) and is_triangle else []


def _points(name: str) -> list[str]:
    return re.findall(r"[A-Z][^A-Z ]*", name)
