"""References in each form are read alike, and a wrong one says which field is wrong and what it takes."""

from __future__ import annotations

import dataclasses
import json
from typing import Any

import pytest

from trainer_client.contract import Reason, Sample, Status, Verdict
from verifiers.instructions.verifier import InstructionsVerifier

TEXT = "Red and green.\n\nBlue is not red."
WORDS = {"num_words": 5, "relation": "at least"}
IDS = ["punctuation:no_comma", "length_constraints:number_words"]

VERIFIER = InstructionsVerifier()


async def judge(reference: Any, **options: Any) -> Verdict:
    sample = Sample(verifier="instructions", response=TEXT, reference=reference, options=options)
    return await VERIFIER.verify(sample)


def one(id_: str, **kwargs: Any) -> dict[str, Any]:
    return {"instructions": [{"id": "punctuation:no_comma"}, {"id": id_, "kwargs": kwargs}]}


RIGHT: dict[str, dict[str, Any]] = {
    "ours": {"instructions": [{"id": IDS[0], "kwargs": {}}, {"id": IDS[1], "kwargs": WORDS}]},
    "ours without kwargs": {"instructions": [{"id": IDS[0]}, {"id": IDS[1], "kwargs": WORDS}]},
    "kwargs of None": {"instructions": [{"id": IDS[0], "kwargs": None}, {"id": IDS[1], "kwargs": WORDS}]},
    "whole numbers as floats": {
        "instructions": [{"id": IDS[0]}, {"id": IDS[1], "kwargs": {**WORDS, "num_words": 5.0}}]
    },
    "kwargs that are None": {
        "instructions": [
            {"id": IDS[0], "kwargs": {"keywords": None, "language": None}},
            {"id": IDS[1], "kwargs": {**WORDS, "num_bullets": None}},
        ]
    },
    "IFEval": {"instruction_id_list": IDS, "kwargs": [{}, WORDS]},
    "IFEval with a prompt": {"instruction_id_list": IDS, "kwargs": [None, WORDS], "prompt": "Name colours."},
    "NeMo-Gym": {"instruction_id_list": IDS, "kwargs": [{}, WORDS], "prompt": "x", "grading_mode": "binary"},
    "RLVR as a Python literal": {"ground_truth": repr([{"instruction_id": IDS, "kwargs": [None, WORDS]}])},
    "RLVR as JSON": {"ground_truth": json.dumps([{"instruction_id": IDS, "kwargs": [None, WORDS]}])},
    "RLVR as text in a list": {"ground_truth": [repr([{"instruction_id": IDS, "kwargs": [None, WORDS]}])]},
    "RLVR decoded": {"ground_truth": [{"instruction_id": IDS, "kwargs": [None, WORDS]}]},
    "RLVR's first element": {"ground_truth": {"instruction_id": IDS, "kwargs": [{}, WORDS]}},
}


@pytest.mark.parametrize("reference", RIGHT.values(), ids=RIGHT)
async def test_each_form_is_read_alike(reference: dict[str, Any]) -> None:
    verdict = await judge(reference)
    assert (verdict.reason, verdict.reward) == (Reason.CORRECT, 1.0), dict(verdict.detail)
    assert verdict.detail["instructions"] == [{"id": id_, "holds": True} for id_ in IDS]


async def test_no_kwargs_at_all_are_those_of_constraints_without_any() -> None:
    assert (await judge({"instruction_id_list": ["punctuation:no_comma"]})).reward == 1.0
    assert (await judge({"ground_truth": "[{'instruction_id': ['punctuation:no_comma']}]"})).reward == 1.0


