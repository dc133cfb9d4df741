"""Every constraint holds for what does what it asks, and for nothing else; and says what it asks."""

from __future__ import annotations

import msgspec
import pytest

from tests.unit.instructions.case import Case
from tests.unit.instructions.cases import CASES
from verifiers.instructions.constraint import Constraint, Difference
from verifiers.instructions.table import CONSTRAINTS, IF_RLVR, IFBENCH, IFEVAL
from verifiers.instructions.text.view import View

RIGHT = [(case, text) for case in CASES for text in case.holds]
WRONG = [(case, text) for case in CASES for text in case.fails]
DIFFERENCES = [(name, difference) for name, type_ in CONSTRAINTS.items() for difference in type_.differences]


def constraint(name: str, kwargs: object) -> Constraint:
    made = msgspec.convert(kwargs, CONSTRAINTS[name])
    made.check()
    return made


def named(value: object) -> str:
    return getattr(value, "id", ascii(value)[:40])


@pytest.mark.parametrize(("case", "text"), RIGHT, ids=named)
def test_what_does_as_asked_holds(case: Case, text: str) -> None:
    assert constraint(case.id, case.kwargs).holds(View(text))


@pytest.mark.parametrize(("case", "text"), WRONG, ids=named)
def test_what_does_not_fails(case: Case, text: str) -> None:
    assert not constraint(case.id, case.kwargs).holds(View(text))


def test_every_constraint_has_two_texts_of_either_kind() -> None:
    assert {case.id for case in CASES} == set(CONSTRAINTS)
    assert [case.id for case in CASES if len(case.holds) < 2 or len(case.fails) < 2] == []
    assert (len(IFEVAL), len(IFBENCH), len(IF_RLVR), len(CONSTRAINTS)) == (25, 58, 29, 112)


@pytest.mark.parametrize(("name", "difference"), DIFFERENCES, ids=named)
def test_a_documented_difference_is_one(name: str, difference: Difference) -> None:
    view = View(difference.response)
    made = constraint(name, difference.kwargs)
    assert (made.published(view), made.holds(view)) == (difference.published, not difference.published)


@pytest.mark.parametrize("name", CONSTRAINTS)
def test_a_published_verdict_of_its_own_is_explained(name: str) -> None:
    type_ = CONSTRAINTS[name]
    assert (type_.published is Constraint.published) == (not type_.differences)


@pytest.mark.parametrize("case", CASES, ids=named)
def test_a_description_names_every_kwarg(case: Case) -> None:
    described = constraint(case.id, case.kwargs).describe()
    unneeded = {"instruction"} | ({"language"} if case.id.startswith("language:") else set())
    for field, value in case.kwargs.items():
        for part in value if isinstance(value, list) else [value]:
            assert str(part) in described or field in unneeded
    assert "{" not in described.replace("curly", "")
