from __future__ import annotations

import pytest

from sandbox.guest.evidence import Evidence
from sandbox.guest.substitutes import pytest_module


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("assert Vector(1, 2) + Vector(3, 4) == Vector(4, 6)", True),
        ("v = Vector(1, 2)\nassert v.x == 1", True),
        ("assert Vector(1, 2).x == 1", True),
        ("assert Vector.ZERO", True),
        ("v, w = 1, 2\na = Vector(v)\nb = Vector(w)\nassert a < b", True),
        ("assert isinstance(f(1), Vector)", True),
        ("assert abs(Vector([1, 2]) - 1.5) < 1e-6", False),
        ("v = Vector([1, 2])\nassert abs(v - 1.5) < 1e-6", False),
        ("assert round(Vector([1, 2]), 2) == 1.5", False),
        ("def Vector(x): pass\nassert Vector.x", False),
        ("assert Vector(", False),
    ],
)
def test_a_class_is_what_the_tests_use_as_one(source: str, expected: bool) -> None:
    assert Evidence([source]).is_class("Vector") is expected


@pytest.mark.parametrize("name", ["average", "GCD", "Find_Max", "_average"])
def test_a_name_that_is_spelled_as_no_class_is_none(name: str) -> None:
    assert not Evidence([f"assert {name}(1).x == {name}.y"]).is_class(name)


@pytest.mark.parametrize(
    ("source", "name", "entry_point", "module"),
    [
        ("assert math.isclose(f(1), 2)", "math", None, ("math", None)),
        ("assert np.allclose(f(1), 2)", "np", None, ("numpy", None)),
        ("assert bisect([1], 2) == 1", "bisect", None, None),
        ("assert bisect.x and bisect(1)", "bisect", None, None),
        ("assert isclose(f(1), 2)", "isclose", None, ("math", "isclose")),
        ("assert isclose(f(1), 2)", "isclose", "f", ("math", "isclose")),
        ("assert isclose(1, 2)", "isclose", "isclose", None),
        ("assert Counter([1]) == {1: 1}", "Counter", None, None),
        ("assert Counter(f([1])) == {1: 1}", "Counter", None, ("collections", "Counter")),
        ("assert f(1) == solution.x", "solution", None, None),
        ("assert g(1)", "g", None, None),
    ],
)
def test_a_forgotten_import_is_not_asked_of_the_program(
    source: str, name: str, entry_point: str | None, module: tuple[str, str | None] | None
) -> None:
    assert Evidence([source]).module_of(name, entry_point) == module


shim = pytest_module()


def test_raises_wants_the_exception() -> None:
    with shim.raises(ValueError, match="n.") as caught:
        raise ValueError("no")
    assert str(caught.value) == "no"
    with pytest.raises(AssertionError), shim.raises(ValueError):
        pass
    with pytest.raises(AssertionError), shim.raises(ValueError, match="yes"):
        raise ValueError("no")
    with pytest.raises(KeyError), shim.raises(ValueError):
        raise KeyError


@pytest.mark.parametrize(
    ("actual", "expected", "equal"),
    [
        (0.1 + 0.2, 0.3, True),
        (1.0, 1.1, False),
        ([0.1 + 0.2, 1], [0.3, 1], True),
        ([0.3], [0.3, 1], False),
        ({"a": 0.1 + 0.2}, {"a": 0.3}, True),
        ({"b": 0.3}, {"a": 0.3}, False),
        ("x", "x", True),
        (None, 0.3, False),
        (float("nan"), 1.0, False),
        (float("inf"), float("inf"), True),
        (1.0, float("inf"), False),
        (object(), 0.3, False),
    ],
)
def test_approx_is_near(actual: object, expected: object, equal: bool) -> None:
    assert (actual == shim.approx(expected)) is equal


def test_parametrize_runs_every_row() -> None:
    rows = []
    shim.mark.parametrize("x, y", [(1, 2), (3, 4)])(lambda x, y: rows.append((x, y)))()
    assert rows == [(1, 2), (3, 4)]
