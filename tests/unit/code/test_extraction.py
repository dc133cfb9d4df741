"""Which program a response hands in."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trainer_client.contract import Reason
from verifiers.code.extraction import MOST_FENCES, extract, looks_like_code
from verifiers.code.python_texts import without_texts

HELLO = 'print("hello")\n'

TAKEN = [
    (f"Here:\n```python\n{HELLO}```\nDone.", "python", HELLO, ()),
    (f"```py\n{HELLO}```", "python", HELLO, ()),
    (f"```Python3\r\n{HELLO}```\r\n".replace("\n", "\r\n").replace("\r\r", "\r"), "python", HELLO, ()),
    (f"``` python title=main.py\n{HELLO}```", "python", HELLO, ()),
    (f"```{{.python}}\n{HELLO}```", "python", HELLO, ()),
    (f"```python:main.py\n{HELLO}```", "python", HELLO, ()),
    (f"~~~python\n{HELLO}~~~", "python", HELLO, ()),
    (f"```python\n{HELLO}`````", "python", HELLO, ()),
    ("```c++\nint main() {}\n```", "cpp", "int main() {}\n", ()),
    ("```cpp\nint main() {}\n```", "c++", "int main() {}\n", ()),
    ("```js\n1\n```", "javascript", "1\n", ()),
    ("```zig\n1\n```", "zig", "1\n", ()),
    (f"```python\nx = 1\n```\nbetter:\n```python\n{HELLO}```", "python", HELLO, ("several_blocks",)),
    (f"```python\n{HELLO}```\nIt prints:\n```\nhello\n```", "python", HELLO, ()),
    (f"```python\n{HELLO}```\nIn C++:\n```cpp\nint main() {{}}\n```", "python", HELLO, ()),
    (f"```\n{HELLO}```", "python", HELLO, ("untagged_block",)),
    (f"```text\nplan\n```\n```\n{HELLO}```", "python", HELLO, ("untagged_block",)),
    (f"```python\n{HELLO}", "python", HELLO, ("unclosed_fence",)),
    (f"```py\nx\n```\nBut:\n```py\n{HELLO}", "python", HELLO, ("unclosed_fence", "several_blocks")),
    ("1. So:\n   ```python\n   if x:\n       y()\n   ```", "python", "if x:\n    y()\n", ()),
    ("````python\ns = '''\n```\nfence\n```\n'''\n````", "python", "s = '''\n```\nfence\n```\n'''\n", ()),
    ("~~~python\ns = 1\n```\n~~~", "python", "s = 1\n```\n", ()),
    ('```python\ns = """\n```python\nx\n```\n"""\n```', "python", 's = """\n```python\nx\n```\n"""\n', ()),
    ("```python\ns = r'''\n```\n\\''' '''\n```\nEnd", "python", "s = r'''\n```\n\\''' '''\n", ()),
    ('```python\n# say """\nx = 1\n```\n"""quoted"""', "python", '# say """\nx = 1\n', ()),
    ('```python\nx = """\n```\nThen\n```python\ny = 1\n```', "python", "y = 1\n", ("several_blocks",)),
    (HELLO, "python", HELLO, ("no_fence",)),
    (
        "\n\nimport sys\n\n\ndef f(x):\n    return x\n",
        "python",
        "import sys\n\n\ndef f(x):\n    return x\n",
        ("no_fence",),
    ),
    ("    return x + 1\n", "python", "    return x + 1\n", ("no_fence",)),
    (
        "#include <cstdio>\nint main() { return 0; }",
        "cpp",
        "#include <cstdio>\nint main() { return 0; }\n",
        ("no_fence",),
    ),
    (f"{HELLO}```\n", "python", HELLO, ("no_fence",)),
    (f"{HELLO}```\nIt prints:\n```\nhello\n```", "python", HELLO, ("no_fence",)),
    (f"{HELLO}```\nThis prints hello.", "python", HELLO, ("no_fence",)),
    (f"```python3.10\n{HELLO}```", "python", HELLO, ()),
    (f"```main.py\n{HELLO}```", "python", HELLO, ()),
    ("```cpp17\nint main() {}\n```", "cpp", "int main() {}\n", ()),
    (f"```code\n{HELLO}```", "python", HELLO, ("untagged_block",)),
    (f"```python\n{HELLO}``` That is all.", "python", HELLO, ()),
    (f"<answer>\n```python\n{HELLO}```\n</answer>", "python", HELLO, ()),
    (f"<answer>```python\n{HELLO}```</answer>", "python", HELLO, ()),
    (f"<answer>{HELLO}</answer>", "python", HELLO, ("no_fence",)),
    (f"- So: ```python\n{HELLO}```", "python", HELLO, ()),
    ("- ```python\n  if x:\n    y()\n  ```", "python", "if x:\n  y()\n", ()),
    ("  ```python\nif x:\n  y()\n  ```", "python", "if x:\n  y()\n", ()),
    ("\t```python\n\tif x:\n\t\ty()\n\t```", "python", "if x:\n\ty()\n", ()),
    ('```python\nprint("hello")```\nIt prints.', "python", HELLO[:-1], ()),
    (f"```python\nx = 1\nBetter:\n```python\n{HELLO}```", "python", HELLO, ("several_blocks",)),
    (f"```python\n{HELLO}```text\nhello\n```", "python", HELLO, ()),
    (f"```python\n{HELLO}```\nI wrote it in ```python\nas you see.", "python", HELLO, ()),
    (f"```markdown\n# It\n```python\n{HELLO}```\nEnd\n```", "python", HELLO, ()),
    (f"````md\n# It\n```python\n{HELLO}```\nEnd\n````", "python", HELLO, ()),
    (
        f"```\n{HELLO}```\n## Run\n```\n$ python a.py\nhello\n```",
        "python",
        HELLO,
        ("several_blocks", "untagged_block"),
    ),
    (f"```python\n{HELLO}```\n```bash\npython a.py\n```", "python", HELLO, ()),
    (
        f"```python\n{HELLO}```\n```python\nprint(solve(5))\n```",
        "python",
        "print(solve(5))\n",
        ("several_blocks",),
    ),
    ("```python\ns = '```'\n# ```\n```", "python", "s = '```'\n# ```\n", ()),
]

NOTHING = [
    ("I cannot solve this.", "python", Reason.NO_ANSWER),
    ("The answer is x = 5, as you see.", "python", Reason.NO_ANSWER),
    ("# A title\nfor you to read: nothing.\nReally.", "python", Reason.NO_ANSWER),
    ("Use `print(1)` here.", "python", Reason.NO_ANSWER),
    ("```cpp\nint main() {}\n```", "python", Reason.NO_ANSWER),
    ("```text\nhello\n```", "python", Reason.NO_ANSWER),
    ("```python\n```", "python", Reason.MALFORMED_ANSWER),
    ("```python\n \n\t\n```", "python", Reason.MALFORMED_ANSWER),
    (f"```python\n{HELLO}```\nor\n```python\n", "python", Reason.MALFORMED_ANSWER),
    ("So it is.\n```", "python", Reason.MALFORMED_ANSWER),
]


@pytest.mark.parametrize(("answer", "language", "code", "flags"), TAKEN)
def test_the_program_is_taken(answer: str, language: str, code: str, flags: tuple[str, ...]) -> None:
    found = extract(answer, language)
    assert (found.code, found.flags, found.problem) == (code, flags, None)


@pytest.mark.parametrize(("answer", "language", "reason"), NOTHING)
def test_no_program_is_made_up(answer: str, language: str, reason: Reason) -> None:
    found = extract(answer, language)
    assert (found.code, found.problem) == (None, reason)
    assert found.message


@given(st.text(alphabet="ab \n`~\"'\\#pythn\t", max_size=200), st.sampled_from(["python", "cpp"]))
def test_any_text_gives_a_program_or_a_reason(answer: str, language: str) -> None:
    found = extract(answer, language)
    assert (found.code is None) == (found.problem is not None)
    assert found.code is None or found.code.strip()


@given(st.text(alphabet="ab= \n\"'\\#", max_size=100).map(lambda text: text + "x\n"))
def test_a_fenced_program_without_fences_in_it_comes_out_as_it_went_in(code: str) -> None:
    assert extract(f"So:\n```python\n{code}```\n").code == code


@given(st.text(alphabet="ab\"'\\#\n", max_size=100))
def test_blanking_keeps_every_position(source: str) -> None:
    blanked = without_texts(source)
    assert len(blanked) == len(source)
    assert [at for at, char in enumerate(blanked) if char == "\n"] == [
        at for at, char in enumerate(source) if char == "\n"
    ]


@pytest.mark.parametrize(
    "answer",
    [
        "```python\n" * 200_000,
        "```py\nx\n```\n" * (MOST_FENCES // 2 - 1),
        '```py\n"""\n```\n' * (MOST_FENCES // 2 - 1),
        '```py\n"""' + '\\"""' * 400_000 + "\n```",
        "```py\nx\n```\n" + '"' * 1_000_000,
        '```py\n"""\\' + '\\"""' * 400_000 + "\\",
        "`" * 2_000_000,
        " " * 2_000_000,
        "a." * 90_000,
        "x " * 90_000,
        "\n".join("`" * (3 + at) for at in range(1500)),
        "\n".join("x" + "`" * (1503 - at) + "python" for at in range(1500)),
        "a ```python\n" * (MOST_FENCES - 1),
        "```markdown\n" * (MOST_FENCES - 1),
        "```py\n" + "x ``` <\n" * (MOST_FENCES - 2),
        "~" * 2_000_000,
        "~~~" + " " * 1_000_000 + "`",
    ],
    ids=lambda answer: answer[:12],
)
def test_hostile_answers_take_no_time(answer: str) -> None:
    started = time.process_time()
    extract(answer)
    assert time.process_time() - started < 2


def test_more_fences_than_anyone_writes_are_malformed() -> None:
    assert extract("```py\nx = 1\n```\n" * MOST_FENCES).problem is Reason.MALFORMED_ANSWER


@pytest.mark.parametrize(
    "line", ["x: int = 5", "a[i + 1], b = 1, 2", "for i in range(3): print(i)", "@cache", "d['k'] += 1"]
)
def test_lines_of_code_are_known(line: str) -> None:
    assert looks_like_code(line, "python")
