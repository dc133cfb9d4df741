"""Does an answer mean the same as the reference? The entry points.

`compare_cheap` runs in the service: exact arithmetic and structure, linear in the text, microseconds for the
answers that most references have. `compare_symbolic` runs in a worker that may be killed, and evaluates too.
Both say None rather than guess.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from verifiers.math.conventions import DEFAULT, Conventions
from verifiers.math.equivalence.choices import (
    choice_letter,
    content_of_choice,
    is_choice_reference,
    reference_letter,
    several_letters,
)
from verifiers.math.equivalence.exact import exact_value
from verifiers.math.equivalence.scalars import Means
from verifiers.math.equivalence.second_look import look_again
from verifiers.math.equivalence.structure import Comparer
from verifiers.math.equivalence.wording import breaks_off, is_sentence, same_text, squeezed, unwrapped
from verifiers.math.equivalence.work import CHEAP_BUDGET, UNBOUNDED, TooMuchWork, allow
from verifiers.math.errors import MathError, ParseError, TooDeep, TooLarge, TooLong, UnusableReference
from verifiers.math.notation.ast import (
    Based,
    Divide,
    Interval,
    Matrix,
    Node,
    Number,
    Power,
    Product,
    Relation,
    Sequence,
    SetOf,
    Symbol,
    Text,
    Tuple,
)
from verifiers.math.notation.normalise import LIMIT, normalise
from verifiers.math.notation.parse import parse_cleaned
from verifiers.math.notation.readings import is_plain


@dataclass(frozen=True, slots=True)
class Decision:
    """Whether the answer is right, and what decided: text, choice, exact, structure, relation, numeric."""

    equal: bool
    decided_by: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class _Prepared:
    """A reference, read once for all of its answers."""

    cleaned: str
    whole: str | None
    choice: str | None
    several: frozenset[str] | None
    """The letters of a reference that chooses several."""
    content: tuple[str, str] | None
    """Letter and content of a reference that gives both."""
    tree: Node | None


_SAME = Decision(True, "text")
_WHOLE_EQUAL, _WHOLE_DIFFERENT = Decision(True, "exact"), Decision(False, "exact")
_EMPTY = Decision(False, "text", "the answer is empty")
_COMMAND = re.compile(r"\\[A-Za-z]+|[^\w]")
_GROUPS = re.compile(r"-?\d{1,3}(?:,\d{3})+")
_TWO_DIGITS = re.compile(r"-?[1-9],\d")
_COMMA_DECIMAL = re.compile(r"([-+]?\d+),(\d+)")


def compare_cheap(reference: str, answer: str, conventions: Conventions = DEFAULT) -> Decision | None:
    """Decides what exact arithmetic and structure can; None where more is needed.

    Raises UnusableReference when the reference cannot be read at all and the answer is not its text.
    """
    if answer.isdigit() and reference.isdigit() and answer.isascii() and reference.isascii():
        return _WHOLE_EQUAL if answer.lstrip("0") == reference.lstrip("0") else _WHOLE_DIFFERENT
    allow(CHEAP_BUDGET)
    try:
        return _compare(reference, answer, conventions, _CHEAP)
    except TooMuchWork:
        return None
    finally:
        allow(UNBOUNDED)


def compare_symbolic(reference: str, answer: str, conventions: Conventions = DEFAULT) -> Decision | None:
    """Everything of ours, evaluation included. Slow cases exist: call it where it can be killed."""
    from verifiers.math.equivalence.numeric import symbolic_means

    return _compare(reference, answer, conventions, symbolic_means())


def check_reference(reference: str, conventions: Conventions = DEFAULT) -> None:
    """Raises UnusableReference, with what to mend, for a reference that cannot mean anything."""
    del conventions
    prepared = _prepared(reference)
    cleaned = prepared.cleaned
    if not any(character.isalnum() for character in cleaned) and (
        prepared.tree is None or isinstance(prepared.tree, Symbol)
    ):
        raise UnusableReference(f"the reference holds no value: {reference[:80]!r}")
    if prepared.tree is None and _unclosed(normalise(reference)) > 0:
        raise UnusableReference(f"the reference opens braces that it never closes: {reference[:80]!r}")
    if _unclosed(cleaned) < 0:
        raise UnusableReference(f"the reference closes a brace that it never opened: {reference[:80]!r}")
    if prepared.tree is None and not is_sentence(cleaned) and breaks_off(cleaned):
        raise UnusableReference(f"the reference breaks off: {reference[:80]!r}")


def is_readable(reference: str) -> bool:
    """Whether a reference means something here: mathematics that parses, a choice, or words."""
    prepared = _prepared(reference)
    if prepared.choice is not None or prepared.several is not None:
        return True
    return prepared.tree is not None or is_sentence(prepared.cleaned)


_CHEAP = Means()
CHEAP_LENGTH = 2000
"""Longer answers are read by a worker: reading takes some microseconds a character."""


def _compare(reference: str, answer: str, conventions: Conventions, means: Means) -> Decision | None:
    prepared = _prepared(reference)
    stripped = answer.strip()
    if prepared.whole is not None and stripped.isascii() and stripped.removeprefix("-").isdigit():
        return _WHOLE_EQUAL if _whole(stripped) == prepared.whole else _WHOLE_DIFFERENT
    if not stripped:
        return _EMPTY
    if answer == reference and conventions.form == "any":
        return _SAME
    if len(answer) > LIMIT:
        return Decision(False, "text", f"an answer of {len(answer)} characters is no final answer")
    cleaned = normalise(answer)
    if conventions.form == "any" and cleaned == prepared.cleaned:
        return _SAME
    if means is _CHEAP and len(cleaned) > CHEAP_LENGTH:
        return None
    if isinstance(prepared.tree, Based) and unwrapped(cleaned).strip() == prepared.tree.digits:
        return Decision(True, "exact")  # 2A for 2A_{16}: by itself it is a product
    if prepared.choice is not None:
        return _compare_choice(prepared, cleaned)
    if prepared.several is not None and several_letters(cleaned) == prepared.several:
        return Decision(True, "choice")
    content = content_of_choice(cleaned)
    if content is not None or prepared.content is not None:
        return _compare_content(prepared, content, cleaned, conventions, means)
    decided = _compare_trees(prepared, cleaned, conventions, means)
    if decided is not None and decided.equal:
        return decided
    if is_plain(prepared.cleaned) and is_plain(cleaned):
        return decided
    if means is _CHEAP:  # the rules of another reading may backtrack: they run where they can be killed
        return None
    again = look_again(prepared.cleaned, cleaned, conventions, means)
    if again:
        return Decision(True, "numeric")
    return None if again is None else decided


def _whole(digits: str) -> str:
    bare = digits.lstrip("-").lstrip("0") or "0"
    return "-" + bare if digits.startswith("-") and bare != "0" else bare


def _prepared(reference: str) -> _Prepared:
    """Read once for all of its answers; texts of unusual length are not kept."""
    return (_kept if len(reference) <= CHEAP_LENGTH else _prepare)(reference)


def _prepare(reference: str) -> _Prepared:
    cleaned = _cleaned_reference(reference)
    if not cleaned:
        raise UnusableReference("the reference is empty")
    whole = _whole(cleaned) if re.fullmatch(r"-?\d+", cleaned) and cleaned.isascii() else None
    choice = reference_letter(cleaned) if is_choice_reference(cleaned) else None
    try:
        tree = parse_cleaned(cleaned)
    except MathError:
        tree = None
    if tree == Sequence(()):
        raise UnusableReference("the reference is empty")
    several = None if choice else several_letters(cleaned)
    content = None if choice else content_of_choice(cleaned)
    return _Prepared(cleaned, whole, choice, several, content, tree)


_kept = lru_cache(maxsize=4096)(_prepare)


def _cleaned_reference(reference: str) -> str:
    """A reference's text, with the closing braces that data sets lose at the end put back."""
    try:
        cleaned = normalise(reference)
    except TooLong as fault:
        raise UnusableReference(str(fault)) from fault
    opened = _unclosed(cleaned)
    return cleaned + "}" * opened if 0 < opened <= 3 else cleaned


