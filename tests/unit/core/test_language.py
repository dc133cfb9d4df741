"""Leaving the prompt's language is seen; formulas, names, code and quotations are no language."""

from __future__ import annotations

import pytest

from verifiers.core.language import find_foreign_language

ENGLISH = "How many apples are left?"


@pytest.mark.parametrize(
    ("prompt", "response", "leaves"),
    [
        (ENGLISH, "There are 5 apples left.", False),
        (ENGLISH, "There are 5 apples left, 因此 the answer is 5.", True),
        (ENGLISH, "Итак, осталось пять яблок.", True),
        (ENGLISH, "Let α = 3, β = 4, Δ = 5, so π r² holds ≤ 6.", False),
        (ENGLISH, "The naïve café owner's résumé", False),
        (ENGLISH, "Чебышёв proved it.", False),
        (ENGLISH, "He shouted “你好吗” and left.", False),
        (ENGLISH, "```\nprint('你好世界')\n``` prints five.", False),
        (ENGLISH, "$x_{\\text{中文字}} = 3$ holds.", False),
        (ENGLISH, "答えは五です", True),
        (ENGLISH, "정답은 다섯입니다", True),
        (ENGLISH, "الجواب هو خمسة تفاحات فقط", True),
        ("还剩多少苹果？", "还剩 5 个苹果，所以 $x = 5$。", False),
        ("还剩多少苹果？", "There are five apples left, so the answer is five.", True),
        ("还剩多少苹果？请用 LaTeX 回答", "所以 \\boxed{5}", False),
        ("3 + 4 = ?", "七", False),
        ("", "七", False),
    ],
)
def test_a_response_leaves_the_language_of_its_prompt(prompt: str, response: str, leaves: bool) -> None:
    assert (find_foreign_language(prompt, response) is not None) is leaves


@pytest.mark.parametrize("piece", ["\\(", "`", "$", '"', "“", "\\a", "```"])
@pytest.mark.timeout(20)
def test_hostile_text_takes_time_linear_in_its_length(piece: str) -> None:
    find_foreign_language(ENGLISH, piece * (1_000_000 // len(piece)) + "é")


def test_chat_messages_count_as_the_prompt() -> None:
    turns = [{"role": "system", "content": "Отвечай по-русски."}, {"role": "user", "content": "2+2?"}]
    assert not find_foreign_language(turns, "Ответ: четыре, потому что два и два.")
