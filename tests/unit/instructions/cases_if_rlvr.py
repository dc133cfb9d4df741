"""IF-RLVR's 29."""

from __future__ import annotations

from tests.unit.instructions.case import Case

PROMPT = "Write a haiku about tea."

IF_RLVR_CASES: tuple[Case, ...] = (
    Case(
        "copy:repeat_phrase",
        {"phrase": "the early bird catches the worm", "small_n": 2},
        holds=(
            "Now the early cat catches the worm, and the early bird drops the worm.",
            "the late bird catches the worm\nthe early bird eats the worm",
        ),
        fails=(
            "the early bird catches the worm, the early cat catches the worm",
            "the early cat catches the worm",
            "the early cat drops the worm, the late bird eats the worm",
        ),
    ),
    Case(
        "copy:copy",
        {"prompt_to_repeat": PROMPT},
        holds=(PROMPT, "write a haiku about tea.\n"),
        fails=("Write a haiku about tea", f"{PROMPT}\nSteam curls from the cup.", f"Sure: {PROMPT}"),
    ),
    Case(
        "copy:copying_simple",
        {"prompt_to_repeat": PROMPT},
        holds=(PROMPT, f"\n{PROMPT}\n"),
        fails=(f"{PROMPT} {PROMPT}", "Write a haiku.", f'"{PROMPT}"'),
    ),
    Case(
        "copy:copying_multiple",
        {"prompt_to_repeat": PROMPT, "N": 2},
        holds=(f"{PROMPT}\n******\n{PROMPT}", f"{PROMPT}******{PROMPT.lower()}"),
        fails=(
            PROMPT,
            f"{PROMPT}\n{PROMPT}",
            f"{PROMPT}******{PROMPT}******{PROMPT}",
            f"{PROMPT}***{PROMPT}",
        ),
    ),
    Case(
        "new:copy_span_idx",
        {"prompt_to_repeat": PROMPT, "n_start": 8, "n_end": 12},
        holds=("haiku", "HAIKU\n", "haik"),
        fails=("a haiku", "haiku about", "aiku", "ha"),
    ),
    Case(
        "detectable_format:sentence_hyphens",
        {},
        holds=("I came.-I saw.-I left!", "A well-known fact.-It is old."),
        fails=("I came. I saw.", "I came.- I saw.", "Only one here.", "I came - I saw"),
    ),
    Case(
        "detectable_format:square_brackets",
        {},
        holds=("[Birds] [sing] [loudly]", "[Birds] - [sing].", "[Birds][sing]"),
        fails=("Birds sing", "[Birds sing]", "[] []", "[Birds] sing", "[Birds] (sing)"),
    ),
    Case(
        "detectable_format:bigram_wrapping",
        {},
        holds=("<<I am>> <<at home>>", "<<I am>> <<at home>>.", "<<I am>> <<home>>"),
        fails=(
            "I am at home",
            "<<I>> <<am>>",
            "<< >> << >>",
            "<<I am at home>>",
            "Hello",
            "<<I am>> at home",
        ),
    ),
    Case(
        "keywords:no_adjacent_consecutive",
        {},
        holds=("The cat sat.", "1 2 3 go"),
        fails=("A big cat", 'an "big" mistake', "an—bear", "The ugly truth"),
    ),
    Case(
        "keywords:word_once",
        {"keyword": "tea"},
        holds=("I drink tea.", "Tea!"),
        fails=("I drink coffee.", "Tea, more tea.", "Teatime is tea time."),
    ),
    Case(
        "keywords:word_count_different_numbers",
        {"keyword": "tea", "frequency": 2, "relation": "at least"},
        holds=("Tea and tea.", "Tea tea tea"),
        fails=("Tea.", "coffee coffee"),
    ),
    Case(
        "keywords:exclude_word_harder",
        {"keyword": "rain", "instruction": "write about rain"},
        holds=("The sun shone.", "The train was late."),
        fails=("The rain fell.", "Rain", "I like rain, and sun.", "_rain_"),
    ),
    Case(
        "keywords:palindrome",
        {},
        holds=("Look at that Kayak.", "At noon we ate.", "“Level” ground"),
        fails=("This is a test", "I saw a cat", "12321", "Hmm, mmm good"),
    ),
    Case(
        "keywords:keyword_specific_position",
        {"keyword": ["dogs"], "n": 1, "m": 4},
        holds=("I don't like dogs.", "Well, some big dogs bark."),
        fails=("I like dogs.", "Dogs are loved by all.", "We sing. I do like dogs."),
    ),
    Case(
        "keywords:start_end",
        {},
        holds=("Tea is what I call tea", "Go, go, go"),
        fails=("Tea is good.", "Tea is what I call tea.", "Tea", "* a *"),
    ),
    Case(
        "paragraphs:paragraphs",
        {},
        holds=("One.\n***\nTwo.", "One. *** Two. ***"),
        fails=("One.\n\nTwo.", "One.", "One.\n***\nTwo.\n***\nThree."),
    ),
    Case(
        "paragraphs:paragraphs2",
        {},
        holds=("One.\n\nTwo.", "One.\n\n\n\nTwo.\n\n", "One.\nStill one.\n \nTwo."),
        fails=("One.\nTwo.", "One.", "One.\n\nTwo.\n\nThree."),
    ),
    Case(
        "first_word:first_word_sent",
        {"first_word": "yes"},
        holds=("Yes, I do. Yes, you may.", "yes! “Yes,” he said."),
        fails=("Yes, I do. You may.", "I say yes.", "Yesterday it was. Yes."),
    ),
    Case(
        "first_word:first_word_answer",
        {"first_word": "yes"},
        holds=("Yes, I do. Why not?", "**Yes** it is"),
        fails=("I say yes.", "Yesterday", "no yes"),
    ),
    Case(
        "last_word:last_word_sent",
        {"last_word": "tea"},
        holds=("I like tea. Who likes tea?", "Tea!", "It is water vs. tea."),
        fails=("I like tea. Tea is good.", "I like teas.", "I like tea. Good"),
    ),
    Case(
        "last_word:last_word_answer",
        {"last_word": "tea"},
        holds=("Tea is good. I like tea.", 'I said "tea"!'),
        fails=("I like tea a lot.", "I like teas", "tea time"),
    ),
    Case(
        "punctuation:punctuation_dot",
        {},
        holds=("It ends here", "Stop! Who goes there?"),
        fails=("It ends here.", "3.14", "It ends here。", "and so on…"),
    ),
    Case(
        "punctuation:punctuation_exclamation",
        {},
        holds=("Stop.", "Who goes there?"),
        fails=("Stop!", "Hello！", "x != y", "¡Hola‼"),
    ),
    Case(
        "count:lowercase_counting",
        {"N": 2},
        holds=("The cat SAT Down there", "CAFÉ été"),
        fails=("The cat sat down", "été à la plage"),
    ),
    Case(
        "count:counting_composition",
        {"n_sent": 2, "n_words": 3},
        holds=(
            "I like tea. You like milk.\n* * *\nWe don't sing. They all go.\n* * *\nIt is late. Let us go.",
            "I like tea. You like milk.\n***\nWe sing loudly. They all dance.\n***\nIt is late. Let us go.",
        ),
        fails=(
            "I like tea. You like milk.\n* * *\nWe sing. They dance.\n* * *\nIt is late. Let us go.",
            "I like tea. You like milk.\n\nWe sing loudly. They all dance.\n\nIt is late. Let us go.",
            "I like tea.\n***\nWe sing loudly.\n***\nIt is late.",
            "I like. You sing.***We sing. They go.***It is. Let us.",
        ),
    ),
    Case(
        "count:count_unique",
        {},
        holds=("Red, green, blue", "Red — green — blue."),
        fails=("The cat and the dog", "Red “red”", "red—red", "... ..."),
    ),
    Case(
        "count:count_increment_word",
        {"keyword1": "tea", "keyword2": "milk"},
        holds=("Tea with milk, more milk.", "milk tea milk"),
        fails=("Tea with milk.", "Tea, tea, milk, milk", "milk milk"),
    ),
    Case(
        "letters:letter_counting",
        {"N": 5, "relation": "less than"},
        holds=("Tea!", "2024 ok"),
        fails=("Water", "Привет", "a b c d e"),
    ),
    Case(
        "letters:letter_counting2",
        {"letter": "t", "let_frequency": 2, "let_relation": "at least"},
        holds=("Tart", "tea time"),
        fails=("Tea", "7 7 7"),
    ),
)
