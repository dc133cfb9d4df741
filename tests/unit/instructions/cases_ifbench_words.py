"""IFBench: counts, shares, sentences and words."""

from __future__ import annotations

from tests.unit.instructions.case import Case

REFERENCE_TEXT = "The quick brown fox jumps over the lazy dog."
PALINDROMES = "Level radar civic madam refer kayak rotor tenet racecar noon deified"

IFBENCH_WORDS_CASES: tuple[Case, ...] = (
    Case(
        "count:word_count_range",
        {"min_words": 4, "max_words": 6},
        holds=("The cat sat down.", "The old grey cat sat down."),
        fails=("The cat sat.", "The old grey cat sat down slowly.", "The cat ____ ____"),
    ),
    Case(
        "count:unique_word_count",
        {"N": 4},
        holds=("Red, green, blue and yellow.", "One fish, two fish, red fish."),
        fails=(
            "Red, red, red, green, blue.",
            "red - green – blue —",
            "Red “red” red— (red) green",
            "the The THE them they",
        ),
    ),
    Case(
        "count:conjunctions",
        {"small_n": 3},
        holds=("Small but strong, and fast or slow.", "“And” so it began, yet it ended."),
        fails=("Bread and milk or tea.", "And this and that AND more.", "sandy, forty, butter, yeti"),
    ),
    Case(
        "count:person_names",
        {"N": 2},
        holds=("Emma met Liam.", "Grace's brother Owen sang."),
        fails=("Emma met Bob.", "Emma, Emma and Emma.", "emma met liam.", "Emmas and Liams"),
    ),
    Case(
        "count:numbers",
        {"N": 2},
        holds=("It takes 3-4 days.", "In 1999 I paid 1,234.50 for it.", "One is 1, two is 2."),
        fails=("It takes 3 days.", "1, 2 and 3", "three or four", "2024-01-05"),
    ),
    Case(
        "count:words_japanese",
        {"N": 3},
        holds=("I like 寿司 very much です indeed.", "one two 三 four five 六"),
        fails=(
            "I like sushi very much.",
            "one 二 three 四 five 六",
            "one two 3 four five 六",
            "Too short.",
            "one two - three four 五",
        ),
    ),
    Case(
        "count:pronouns",
        {"N": 3},
        holds=("She gave him her book.", "Everyone knows that this is so.", "I am he/him."),
        fails=("She sings.", "The bird sings.", "hers"),
    ),
    Case(
        "count:keywords_multiple",
        {"keyword1": "ant", "keyword2": "bee", "keyword3": "cat", "keyword4": "dog", "keyword5": "elk"},
        holds=(
            "ant bee bee cat cat cat dog dog dog dog dog elk elk elk elk elk elk elk",
            "An ant and a giant. Bee, bee! Cat, cat, cat. Dog dog dog dog dog. Elk elk elk elk elk elk elk?",
        ),
        fails=(
            "ant bee cat dog elk",
            "ant ant bee bee cat cat cat dog dog dog dog dog elk elk elk elk elk elk elk",
            "antbeebee catcatcat",
        ),
    ),
    Case(
        "count:punctuation",
        {},
        holds=(
            "Really?! Yes: red, green; blue! Why? Because.",
            "So, it ends; or not: who knows‽ Stop! Why? Ok.",
        ),
        fails=("Yes: red, green; blue! Why? Because.", "Really?! Yes: red, green; blue.", "Really?!"),
    ),
    Case(
        "ratio:stop_words",
        {"percentage": 40},
        holds=("Bright stars shine over the sea.", "Birds sing."),
        fails=("It is what it is.", "the ____ ____ ____", "... !!!"),
    ),
    Case(
        "ratio:overlap",
        {"reference_text": REFERENCE_TEXT, "percentage": 100},
        holds=(REFERENCE_TEXT, "The quick brown fox jumps", "quick  brown  fox"),
        fails=(
            "The slow brown fox walks over the dog.",
            "quick fox dog",
            "The quick",
            "brown quick The dog lazy",
        ),
    ),
    Case(
        "ratio:sentence_type",
        {},
        holds=("I sing. You dance. Who plays?", 'She said "Go." He left. Why?'),
        fails=("I sing. Who plays?", "Hello!", "Who? What?", "I sing. You dance. He plays."),
    ),
    Case(
        "ratio:sentence_balance",
        {},
        holds=("I sing. Who plays? Stop!", "(I sing.) “Who plays?” Stop!"),
        fails=("I sing. Who plays?", "Hello", "I sing. You sing. Who? Stop!"),
    ),
    Case(
        "ratio:sentence_words",
        {},
        holds=("Go now. Do ask. Eat up!", "Birds sing. Dogs growl. Cats sleep!"),
        fails=(
            "Go now. Go now. Go now.",
            "Go now. Do ask.",
            "Go now. Ask them. Eat up!",
            "..... ..... .....",
        ),
    ),
    Case(
        "sentence:keyword",
        {"word": "rain", "N": 2},
        holds=("The sun set. Then rain came.", "Dark. “Rain,” she said. We ran."),
        fails=("Rain came. Then the sun.", "The sun set. The train came.", "Rain."),
    ),
    Case(
        "sentence:increment",
        {"small_n": 2},
        holds=("Birds sing. Birds sing and fly. Birds sing and fly and nest.", "Go. Go — right now."),
        fails=("Birds sing. Birds sing loudly.", "Only one sentence here.", "Birds sing. Birds – sing –."),
    ),
    Case(
        "sentence:alliteration_increment",
        {},
        holds=("Cats sleep. Big bears eat. Tiny tired toads try.", "We go. “Silly Sally” ran."),
        fails=("Big bears. Tall trees.", "Hello there.", "Big bears bathe. Tall trees and cold caves."),
    ),
    Case(
        "words:repeats",
        {"small_n": 2},
        holds=("The cat and the dog.", "Red — green — blue — red.", "Row, row!"),
        fails=("The cat, the dog, the bird.", "Row row ROW", "row “row” row— (row)"),
    ),
    Case(
        "words:keywords_specific_position",
        {"keyword": "dogs", "n": 2, "m": 4},
        holds=("We talk. I don't like dogs.", "Now. Well, some big Dogs bark."),
        fails=("We talk. I like dogs.", "I really like dogs.", "One. I do like cats. I do like dogs."),
    ),
    Case(
        "words:words_position",
        {"keyword": "dog"},
        holds=("A dog is a dog indeed.", "My DOG, your dog too"),
        fails=("A dog is a cat indeed.", "dog cat dog", "A dog is a dog."),
    ),
    Case(
        "words:alphabet",
        {},
        holds=("A big cat dreams.", "Yellow zebras are beautiful.", "Apples — bananas, “cherries”"),
        fails=("A cat dreams.", "Apple", "Zebras bark.", "1 apple", "Ants ants bees"),
    ),
    Case(
        "words:vowel",
        {},
        holds=("Anna eats figs and red ham in May.", "A bad cat sat."),
        fails=("Our cousins love to eat and drink in June.", "a e\ni", "áéíó", "...\n..."),
    ),
    Case(
        "words:consonants",
        {},
        holds=("Plants grow fast – stems first.", "Strong winds blast thick branches."),
        fails=("The plants are green.", "I—eat—a—plant", "123", "A storm"),
    ),
    Case(
        "words:palindrome",
        {},
        holds=(
            f"{PALINDROMES}.",
            "A level; a RADAR, civic: madam! refer kayak rotor tenet racecar deified stats",
        ),
        fails=(
            "level " * 10,
            " ".join(letter * 5 for letter in "abcdefghij"),
            "level radar civic madam refer",
            "12321 " * 10,
        ),
    ),
    Case(
        "words:prime_lengths",
        {},
        holds=("We saw seven red and big trees", "It — is “quiet”"),
        fails=("A big dog", "Four dogs sang", "...", "We saw a bird"),
    ),
    Case(
        "words:start_verb",
        {},
        holds=("Build resilient relationships by listening.", "Go home now.", "**Write** it down."),
        fails=("The house is old.", "...", "Beautiful flowers grow.", "She runs."),
    ),
    Case(
        "words:odd_even_syllables",
        {},
        holds=("The water is open.", "Water — is"),
        fails=("The big dog", "Hello", "water open"),
    ),
    Case(
        "words:last_first",
        {},
        holds=("I saw a dog. Dog days came. Came and went.", "“I see a dog.” Dog days came."),
        fails=("I saw a dog. Cats came.", "Only this.", "I saw a dog. ! Dog", "Go. Go. Go."),
    ),
    Case(
        "words:paragraph_last_first",
        {},
        holds=("Rain, rain and more rain.\n\nSun is what we call the sun!", "Time after time"),
        fails=("Rain falls.", "Hello", "Rain and rain\nSun and moon"),
    ),
    Case(
        "words:no_consecutive",
        {},
        holds=("The cat sat down.", "We all love music."),
        fails=("Big bears eat.", "big — bear", "The “three” cats", "an apple"),
    ),
)