SECOND = "reference.instructions[1].kwargs"
ILL_SHAPED: list[tuple[Any, str, str]] = [
    ({}, "reference", "give one of"),
    ({"instructions": [{"id": IDS[0]}], "ground_truth": "x"}, "reference", "give one of"),
    ({"instructions": []}, "reference.instructions", "length >= 1"),
    ({"instructions": [{"id": IDS[0]}] * 101}, "reference.instructions", "length <= 100"),
    ({"instructions": "no_comma"}, "reference.instructions", "write a list"),
    ({"instructions": [{"kwargs": {}}]}, "reference.instructions[0].id", "add `id`"),
    ({"instructions": [{"id": 5}]}, "reference.instructions[0].id", "write text"),
    ({"instructions": [{"id": IDS[0], "args": {}}]}, "reference.instructions[0].args", "no field `args`"),
    ({"instructions": [{"id": IDS[0], "kwargs": []}]}, "reference.instructions[0].kwargs", "an object"),
    ({"instruction": []}, "reference.instruction", "did you mean `instructions`"),
    (one("punctuation:no_commas"), "reference.instructions[1].id", "did you mean `punctuation:no_comma`"),
    (one("x" * 1000), "reference.instructions[1].id", "`cascade-rewards constraints` lists all 112"),
    (one("keywords:letter_frequency"), f"{SECOND}.letter", "add `letter`"),
    (
        one("keywords:letter_frequency", letter=5, let_frequency=1, let_relation="at least"),
        f"{SECOND}.letter",
        "write text",
    ),
    (
        one("keywords:letter_frequency", letter="a", let_frequency="5", let_relation="at least"),
        f"{SECOND}.let_frequency",
        "write a number",
    ),
    (
        one("keywords:letter_frequency", letter="a", let_frequency=1.5, let_relation="at least"),
        f"{SECOND}.let_frequency",
        "write a number",
    ),
    (
        one("keywords:letter_frequency", letter="a", let_frequency=1, let_relation="more than"),
        f"{SECOND}.let_relation",
        "less than, at least",
    ),
    (one("punctuation:no_comma", comma=1), f"{SECOND}.comma", "no field `comma`"),
    (one("keywords:existence", keywords="one"), f"{SECOND}.keywords", "write a list"),
    (one("keywords:existence", keywords=["a", 5]), f"{SECOND}.keywords[1]", "write text"),
    ({"instruction_id_list": []}, "reference.instruction_id_list", "length >= 1"),
    ({"instruction_id_list": ["no:such"]}, "reference.instruction_id_list[0]", "there is no constraint"),
    ({"instruction_id_list": IDS, "kwargs": [{}]}, "reference.kwargs", "give one for each"),
    ({"instruction_id_list": IDS, "kwargs": [{}, {}]}, "reference.kwargs[1].num_words", "add `num_words`"),
    (
        {"instruction_id_list": IDS, "kwargs": [{}, WORDS], "grading_mode": "all"},
        "reference.grading_mode",
        "binary, fraction",
    ),
    ({"ground_truth": "[]"}, "reference.ground_truth", "write an object"),
    ({"ground_truth": "42"}, "reference.ground_truth", "write an object"),
    ({"ground_truth": "[{'kwargs': []}]"}, "reference.ground_truth.instruction_id", "add `instruction_id`"),
    (
        {"ground_truth": "[{'instruction_id': ['no:such'], 'kwargs': [None]}]"},
        "reference.ground_truth.instruction_id[0]",
        "there is no constraint",
    ),
    (
        {"ground_truth": "[{'instruction_id': ['keywords:word_once'], 'kwargs': [None]}]"},
        "reference.ground_truth.kwargs[0].keyword",
        "add `keyword`",
    ),
    (
        {"ground_truth": "[{'instruction_id': ['keywords:word_once'], 'kwargs': []}]"},
        "reference.ground_truth.kwargs",
        "give one for each",
    ),
]


@pytest.mark.parametrize(("reference", "field", "message"), ILL_SHAPED)
async def test_an_ill_shaped_reference_names_the_field(reference: Any, field: str, message: str) -> None:
    verdict = await judge(reference)
    assert (verdict.status, verdict.reason, verdict.reward) == (
        Status.UNSCORED,
        Reason.INVALID_SAMPLE,
        None,
    )
    assert verdict.detail["field"] == field
    assert message in verdict.detail["message"]


