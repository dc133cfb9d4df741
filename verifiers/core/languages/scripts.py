"""Which scripts a text uses. Digits, punctuation and symbols are of none."""

from __future__ import annotations

import re
import unicodedata

# Letters of each script, as ranges for a character class.
RANGES = {
    "Latin": "A-Za-zÀ-ÖØ-öø-ɏḀ-ỿ",
    "Greek": "Ͱ-ͷͻ-ͽΆΈ-Ͽἀ-῿",
    "Cyrillic": "Ѐ-ԯᲀ-ᲊꙀ-ꚟ",
    "Armenian": "Ա-ևﬓ-ﬗ",
    "Georgian": "Ⴀ-ჿᲐ-Ჿⴀ-ⴭ",
    "Hebrew": "\u0591-\u05f4\ufb1d-\ufb4f",
    "Arabic": "\u0610-\u061a\u0620-\u065f\u066e-\u06d3\u06d5-\u06ef\u06fa-\u06ff\u0750-\u077f\u08a0-\u08ff"
    "\ufb50-\ufdfb\ufe70-\ufefc",
    "Syriac": "\u0710-\u074f",
    "Thaana": "\u0780-\u07b1",
    "Ethiopic": "\u1200-\u135f\u1380-\u138f\u2d80-\u2dde\uab01-\uab2e",
    "Devanagari": "\u0900-\u0963\u0971-\u097f\ua8e0-\ua8ff",
    "Bengali": "\u0980-\u09e3\u09f0-\u09f1",
    "Gurmukhi": "\u0a01-\u0a5e\u0a70-\u0a75",
    "Gujarati": "\u0a81-\u0ae3\u0af9-\u0aff",
    "Oriya": "\u0b01-\u0b63",
    "Tamil": "\u0b82-\u0bd7",
    "Telugu": "\u0c00-\u0c63",
    "Kannada": "\u0c80-\u0ce3",
    "Malayalam": "\u0d00-\u0d63\u0d7a-\u0d7f",
    "Sinhala": "\u0d81-\u0ddf",
    "Thai": "\u0e01-\u0e3a\u0e40-\u0e4e",
    "Lao": "\u0e81-\u0ecd\u0edc-\u0edf",
    "Tibetan": "\u0f40-\u0fbc",
    "Myanmar": "\u1000-\u103f\u1050-\u108f",
    "Khmer": "\u1780-\u17d3",
    "Mongolian": "\u1820-\u18aa",
    "Cherokee": "\u13a0-\u13fd\uab70-\uabbf",
    "Kana": "\u3041-\u3096\u309d-\u309f\u30a1-\u30fa\u30fd-\u30ff",
    "Bopomofo": "\u3105-\u312f\u31a0-\u31bf",
    "Hangul": "\u1100-\u11ff\u3131-\u318e\ua960-\ua97c\uac00-\ud7a3\ud7b0-\ud7fb",
    "Han": "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufad9\U00020000-\U000323af",
}
SCRIPTS = {name: re.compile(f"[{letters}]") for name, letters in RANGES.items()}
CASED = frozenset({"Greek", "Cyrillic", "Armenian"})  # with capitals, by which names are known; Latin aside
# Letters of every day in another dress: full width, half width, mathematical bold, script, double-struck …
_DRESSED = re.compile("[\uff21-\uff3a\uff41-\uff5a\uff66-\uff9d\uffa1-\uffdc\U0001d400-\U0001d7ff]")
_ACCENTS = re.compile("[\u0300-\u036f]")
# A script that a word of the other is seldom written without.
_COMPANIONS = {"Kana": "Han"}
_A_WORD = re.compile(rf"[^\W\d_]{{2}}|[{RANGES['Han']}{RANGES['Kana']}{RANGES['Hangul']}]")


def undressed(text: str) -> str:
    """The text with letters in full width or in mathematical style as plain ones: they are no script.

    Letters whose accents stand beside them become one again.
    """
    if text.isascii():
        return text
    if _DRESSED.search(text):
        return unicodedata.normalize("NFKC", text)
    return unicodedata.normalize("NFC", text) if _ACCENTS.search(text) else text


def scripts_of(text: str) -> frozenset[str]:
    """Every script that the text uses; none when it holds no word at all, as a formula does not."""
    if not _A_WORD.search(text):
        return frozenset()
    used = {name for name, letters in SCRIPTS.items() if letters.search(text)}
    return frozenset(used | {_COMPANIONS[name] for name in used & _COMPANIONS.keys()})