def _unclosed(text: str) -> int:
    """Opening braces of groups minus closing ones."""
    return text.count("{") - text.count("\\{") - text.count("}") + text.count("\\}")


def _compare_choice(prepared: _Prepared, cleaned: str) -> Decision:
    """A small letter chooses too, where the reference is no bare letter that could be a variable."""
    small = prepared.cleaned != prepared.choice
    return Decision(choice_letter(cleaned, small) == prepared.choice, "choice")


def _compare_content(
    prepared: _Prepared,
    answer: tuple[str, str] | None,
    cleaned: str,
    conventions: Conventions,
    means: Means,
) -> Decision | None:
    """A letter with its content on one side at least: letters decide where both have one, else contents."""
    if prepared.content is not None:
        letter, content = prepared.content
        if choice_letter(cleaned) is not None:
            return Decision(choice_letter(cleaned) == letter, "choice")
        return _compare_trees(_prepared(content), cleaned, conventions, means)
    assert answer is not None
    decided = _compare_trees(prepared, cleaned, conventions, means)
    if decided is not None and decided.equal:
        return decided
    return _compare_trees(prepared, answer[1], conventions, means)


def _compare_trees(
    prepared: _Prepared, cleaned: str, conventions: Conventions, means: Means
) -> Decision | None:
    try:
        tree = parse_cleaned(cleaned)
    except (TooDeep, TooLong, TooLarge) as fault:
        return Decision(False, "text", str(fault))
    except ParseError:
        tree = None
    if tree is None or prepared.tree is None:
        return _compare_texts(prepared, tree, cleaned, conventions)
    decided = _decide(prepared, tree, cleaned, conventions, means)
    if decided and conventions.letter_case == "require" and isinstance(prepared.tree, Text):
        decided = _COMMAND.sub("", cleaned) == _COMMAND.sub("", prepared.cleaned)
    if decided and conventions.form != "any" and not _has_form(prepared.tree, tree, conventions):
        return Decision(False, "structure", f"the value is right, the form is not {conventions.form}")
    return None if decided is None else Decision(decided, _source(prepared.tree, tree, means))


