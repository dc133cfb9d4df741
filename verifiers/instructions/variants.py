"""The loose mode of IFEval: a response may have an introduction, a closing line, and asterisks that are
decoration."""

from __future__ import annotations

from collections.abc import Iterator

from verifiers.instructions.text.view import View


class Variants:
    """The views of one response that a mode looks at, each made when it is first asked for.

    ``shared``: the variants have the language of the whole response, which is then detected once.
    """

    def __init__(self, text: str, *, loose: bool, shared: bool) -> None:
        self.whole = View(text)
        self._views = [self.whole]
        self._texts = _loose_texts(text) if loose else iter(())
        self._shared = shared

    def __iter__(self) -> Iterator[View]:
        yield from self._views
        for text in self._texts:
            view = View(text, self.whole, same_language=self._shared)
            self._views.append(view)
            yield view


def _loose_texts(text: str) -> Iterator[str]:
    """All but the whole: {as it is, without its first line, its last, both} x {as they are, without
    asterisks}.

    Blank ones hold nothing, and equal ones are looked at once.
    """
    lines = text.split("\n")
    cut = [text] + ["\n".join(part).strip() for part in (lines[1:], lines[:-1], lines[1:-1])]
    seen = {text}
    for variant in cut + [part.replace("*", "") for part in cut]:
        if variant not in seen and variant.strip():
            seen.add(variant)
            yield variant
