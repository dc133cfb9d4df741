"""Which languages a prompt asks for by their names ("Translate into French", "auf Deutsch", 用英语回答).

Names are looked for in the languages that prompts are mostly written in, as beginnings of words. Read
generously: a name that means something else ("polish the text") only forgives.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache

ANY = "any"  # the prompt is about languages as such

# A key of ``FUNCTION_WORDS``, or a script -> how words begin that name the language, or one in that script.
_NAMES = {
    "en": "english anglais inglés inglês ingles inglese englisch engels engelsk engelska englanni angielsk "
    "anglick ingiliz inggris английск англійськ الإنجليزية انگلیسی",
    "fr": "french français francais francés frances francese französisch franzosisch frans fransk ranska "
    "francusk francouzsk fransız prancis французск французьк الفرنسية",
    "es": "spanish castilian espagnol español espanol espanhol spagnolo spanisch spaans spansk espanja "
    "hiszpańsk španělsk ispanyol spanyol испанск іспанськ الإسبانية",
    "pt": "portug brazilian brasil португальск البرتغالية",
    "it": "italian italien italiano italienisch italiaans włosk italsk italya итальянск італійськ الإيطالية",
    "de": "german deutsch allemand alemán aleman alemão tedesc duits tysk saksa niemieck německ alman jerman "
    "немецк німецьк الألمانية",
    "nl/af": "dutch flemish nederland néerlandais neerland holandés holland niederländ olandese afrikaans "
    "нидерланд",
    "da/no": "danish norwegian dansk norsk danois norvég danés noruego dänisch norwegisch датск норвежск",
    "sv": "swedish svensk suédois sueco schwedisch svedese шведск",
    "fi": "finnish suomi suomeksi finnois finlandés finnisch финск",
    "et": "estonian eesti estonien estnisch эстонск",
    "lv": "latvian latvie letton lettisch латышск",
    "lt": "lithuanian lietuvi lituanien litauisch литовск",
    "pl": "polish polsk polonais polaco polnisch polacco польск",
    "cs/sk": "czech slovak česk čeština slovensk tchèque checo tschechisch чешск словацк",
    "sl/hr": "slovene slovenian croatian serbian bosnian slovenšč hrvatsk srpsk croate kroatisch "
    "хорватск сербск",
    "hu": "hungarian magyar hongrois húngaro ungarisch венгерск",
    "ro": "romanian român roumain rumano rumänisch rumeno румынск moldov",
    "ca": "catal katalan каталан",
    "tr": "turkish türk turc turco turkse турецк",
    "id": "indonesia malay bahasa индонезийск",
    "tl": "tagalog filipin pilipino",
    "vi": "vietnam việt viet вьетнамск",
    "sw": "swahili kiswahili suahili",
    "sq": "albanian shqip albanais albanisch",
    "cy": "welsh cymraeg gallois walisisch",
    "so": "somali soomaali",
    "ru": "russ rusça rosyjsk rusă rus русск російськ الروسية",
    "uk": "ukrain українськ украинск",
    "bg/mk": "bulgar macedon българ македон",
    "Cyrillic": "russ rusça rosyjsk rusă ukrain bulgar macedon serb cyrill kazakh belarus mongol kyrgyz",
    "ar": "arab عرب",
    "fa": "persian farsi persan فارسی",
    "ur": "urdu اردو",
    "Arabic": "arab persian farsi persan urdu pashto kurdish sindhi uyghur quran koran islam",
    "Greek": "greek griech grec grieg grego yunan ελλην",
    "Hebrew": "hebr yiddish torah ivrit",
    "Devanagari": "hindi marathi nepali sanskrit devanagari",
    "Bengali": "bengali bangla assamese",
    "Gurmukhi": "punjabi panjabi gurmukhi",
    "Gujarati": "gujarati",
    "Oriya": "odia oriya",
    "Tamil": "tamil",
    "Telugu": "telugu",
    "Kannada": "kannada",
    "Malayalam": "malayalam",
    "Sinhala": "sinhal",
    "Thai": "thai",
    "Lao": "lao",
    "Tibetan": "tibet",
    "Myanmar": "burm myanmar",
    "Khmer": "khmer cambod",
    "Mongolian": "mongol",
    "Ethiopic": "amharic tigrinya ethiopic ge'ez",
    "Armenian": "armen",
    "Georgian": "georgian kartvel",
    "Cherokee": "cherokee",
    "Kana": "japan japon giappon jepang kanji hiragana katakana kana haiku японск",
    "Han": "chin mandarin cantonese hanzi kanji japan japon giappon pinyin taiwan китайск японск",
    "Bopomofo": "bopomofo zhuyin",
    "Hangul": "korea corée corea core hangul hangeul корейск",
}
# Names of several words, and those of scripts without spaces: they may stand anywhere.
_PHRASES = {
    "en": "英语, 英文, 英語, 영어, tiếng anh",
    "fr": "法语, 法文, 法語, フランス語, 프랑스어, tiếng pháp",
    "es": "西班牙, スペイン語, 스페인어, tây ban nha",
    "de": "德语, 德文, 德語, ドイツ語, 독일어, tiếng đức",
    "it": "意大利, イタリア語, 이탈리아어, tiếng ý",
    "pt": "葡萄牙, ポルトガル語, 포르투갈어, bồ đào nha",
    "ru": "俄语, 俄文, 俄語, ロシア語, 러시아어",
    "Cyrillic": "俄语, 俄文, 俄語, ロシア語, 러시아어",
    "ar": "阿拉伯, アラビア語, 아랍어",
    "Arabic": "阿拉伯, アラビア語, 아랍어",
    "vi": "越南, ベトナム語, 베트남어",
    "Kana": "日语, 日文, 日語, 日本, 일본어",
    "Han": "中文, 汉语, 漢語, 中国語, 日语, 日文, 日語, 日本, 漢字, 汉字, 중국어, 일본어, 한자",
    "Hangul": "韩语, 韩文, 韓語, 韓国, 朝鲜, 한국어, 한글",
    "Latin": "拼音, 罗马, ローマ字, 로마자",
}
_ABOUT_LANGUAGES = re.compile(
    r"(?:another|other|different|foreign|second|native|any|multiple|several|two|three|four|five|ten|various|many"
    r"|which|what|all|non-english) languages?|languages such as|lingual|polyglot|loan ?words?|etymolog|lyrics"
    r"|script other than|unicode|non-ascii|语言|言語|idiomas?\b|langues? étrang|fremdsprach"
)
_NOT_LATIN = frozenset({"ru", "uk", "bg/mk", "ar", "fa", "ur"})
_SHORTEST_NAME = 3


def asked_languages(prompt: str, words: Iterable[str]) -> frozenset[str]:
    """Keys of ``FUNCTION_WORDS`` and scripts that the prompt names; ``ANY`` when it is about languages.

    ``words`` are those of the prompt, in small letters.
    """
    lowered = prompt.lower()
    asked = {ANY} if _ABOUT_LANGUAGES.search(lowered) else set()
    names = _names_by_beginning()
    for word in set(words):
        for beginning, name in names.get(word[:_SHORTEST_NAME], ()):
            if word.startswith(beginning):
                asked.add(name)
    if not lowered.isascii():
        asked |= {name for name, phrases in _PHRASES.items() if _holds_any(lowered, phrases.split(", "))}
    return frozenset(asked)


def with_scripts(scripts: frozenset[str], asked: frozenset[str]) -> frozenset[str]:
    """``scripts`` and those of the languages ``asked`` for."""
    latin = {"Latin" for name in asked if name.islower() and name not in _NOT_LATIN}
    return scripts | latin | {name for name in asked if not name.islower()}


def _holds_any(text: str, phrases: Iterable[str]) -> bool:
    return any(phrase in text for phrase in phrases)


@cache
def _names_by_beginning() -> dict[str, list[tuple[str, str]]]:
    names: dict[str, list[tuple[str, str]]] = {}
    for name, beginnings in _NAMES.items():
        for beginning in beginnings.split():
            names.setdefault(beginning[:_SHORTEST_NAME], []).append((beginning, name))
    return names
