"""``language``: what language the response is in."""

from __future__ import annotations

from verifiers.core.languages.detection import known_languages
from verifiers.instructions.constraint import Constraint, Difference, demand
from verifiers.instructions.text.view import View

NAMES = {
    "af": "Afrikaans", "ar": "Arabic", "bg": "Bulgarian", "bn": "Bengali", "ca": "Catalan", "cs": "Czech",
    "cy": "Welsh", "da": "Danish", "de": "German", "el": "Greek", "en": "English", "es": "Spanish",
    "et": "Estonian", "fa": "Persian", "fi": "Finnish", "fr": "French", "gu": "Gujarati", "he": "Hebrew",
    "hi": "Hindi", "hr": "Croatian", "hu": "Hungarian", "id": "Indonesian", "it": "Italian", "ja": "Japanese",
    "kn": "Kannada", "ko": "Korean", "lt": "Lithuanian", "lv": "Latvian", "mk": "Macedonian",
    "ml": "Malayalam", "mr": "Marathi", "ne": "Nepali", "nl": "Dutch", "no": "Norwegian", "pa": "Punjabi",
    "pl": "Polish", "pt": "Portuguese", "ro": "Romanian", "ru": "Russian", "sk": "Slovak", "sl": "Slovenian",
    "so": "Somali", "sq": "Albanian", "sv": "Swedish", "sw": "Swahili", "ta": "Tamil", "te": "Telugu",
    "th": "Thai", "tl": "Tagalog", "tr": "Turkish", "uk": "Ukrainian", "ur": "Urdu", "vi": "Vietnamese",
    "zh": "Chinese", "zh-cn": "Chinese (simplified)", "zh-tw": "Chinese (traditional)",
}  # fmt: skip


class ResponseLanguage(Constraint, frozen=True):
    asks = "Write your whole response in {language}, and in no other language."
    differences = (
        Difference(
            why="a text whose language cannot be told passes",
            kwargs={"language": "fr"},
            response="12345 67890",
            published=True,
        ),
        Difference(
            why="the detector knows zh-cn and zh-tw, so that zh is never met",
            kwargs={"language": "zh"},
            response="今天的天气很好，我们去公园散步吧。",
            published=False,
        ),
    )
    language: str

    def check(self) -> None:
        super().check()
        known = sorted(known_languages() | {"zh"})
        demand(self.language in known, f"language must be one of {', '.join(known)}; got {self.language!r}")

    def describe(self) -> str:
        return self.asks.format(language=NAMES.get(self.language, self.language))

    def holds(self, view: View) -> bool:
        found = view.language
        return found is not None and (found == self.language or found.partition("-")[0] == self.language)

    def published(self, view: View) -> bool:
        return view.language is None or view.language == self.language
