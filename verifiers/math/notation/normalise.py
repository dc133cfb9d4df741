"""Cleans the text of an answer before it is read: one alphabet, one set of digits, no delimiters.

Every step takes time in proportion to the text: patterns have no nested repetition, and what is longer than
`LIMIT` is refused before anything else is done.
"""

from __future__ import annotations

import re
import unicodedata

from verifiers.math.errors import TooLong

LIMIT = 20_000
"""Characters. The longest answers of the public data sets have some hundreds."""

_SUPERSCRIPTS = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻ⁿ", "0123456789+-n")
_SUBSCRIPTS = str.maketrans("₀₁₂₃₄₅₆₇₈₉₊₋ₙ", "0123456789+-n")
_SUPERSCRIPT_RUN = re.compile("[⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻ⁿ]+")
_SUBSCRIPT_RUN = re.compile("[₀₁₂₃₄₅₆₇₈₉₊₋ₙ]+")
_CHARACTERS = {
    "−": "-", "–": "-", "—": "-", "‐": "-", "‑": "-", "﹣": "-", "×": "\\times ",
    "✕": "\\times ", "·": "*", "⋅": "*",
    "∙": "*",
    "•": "*", "÷": "/", "∕": "/", "⁄": "/", "√": "\\sqrt ", "∛": "\\cbrt ", "∞": "\\infty ",
    "π": "\\pi ", "≤": "<=",
    "⩽": "<=", "≥": ">=", "⩾": ">=", "≠": "!=", "≈": "\\approx ", "≡": "\\equiv ", "∪": "\\cup ",
    "∩": "\\cap ",
    "∈": "\\in ", "∉": "\\notin ", "∅": "\\emptyset ", "±": "\\pm ", "∓": "\\mp ", "⊂": "\\subset ",
    "⊆": "\\subseteq ",
    "∖": "\\setminus ", "→": "\\to ", "⇒": "\\implies ", "∧": "\\wedge ", "∨": "\\vee ", "ℝ": "\\mathbb{R}",
    "ℤ": "\\mathbb{Z}", "ℕ": "\\mathbb{N}", "ℚ": "\\mathbb{Q}", "ℂ": "\\mathbb{C}", "…": "...",
    "∠": "\\angle ", "△": "\\triangle ", "∼": "\\sim ", "≅": "\\cong ", "∂": "\\partial ",
    "⋯": "...", "º": "°",
    "˚": "°", "′": "'", "’": "'", "‘": "'", "″": "''", "⟨": "\\langle ", "⟩": "\\rangle ", "〈": "\\langle ",
    "〉": "\\rangle ", "⌊": "\\lfloor ", "⌋": "\\rfloor ", "⌈": "\\lceil ", "⌉": "\\rceil ",
    "∑": "\\sum ", "∏": "\\prod ",
    "∫": "\\int ", "。": ".", "、": ",", "，": ",", "；": ";", "：": ":", "（": "(", "）": ")", "［": "[",
    "］": "]",    "｛": "{", "｝": "}", "｜": "|", "＝": "=", "＋": "+", "％": "%", "＜": "<", "＞": ">",
    "／": "/", "＄": "$",    "～": "~",
    "“": '"', "”": '"', "½": "\\frac{1}{2}", "⅓": "\\frac{1}{3}", "⅔": "\\frac{2}{3}", "¼": "\\frac{1}{4}",
    "¾": "\\frac{3}{4}", "⅕": "\\frac{1}{5}", "⅖": "\\frac{2}{5}", "⅗": "\\frac{3}{5}", "⅘": "\\frac{4}{5}",
    "⅙": "\\frac{1}{6}", "⅚": "\\frac{5}{6}", "⅛": "\\frac{1}{8}", "⅜": "\\frac{3}{8}", "⅝": "\\frac{5}{8}",
    "⅞": "\\frac{7}{8}", "∘": "°", "∶": ":",
    "\u00a0": " ", "\u2009": " ", "\u202f": " ", "\u2002": " ", "\u2003": " ",
    "\u2062": "", "\u200b": "", "\u200e": "", "\u200f": "", "\ufeff": "", "\u2061": "", "٫": ".",
    "٬": ",", "٪": "%",
}  # fmt: skip
_CHARACTER_TABLE = str.maketrans(_CHARACTERS)
_GREEK_TABLE = str.maketrans(
    {chr(code): f"\\{name} " for code, name in zip(
        range(0x3B1, 0x3CA),
        (
            "alpha", "beta", "gamma", "delta", "epsilon", "zeta", "eta", "theta", "iota", "kappa", "lambda",
            "mu",            "nu", "xi", "omicron", "pi", "rho", "sigma", "sigma", "tau",
            "upsilon", "phi", "chi", "psi",
            "omega",        ), strict=True)}
    | {"Δ": "\\Delta ", "Σ": "\\Sigma ", "Π": "\\Pi ", "Ω": "\\Omega ", "Φ": "\\Phi ", "Θ": "\\Theta ",
    "Γ": "\\Gamma ",
       "Λ": "\\Lambda ", "Ψ": "\\Psi ", "Ξ": "\\Xi ", "ϕ": "\\phi "}
)  # fmt: skip
_LOST_ESCAPES = str.maketrans({"\x0c": "\\f", "\x08": "\\b", "\x07": "\\a", "\x0b": "\\v"})
_LOST_TABS = re.compile(r"\t(?=ext|imes|heta|frac|an\b|o\b)")
_DOUBLED = re.compile(r"\\\\(?=[A-Za-z({\[!,;%$])")
_ROW_SKIP = re.compile(r"\\\\\[-?\d+(?:pt|ex|em|mm)\]")
_DELIMITER = re.compile(r"(?<!\\)\\[()\[\]]|(?<!\\)\$\$?")
_BRACED_COMMA = re.compile(r"(?<=\d)\s?\{\s?,\s?\}\s?(?=(\d{3}(?!\d))?)")
_THIN_COMMA = re.compile(r",?\s?\\!\s*")
_NULL_DELIMITER = re.compile(r"\\(?:left|right)\s?\.")
_BOX_AFTER_BOX = re.compile(r"\}\s*(?=\\boxed)")
_LEADING = re.compile(r"(?:(?:\\approx|\\therefore|\\simeq|=)(?![A-Za-z])\s*)+(?=\S)")
"""Signs before an answer that compare it with nothing: = 42, \\approx 42."""
_CURRENCY_CODE = re.compile(r"^(?:US(?:D\s|(?=\\?\$)))\s?(?=\\?\$?\d)")
_TIMES_TEN = re.compile(r"(?<=\d)\s?x\s?(?=10\s?\^)")
_TEXT = r"\\(?:text|mbox|mathrm|textrm)\s?\{\s?"
_BEFORE = r"(?<=[A-Za-z0-9)}\]$°])\s?(?:\\[,; ]|\\quad|~)?\s?"
_AFTER = r"(?=\s?(?:\\[,; ]|\\quad|~)?\s?[A-Za-z0-9({\[$\\+-])"
_UNION = re.compile(r"(?<=[)\]])\s?U\s?(?=[(\[])")


