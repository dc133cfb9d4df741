"""The words by which a text shows where its answer is: data, in several languages, no behaviour."""

from __future__ import annotations

import re
from typing import Final

_FINAL = (
    r"final\s+answer|最终答案|最終答案|réponse\s+finale|respuesta\s+final|resposta\s+final"
    r"|endgültige\s+antwort|окончательный\s+ответ|最終的な答え|الجواب\s+النهائي|الإجابة\s+النهائية|अंतिम\s+उत्तर"
)
_IS = r"(?:is|are|was|equals|be|becomes|est|sont|es|son|ist|sind|lautet|é|são)"
_ANSWER = r"\banswers?|\bréponse|\brespuesta|\bresposta|\bantwort|\bответ|答案|答え|الجواب|الإجابة|उत्तर"

FINAL_MARKER: Final = re.compile(
    rf"(?:{_FINAL})[\s*_:：]{{0,6}}(?:\s*(?:the\s+final\s+answer\s+)?{_IS}\b)?", re.I
)
"""Words that outrank a box before them: they announce the last word on the matter."""

MARKER: Final = re.compile(
    rf"(?:{_ANSWER})(?:\s*\*{{0,2}}\s*[:：=—]|\*\*\s*[:：]?|\b[^.\n:：]{{0,60}}?\s{_IS}\b|\s*(?=[$\\(*\d])"
    r"|\s*[是为為は])|####(?!#)",
    re.I,
)
"""Words after which an answer stands: "answer: …", "the answer to part two is …", "答案是 …"."""

STEMS: Final = (
    "answer", "réponse", "respuesta", "resposta", "antwort", "ответ", "答案", "答え", "الجواب", "الإجابة",
    "उत्तर", "####",
)  # fmt: skip
"""Every marker holds one of these, in small letters."""

CONCLUDING: Final = re.compile(
    r"\b(?:therefore|thus|hence|so|answer|finally|consequently|conclusion|altogether|in\s+total|we\s+(?:get|have)"
    r"|donc|ainsi|finalement|réponse|por\s+lo\s+tanto|entonces|respuesta|portanto|logo|resposta|also|daher|folglich"
    r"|antwort|итак|следовательно|значит|ответ)\b|因此|所以|答案|综上|总共|一共|よって|したがって|答え"
    r"|لذا|إذن|الجواب|इसलिए|अतः|उत्तर",
    re.I,
)
"""A sentence that concludes, although others follow it."""

BOILERPLATE: Final = re.compile(
    r"^\W*(?:i\s+hope|hope\s+(?:this|that|it)|let\s+me\s+know|feel\s+free|please\s+(?:let|feel|note)|thank|"
    r"if\s+you\s+(?:have|need|want|would)|good\s+luck|cheers|have\s+a\s+(?:nice|great)|happy\s+to|"
    r"this\s+(?:is|completes|concludes|matches|confirms)\b(?![^.]*\d)|q\.?e\.?d|done|verified|checked|"
    r"希望|如有|如果您|谢谢|n'hésitez|j'espère|espero|ich\s+hoffe|надеюсь|hoffentlich)",
    re.I,
)
"""Sentences that say nothing of the answer and may follow it."""

REFUSAL: Final = re.compile(
    r"\b(?:can(?:no|')t|could\s*n(?:o|')t|can\s+not|could\s+not|unable\s+to|not\s+able\s+to|fail(?:ed)?\s+to|"
    r"do\s+not|don't|did\s+not|didn't)\s+(?:\w+\s+){0,2}?(?:solve|know|determine|find|answer|figure|compute|finish|"
    r"complete|decide|conclude|work)|\bgive\s+up|\bgiving\s+up|\bno\s+idea|\bnot\s+sure|\bno\s+solution\s+was|"
    r"\bunsure\b|\bje\s+ne\s+(?:sais|peux)|\bno\s+(?:sé|puedo)\b|\bich\s+(?:weiß|kann)\s+(?:es\s+)?nicht|"
    r"не\s+(?:знаю|могу)|无法|不知道|不会做|解けません|わかりません|لا\s+أعرف|नहीं\s+पता",
    re.I,
)
"""The response says that it has no answer."""

