"""Fills nltk_verdicts.jsonl anew with NLTK's own sentences and tokens of the texts that stand in it.

NLTK is no dependency. In an environment of its own:

    pip install nltk==3.10.4 && python -m nltk.downloader punkt_tab
    python tests/unit/instructions/write_nltk_verdicts.py

To add a text, add a line {"text": "..."} and run it.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

VERDICTS = Path(__file__).parent / "nltk_verdicts.jsonl"


def read() -> list[dict[str, Any]]:
    return [json.loads(line) for line in VERDICTS.read_text(encoding="utf-8").split("\n") if line]


def main() -> None:
    import nltk

    with VERDICTS.open("r+", encoding="utf-8") as file:
        texts = [json.loads(line)["text"] for line in file.read().split("\n") if line]
        file.seek(0)
        file.truncate()
        for text in texts:
            row = {"text": text, "sentences": nltk.sent_tokenize(text), "tokens": nltk.word_tokenize(text)}
            file.write(json.dumps(row, ensure_ascii=False) + "\n")


if __name__ == "__main__":
    main()
