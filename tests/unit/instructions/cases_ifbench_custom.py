"""IFBench: single tasks."""

from __future__ import annotations

from tests.unit.instructions.case import Case
from verifiers.instructions.text.lexicon import EUROPEAN_CAPITALS

COUNTRIES = """
Zimbabwe, Zambia, Uganda, Tunisia, Togo, Tanzania, Sudan, South Sudan, South Africa, Somalia, Sierra Leone,
Seychelles, Senegal, São Tomé and Príncipe, Rwanda, Republic of the Congo, Nigeria, Niger, Namibia,
Mozambique, Morocco, Mauritius, Mauritania, Mali, Malawi, Madagascar, Libya, Liberia, Lesotho, Kenya,
Ivory Coast, Guinea-Bissau, Guinea, Ghana, Gambia, Gabon, Ethiopia, Eswatini, Eritrea, Equatorial Guinea,
Egypt, Djibouti,
Democratic Republic of the Congo, Comoros, Chad, Central African Republic, Cameroon, Cabo Verde, Burundi,
Burkina Faso, Botswana, Benin, Angola, Algeria
"""
LISTED = [" ".join(name.split()) for name in COUNTRIES.split(",")]
ALPHABET = (
    "Anna woke early. Birds sang outside. Coffee was ready. Dogs barked at the post. Everyone slept on. "
    "Fog hid the lake. Geese flew past. Her boat lay still. It rocked a bit. Jack came along. Kind as ever "
    "he was. Late spring had come. Mist rose slowly. Nobody spoke. Oars dipped in. Pike swam below. Quiet "
    "lay over all. Reeds bent low. Sun broke through. Trout leapt up. Under the bridge they went. Voices "
    "called them. "
    "Water dripped down. Xavier waved. Yellow flags flew. Zest filled them all."
)


def questions(*stems: str, options: str = "ABCDE") -> str:
    choices = "\n".join(f"{letter}) Artist {letter}" for letter in options)
    return "\n\n".join(f"Question {number}: {stem}\n{choices}" for number, stem in enumerate(stems, 1))


STEMS = (
    "Who painted Guernica?",
    "Who founded the Bauhaus in 1919?",
    "Which of these painters was a surrealist?",
    "Which of these artists is known for soup cans and silk screens?",
)
CITY_ROWS = [f"{n},France,Paris,20{n}0,{n}00" for n in range(1, 8)]
CITIES = "\n".join(["ID,Country,City,Year,Count", *CITY_ROWS])
PRODUCT_ROWS = [f"{n},Tools,Acme,{n}9,{n}" for n in range(1, 14)]
PRODUCTS = "\n".join(["ProductID,Category,Brand,Price,Stock", *PRODUCT_ROWS, '14,Tools,"Nuts & Bolts",5,1'])
STUDENTS = "\n".join(
    "\t".join(f'"{field}"' for field in row)
    for row in (
        ("StudentID", "Subject", "Grade", "Semester", "Score"),
        ("1", "Art", "A", "Fall", "95"),
        ("2", "Music", "B", "Fall", "85"),
        ("3", "Maths", "A", "Spring", "91"),
    )
)

