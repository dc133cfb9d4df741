"""Texts of 100,000 characters that keep careless checks busy for minutes, or make them raise.

Every constraint is asked about every text, in loose mode, whose first look is the strict one, as the default
and, where that differs, as published. Each verdict must be reached, and the bound on its time is generous:
what it really takes is measured in benchmarks/.
"""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from tests.unit.instructions.cases import CASES
from trainer_client.contract import Reason, Sample, Status
from verifiers.instructions.constraint import Constraint
from verifiers.instructions.table import CONSTRAINTS
from verifiers.instructions.verifier import InstructionsVerifier

LENGTH = 100_000
VERIFIER = InstructionsVerifier()
KWARGS: dict[str, Any] = {case.id: dict(case.kwargs) for case in reversed(CASES)}


def filled(text: str) -> str:
    return (text * (LENGTH // len(text) + 1))[:LENGTH]


EVERYWHERE = {
    "one huge word": filled("x"),
    "full stops, initials and closing quotes": filled('. A." '),
    "asterisk lines": filled("\n*\n\n"),
    "apostrophes, and brackets that open": filled("'(["),
    "lone surrogates, NUL, right to left": filled("a\ud800 \udc00.\0 שלום. "),
    "combining marks, emoji, CJK": filled("a\u0301\u0302\u0303👨‍👩‍👧 🇫🇷👍🏽今日は。"),
}

BESIDE: dict[str, tuple[str, ...]] = {
    "detectable_content:number_placeholders": ("[", "]", "[a", "[]"),
    "detectable_content:postscript": ("P.S. ", "p.s.\n", "p. ", "\np"),
    "detectable_format:number_bullet_lists": ("* ", "- ", "\n -", "*\n", "** "),
    "detectable_format:number_highlighted_sections": ("*", "**", "*a ", "*a", "***a"),
    "detectable_format:multiple_sections": ("SECTION", "SECTION 1", "SECTION 1\n", "*_# "),
    "detectable_format:json_format": ("[", '{"a":', '"', "9", "```json\n", "\\u", "-", "[1,"),
    "detectable_format:title": ("<<", ">>", "<<a", "<<>>", "<"),
    "detectable_format:bigram_wrapping": ("<<", "<<a b>> ", "<< "),
    "detectable_format:square_brackets": ("[", "[a]", "[a] ", "[a]."),
    "detectable_format:sentence_hyphens": ("-", ".-", "a.-"),
    "combination:two_responses": ("*", "******", "a******"),
    "copy:copying_multiple": ("******",),
    "copy:repeat_phrase": ("the ", "the early ", "the worm ", "the x worm\n", " worm"),
    "count:counting_composition": ("***", "* * *", "* ", "a.***"),
    "count:numbers": ("1", "1,111", "1,111,", "1."),
    "count:punctuation": ("?!", ".,;:"),
    "count:words_japanese": ("今 ", "a b 今 "),
    "custom:csv_city": (",", '"', "\n", "1,2,3,4,5\n", '""'),
    "custom:csv_quotes": ("\t", '"a"\t'),
    "custom:csv_special_character": ('"', '",', '"a'),
    "custom:date_format_list": (",", "1800-01-01,", "1"),
    "custom:european_capitals_sort": (",", "Oslo,"),
    "custom:mcq_count_length": ("Question", "Question 1", "Question 1\nA) a\n", "A) a\n"),
    "custom:reverse_newline": ("Zimbabwe\n", "é\n"),
    "custom:word_reverse": ("eagle bald ",),
    "custom:character_reverse": ("elgae dlab ",),
    "format:emoji": ("😀", "a 😀. ", "\u200d"),
    "format:line_indent": ("\n", " \n", "a\n", "\na ", "\t"),
    "format:list": ("!?", "!?!?", "!?!?\n"),
    "format:no_bullets_bullets": ("* ", "*\n", "a. b.\n"),
    "format:options": ("yes/", "yes"),
    "format:output_template": ("My Answer:", "My Answer: a "),
    "format:parentheses": ("(", ")", "([{", "()", ")("),
    "format:quotes": ("\"'", "“‘", '"', "'"),
    "format:quote_unquote": ('"', '"a"', '" ', "'\"'"),
    "format:sub-bullets": ("*", "* a\n- b\n", "-", "* "),
    "format:thesis": ("<i>", "<em>", "<i>a</i>", "<i></i>", "</i>"),
    "format:title_case": ("A", "Aa ", "a"),
    "keywords:existence": ("river", "stone "),
    "keywords:forbidden_words": ("rain", "_rain", "rain ", "x" * 9 + "rain"),
    "keywords:palindrome": ("a", "aba ", "ab"),
    "language:response_language": ("a", "é", "http://", "a@b.c "),
    "length_constraints:number_sentences": (". ", "A. ", "e.g. ", ".) ", "... ", "1. ", "p.s.\n", "? "),
    "length_constraints:nth_paragraph_first_word": ("\n\n", "a\n\n", '"', "'"),
    "length_constraints:number_paragraphs": ("***", " *** ", "*", "\n***"),
    "paragraphs:paragraphs2": ("\n\n", "\n \n", " \n", "a\n\n"),
    "words:odd_even_syllables": ("a", "ia", "a-"),
    "words:palindrome": ("a", "level ", "ab"),
    "words:repeats": ("a ", "a"),
}
NEARBY = {
    name: {f"rows of {text!r}": filled(text) for text in texts}
    | {"nested": texts[0] * (LENGTH // 2 // len(texts[0])) + texts[-1] * (LENGTH // 2 // len(texts[-1]))}
    for name, texts in BESIDE.items()
}
DIFFER = {name for name, type_ in CONSTRAINTS.items() if type_.published is not Constraint.published}
ASKED = [
    (name, what, compat)
    for name in CONSTRAINTS
    for what in (EVERYWHERE | NEARBY.get(name, {}))
    for compat in ((False, True) if name in DIFFER else (False,))
]


@pytest.fixture(scope="module", autouse=True)
def warmed() -> None:
    """What is read once is not part of a verdict's time."""
    asyncio.run(VERIFIER.start())


@pytest.mark.timeout(2)
@pytest.mark.parametrize(("name", "what", "compat"), ASKED)
async def test_a_hostile_text_gets_its_verdict_in_time(name: str, what: str, compat: bool) -> None:
    sample = Sample(
        verifier="instructions",
        response=(EVERYWHERE | NEARBY.get(name, {}))[what],
        reference={"instructions": [{"id": name, "kwargs": KWARGS[name]}]},
        options={"mode": "loose", "compat": compat},
    )
    verdict = await VERIFIER.verify(sample)
    assert (verdict.status, verdict.reward in (0.0, 1.0)) == (Status.SCORED, True), verdict.detail


@pytest.mark.timeout(2)
async def test_nested_json_ends_no_process() -> None:
    for text in ("[" * LENGTH, '{"a":' * (LENGTH // 5), "[" * LENGTH + "]" * LENGTH):
        sample = Sample(
            verifier="instructions",
            response=text,
            reference={"instructions": [{"id": "detectable_format:json_format"}]},
        )
        assert (await VERIFIER.verify(sample)).reason is Reason.CONSTRAINT_FAILED


@pytest.mark.timeout(2)
async def test_many_constraints_share_what_they_look_at() -> None:
    text = "He met Dr. A. Smith, e.g. at 5 p.m. — “Why?” she asked... " * 30
    instructions = [{"id": name, "kwargs": kwargs} for name, kwargs in list(KWARGS.items())[:100]]
    sample = Sample(verifier="instructions", response=text, reference={"instructions": instructions})
    assert (await VERIFIER.verify(sample)).status is Status.SCORED
