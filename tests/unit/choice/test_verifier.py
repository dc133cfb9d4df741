"""What counts as choosing, and what does not: responses to questions of several kinds."""

from __future__ import annotations

from typing import Any

import pytest

from trainer_client.contract import Reason, Sample, Verdict
from verifiers.choice.verifier import ChoiceVerifier
from verifiers.core.decode import decode

REFERENCES: dict[str, dict[str, Any]] = {
    "CITIES": {"answer": "B", "choices": ["Bergen", "Oslo", "Trondheim", "Stavanger"]},
    "LETTER": {"answer": "B"},
    "FIRST": {"answer": "A"},
    "COLOURS": {"answer": ["A", "C"], "choices": ["red", "green", "blue", "none of the above"]},
    "LETTERS": {"answer": ["A", "C"]},
    "NUMBERED": {"answer": "2", "choices": {"1": "solid", "2": "liquid", "3": "gas"}},
    "NUMBERS": {"answer": "C", "choices": ["3", "4", "5", "12"]},
    "FORMULAS": {"answer": "B", "choices": ["$x^2$", "$2x$", "$\\frac{x^2}{2}$", "$x$"]},
}
RIGHT: dict[str, list[str]] = {
    "CITIES": [
        "The answer is (B)",
        "**B**",
        "B",
        "B)",
        "(B)",
        "\\boxed{B}",
        "Answer: B",
        "<answer>B</answer>",
        "Final answer: B. Oslo",
        "Oslo",
        "oslo.",
        "(B) Oslo",
        "B. Oslo",
        "b",
        "the answer is b.",
        "(b)",
        "option B",
        "Option B",
        "The correct option is B.",
        "The answer is Ｂ",
        "Ⓑ",
        "The answer is $\\text{B}$.",
        "$\\boxed{\\text{(B) Oslo}}$",
        "\\[\\boxed{\\mathrm{B}}\\]",
        "**Answer:** B",
        "**Answer: (B) Oslo**",
        "## Final Answer\n\n**B**",
        "### Answer\nB. Oslo",
        "The answer is:\n\nB",
        "The correct answer is option (B).",
        "I'd go with B.",
        "So it's B.",
        "Therefore, B is the correct answer.",
        "Bergen is old. The capital is Oslo.\n\nB",
        "Let me see.\n\n**(B) Oslo**",
        "The answer is Oslo.",
        "The final answer is \\boxed{\\text{Oslo}}.",
        "The answer is B, because A and C are wrong.",
        "It is not A, so the answer is B.",
        "The answer is not A. The answer is B.",
        "If the answer were A, Bergen would be the capital. The answer is B.",
        "The answer is A. Wait, that is wrong. The answer is B.",
        "Answer: A\n\nActually, I made a mistake.\n\nAnswer: B",
        "答案是B。",
        "答案：B",
        "所以选B",
        "故选：B",
        "正确答案是 (B) Oslo。",
        "La réponse est B.",
        "La respuesta correcta es la B.",
        "Die Antwort ist B.",
        "Ответ: B",
        "A) Bergen: no.\nB) Oslo: yes.\nC) Trondheim: no.\n\nAnswer: B",
        "Option A is wrong. Option C is wrong.\nThe answer is B.",
        "Of the options, (B) Oslo is correct.",
        "The answer is **B) Oslo**, as it has been since 1814.",
        "<answer>B. Oslo</answer>",
        "<answer>\nOslo\n</answer>",
        "My answer: B!",
        "answer = B",
        "B. Oslo is the capital of Norway; Bergen was it once.",
        "The answer to the question is B.",
        "The best answer would be B: Oslo",
        "Answer: \\boxed{B}",
        "\\boxed{B}. The answer is B.",
        "The answer is B<|im_end|>",
        'The answer is "B".',
        "B\n\nOslo has been the capital since 1814.",
        "I first thought the answer is A. But the answer is B.",
        "The right choice is B.",
        "If we add both, we get 5, so the answer is B.",
        "Some would say the answer is A. The answer is B.",
        "The wrong answer is A. The answer is B.",
        "The answer is (B)Oslo",
        "Answer : B",
        "ANSWER: B",
        "The answer must be B.",
        "Thus the correct choice: (B).",
        "Choice B is correct.",
        "The correct answer is:\n\n(B) Oslo",
        "The answer is B (Oslo).",
        "B - Oslo",
        "B: Oslo",
        "(B): Oslo",
        "The answer is clearly B.",
        "## Options\nA) Bergen\nB) Oslo\n\n## Answer\nB",
        "Correct option\n(B)",
        "Analysis of options:\nA is too small. C is too far north.\n\nCorrect option: B",
        "Each option:\n- A: no\n- B: yes\n\nThe answer is **B**.\n\nI hope this helps! Any more questions?",
    ],
    "FIRST": [
        "A",
        "a",
        "The answer is A",
        "The answer is a.",
        "Answer: A",
        "A.",
        "The answer is: a) because it fits",
        "The answer is A because it fits",
        "A is correct",
    ],
    "LETTER": [
        "The answer is (B)",
        "B",
        "\\boxed{B}",
        "B. Something about cells",
        "Answer: B) the second",
        "After elimination \\boxed{ B }",
        "Answer: \\text{B}",
    ],
    "COLOURS": [
        "A and C",
        "A, C",
        "AC",
        "The answer is A and C.",
        "\\boxed{A, C}",
        "\\boxed{A} and \\boxed{C}",
        "C, A",
        "(A) and (C)",
        "A) red and C) blue",
        "red and blue",
        "The correct answers are A and C.",
        "<answer>A,C</answer>",
        "Answer: (A), (C)",
        "Both A and C are correct.",
        "答案：AC",
        "选A和C",
        "The answers are A & C",
        "Answers: A; C",
        "**A** and **C**",
        "The correct options are A, and C.",
    ],
    "LETTERS": [
        "A and C",
        "The answer is A, C",
        "AC",
        "CA",
    ],
    "NUMBERED": [
        "2",
        "(2)",
        "The answer is 2",
        "Answer: 2) liquid",
        "liquid",
        "option 2",
        "\\boxed{2}",
        "The answer is 2.",
    ],
    "NUMBERS": [
        "5",
        "The answer is 5.",
        "C",
        "\\boxed{5}",
        "(C) 5",
        "\\boxed{C}",
        "The answer is $5$.",
    ],
    "FORMULAS": [
        "The answer is $2x$.",
        "B",
        "\\boxed{2x}",
        "(B) $2x$",
        "2x",
    ],
}
NOT_RIGHT: dict[str, list[str]] = {
    "CITIES": [
        "The answer is A or B",
        "A, B, C, D",
        "(A) Bergen (B) Oslo (C) Trondheim (D) Stavanger",
        "A) Bergen\nB) Oslo\nC) Trondheim\nD) Stavanger",
        "Either B or C.",
        "The answer is B or C.",
        "The answer is B/C",
        "Answer: A\nAnswer: B",
        "The answer is A. The answer is B.",
        "\\boxed{A} \\boxed{B}",
        "The answer is not B.",
        "The answer is B. Bergen",
        "B. Bergen",
        "(B) Bergen",
        "The answer is (B) Stavanger.",
        "The answer is B, or maybe C.",
        "Answer: B. Or perhaps A.",
        "The answer is B? No idea.",
        "Is the answer B?",
        "B is wrong.",
        "The answer is C",
        "I do not know.",
        "The answer is B. The answer is C. The answer is D.",
        "All of them: A, B, C and D",
        "The answer is A and B.",
        "Bergen or Oslo",
        "Oslo or Bergen",
        "Bergen, Oslo",
        "The answer could be B.",
        "If B were right, fine.",
        "B. No wait, C.",
        "The answer is B. Actually, it is C.",
        "\\boxed{}",
        "\\boxed{B",
        "<answer></answer>",
        "The answer is neither B nor C.",
        "Anything but B.",
        "BB",
        "AB",
        "ABCD",
        "The answer is A. \\boxed{B}",
        "Final answer: A. Final answer: B.",
        "The answer isn't B.",
        "I think the answer might be B or C",
        "A B C D",
        "B C",
        "Not B",
        "b or c",
        "Oslo is not the capital.",
        "The answer is that Bergen is a city, B is another.",
        "The answer is none of these: not B.",
        "B, right?",
        "## Options\nA) Bergen\nB) Oslo",
        "## Options\nB) Oslo\nA) Bergen",
        "Answer choices:\nB) Oslo\nC) Trondheim",
        "Options:\nB\nC",
        "Correct options: none",
        "The answer: see B below, or C.",
        "B\nC",
        "(B)\n(C)",
        "B\n\nC",
    ],
    "FIRST": [
        "A good answer would be to say that cities are big.",
        "The answer is a good one.",
        "The answer is A good one.",
        "A man went to town.",
        "I think A.",
        "I",
        "A is a letter.",
        "So a person may think.",
    ],
    "LETTER": [
        "Paris",
        "B or C",
        "The answer is 2",
        "The answer is D",
    ],
    "COLOURS": [
        "A",
        "C",
        "A or C",
        "A, B, C",
        "A and B",
        "ABC",
        "ABCD",
        "D",
        "none of the above",
        "A. C? D",
        "The answer is A. The answer is C.",
    ],
    "LETTERS": [
        "A",
    ],
    "NUMBERED": [
        "2.5",
        "The answer is 2.5",
        "12",
        "3",
        "1 or 2",
        "The answer is 20",
        "2 apples",
        "1, 2, 3",
    ],
    "NUMBERS": [
        "12",
        "The answer is 5.5",
        "(C) 4",
        "3 or 5",
        "The answer is 50",
    ],
    "FORMULAS": [
        "$x^2$",
        "(B) $x^2$",
        "x",
    ],
}
OTHER_SCRIPTS = [
    ({"answer": "б", "choices": {"а": "вода", "б": "огонь"}}, "Ответ: б"),
    ({"answer": "б", "choices": {"а": "вода", "б": "огонь"}}, "Б"),
    ({"answer": "ア", "choices": {"ア": "水", "イ": "火"}}, "答えはアです。"),
]


