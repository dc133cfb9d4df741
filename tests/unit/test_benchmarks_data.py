"""What the benchmarks measure on: the right mix, the same for everybody, and labels that are true."""

from __future__ import annotations

import json
from collections import Counter

import pytest

from benchmarks import data
from benchmarks.independent import Opinion, opinion
from benchmarks.rewritings import (
    display_fraction,
    growing_brackets,
    rewritings,
    rewritten_pairs,
    short_fraction,
    undelimited,
    wide_spacing,
)
from benchmarks.symbolic import hard_pairs


def test_the_same_seed_gives_the_same_golds() -> None:
    assert data.golds(300) == data.golds(300)
    assert data.golds(300, seed=1) != data.golds(300)


def test_the_mix_follows_the_shares() -> None:
    counts = Counter(gold.kind for gold in data.golds(10_000))
    assert set(counts) == set(data.KINDS)
    for kind, (share, _) in data.KINDS.items():
        assert counts[kind] / 100 == pytest.approx(share, abs=max(1.0, share * 0.1))


def test_shares_add_up_to_the_whole() -> None:
    assert sum(share for share, _ in data.KINDS.values()) == pytest.approx(100)


def test_braces_of_every_gold_balance() -> None:
    for gold in data.golds(3_000):
        assert gold.text.count("{") == gold.text.count("}"), gold


def test_wrong_pairs_never_read_the_same() -> None:
    answers = ["1", "2", "2", "\\frac{1}{2}", "\\dfrac{1}{2}", "$3$", "3", "4"]
    for gold, other in data.wrong_pairs(answers):
        assert data._bare(gold) != data._bare(other)


@pytest.mark.parametrize("chars", [200, 1_000, 20_000])
def test_cheap_samples_have_the_length_asked_for(chars: int) -> None:
    assert {len(sample.response) for sample in data.cheap_samples(8, chars)} == {chars}


def test_half_of_the_cheap_samples_are_right() -> None:
    samples = data.cheap_samples(64, 400)
    right = [f"\\boxed{{{sample.reference['answer']}}}" in sample.response for sample in samples]
    assert right == [index % 2 == 0 for index in range(64)]


def test_cheap_samples_need_what_json_must_escape() -> None:
    sample = data.cheap_samples(1, 1_000)[0]
    assert len(json.dumps(sample.response)) > len(sample.response) + 10


@pytest.mark.parametrize(
    ("change", "before", "after"),
    [
        (display_fraction, "\\frac{1}{2}", "\\dfrac{1}{2}"),
        (display_fraction, "\\dfrac{1}{2}", "\\dfrac{1}{2}"),
        (short_fraction, "\\frac{1}{2}", "\\frac12"),
        (short_fraction, "\\frac{11}{2}", "\\frac{11}{2}"),
        (growing_brackets, "(3,4)", "\\left(3,4\\right)"),
        (growing_brackets, "[0,\\infty)", "\\left[0,\\infty\\right)"),
        (growing_brackets, "(0,1]\\cup[2,3)", "(0,1]\\cup[2,3)"),
        (growing_brackets, "\\text{(B)}", "\\text{(B)}"),
        (wide_spacing, "x+1", "x + 1"),
        (wide_spacing, "3,4,5", "3, 4, 5"),
        (wide_spacing, "1,234", "1,234"),
        (wide_spacing, "15,\\!625", "15,\\!625"),
        (undelimited, "$-2,0,2$", "-2,0,2"),
        (undelimited, "\\$40", "\\$40"),
        (undelimited, "$1$ or $2$", "$1$ or $2$"),
    ],
)
def test_a_rewriting_changes_the_form_alone(change: object, before: str, after: str) -> None:
    assert callable(change)
    assert change(before) == after


def test_rewritings_are_distinct_responses() -> None:
    texts = rewritings("\\frac{1}{2}")
    assert len(texts) == len(set(texts)) == 12


@pytest.mark.parametrize("gold", ["\\frac{11}{2^{20}", "\frac{7}{12}"])
def test_a_gold_that_is_no_latex_has_no_rewriting(gold: str) -> None:
    assert rewritings(gold) == []


@pytest.mark.parametrize("gold", ["The value is \\(248\\).", "$x$ or $y$", "It is \\boxed{6}."])
def test_a_gold_that_is_a_text_is_only_repeated(gold: str) -> None:
    assert rewritings(gold) == [gold]


def test_currency_is_not_put_between_dollars() -> None:
    assert all("The computation" not in text for text in rewritings("\\$40"))


@pytest.mark.parametrize(
    ("left", "right", "found"),
    [
        ("\\frac12", "0.5", Opinion.EQUAL),
        ("2\\sqrt{3}", "\\sqrt{12}", Opinion.EQUAL),
        ("1+2i", "i(2-i)", Opinion.EQUAL),
        ("x^2-1", "(x-1)(x+1)", Opinion.EQUAL),
        ("1,2", "2, 1", Opinion.EQUAL),
        ("12,345", "12345", Opinion.EQUAL),
        ("(1,2)", "(2,1)", Opinion.DIFFERENT),
        ("[0,1)", "(0,1)", Opinion.DIFFERENT),
        ("2^{-99}", "2^{-98}", Opinion.DIFFERENT),
        ("0.333", "\\frac13", Opinion.DIFFERENT),
        ("2^{-1007}", "0", Opinion.NOT_COMPUTABLE),
        ("30^\\circ", "30", Opinion.EQUAL_BUT_FOR_UNIT),
        ("5\\text{ cm}", "5", Opinion.EQUAL_BUT_FOR_UNIT),
        ("5\\text{ cm}", "6", Opinion.NOT_COMPUTABLE),
        ("\\text{Monday}", "\\text{Tuesday}", Opinion.NOT_COMPUTABLE),
    ],
)
def test_the_second_opinion_is_right_or_silent(left: str, right: str, found: Opinion) -> None:
    assert opinion(left, right) is opinion(right, left) is found


def test_each_gold_gets_one_rewritten_response() -> None:
    answers = [gold.text for gold in data.golds(100)]
    assert [pair.gold for pair in rewritten_pairs(answers)] == answers


def test_hard_pairs_are_the_same_for_everybody_and_all_distinct() -> None:
    pairs = hard_pairs(200)
    assert pairs == hard_pairs(200)
    assert len(set(pairs)) == 200
