"""Leaving the prompt's language is seen; formulas, names, code and quotations are no language."""

from __future__ import annotations

import dataclasses
import time

import pytest

from benchmarks.stories import STORY
from trainer_client.contract import Reason, Sample
from verifiers.core.base import AnswerVerifier, Judgement, Task
from verifiers.core.decode import Options, Reference
from verifiers.core.languages.function_words import FUNCTION_WORDS
from verifiers.core.languages.switching import find_foreign_language

ENGLISH = "How many apples are left?"
# Not told apart; of one script without lists, or pairs that share most of their small words.
ALIKE = [
    {"da", "no", "sv"}, {"cs", "sk", "hr", "sl"}, {"nl", "af"}, {"es", "ca"}, {"bg", "mk"},
    {"hi", "mr", "ne"}, {"ja", "zh-cn", "zh-tw"},
]  # fmt: skip


@pytest.mark.parametrize(
    ("prompt", "response", "leaves"),
    [
        (ENGLISH, "There are 5 apples left.", False),
        (ENGLISH, "There are 5 apples left, 因此 the answer is 5.", True),
        (ENGLISH, "Итак, осталось пять яблок.", True),
        (ENGLISH, "Let α = 3, β = 4, Δ = 5, so π r² holds ≤ 6.", False),
        (ENGLISH, "The naïve café owner's résumé", False),
        (ENGLISH, "Чебышёв proved it.", False),
        (ENGLISH, "Пётр Чайковский and Модест Мусоргский ate them.", False),
        (ENGLISH, "Осталось Пять Яблок Потому Что Было Восемь А Три Мы Уже Съели.", True),
        (ENGLISH, "He shouted “你好吗” and left.", False),
        (ENGLISH, "```\nprint('你好世界')\n``` prints five.", False),
        (ENGLISH, "$x_{\\text{中文字}} = 3$ holds.", False),
        (ENGLISH, "答えは五です", True),
        (ENGLISH, "정답은 다섯입니다", True),
        (ENGLISH, "ﾀﾞｲｼﾞｮｳﾌﾞ ﾃﾞｽ", True),
        (ENGLISH, "الجواب هو خمسة تفاحات فقط", True),
        (ENGLISH, "კალათაში ხუთი ვაშლი დარჩა", True),
        (ENGLISH, "ក្នុងកន្ត្រកនៅសល់ផ្លែប៉ោមប្រាំ", True),
        ("还剩多少苹果？", "还剩 5 个苹果，所以 $x = 5$。", False),
        ("还剩多少苹果？", "There are five apples left, so the answer is five.", True),
        ("还剩多少苹果？请用 LaTeX 回答", "所以 \\boxed{5}", False),
        ("りんごはいくつのこっていますか", "五個残っています。", False),
        ("3 + 4 = ?", "七", False),
        ("x + 4 = 7, x = ?", "三", False),
        ("α + β = ?", "The sum of the two angles is what we are looking for.", False),
        ("", "七", False),
        (
            "Say hello in another language.",
            "Je ne sais pas ce que vous voulez dire, mais bonjour à tous.",
            False,
        ),
        (
            "Übersetze ins Englische: Guten Tag",
            "Good day, and how are you? That is what it means here.",
            False,
        ),
        ("请翻译成日语：早上好", "おはようございます", False),
    ],
)
def test_a_response_leaves_the_language_of_its_prompt(prompt: str, response: str, leaves: bool) -> None:
    assert (find_foreign_language(prompt, response) is not None) is leaves


@pytest.mark.parametrize("language", STORY)
def test_a_response_in_the_language_of_its_prompt_stays_in_it(language: str) -> None:
    first = STORY[language][:80]
    assert find_foreign_language(first, STORY[language]) is None


@pytest.mark.parametrize("language", [code for code in STORY if code != "en"])
def test_a_drift_into_another_language_is_seen_and_named(language: str) -> None:
    found = find_foreign_language(ENGLISH, f"{STORY['en']} {STORY[language]}\n{STORY['en']}")
    assert found is not None
    lists = {code for name in FUNCTION_WORDS for code in name.split("/")}
    assert found.found in (lists if found.found.islower() else {found.found})
    assert found.excerpt


@pytest.mark.parametrize("language", [code for code in STORY if code != "en"])
def test_a_drift_into_english_is_seen(language: str) -> None:
    story = STORY[language]
    found = find_foreign_language(story, f"{story} {STORY['en']} {story}")
    assert found is not None
    assert found.found in ("en", "Latin")


def test_languages_are_told_apart_except_those_that_are_alike() -> None:
    missed = [
        {prompt, other}
        for prompt, story in STORY.items()
        for other, drift in STORY.items()
        if prompt != other and find_foreign_language(story, f"{story} {drift} {story}") is None
    ]
    assert all(any(pair <= alike for alike in ALIKE) for pair in missed), missed


def test_what_a_prompt_quotes_is_no_foreign_language() -> None:
    prompt = "What is wrong with the sentence that he wrote: je ne sais pas où elle est?"
    assert find_foreign_language(prompt, f"{STORY['en']} {STORY['fr']}") is None


@pytest.mark.parametrize(
    "around", ["“{}”", '"{}"', "`{}`", "```\n{}\n```", "> {}", "| {} |", "({})", "«{}»", "$${}$$"]
)
def test_a_little_that_is_shown_is_not_said_but_a_whole_response_is(around: str) -> None:
    sentences = ["Il y en avait huit dans le panier", "elles ne sont plus là", "on ne sait pas qui les a"]
    shown = [around.format(sentence) for sentence in sentences]
    assert find_foreign_language(ENGLISH, f"{STORY['en']}\n{shown[0]}\n{STORY['en']}") is None
    assert find_foreign_language(ENGLISH, "\n".join(shown * 5)) is not None


@pytest.mark.parametrize(
    "piece",
    ["\\(", "`", "$", '"', "“", "\\a", "```", "~~~", "\\[", "(", ">", "\n|", "<", "http://", "«",
     "je ne pas tu ", "der die das dem the of ", "я ", "中", "𝐀", "A\u0301", "\ud800",
     "αβγ ", '"я"', "Иван "],
)  # fmt: skip
@pytest.mark.timeout(20)
def test_hostile_text_takes_time_linear_in_its_length(piece: str) -> None:
    for prompt in (ENGLISH, "还剩多少苹果？"):
        started = time.process_time()
        find_foreign_language(prompt, piece * (1_000_000 // len(piece)) + "é")
        assert time.process_time() - started < 5


def test_chat_messages_count_as_the_prompt() -> None:
    turns = [{"role": "system", "content": "Отвечай по-русски."}, {"role": "user", "content": "2+2?"}]
    assert not find_foreign_language(turns, "Ответ: четыре, потому что два и два.")


class Nothing(Reference, frozen=True):
    pass


class Paying(AnswerVerifier[Nothing, Options]):
    name = "paying"
    version = "1"
    reference_type = Nothing
    options_type = Options

    def judge(self, task: Task[Nothing, Options]) -> Judgement:
        return Judgement(Reason.CORRECT, 1.0)


async def test_the_verdict_shows_what_was_found() -> None:
    sample = Sample(verifier="paying", prompt=ENGLISH, response="\ud800 So 因此 it is 5.", reference={})
    kept = await Paying().verify(sample)
    assert kept.reward == 1.0
    verdict = await Paying().verify(dataclasses.replace(sample, options={"code_switching": -1.0}))
    assert (verdict.reward, verdict.reason) == (-1.0, Reason.CODE_SWITCHING)
    assert verdict.detail == {"found": "Han", "excerpt": "? So 因此 it is 5."}
