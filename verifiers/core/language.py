"""Does a response leave the language of its prompt? A check of scripts, fast enough for every response.

Names, formulas, code and quotations must not count, so a script is foreign only when the prompt does not use
it and the response holds more of it than a name would. Greek counts from a run of letters on: single ones are
formulas. Two languages of one script (English, French) are not told apart here.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

# Letters of each script, as ranges for a character class.
_SCRIPTS = {
    "Latin": "A-Za-zÀ-ɏ",
    "Greek": "Ͱ-Ͽἀ-῿",
    "Cyrillic": "Ѐ-ԯ",
    "Hebrew": "֐-׿",
    "Arabic": "؀-ۿݐ-ݿ",
    "Devanagari": "ऀ-ॿ",
    "Bengali": "ঀ-৿",
    "Tamil": "஀-௿",
    "Thai": "฀-๿",
    "Kana": "぀-ヿ",
    "Hangul": "ᄀ-ᇿ가-힯",
    "Han": "㐀-䶿一-鿿",
}
_LETTERS = {name: re.compile(f"[{letters}]") for name, letters in _SCRIPTS.items()}
_GREEK_WORD = re.compile(f"[{_SCRIPTS['Greek']}]{{3,}}")
_NOT_PROSE = re.compile(
    r"```[^`]*```|`[^`\n]*`|\$\$[^$]*\$\$|\$[^$\n]*\$|\\\((?:[^\n\\]|\\[^()\n])*\\\)|\\[a-zA-Z]+|\"[^\"\n]{0,80}\"|“[^”\n]{0,80}”"
)

# How many letters of a foreign script a response may hold: a Han character is a word, a letter is not.
_ALLOWED = {"Han": 1, "Kana": 2, "Hangul": 2}
_ALLOWED_LETTERS = 12
_LATIN_SHARE = 0.5


def leaves_language(prompt: str | Sequence[Mapping[str, Any]], response: str) -> bool:
    """Whether the response (thought included) is written partly in a script that the prompt does not use.

    A prompt without letters tells nothing, and then nothing is held against the response.
    """
    asked = prompt if isinstance(prompt, str) else " ".join(str(turn.get("content", "")) for turn in prompt)
    used = {name for name, letters in _LETTERS.items() if letters.search(asked)}
    if not used or (response.isascii() and "Latin" in used):
        return False
    prose = _NOT_PROSE.sub(" ", response)
    if "Latin" not in used and _mostly_latin(prose):
        return True
    return any(_foreign(name, prose) for name in _SCRIPTS if name not in used and name != "Latin")


def _foreign(script: str, prose: str) -> bool:
    if script == "Greek":
        return len(_GREEK_WORD.findall(prose)) > 1
    return len(_LETTERS[script].findall(prose)) > _ALLOWED.get(script, _ALLOWED_LETTERS)


def _mostly_latin(prose: str) -> bool:
    latin = len(_LETTERS["Latin"].findall(prose))
    letters = sum(len(pattern.findall(prose)) for pattern in _LETTERS.values())
    return letters > 20 and latin > _LATIN_SHARE * letters
