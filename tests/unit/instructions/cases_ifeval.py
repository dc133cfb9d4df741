"""IFEval's 25."""

from __future__ import annotations

from tests.unit.instructions.case import Case

IFEVAL_CASES: tuple[Case, ...] = (
    Case(
        "keywords:existence",
        {"keywords": ["river", "stone bridge"]},
        holds=(
            "The river runs under an old stone bridge.",
            "RIVERSIDE walks end at the Stone Bridge; bring good shoes.",
        ),
        fails=("The river runs under an old bridge of stone.", "A stone-bridge and a rivulet.", "r i v e r"),
    ),
    Case(
        "keywords:frequency",
        {"keyword": "tea", "frequency": 3, "relation": "at least"},
        holds=("Tea at dawn, tea at noon, and tea at night.", "Teapots hold tea for the whole team."),
        fails=("Tea at dawn and tea at noon.", "T-e-a, t e a, tee."),
    ),
    Case(
        "keywords:frequency",
        {"keyword": "C++", "frequency": 2, "relation": "less than"},
        holds=("I write C++ and C, and read cc.", "Nothing of the kind."),
        fails=("C++ is old, c++ is fast.", "C++C++"),
    ),
    Case(
        "keywords:forbidden_words",
        {"forbidden_words": ["rain", "cloud"]},
        holds=("The sun shone all day.", "Trains run in the brainy town.", "Cloudy was the glass."),
        fails=(
            "It began to rain.",
            "RAIN!",
            "no_rain_today",
            "I like _rain_ a lot.",
            "a (cloud) passed",
            "rain—at last",
        ),
    ),
    Case(
        "keywords:letter_frequency",
        {"letter": "e", "let_frequency": 3, "let_relation": "less than"},
        holds=("A sunny day in May.", "One oak? No: on top.", "My dog is big."),
        fails=("The elephants were there.", "EEE"),
    ),
    Case(
        "keywords:letter_frequency",
        {"letter": "Q", "let_frequency": 2, "let_relation": "at least"},
        holds=("The queen was quick.", "QQ"),
        fails=("The queen was fast.", "Kue, kue."),
    ),
    Case(
        "language:response_language",
        {"language": "fr"},
        holds=(
            "Bonjour, je suis ravi de vous aider à préparer votre voyage en France.",
            "Le chat dort sur le canapé pendant que la pluie tombe dehors.",
        ),
        fails=(
            "Hello, I would be glad to help you to prepare your journey.",
            "12345 67890",
            "El gato duerme en el sofá mientras llueve afuera.",
        ),
    ),
    Case(
        "language:response_language",
        {"language": "zh"},
        holds=("今天的天气很好，我们去公园散步吧。", "今天的天氣很好，我們去公園散步吧。這裡很漂亮。"),
        fails=("今日は天気がいいので、公園を散歩しましょう。", "The weather is nice today."),
    ),
    Case(
        "length_constraints:number_sentences",
        {"num_sentences": 3, "relation": "at least"},
        holds=("I came. I saw. I left.", "Dr. Smith sang! Who knew? We clapped... Then he left."),
        fails=("I came, and I saw.", "Dr. Smith met Mr. Jones at 3 p.m. today.", "Hi. ! ! !", "Great. 😀 👍"),
    ),
    Case(
        "length_constraints:number_sentences",
        {"num_sentences": 2, "relation": "less than"},
        holds=("Only one sentence, by Mr. Smith.", "He paid $3.50 for it."),
        fails=("Two of them. Here they are.", "Why? Because!"),
    ),
    Case(
        "length_constraints:number_paragraphs",
        {"num_paragraphs": 3},
        holds=("One.\n***\nTwo.\n***\nThree.", "One. *** Two. *** Three.\n***"),
        fails=(
            "One.\n\nTwo.\n\nThree.",
            "One.\n***\n***\nTwo.\n***\nThree.",
            "One.\n***\nTwo.",
            "***\n***\n***",
        ),
    ),
    Case(
        "length_constraints:number_words",
        {"num_words": 5, "relation": "at least"},
        holds=("The cat sat down here.", "Wir gehen heute nicht aus."),
        fails=("The cat sat down.", "The cat ____ ____ ____ ____", "... --- ... --- ...", "यह एक किताब है"),
    ),
    Case(
        "length_constraints:number_words",
        {"num_words": 4, "relation": "less than"},
        holds=("Not so fast!", "किताबें अच्छी हैं", "Name: ____ ____ ____"),
        fails=("Not quite so fast!", "a b c d"),
    ),
    Case(
        "length_constraints:nth_paragraph_first_word",
        {"num_paragraphs": 2, "nth_paragraph": 2, "first_word": "finally"},
        holds=(
            "First we bake.\n\nFinally, we eat.",
            'First.\n\n\n\n"Finally" is a word.',
            "First.\n\n**Finally:** we eat.",
        ),
        fails=(
            "First we bake.\n\nWe finally eat.",
            "Finally, we bake.\n\nThen we eat.",
            "First.\nFinally, we eat.",
            "First.\n\nThen.\n\nFinally.",
        ),
    ),
    Case(
        "detectable_content:number_placeholders",
        {"num_placeholders": 2},
        holds=("Dear [name], see you on [date].", "[a][b]", "Write to [street and number], [city] [zip]."),
        fails=("Dear [name], see you soon.", "[] [ ] []", "[[...]] [---]", "(name) {date}", "[name\ndate]"),
    ),
    Case(
        "detectable_content:postscript",
        {"postscript_marker": "P.S."},
        holds=(
            "Dear Tom,\nall is well.\n\nP.S. Bring the book.",
            "All is well.\n**P.S.** Bring the book.",
            "Bye.\nP. S. Call me.",
        ),
        fails=(
            "I will not add a p.s. here.",
            "Bye.\nP.S.",
            "P.S. All that I have to say.",
            "Bye.\nPS: call me.",
            "Bye.\nP.S. ...",
        ),
    ),
    Case(
        "detectable_content:postscript",
        {"postscript_marker": "P.P.S"},
        holds=("Bye.\nP.S. Call.\nP.P.S. Or write.", "Bye.\n\nP.P.S Write to me."),
        fails=("Bye.\nP.S. Call me.", "Bye.\nP.P.S"),
    ),
    Case(
        "detectable_format:number_bullet_lists",
        {"num_bullets": 2},
        holds=("Two things:\n* bread\n* milk", "* **Bread**: fresh\n* milk\n---\nDone.", "- bread\n- milk"),
        fails=("* bread", "* bread\n* milk\n* tea", "*Bread* and *milk*.\n*Tea* too.", "1. bread\n2. milk"),
    ),
    Case(
        "detectable_format:constrained_response",
        {},
        holds=("My answer is yes.", "After some thought: My answer is maybe."),
        fails=(
            "Yes.",
            "My answer is yes",
            "My answer is yes. My answer is no.",
            "my answer is no.",
            "My answer is perhaps.",
        ),
    ),
    Case(
        "detectable_format:number_highlighted_sections",
        {"num_highlights": 2},
        holds=("A *small* step and a *big* one.", "**One** and *two*.", "* *First*: a\n* *Second*: b"),
        fails=(
            "A *small* step.",
            "* **one** thing",
            "2 * 3 * 4 * 5 is 120",
            "**bold\ntext** and **more\ntext**",
            "*.* *!* *?*",
            "****",
        ),
    ),
    Case(
        "detectable_format:multiple_sections",
        {"section_spliter": "SECTION", "num_sections": 2},
        holds=(
            "SECTION 1\nBread.\nSECTION 2\nMilk.",
            "**SECTION 1: Bread**\nIt is good.\n\n## SECTION 2\nMilk.",
        ),
        fails=(
            "SECTION 1\nBread and milk.",
            "Section 1\nBread.\nSection 2\nMilk.",
            "There is no SECTION 1 and no SECTION 2 here.",
            "SECTION 1\nBread.\nSECTION 1\nMilk.",
            "SECTION 1\nSECTION 2",
            "SECTION A\nBread.\nSECTION B\nMilk.",
        ),
    ),
    Case(
        "detectable_format:json_format",
        {},
        holds=('{"name": "Ada", "age": 36}', '```json\n[1, 2, {"a": null}]\n```', "[]"),
        fails=(
            '"Just prose."',
            "42",
            "null",
            "{'name': 'Ada'}",
            '{"a": NaN}',
            'Here it is: {"a": 1}',
            '{"a": 1',
            '```json\n{"a": 1}\n```\nThere you are.',
        ),
    ),
    Case(
        "detectable_format:title",
        {},
        holds=("<<Ode to Joy>>\nO friends, no more of these sounds!", "# << My day >>\nIt was long."),
        fails=("<Ode to Joy>", "<<>>", "<<   >>", "<<...>>", "<<Ode\nto Joy>>", ">>Ode<<", "«Ode to Joy»"),
    ),
    Case(
        "combination:two_responses",
        {},
        holds=("Call me tomorrow.\n******\nPlease ring me up tomorrow.", "******One******Two******"),
        fails=(
            "One.\n***\nTwo.",
            "One.\n******\nOne.",
            "One.******Two.******Three.",
            "One.******",
            "One.************Two.",
        ),
    ),
    Case(
        "combination:repeat_prompt",
        {"prompt_to_repeat": "Name a colour."},
        holds=("Name a colour.\nBlue.", "name a colour. Green is one."),
        fails=(
            "Name a colour.",
            "Blue.",
            "Sure! Name a colour. Blue.",
            "Name a color. Blue.",
            "Name a colour. ...",
        ),
    ),
    Case(
        "startend:end_checker",
        {"end_phrase": "Any other questions?"},
        holds=("Blue is a colour. Any other questions?", '"Blue. any other questions?"\n'),
        fails=("Any other questions? No.", "Blue. Any questions?", "Blue. Any other questions"),
    ),
    Case(
        "startend:quotation",
        {},
        holds=('"All of it is a quotation."', "“All of it is a quotation.”", '"She said "hi" to me."\n'),
        fails=('""', '"', '"Only" the beginning', "'All of it.'", '"..."', "“Half of it."),
    ),
    Case(
        "change_case:capital_word_frequency",
        {"capital_frequency": 2, "capital_relation": "at least"},
        holds=("NASA and ESA went to Mars.", "I am FINE."),
        fails=("NASA went to Mars.", "Nasa and Esa.", "nASA iOS eBay", "2024 1999 !!!"),
    ),
    Case(
        "change_case:capital_word_frequency",
        {"capital_frequency": 2, "capital_relation": "less than"},
        holds=("NASA went to Mars.", "nothing loud here"),
        fails=("STOP SHOUTING", "NASA and ESA"),
    ),
    Case(
        "change_case:english_capital",
        {},
        holds=(
            "THE CAT SAT ON THE MAT AND LOOKED AT THE RAIN.",
            "GEORGE WASHINGTON WAS BORN IN VIRGINIA",
            "PLEASE CALL ME AT 5 TODAY; I WILL BE AT HOME.",
        ),
        fails=(
            "THE CAT SAT ON THE MAT and looked at the rain.",
            "LE CHAT DORT SUR LE CANAPÉ PENDANT QUE LA PLUIE TOMBE.",
            "12345",
        ),
    ),
    Case(
        "change_case:english_lowercase",
        {},
        holds=(
            "the cat sat on the mat and looked at the rain.",
            "please call me at 5 today; i will be home.",
        ),
        fails=(
            "The cat sat on the mat and looked at the rain.",
            "le chat dort sur le canapé pendant que la pluie tombe.",
            "ⓐ 12345",
        ),
    ),
    Case(
        "punctuation:no_comma",
        {},
        holds=("Red and green and blue.", "It's 1.5 metres; not more."),
        fails=("Red, green", "1,000 metres", "红色，绿色", "赤、緑", "أحمر، أخضر"),
    ),
)
