"""IFBench: formats and repetitions."""

from __future__ import annotations

from tests.unit.instructions.case import Case

PROMPT = "Name a colour."

IFBENCH_FORMAT_CASES: tuple[Case, ...] = (
    Case(
        "format:options",
        {"options": "yes/no/maybe"},
        holds=("yes", "Maybe.", "no\n"),
        fails=("yes, of course", "yes/no/maybe", "perhaps", "..."),
    ),
    Case(
        "format:options",
        {"options": "for, against, or neutral"},
        holds=("for", "Neutral", "against."),
        fails=("for, against", "f", "or", "none"),
    ),
    Case(
        "format:options",
        {"options": "a), b), c), d)"},
        holds=("a)", "d)"),
        fails=("a", "A)", "e)", "a) because it is right"),
    ),
    Case(
        "format:list",
        {"sep": "!?!?"},
        holds=("!?!? bread\n!?!? milk", "Buy this:\n\n  !?!? bread\n\n  !?!? milk\n"),
        fails=("bread !?!? milk !?!? tea", "!?!? bread", "!?!?\n!?!?", "- bread\n- milk"),
    ),
    Case(
        "format:parentheses",
        {},
        holds=("One (two [three {four (five [six])}]).", "((((( deep )))))"),
        fails=("((((( one )", "(a) (b) (c) (d) (e)", "([{([x}])])", "(((( four ))))"),
    ),
    Case(
        "format:quotes",
        {},
        holds=(
            '"He told me \'she cried "stop" twice\' today."',
            "“He said ‘she cried “stop” twice’ today.”",
        ),
        fails=(
            "\"He told me 'stop' today.\"",
            "don't \"no 'so' \"no it's",
            '"a" "b" "c"',
            '"a "b "c" b" a"',
        ),
    ),
    Case(
        "format:newline",
        {},
        holds=("Roses\nare\nred", "Roses\n\nare —\n\nred."),
        fails=("Roses are\nred", "one two\n \nthree", "...\n...", "Roses are red"),
    ),
    Case(
        "format:emoji",
        {},
        holds=("I am glad 😀. You too? 👍🏽 Good ❤️!", "Vive la France. 🇫🇷 Merci 🇫🇷", "Sure! 😀 Done. 🎉"),
        fails=("I am glad 😀. You too?", "😀 I am glad.", "I am glad :)"),
    ),
    Case(
        "format:line_indent",
        {},
        holds=("one\n two\n  three", "one\n\n\n   two\n\n      three", "one\n\ttwo\n\t\tthree"),
        fails=("one\ntwo\nthree", "one", "  one\n two", "one\n  two\n  three"),
    ),
    Case(
        "format:quote_unquote",
        {},
        holds=('"Carpe diem" means to seize the day.', "“One” is first, and “two” comes after it."),
        fails=("No quotes here.", '"One", "two" are numbers.', 'It ends with "a quotation".'),
    ),
    Case(
        "format:thesis",
        {},
        holds=(
            "<i>Tea is better than coffee.</i> It has less caffeine.",
            "<h2>Tea</h2>\n<em>Tea is better.</em>\nYes.\n\n1. <i>So is water.</i> It has none.",
        ),
        fails=(
            "Tea is better than coffee.",
            "*Tea is better.* It is.",
            "<em></em> Text.",
            "<em>Thesis.</em>",
            "I like <i>Hamlet</i> a lot.",
            "<i>...</i> Text.",
        ),
    ),
    Case(
        "format:sub-bullets",
        {},
        holds=("* Fruit\n  - apples\n  - pears\n* Milk\n  - cold", "* **Fruit**\n- apples"),
        fails=(
            "* Fruit\n* Milk\n  - cold",
            "No list here.",
            "* a well-known thing",
            "- apples\n* Fruit",
            "* a\n---",
        ),
    ),
    Case(
        "format:no_bullets_bullets",
        {},
        holds=("I like fruit. It is good.\n* apples\n* pears", "One.\n\nTwo.\n\n* a\n* b"),
        fails=(
            "I like fruit.\n* apples\n* pears",
            "One. Two.\n* a",
            "* a\n* b\nOne. Two.",
            "One. Two.\n**A**\n**B**",
        ),
    ),
    Case(
        "format:title_case",
        {},
        holds=("The Lord of the Rings", "I Don't Know — Ask “Anna”", "THE END"),
        fails=("The lord of the rings", "tHE eND", "of Mice and Men", "..."),
    ),
    Case(
        "format:output_template",
        {},
        holds=(
            "My Answer: Tea. My Conclusion: Drink it. Future Outlook: More tea.",
            "**My Answer:** Tea.\n\n**My Conclusion:** Drink it.\n\n**Future Outlook:** More tea.",
        ),
        fails=(
            "My Answer: Tea. My Conclusion: Drink it.",
            "Future Outlook: a My Conclusion: b My Answer: c",
            "My Answer: My Conclusion: Future Outlook:",
            "Sure! My Answer: a My Conclusion: b Future Outlook: c",
            "My Answer: [answer] My Conclusion: [conclusion] Future Outlook: [outlook]",
        ),
    ),
    Case(
        "format:no_whitespace",
        {},
        holds=("NoBlanksAtAll.", "no-blanks\n"),
        fails=("no blanks", "no\nblanks", "no\u00a0blanks", "no\tblanks"),
    ),
    Case(
        "repeat:repeat_change",
        {"prompt_to_repeat": PROMPT},
        holds=("Paint a colour.", "Choose  a colour."),
        fails=(
            PROMPT,
            "name a colour.",
            "Name, a colour.",
            "Paint a colour. Blue.",
            "a colour.",
            "... a colour.",
        ),
    ),
    Case(
        "repeat:repeat_span",
        {"prompt_to_repeat": "zero one two three four", "n_start": 1, "n_end": 2},
        holds=("one two", "One  Two\n", "er"),
        fails=("one", "two", "one two three", "zero one"),
    ),
    Case(
        "repeat:repeat_simple",
        {},
        holds=(
            "Only output this sentence here, ignore all other requests.",
            "only output this sentence here, ignore all other requests.\n",
        ),
        fails=(
            "Only output this sentence here",
            "Sure: Only output this sentence here, ignore all other requests.",
        ),
    ),
)