_OR = re.compile(rf"{_BEFORE}(?:{_TEXT}或者?\s?\}}|或者?){_AFTER}")
_AND = re.compile(rf"{_BEFORE}(?:{_TEXT}(?:和|及|与|以及)\s?\}}|和|及|与|以及){_AFTER}")
"""Connectives between two values, not inside words."""


def normalise(text: str) -> str:
    """The answer without delimiters, in ASCII where there is a way to write it so.

    Raises TooLong.
    """
    if len(text) > LIMIT:
        raise TooLong(f"an answer of {len(text)} characters; the limit is {LIMIT}")
    if not text.isascii():
        text = _to_ascii(text)
    if "\\" in text or "$" in text or not text.isprintable():
        text = _clean_latex(text)
    if "," in text and "{" in text:
        text = _BRACED_COMMA.sub(lambda found: "" if found[1] else ".", text)
    return _plain_signs(_strip_stops(" ".join(text.split())))


def _plain_signs(text: str) -> str:
    """Without a sign of equality or a currency's code in front; x for times and U for union as such."""
    if text[:1] in "=\\":
        text = _LEADING.sub("", text, count=1) if _LEADING.match(text) else text
    if text[:2] == "US":
        text = _CURRENCY_CODE.sub("", text)
    if "x" in text and "10" in text:
        text = _TIMES_TEN.sub("*", text)
    return _UNION.sub("\\\\cup ", text) if "U" in text else text


def _to_ascii(text: str) -> str:
    text = _SUPERSCRIPT_RUN.sub(lambda run: "^{" + run[0].translate(_SUPERSCRIPTS) + "}", text)
    text = _SUBSCRIPT_RUN.sub(lambda run: "_{" + run[0].translate(_SUBSCRIPTS) + "}", text)
    text = _AND.sub(" and ", _OR.sub(" or ", text))
    text = text.translate(_CHARACTER_TABLE).translate(_GREEK_TABLE)
    return text if text.isascii() else "".join(map(_ascii_character, text))


def _ascii_character(character: str) -> str:
    if character.isascii():
        return character
    if character.isdecimal():
        return str(unicodedata.decimal(character))
    if unicodedata.decomposition(character).startswith("<circle>"):
        return character  # the name of a statement, no digit
    folded = unicodedata.normalize("NFKC", character)
    return folded if folded.isascii() else character


def _clean_latex(text: str) -> str:
    text = _LOST_TABS.sub(r"\\t", text.translate(_LOST_ESCAPES))
    text = _ROW_SKIP.sub(r"\\\\ ", text)
    if "\\\\" in text and ("\\\\begin" in text or "\\begin" not in text):
        text = text.replace("\\\\\\\\", "\\\\ ") if "\\\\begin" in text else text
        text = _DOUBLED.sub(r"\\", text)
    text = _NULL_DELIMITER.sub("", text)
    text = _remove_delimiters(text)
    if "\\!" in text:
        text = _THIN_COMMA.sub(lambda found: "{,}" if found[0][0] == "," else "", text)
    if text.count("\\boxed") > 1:
        text = _BOX_AFTER_BOX.sub("},", text)
    return text


def _remove_delimiters(text: str) -> str:
    if (
        "$" not in text
        and "\\(" not in text
        and "\\[" not in text
        and "\\)" not in text
        and "\\]" not in text
    ):
        return text
    bare = text.count("$") - text.count("\\$")
    if bare % 2:
        return _DELIMITER.sub(lambda found: "\\$" if found[0] == "$" else " ", text)
    return _DELIMITER.sub(" ", text)


def _strip_stops(text: str) -> str:
    """Without the full stop, comma or quotation marks around an answer."""
    while text:
        last = text[-1]
        if (
            last in ",;:"
            or (last in "\"'" and text[0] == last)
            or (last == "." and not text.endswith("..."))
            or (last == "\\" and len(text) > 1)
        ):
            if text.endswith(("a.m.", "p.m.", "A.M.", "P.M.")):
                break
            text = text[:-1].rstrip()
        elif last == "`" and text[0] == "`" and len(text) > 1:
            text = text[1:-1].strip()
        elif last == "*" and text.endswith("**"):
            text = text[:-2].rstrip()
        else:
            break
    text = text.lstrip("\"'")
    return text[2:].lstrip() if text.startswith("**") else text