LETTER = {"let_frequency": 1, "let_relation": "at least"}
USELESS: list[tuple[Any, str]] = [
    (one("keywords:letter_frequency", letter="#", **LETTER), "letter must be one letter, got '#'"),
    (one("keywords:letter_frequency", letter="ab", **LETTER), "letter must be one letter, got 'ab'"),
    (one("keywords:letter_frequency", letter="", **LETTER), "letter must hold a text that is not blank"),
    (one("letters:letter_counting2", letter="!", **LETTER), "letter must be one letter, got '!'"),
    (
        one("length_constraints:number_words", num_words=-5, relation="at least"),
        "num_words must be between 0 and 1000000, got -5",
    ),
    (one("length_constraints:number_paragraphs", num_paragraphs=10**9), "between 0 and 1000000"),
    (one("length_constraints:number_paragraphs", num_paragraphs=1e9), "between 0 and 1000000"),
    (one("language:response_language", language="xx"), "language must be one of af, ar"),
    (one("language:response_language", language="English"), "got 'English'"),
    (
        one(
            "length_constraints:nth_paragraph_first_word",
            num_paragraphs=3,
            nth_paragraph=5,
            first_word="so",
        ),
        "nth_paragraph must be between 1 and num_paragraphs (3), got 5",
    ),
    (
        one(
            "length_constraints:nth_paragraph_first_word",
            num_paragraphs=3,
            nth_paragraph=0,
            first_word="so",
        ),
        "nth_paragraph must be between 1 and num_paragraphs (3), got 0",
    ),
    (one("keywords:existence", keywords=[]), "keywords must hold at least one text"),
    (one("keywords:existence", keywords=["red", " "]), "keywords must hold a text that is not blank"),
    (one("first_word:first_word_sent", first_word=[]), "first_word must hold at least one text"),
    (one("count:word_count_range", min_words=9, max_words=3), "min_words 9 is above max_words 3"),
    (one("count:conjunctions", small_n=8), "small_n is above 7"),
    (one("count:person_names", N=51), "N is above 50"),
    (one("count:words_japanese", N=0), "N counts from 1"),
    (one("sentence:keyword", word="red", N=0), "N counts from 1"),
    (one("ratio:stop_words", percentage=120), "percentage must be from 0 to 100, got 120"),
    (one("ratio:overlap", reference_text="x", percentage=-1), "percentage must be from 0 to 100, got -1"),
    (one("words:keywords_specific_position", keyword="red", n=0, m=1), "n and m count from 1"),
    (one("copy:repeat_phrase", phrase="two words", small_n=2), "phrase must have at least three words"),
    (one("copy:repeat_phrase", phrase="three words here", small_n=0), "small_n must be at least 1"),
    (one("copy:copying_multiple", prompt_to_repeat="x", N=0), "N must be at least 1"),
    (one("new:copy_span_idx", prompt_to_repeat="abc", n_start=2, n_end=2), "n_start (2) must be below n_end"),
    (one("repeat:repeat_span", prompt_to_repeat="abc", n_start=9, n_end=12), "behind the end"),
    ({"ground_truth": "[{'instruction_id': [}"}, "neither JSON nor a Python literal"),
    ({"ground_truth": "open('x')"}, "neither JSON nor a Python literal"),
    ({"ground_truth": "["}, "neither JSON nor a Python literal"),
    ({"ground_truth": "[" * 100_000}, "neither JSON nor a Python literal"),
    ({"ground_truth": "-" * 100_000 + "1"}, "neither JSON nor a Python literal"),
    ({"ground_truth": " " * 1_000_001}, "longer than 1000000 characters"),
]


@pytest.mark.parametrize(("reference", "message"), USELESS)
async def test_a_useless_reference_says_what_was_expected(reference: Any, message: str) -> None:
    verdict = await judge(reference)
    assert (verdict.status, verdict.reason, verdict.reward) == (
        Status.UNSCORED,
        Reason.BAD_REFERENCE,
        None,
    )
    assert message in verdict.detail["message"]


async def test_a_useless_reference_names_its_constraint() -> None:
    verdict = await judge(one("count:person_names", N=51))
    assert str(verdict.detail["message"]).startswith("count:person_names: ")


async def test_a_reference_is_judged_whatever_the_response_is() -> None:
    sample = Sample(verifier="instructions", response="", reference=one("count:person_names", N=51))
    assert (await VERIFIER.verify(sample)).reason is Reason.BAD_REFERENCE


@pytest.mark.timeout(30)
@pytest.mark.parametrize(
    "id_",
    ["keywords:word_once", "keywords:existence", "keywords:forbidden_words", "count:count_increment_word"],
)
async def test_a_keyword_that_runs_for_ever_as_an_expression_ends(id_: str) -> None:
    keyword = "(a+)+$"
    kwargs: dict[str, Any] = {
        "keywords:existence": {"keywords": [keyword]},
        "keywords:forbidden_words": {"forbidden_words": [keyword]},
        "count:count_increment_word": {"keyword1": keyword, "keyword2": "b"},
    }.get(id_, {"keyword": keyword})
    sample = Sample(
        verifier="instructions",
        response="a" * 5000 + "!",
        reference={"instructions": [{"id": id_, "kwargs": kwargs}]},
    )
    assert (await VERIFIER.verify(sample)).status is Status.SCORED
    verdict = await VERIFIER.verify(dataclasses.replace(sample, options={"compat": True}))
    assert verdict.reason is Reason.BAD_REFERENCE
    assert "takes too long as a regular expression" in str(verdict.detail["message"])


@pytest.mark.parametrize("keyword", ["(", "[a", "*", "a{2,1}", "(?P<a>x)(?P<a>y)"])
async def test_a_keyword_that_is_no_expression_is_a_bad_reference_in_compat_alone(keyword: str) -> None:
    reference = one("keywords:word_once", keyword=keyword)
    assert (await judge(reference)).status is Status.SCORED
    verdict = await judge(reference, compat=True)
    assert verdict.reason is Reason.BAD_REFERENCE
    assert "no regular expression" in str(verdict.detail["message"])
