"""The words by which a text shows what it chooses: data, in several languages, no behaviour."""

from __future__ import annotations

import re
from typing import Final

_RIGHT: Final = r"correct|right|best|final|true|bonne|correcta?|richtige|правильный|最终|最終|正确"
_IS: Final = r"(?:is|are|was|would\s+be|should\s+be|must\s+be|will\s+be|est|sont|es|son|é|è|ist|lautet|sind)"

STEMS: Final = (
    "answer", "réponse", "respuesta", "resposta", "risposta", "antwort", "ответ", "الجواب", "الإجابة", "उत्तर",
    "option", "choice", "letter", "答案", "答え", "正解", "정답", "正确选项", "选", "選",
)  # fmt: skip
"""Every marker begins with one of these, in small letters."""

MARKER: Final = re.compile(
    r"(?:(?P<option>options?|choices?|letters?)|\w+(?:\s?\(s\))?)"
    rf"(?:[^\S\n]*(?:[:：=]|->|→|[—–-])|,?(?:[^\S\n]+[^\s.:：?]{{1,20}}){{0,8}}?[^\S\n]+{_IS}\b)"
    r"|(?:答案|答え|正解|정답|正确选项)[^.。\n:：?]{0,20}?[是为為は은:：]|[选選](?:择|擇)?(?!项|項)",
    re.IGNORECASE,
)
"""From a stem on, words after which a choice stands: "answer: …", "option is …", "答案是 …", "选 …"."""

RIGHT_BEFORE: Final = re.compile(rf"(?:{_RIGHT})\s{{1,3}}$", re.IGNORECASE)
"""What makes an "option is" a marker: "the correct option is"."""

HEADING: Final = re.compile(
    rf"[^\w\n]*(?:the\s+)?(?:(?:{_RIGHT})\s*|(?!option|choice|letter))\w+[^\w\n(\[]*", re.IGNORECASE
)
"""A line that holds nothing but "answer" or "correct option": it announces what the next one says."""

FINAL: Final = re.compile(r"final|最终|最終|finale|endgültig|окончательный|नहीं|الأخير|النهائي", re.IGNORECASE)
"""A marker that has the last word over those without it."""

ASSUMED: Final = re.compile(
    r"\b(?:if|suppose|assum\w+|whether|why|might|may|could|tempt\w+|thinks?|thought|say|unless|si|wenn|если)"
    r"\b[^.,;:!?\n]{0,30}$|\b(?:wrong|incorrect|no|not\s+the|isn['’]t\s+the|never\s+the)\s+$"
    r"|(?:如果|假设|若|错误|不正确|不)[^，。；：！？\n]{0,15}$",
    re.IGNORECASE,
)
"""What is said before a marker, in its sentence, when it states nothing: "if the answer is …"."""

FILLER: Final = re.compile(
    r"(?:(?:the\s+)?(?:options?|choices?|letters?|numbers?|statements?|answers?)(?:\s+(?:is|are|labell?ed))?"
    r"|definitely|clearly|therefore|thus|indeed|simply|just|both|all\s+of|only|most\s+likely|probably|given\s+by"
    r"|l['’]option|вариант|选项|選項|选|選)(?:[^\S\n]*[:：])?[^\S\n]+|(?:选项|選項|选|選)(?=\W?[A-Z])"
    r"|(?:la|le|el|die|der)\s+(?=\W?[A-Z]\b)",
    re.IGNORECASE,
)
"""Words between a marker and its choice that say nothing."""

DENIED: Final = re.compile(
    r"(?:not\b|neither\b|never\b|no\s+longer\b|none\s+of\s+(?:them|these)\b|n['’]t\b|anything\s+but\b|不是|不|非|pas\b"
    r"|nicht\b|не\b|cannot\b)",
    re.IGNORECASE,
)

AND: Final = re.compile(
    r"[^\S\n]*(?:[,;、，；&+]\s*(?:and\b|&)?|\s(?:and|plus|as\s+well\s+as|et|und|y|e|и)\b|和|及|与|與|(?=[(\[]))\s*",
    re.IGNORECASE,
)
"""Between two choices that are both made."""

OR: Final = re.compile(
    r"[\s,;)]*(?:/|\bor\b|\bou\b|\boder\b|\bили\b|或者?|もしくは|\bmaybe\b|\bperhaps\b|\bpossibly\b|\balternatively\b"
    r"|\bbut\s+(?:it\s+)?(?:could|might|may)\b)",
    re.IGNORECASE,
)
"""Between two choices of which none is made."""

GOES_ON: Final = re.compile(
    r"\s*(?:$|[.,;:!\n)\]}\"”»'’。，；：！—–-]|\((?!s\))|</)"
    r"|\s+(?:because|since|as|for|which|due|given|while|whereas|rather|instead|over|with|not|but|in\s+(?:this|all)|when"
    r"|car|weil|denn|porque|puisque|потому|так)\b"
    r"|\s+(?:is|are|est|ist|es)\s+(?:indeed\s+|clearly\s+)?(?:the\s+)?(?:\w+\s+){0,2}?(?:correct|right|best|answers?|choices?"
    r"|true)\b|\s*(?:是(?:正确|对)|正确|因为|です|だ|입니다|，|。)",
    re.IGNORECASE,
)
"""What may follow a choice: the end, punctuation, a reason."""

DISOWNED: Final = re.compile(
    r"\s*(?:\?|？|(?:is|are|was)\s+(?:not|wrong|incorrect|false|out)\b|(?:is|are)n['’]t\b|不是|是?错|不对|[,，]?\s*right\s*\?)",
    re.IGNORECASE,
)
"""What follows a choice that is none."""

CORRECTION: Final = re.compile(
    r"\b(?:wait|actually|correction|corrected|sorry|oops|hmm|instead|mistake|mistaken|reconsider\w*|re-?check\w*|re-?read\w*"
    r"|second\s+thoughts?|not\s+right|wrong|rather|no\s*,|therefore\s+not|revis\w+|en\s+fait|eigentlich|нет)\b"
    r"|等等|不对|更正|其实|重新",
    re.IGNORECASE,
)
"""Between two different statements, the second of which takes the place of the first."""

SECOND_THOUGHT: Final = re.compile(
    r"\b(?:or\s+maybe|or\s+perhaps|maybe|perhaps|possibly|alternatively|actually|wait|hmm|on\s+second\s+thoughts?"
    r"|(?:could|might|may)\s+(?:also\s+|well\s+)?be|either|or)\b|或者|也可能|也许|不对|等等",
    re.IGNORECASE,
)
"""Behind a statement: what may name another choice."""

CONCLUDING: Final = re.compile(
    r"\b(?:choose|chose|pick|select|go(?:ing)?\s+with|opt\s+for|it\s*(?:['’]s|is|must\s+be|has\s+to\s+be)|that\s*(?:['’]s|is)"
    r"|therefore|thus|hence|so|leaves(?:\s+us\s+with)?|leaving|remains|must\s+be|donc|also|значит)\b[\s,:]*"
    r"|(?:所以|因此)[选選是]?",
    re.IGNORECASE,
)
"""Weaker words before a choice, which count where nothing else states one."""
