"""Writes verifiers/instructions/text/data/first_word_tags.json.gz from the weights of NLTK's tagger.

NLTK publishes the model by download alone (``averaged_perceptron_tagger_eng``: three JSON files for
classes, tagdict and weights). The same numbers come with Debian's ``golang-github-jdkato-prose-dev``, as
Go's gob in ``internal/model``; that is where the shipped file was taken from. Usage, with either as JSON:

    python tools/first_word_tagger.py classes.json tagdict.json weights.json
"""

from __future__ import annotations

import gzip
import json
import sys
from pathlib import Path

OUTPUT = Path(__file__).parents[1] / "verifiers/instructions/text/data/first_word_tags.json.gz"
OF_THE_WORD = (
    "i suffix ",
    "i pref1 ",
    "i word ",
    "i-1 tag+i word -START- ",
    "i+1 word ",
    "i+1 suffix ",
    "i+2 word ",
)
ALWAYS = (
    "bias",
    "i-1 tag -START-",
    "i-2 tag -START2-",
    "i tag+i-2 tag -START- -START2-",
    "i-1 word -START2-",
    "i-1 suffix T2-",
    "i-2 word -START-",
)


def main() -> None:
    classes, known, weights = (json.loads(Path(name).read_text(encoding="utf-8")) for name in sys.argv[1:4])
    tags = sorted(classes)
    number = {tag: position for position, tag in enumerate(tags)}
    always = [round(sum(weights.get(feature, {}).get(tag, 0.0) for feature in ALWAYS), 6) for tag in tags]
    kept = {
        feature: sorted([number[tag], weight] for tag, weight in by_tag.items() if weight)
        for feature, by_tag in sorted(weights.items())
        if feature.startswith(OF_THE_WORD)
    }
    model = {"tags": tags, "known": known, "always": always, "weights": kept}
    text = json.dumps(model, separators=(",", ":"), ensure_ascii=False, sort_keys=True)
    OUTPUT.write_bytes(gzip.compress(text.encode(), 9, mtime=0))


if __name__ == "__main__":
    main()
