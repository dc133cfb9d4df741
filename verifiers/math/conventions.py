"""The conventions of grading, each with a name: a data set's owner can choose, and a reader can look it up.

Two people who agree on mathematics may still disagree whether 10 answers "10 cm". Nothing of the kind is
hidden in code: what is a matter of taste is a field here, and its default is stated.
"""

from __future__ import annotations

from typing import Annotated, Literal

from msgspec import Meta

from verifiers.core.decode import Options


class Conventions(Options, frozen=True, cache_hash=True):
    """How an answer is found and read; the options of the math verifier.

    The defaults accept a right answer in any usual form and no wrong one.
    """

    extract: Literal["any", "boxed"] = "any"
    """any: the last box, else a stated answer, else the conclusion. boxed: the last box or nothing."""
    units: Literal["ignore_absent", "require", "ignore"] = "ignore_absent"
    """ignore_absent: a unit missing on one side is overlooked, two different units are converted (10 m equals
    10000 mm, not 10 cm). require: both or neither. ignore: units are never looked at."""
    percent: Literal["bare_for_reference", "value"] = "bare_for_reference"
    """bare_for_reference: the reference 28 % also accepts 28; the reference 28 never accepts 28 %.
    value: 28 % is 0.28 and nothing else."""
    answer_digits: Annotated[int, Meta(ge=1, le=50)] = 5
    """Significant digits that a decimal answer needs before it may stand for a number that decimals cannot
    write (1/3, pi): 0.33333 does, 0.333 does not. It must be the rounding or the truncation."""
    reference_digits: Annotated[int, Meta(ge=1, le=50)] = 3
    """Significant digits from which a decimal reference counts as rounded, and accepts every endless number
    that rounds to it: 33.3 accepts 100/3, 0.3 does not accept 1/3."""
    degrees: bool = True
    """45° equals both 45 and pi/4."""
    decimal_comma: bool = True
    """1000,99 may be 1000.99 where the other side is one number; 1,234 is 1234 outside brackets."""
    left_sides: Literal["drop", "require"] = "drop"
    """drop: x = 5 and f(x) = 5 may answer 5, and the other way round. require: the sides must match."""
    letter_case: Literal["ignore", "require"] = "ignore"
    """Whether words (Even, even) must match in case. Variables always must."""
    pair_order: Literal["require", "ignore"] = "require"
    """Whether (1, 2) differs from (2, 1). Lists without brackets and sets never have an order."""
    form: Literal["any", "factored", "reduced"] = "any"
    """factored: the answer must be a product or power of at least as many parts as the reference.
    reduced: a fraction of integers must be in lowest terms."""


DEFAULT = Conventions()