IFBENCH_CUSTOM_CASES: tuple[Case, ...] = (
    Case(
        "custom:multiples",
        {},
        holds=("14, 21, 28, 35, 42, 49", "14\n21\n28\n35\n42\n49"),
        fails=("7, 14, 21, 28, 35, 42, 49", "10, 11, 12, 13, 14", "14 21 28 35 42", "49 42 35 28 21 14"),
    ),
    Case(
        "custom:mcq_count_length",
        {},
        holds=(questions(*STEMS), questions(*STEMS).replace(")", ".")),
        fails=(
            questions(*STEMS[:3]),
            questions(*reversed(STEMS)),
            questions(*STEMS, options="ABCD"),
            questions(*STEMS, options="AAAAA"),
            questions("", *STEMS[1:]),
            "Here you are:\n" + questions(*STEMS),
        ),
    ),
    Case(
        "custom:reverse_newline",
        {},
        holds=("\n".join(LISTED), "\n".join(f"{n}. {name}" for n, name in enumerate(LISTED, 1))),
        fails=(
            "\n".join(sorted(LISTED)),
            ", ".join(LISTED),
            "\n".join(LISTED[:20]),
            "\n".join(["Zimbabwe", *["Zambia"] * 52]),
        ),
    ),
    Case(
        "custom:word_reverse",
        {},
        holds=(
            "Eagle bald the is US the of symbol national The",
            "States United the of symbol the is eagle bald the.",
        ),
        fails=(
            "The national symbol of the US is the bald eagle.",
            "Eagle bald.",
            "The bald eagle bald is it.",
            "Falcon grey the is US the of symbol national The",
        ),
    ),
    Case(
        "custom:character_reverse",
        {},
        holds=(".elgae dlab eht si SU eht fo lobmys lanoitan ehT", "elgae dlab eht si ti"),
        fails=(
            "The bald eagle is the symbol.",
            "elgae dlab",
            "The national symbol is the elgae dlab.",
            ".noclaf yerg eht si SU eht fo lobmys lanoitan ehT",
        ),
    ),
    Case(
        "custom:sentence_alphabet",
        {},
        holds=(ALPHABET, ALPHABET.replace("Nobody spoke.", "“Nobody spoke.”")),
        fails=(
            ALPHABET.replace(" Xavier waved.", ""),
            ALPHABET.replace("Birds sang", "Larks sang"),
            "A. B. C. D.",
            " ".join(f"{letter}bc." for letter in "ABCDEFGHIJKLMNOPQRSTUVWXYZ"),
        ),
    ),
    Case(
        "custom:european_capitals_sort",
        {},
        holds=(
            ", ".join(EUROPEAN_CAPITALS),
            ", ".join(EUROPEAN_CAPITALS).replace("Prague", "Kyiv, Prague").replace("Chisinau", "Chișinău")
            + ".",
        ),
        fails=(
            ", ".join(sorted(EUROPEAN_CAPITALS)),
            ", ".join(EUROPEAN_CAPITALS[:20]),
            "\n".join(EUROPEAN_CAPITALS),
            ", ".join(EUROPEAN_CAPITALS).replace("Oslo", "Oslo (Norway)"),
        ),
    ),
    Case(
        "custom:csv_city",
        {},
        holds=(CITIES, f"```csv\n{CITIES}\n```\n"),
        fails=(
            CITIES.rpartition("\n")[0],
            CITIES.replace("Count", "Amount"),
            CITIES.replace(",", ";"),
            "\n".join(["ID,Country,City,Year,Count", *[",,,,"] * 7]),
            "Here it is:\n" + CITIES,
        ),
    ),
    Case(
        "custom:csv_special_character",
        {},
        holds=(PRODUCTS, f"```\n{PRODUCTS}\n```"),
        fails=(
            PRODUCTS.replace('"Nuts & Bolts"', "Nuts & Bolts"),
            PRODUCTS.replace('"Nuts & Bolts"', '"Nuts"'),
            PRODUCTS.replace('Tools,"Nuts & Bolts",5', '"Tools",Nuts,"5"'),
            PRODUCTS.replace("13,Tools,Acme,139,13", "13,Tools"),
            PRODUCTS.rpartition("\n")[0],
        ),
    ),
    Case(
        "custom:csv_quotes",
        {},
        holds=(STUDENTS, f"```\n{STUDENTS}\n```"),
        fails=(
            STUDENTS.replace('"', ""),
            STUDENTS.replace("\t", ","),
            STUDENTS.replace('"Art"', "Art"),
            STUDENTS.rpartition("\n")[0],
        ),
    ),
    Case(
        "custom:date_format_list",
        {},
        holds=("1796-04-12, 1800-06-14, 1805-12-02", "1815-06-18"),
        fails=(
            "12-04-1796, 14-06-1800",
            "1800-00-00, 1801-02-29",
            "1796-04-12; 1800-06-14",
            "They were: 1796-04-12",
            "1914-07-28",
        ),
    ),
)