def _compare_texts(
    prepared: _Prepared, tree: Node | None, cleaned: str, conventions: Conventions
) -> Decision | None:
    """By the letters, where one side is no mathematics; an unread sentence differs from all else."""
    if same_text(cleaned, prepared.cleaned, conventions):
        return _SAME
    sentences = (prepared.tree is None and is_sentence(prepared.cleaned)) or (
        tree is None and is_sentence(cleaned)
    )
    return Decision(False, "text") if sentences else None


def _decide(
    prepared: _Prepared, tree: Node, cleaned: str, conventions: Conventions, means: Means
) -> bool | None:
    comparer = Comparer(conventions, means)
    assert prepared.tree is not None
    try:
        decided = comparer.equal(prepared.tree, tree)
    except TooLarge:
        decided = None
    if decided or (is_sentence(prepared.cleaned) and same_text(cleaned, prepared.cleaned, conventions)):
        return True
    for other_reference, other_answer in _other_readings(prepared, tree, cleaned, conventions):
        if comparer.equal(other_reference, other_answer):
            return True
    return True if squeezed(cleaned) == squeezed(prepared.cleaned) else decided


def _other_readings(
    prepared: _Prepared, tree: Node, cleaned: str, conventions: Conventions
) -> list[tuple[Node, Node]]:
    """1,22 beside a number is a decimal; 100,200 beside a list is a list. A reference 2,3 is two numbers."""
    assert prepared.tree is not None
    found: list[tuple[Node, Node]] = []
    if not conventions.decimal_comma:
        return found
    one_list = isinstance(prepared.tree, Sequence) != isinstance(tree, Sequence)
    if not one_list:
        return found
    if isinstance(tree, Sequence):
        found.extend((prepared.tree, node) for node in _as_decimal_comma(cleaned))
        if _GROUPS.fullmatch(prepared.cleaned):
            found.append((parse_cleaned(prepared.cleaned, False), tree))
    else:
        if not _TWO_DIGITS.fullmatch(prepared.cleaned):
            found.extend((node, tree) for node in _as_decimal_comma(prepared.cleaned))
        if _GROUPS.fullmatch(cleaned):
            found.append((prepared.tree, parse_cleaned(cleaned, False)))
    return found


def _as_decimal_comma(cleaned: str) -> list[Node]:
    found = _COMMA_DECIMAL.fullmatch(cleaned)
    return [parse_cleaned(f"{found[1]}.{found[2]}")] if found else []


def _has_form(reference: Node, answer: Node, conventions: Conventions) -> bool:
    if conventions.form == "factored":
        return _count_factors(answer) >= _count_factors(reference)
    if isinstance(answer, Divide):
        top, bottom = exact_value(answer.numerator), exact_value(answer.denominator)
        if top is not None and bottom is not None:
            return (top / bottom).denominator == bottom
    return True


def _count_factors(node: Node) -> int:
    if isinstance(node, Product):
        return sum(_count_factors(factor) for factor in node.factors)
    if isinstance(node, Power):
        exponent = exact_value(node.exponent)
        return (
            int(exponent) if exponent is not None and exponent.denominator == 1 and 0 < exponent < 99 else 1
        )
    return 0 if isinstance(node, Number) else 1


def _source(reference: Node, answer: Node, means: Means) -> str:
    kinds = (reference, answer)
    if any(isinstance(node, Relation) for node in kinds):
        return "relation"
    if any(isinstance(node, Text) for node in kinds):
        return "text"
    if any(isinstance(node, Sequence | SetOf | Tuple | Interval | Matrix) for node in kinds):
        return "structure"
    return "exact" if means is _CHEAP else "numeric"