_NUMBER = r"(?<![\d.,/])[$\\(*]{0,4}[-+−]?\d[\d.,/]{0,40}\\?%?[)$*]{0,4}"
HEDGE: Final = re.compile(
    rf"\beither\b[^.]{{0,80}}\bor\b|\bor\s+(?:else\s+)?(?:maybe|perhaps|possibly|alternatively)\b"
    rf"|\bnot\s+{_NUMBER}\s*,?\s*but\b|\b(?:could|might|may)\s+(?:also\s+|equally\s+)?be\b[^.]{{0,60}}\bor\b"
    rf"|\b(?:one|some|any|either)\s+of\s+(?:the\s+\w+\s+)?{_NUMBER}|{_NUMBER}\s+otherwise\b"
    rf"|{_NUMBER}\s+(?:is|are)\s+(?:wrong|incorrect|false|not\b)|\bsoit\b[^.]{{0,60}}\bsoit\b|要么|也可能|或者"
    rf"|\bentweder\b|\bлибо\b",
    re.I,
)
"""Several answers offered at once, none of them stated."""

SECOND_THOUGHT: Final = re.compile(
    rf"(?:^|[.!?,;。！？，\n—-])\s*(?:or\b\s*,?\s*)?(?:but\s+|no\W+|wait\W+|hmm\W+|oh\W+)*"
    rf"(?:maybe|perhaps|possibly|alternatively|actually|wait|or|correction|on\s+second\s+thoughts?|"
    rf"it\s+(?:could|might|may)\s+also\s+be|不对|或者|也许|ou\s+(?:bien|peut-être)|oder)\b[^.\n]{{0,40}}?{_NUMBER}",
    re.I,
)
"""A different value offered after an answer: "Or maybe 42", "wait, it is 43"."""

COPULA: Final = re.compile(
    r"(?:\b(?:is|are|was|were|be|equals|(?<!or )equal\s+to|becomes|get|gives|obtain|est|sont|es|son|ist|sind"
    r"|beträgt|é|são|vaut|равно|равна|равен)\b|(?:it|that|there)['’]s\b|(?<![\d*$])[:：]|[是为為])"
)
"""After the last of these stands what a sentence says."""

REASON: Final = re.compile(
    r",?\s+(?:because|since|as\s+(?:shown|we|can)|parce\s+que|car|weil|porque)\b|，?因为", re.I
)
"""What follows says why, not what."""

RESTATED: Final = re.compile(
    r"[,;]?\s+(?:i\.e\.|that\s+is,|or\s+(?:about|approximately|roughly|equivalently|simply)\b"
    r"|\((?:or\s+|i\.e\.\s*)?(?:≈|about|approximately)?\s*(?=\d*\.\d+\)\W*$)"
    r"|(?:(?<=\}\s)|(?<=\}\$\s)|(?<=\}\\\)\s)|(?<=/\d\s)|(?<=/\d\d\s))or\s+(?=(?:\$|\\\()?\d*\.\d+\W*$)"
    r"|which\s+is\s+(?:about|approximately|roughly)|c'est-à-dire|soit\s+environ|d\.h\.)|，即|，约",
    re.I,
)
"""What follows says the same in another form: "3/8, i.e. 0.375"."""

CIRCUMSTANCE: Final = re.compile(
    r"(?:\b(?:between|among|in|after|within|per|of|from|step|part|question|by|every|before|until|than|at|on|for|over|during|d['’]ici|en|dans|après|sur|de|par"
    r"|nach|von|pro|für|после|из|через)|['’]ici"
    r"|\b(?:between|from)\s+\S{1,12}\s+(?:and|to)|\bof\s+(?:the|these|those|his|her|their|its|all))\s*\(?\$?$",
    re.I,
)
"""Words before a number that tell when, out of what or how often, not how much."""