async def judged(response: str, reference: dict[str, Any]) -> Verdict:
    return await ChoiceVerifier().verify(Sample(verifier="choice", response=response, reference=reference))


@pytest.mark.parametrize(("question", "response"), [(name, text) for name in RIGHT for text in RIGHT[name]])
async def test_a_choice_is_found_however_it_is_written(question: str, response: str) -> None:
    assert (await judged(response, REFERENCES[question])).reason is Reason.CORRECT


@pytest.mark.parametrize(
    ("question", "response"), [(name, text) for name in NOT_RIGHT for text in NOT_RIGHT[name]]
)
async def test_what_is_no_right_choice_is_not_paid(question: str, response: str) -> None:
    verdict = await judged(response, REFERENCES[question])
    assert verdict.reward == 0.0
    assert verdict.reason in (Reason.WRONG_ANSWER, Reason.NO_ANSWER)


@pytest.mark.parametrize(("reference", "response"), OTHER_SCRIPTS)
async def test_labels_of_other_scripts(reference: dict[str, Any], response: str) -> None:
    assert (await judged(response, reference)).reason is Reason.CORRECT


@pytest.mark.parametrize(
    ("response", "reason", "extracted", "flags"),
    [
        ("The answer is (B).", "correct", "B", ()),
        ("The answer is C.", "wrong_answer", "C", ()),
        ("B and D", "wrong_answer", "B, D", ()),
        ("B or D", "no_answer", None, ("hedged",)),
        ("The answer is (B) Bergen.", "no_answer", None, ("hedged",)),
        ("Answer: A. Answer: B.", "no_answer", None, ("several_answers",)),
        ("The answer is A. Wait, no: the answer is B.", "correct", "B", ("corrected",)),
        ("The answer is B, or maybe C.", "no_answer", None, ("hedged",)),
        ("I cannot tell.", "no_answer", None, ()),
        ("<think>The answer is B.</think>", "no_answer", None, ()),
        ("<think>The answer is B.</think>I cannot tell.", "no_answer", None, ()),
    ],
)
async def test_reason_and_flags(
    response: str, reason: str, extracted: str | None, flags: tuple[str, ...]
) -> None:
    verdict = await judged(response, REFERENCES["CITIES"])
    assert (verdict.reason, verdict.extracted, verdict.flags) == (reason, extracted, flags)


@pytest.mark.parametrize("name", REFERENCES)
async def test_gold_scores_one_and_the_wrong_response_does_not(name: str) -> None:
    verifier, reference = ChoiceVerifier(), REFERENCES[name]
    for gold in verifier.gold_responses(decode(verifier.reference_type, reference, "reference")):
        assert (await judged(gold, reference)).reward == 1.0
    assert (await judged(verifier.wrong_response, reference)).reward == 0.0