NEGATED: Final = re.compile(
    r"(?:(?<!if )\bnot|n['’]t(?:\s+be)?|\bcannot\s+be|\bnon|\bpas|\bnicht|\bне|不是)\s*[(*$]*$", re.I
)
"""What follows is denied."""

DENIAL: Final = re.compile(
    r"(?:\b(?:can\s?not|can['’]t|could\s+not|couldn['’]t|may\s+not|must\s+not|never|not)\s+(?:\w+\s+)?(?:be|equals?)"
    r"|不是)$",
    re.I,
)
"""A verb that denies what follows it: "the answer cannot be"."""

ALTERNATIVE: Final = re.compile(
    r"\d[^.\d]{0,30}\bor\s+(?:(?:maybe|perhaps|possibly|else|it|that|the\s+answer)\s+){0,3}\w+$", re.I
)
"""A verb that offers a second value: "41 or it is"."""

DISOWNED: Final = re.compile(
    r"^[\s$).,\]\\*]*(?:is|was)\s+(?:not\s+(?:right|correct|the\s+(?:right\s+|correct\s+)?answer)"
    r"|wrong|incorrect|false)\b",
    re.I,
)
"""Words right behind a box that say it is not the answer."""

RETRACTION: Final = re.compile(
    r"(?:[.!?;\n]|^)[\s$).,\]\\*]*(?:but\W+|no\W+|hmm\W+|oh\W+)*(?:wait|actually|correction"
    r"|alternatively\W+(?:the\s+)?answer\s+(?:is|could|might|may|would)"
    r"|i\s+(?:have\s+)?made\s+an?\s+(?:mistake|error)|that\s+(?:is|was)\s+(?:wrong|incorrect))\b",
    re.I,
)
"""Words below a box that announce another answer."""

FILLER: Final = re.compile(
    r"^(?:for\s+sure|definitely|simply|just|therefore|thus|then|hence|so|clearly|exactly|certainly|probably|option|"
    r"choice|letter|indeed|given\s+by|equal\s+to|as\s+follows|approximately|about|donc|就是|应该是|应为)\b[\s,:]*",
    re.I,
)
"""Words between a marker and its answer that say nothing."""

UNIT: Final = re.compile(
    r"(?:\\[ ,;!]|\s)*(\\?%|\\text\{\s*(?:cm|mm|km|kg|m|g)\s*\}|\\degree|\^\{?\\circ\}?|°"
    r"|(?:percent|per\s*cent|pct|degrees?|mm|cm|dm|km|m|met(?:er|re)s?|centimet(?:er|re)s?|kilomet(?:er|re)s?"
    r"|inch(?:es)?|feet|foot|ft|yards?|miles?|mg|g|kg|grams?|kilograms?|pounds?|lbs?|tons?|ml|liters?|litres?"
    r"|seconds?|minutes?|hours?|days?|weeks?|months?|years?|dollars?|cents?|euros?|yuan)(?:\^\{?\d\}?|²|³)?)"
    r"(?![A-Za-z^])(?!\s*(?:/|·|\\cdot|per\b|squared|cubed))"
)
"""A unit that directly follows a number or a box."""

SCALE: Final = re.compile(
    r"\s*(?:\\text\{\s*)?(?:\\[ ,;]|\s)*(hundred|thousand|million|billion|trillion|dozen)s?\b"
)
"""A word that makes the number before it larger."""


def words_of(text: str) -> frozenset[str]:
    """A table written as a line of words."""
    return frozenset(text.split())


MATH_WORDS: Final = words_of(
    "and or et ou und oder sin cos tan cot sec csc log ln lg exp sqrt cbrt pi theta alpha beta gamma lambda "
    "phi infinity infty inf oo mod gcd lcm max min floor ceil abs arcsin arccos arctan asin acos atan sinh "
    "cosh tanh cm mm km dm kg mg ml lb ft pm am percent pct degrees degree meters metres meter feet "
    "inches hours minutes seconds dollars cents miles binom choose if for all real integer dne"
)
"""Words that may stand in an expression without making it a sentence."""
