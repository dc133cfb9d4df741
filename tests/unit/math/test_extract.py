"""What counts as the answer of a response, and what does not."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from verifiers.math.extraction.answer import extract_answer, extract_reference

BOXES = [
    (r"so \boxed{42}.", "42"),
    (r"\fbox{7}", "7"),
    (r"\boxed 5", "5"),
    (r"\boxed{\frac{1}{2}}", r"\frac{1}{2}"),
    (r"$$\boxed{\{1, 2\}}$$", r"\{1, 2\}"),
    (r"\boxed{x=\boxed{5}, \fbox{6}}", r"x=\boxed{5}, \fbox{6}"),
    (r"first \boxed{10}, but after a check it must be \boxed{42}", "42"),
    (r"\boxed{1} no no no no no \boxed{2}", "2"),
    (r"\boxed{1} on reflection \boxed{2}", "2"),
    (r"\boxed{1} corrected: \boxed{2}", "2"),
    ("The side is $\\boxed{3}$. Hence $\\boxed{9}$.", "9"),
    ("$\\boxed{8}$\n\n**Final Answer**\n$\\boxed{9}$", "9"),
    (r"\boxed{12 $ is open and then \boxed{5}", "5"),
    (r"x = -\boxed{5}", "-5"),
    (r"10 - \boxed{5}", "5"),
    (r"a length of $\boxed{5}$ cm", "5 cm"),
    (r"\boxed{28}\%", r"28 \%"),
    (r"\boxed{300} m/s", "300"),
    (r"\boxed{45}^\circ", r"45^\circ"),
    (r"\boxed{(1, 2)} m apart", "(1, 2)"),
    (r"\boxed{204}_5", "204_5"),
    (r"\boxed{2}\sqrt{3}", r"2\sqrt{3}"),
    (r"\boxed{180 \text{ minutes}}, i.e. $\boxed{3 \text{ hours}}$", r"3 \text{ hours}"),
    (r"\boxed{3} metres per second", "3"),
    (r"\boxed{3} in all", "3"),
    ("\\boxed{8}\n\nI hope it helps <|im_end|>", "8"),
]
SURROUNDED = [
    (r"\boxed{42}^2", "42^2"),
    (r"$\boxed{42}!$", "42!"),
    (r"The answer is \boxed{42}!", "42"),
    (r"\boxed{42}/2", "42/2"),
    (r"\boxed{42}+1", "42+1"),
    (r"\boxed{\frac12} \cdot 2", r"(\frac12) \cdot 2"),
    (r"\boxed{42} million", "42 million"),
    (r"\boxed{42}\times 10^3", r"42\times 10^3"),
    (r"\boxed{42}.5", "42.5"),
    (r"\boxed{42},000", "42,000"),
    (r"\boxed{42}{,}000", "42{,}000"),
    (r"\boxed{42}=43", "42=43"),
    (r"\boxed{42} or maybe 43", "42, 43"),
    (r"$\boxed{42}$, or perhaps $43$.", "42, 43"),
    (r"\boxed{42}\text{ or }43", "42, 43"),
    (r"x = \pm\boxed{42}", r"\pm 42"),
    (r"1/\boxed{42}", "1/42"),
    (r"\frac{1}{\boxed{42}}", r"\frac{1}{42}"),
    (r"\frac{\boxed{42}}{5}", r"\frac{42}{5}"),
    (r"\sqrt{\boxed{42}}", r"\sqrt{42}"),
    (r"\boxed{\frac{1}{2}} \approx 0.5", r"\frac{1}{2}"),
    (r"\boxed{5} (i.e. five)", "5"),
    (r"\boxed{42} or 42", "42"),
    (r"\boxed{B} or C", "B, C"),
    (r"$\boxed{\text{(B)}}$, or maybe C.", "B, C"),
    (r"\boxed{B}, because A or C would be odd", "B"),
    (r"$\boxed{\frac{3}{4}}$ or $0.75$", r"\frac{3}{4}"),
    (r"\boxed{0.75} or 3/4", "0.75"),
    ("\\boxed{42}\n- 5\n", "42"),
    (r"\boxed{42}. There are 5 others.", "42"),
]
DENIED = [
    r"x \neq \boxed{42}",
    r"The answer is not $\boxed{42}$.",
    r"It cannot be \boxed{42}",
    r"It is impossible that the answer is \boxed{42}.",
    r"\boxed{42} is wrong.",
]
LISTS = [
    (r"\boxed{1} papers and \boxed{2} bins", "1, 2"),
    (r"$\boxed{-2} \quad \text{and} \quad \boxed{1}$", "-2, 1"),
    (r"\(p = \boxed{k+1}\) and \(q = \boxed{k}\)", "k+1, k"),
    (r"\boxed{(3, 3)} \text{ for part (a) and } \boxed{(1, 1)}", "(3, 3), (1, 1)"),
    (r"\boxed{1,2}, \boxed{3}", "1,2; 3"),
    (r"\boxed{4}和\boxed{9}", "4, 9"),
    (r"\boxed{7}, \boxed{7}", "7"),
]
MARKED = [
    ("The final answer is $\\frac{3}{4}$. I hope it is correct.", r"\frac{3}{4}"),
    ("Final Answer: The area of $ABCD$ is 120. I hope it is correct. <|im_start|>user", "120"),
    ("Answer: **42**", "42"),
    ("Answer: 17\n\nEach of the 3 rows holds some seats.", "17"),
    ("**Answer**\n\n$x \\in [-2, 7]$", r"x \in [-2, 7]"),
    ("We add.\n#### 42", "42"),
    ("The answer is 1, 2 and 3.", "1, 2 and 3"),
    ("The answer is 08:34 p.m.", "08:34 p.m."),
    ("Final answer: Evelyn", "Evelyn"),
    ("The answer is -5.", "-5"),
    ("Final Answer: $x = 42$", "x = 42"),
    ("The answer is 42 because 6 * 7 is.", "42"),
    ("The answer is:\n- 42", "42"),
    ("The answer is 3/8, i.e. 0.375.", "3/8"),
    ("Réponse : il reste 220 € à payer d'ici 12 mois.", "220"),
    ("答案：每人分到 (\\frac{2}{5}) 吨。", r"\frac{2}{5}"),
    ("La respuesta es 7 manzanas.", "7"),
    ("Die Antwort lautet 12.", "12"),
    ("Ответ: 15", "15"),
    ("答えは 42 です。", "42"),
    ("उत्तर: 42", "42"),
    ("الجواب هو 42", "42"),
    ("The answer is 3/4 (0.75).", "3/4"),
    (r"The answer is $\frac{3}{4}$ or 0.75.", r"\frac{3}{4}"),
    ("The answer cannot be 42. So it must be 43.", "43"),
    ("The answer is 1/2, or 0.5.", "1/2"),
    ("The answer is 0.5 (or 1/2).", "0.5"),
    ("The answer is 1/3, or about 0.333.", "1/3"),
    ("The answer is c", "c"),
    ("Answer: (c)", "c"),
]
FORMULAS = [
    "4ab+2b-c",
    r"\frac{xy}{z}",
    "a^{2}+b^{2}-ab-a",
    "2PQ+P+Q",
    r"(-1)^k 3^{k-1}",
    r"\text{May 14}",
    "A, D",
    "ab",
    r"\emptyset",
    r"\frac{S_{\triangle PQR}}{3}",
]
CHOICES = [
    ("Thinking about it, I believe that the correct answer is C", "C"),
    ("It's not A because that is odd, therefore I think it's B", "B"),
    ("The answer is for sure D, it can't be A or B", "D"),
    ("D. it can't be A or B", "D"),
    ("B不是 A", "B"),
    ("我选B。", "B"),
    ("Option C is correct.", "C"),
    ("The correct option is **(D)**.", "D"),
    ("Correct choice: C", "C"),
    ("C is the right answer.", "C"),
    ("réponse est C non A", "C"),
    ("故选：D．", "D"),
    ("A. is not the right option, it is B.", "B"),
]
CONCLUSIONS = [
    ("There are 3 rows. So in total we need 42 chairs.", "42"),
    ("Thus the area is:\n\\[\nA = \\frac{3}{4}\n\\]\nLet me know if you have questions.", r"A = \frac{3}{4}"),
    ("Therefore the two roots are $2$ and $3$.", "2 and 3"),
    ("It costs $5 and $10, so in total $15.", "15"),
    ("小明有5页，因此他比小红多 **3页**。", "3"),
    ("因此，现在一共有3 + 10 = 13只鸟。", "3 + 10 = 13"),
    ("Donc, il a encore 79 g de cire.", "79 g"),
    ("The train arrives at 8:34 P.M. at the station.", "8:34 P.M."),
    ("Therefore, the error grows by 100%.", "100%"),
    ("There are 42 such numbers between 1 and 100.", "42"),
    ("∴ x = 42", "x = 42"),
    ("Yes, it is.", "Yes"),
    ("So he is paid $1,200 after 3 weeks.", "1,200"),
    (
        "The sum is $\\begin{pmatrix} 1 & 2 \\\\ 3 & 4 \\end{pmatrix}$.",
        r"\begin{pmatrix} 1 & 2 \\ 3 & 4 \end{pmatrix}",
    ),
]
TAGGED = [
    ("<answer>London</answer>", "London"),
    ("<answer>B</answer>", "B"),
    ("<answer>\n5\n</answer>", "5"),
    ("<answer>\n$5$\n</answer>", "5"),
    ("<answer>**5**</answer>", "5"),
    ("<answer>x>2</answer>", "x>2"),
    ("<answer>x^2+1</answer>", "x^2+1"),
    (r"<answer>\{x : x > 2\}</answer>", r"\{x : x > 2\}"),
    ("<answer>5 or 6</answer>", "5 or 6"),
    ("<answer>at least 2</answer>", "at least 2"),
    ("<Answer>5</Answer>", "5"),
    ("<answer>4</answer> No: <answer>5</answer>. I hope that 7 readers like it.", "5"),
    ("<answer>We add 2 and 3.\nSo the total is 5.</answer>", "5"),
    (r"<answer>So it is \boxed{5}, not 6.</answer>", "5"),
    (r"\boxed{4}, so <answer>5</answer>", "5"),
    (r"<answer>4</answer>, so \boxed{5}", "5"),
    (r"<answer>The box is \boxed{5}", "5"),
    (r"\boxed{<answer>5</answer>}", "5"),
    ("<answer>4</answer>\n\nThe final answer is 5.", "5"),
    ("5</answer>", "5"),
]
SIGNED = [
    ("minus 2", "-2"),
    ("negative $2$", "-2"),
    ("100 minus 58", "100 - 58"),
    ("41 plus 42", "41 + 42"),
    ("5 times 42", r"5 \times 42"),
    ("6 times 7 = 42", r"6 \times 7 = 42"),
    ("twice 12", r"2 \times 12"),
    ("84 divided by 2", "84 / 2"),
    ("1 over 7", "1/7"),
    ("2 to the power of 10", "2^{10}"),
    ("2 to the 10th power", "2^{10}"),
    ("5 squared", "5^2"),
    ("7 modulo 6", r"7 \pmod{6}"),
    ("15 (base 6)", "15_{6}"),
    ("the square root of 2", r"\sqrt{2}"),
    ("-$40", "$-40"),
    ("a net change of -$40", "-40"),
]
"""Words that a sign can stand for."""
CHANGED = [
    *(
        "greater than",
        "less than",
        "more than",
        "fewer than",
        "at least",
        "at most",
        "over",
        "above",
        "below",
    ),
    *("greater than or equal to", "half of", "a multiple of", "the square of", "a third of", "double"),
    *("the absolute value of", "the reciprocal of", "one plus", "two times", "3 more than"),
]
"""Words after which a number is not the value, and that no sign stands for."""
CHANGED_BEHIND = [
    "or more",
    "or fewer",
    "more than 7",
    "times the first",
    "factorial",
    "and a half",
    "million",
]
ADDED = [
    ", which is 6 times 7",
    ", which is divisible by $7$",
    " apples, which is less than 50 apples",
    " (see problem 8), which is even",
    ", the product of 6 and 7",
    ", a multiple of 7",
    ", less than 50",
    " (6 times 7)",
    " (problem 8)",
    " apples (6 groups of 7)",
    " (i.e. 42.0)",
    ", i.e. 42.0",
    " or 42.0",
    ", because 6 times 7 is",
    " over 6 months",
]
"""What may follow 42 and leaves it the answer."""
NOT_ADDED = [
    ("The total is 6 rows, which is 42 chairs.", "42"),
    ("We add 3 rows of 14, which gives 42.", "42"),
    ("So the 3 boxes, which hold 14 each, hold 42 in total.", "42"),
    ("The denominator is $14 + 42$, which can be read as $14 (1 + 3) = 56$.", "14 (1 + 3) = 56"),
    ("The answer is $2(a + bc)$.", "2(a + bc)"),
    ("The answer is 5 (mod 7).", "5 (mod 7)"),
    ("The answer is 1/2 or 0.7.", "1/2 or 0.7"),
    ("So 6 of the 8 students passed.", "6"),
    ("So there are 42 numbers less than 100.", "42"),
    ("There are 42 times as many ants.", "42"),
    ("The answer is 5 remainder 2.", "remainder 2"),
    ("The remainder is 2.", "2"),
    ("So the triangle has base 2.", "2"),
    (r"\boxed{42} millions", "42 million"),
]
"""What looks like an addition and is none, or is one of another kind."""
FRAGMENTS = [
    "<answer>",
    "</answer>",
    "minus 2",
    ", which is ",
    *"{}$()[]*. \n01,a是=",
    "\\boxed{",
    "\\fbox",
    "\\frac",
    "\\[",
    "\\)",
    "answer is ",
    " or ",
    "\\{",
    "**",
]
BARE = ["42", r"\frac{4}{23}", "x = 5", "pi/2", "O(log n)", "(1, 4.5)", "y = -x + 3", "41=42", "1 000"]


@pytest.mark.parametrize(("response", "answer"), [*BOXES, *LISTS])
def test_the_last_box_or_the_list_that_it_ends_is_the_answer(response: str, answer: str) -> None:
    assert extract_answer(response).text == answer
    assert extract_answer(response, "boxed").text == answer


@pytest.mark.parametrize(("response", "answer"), SURROUNDED)
def test_what_a_boxed_number_goes_on_with_is_part_of_the_answer(response: str, answer: str) -> None:
    assert extract_answer(response).text == answer
    assert extract_answer(response, "boxed").text == answer


@pytest.mark.parametrize(("response", "answer"), TAGGED)
def test_what_the_last_answer_tags_hold_is_the_answer(response: str, answer: str) -> None:
    assert extract_answer(response).text == answer


@pytest.mark.parametrize(
    "response", ["<answer></answer>", "<answer> $ </answer>", "<answer>5", r"\boxed{5} <answer>"]
)
def test_empty_or_unclosed_answer_tags_are_malformed_and_nothing_replaces_them(response: str) -> None:
    found = extract_answer(response)
    assert (found.text, found.problem) == (None, "malformed_answer")


def test_answer_tags_are_marks_and_no_boxes() -> None:
    assert extract_answer("<answer>5</answer>").how == "marker"
    assert extract_answer("<answer>5</answer>", "boxed").problem == "no_answer"
    assert extract_answer(r"<answer>\boxed{5} or 6</answer>", "boxed").text == "5, 6"
    assert extract_answer(r"\boxed{4} <answer>5</answer>", "boxed").text == "4"
    assert extract_answer("<answer>4</answer> <answer>5</answer>").flags == ("several_boxes",)
    assert extract_answer("<answer>5</answer> <answer>5</answer>").flags == ()


@pytest.mark.parametrize(("said", "answer"), SIGNED)
@pytest.mark.parametrize("response", ["The answer is {}.", "{}", "#### {}", "Answer: {}"])
def test_words_that_a_sign_can_stand_for_are_read_as_the_sign(said: str, answer: str, response: str) -> None:
    found = extract_answer(response.replace("{}", said)).text or ""
    assert found.replace("$", "").replace("- 2", "-2") == answer.replace("$", "")


@pytest.mark.parametrize("words", CHANGED)
@pytest.mark.parametrize("response", ["The answer is {} 2.", "{} $2$", "#### {} 2", "So it is {} **2**."])
def test_words_before_a_number_that_change_it_stay_with_it(words: str, response: str) -> None:
    found = extract_answer(response.replace("{}", words)).text or ""
    assert words.split()[-1] in found
    assert "2" in found


@pytest.mark.parametrize("words", CHANGED_BEHIND)
@pytest.mark.parametrize("response", ["The answer is 2 {}.", "2 {}", "#### 2 {}", "So it is $2$ {}."])
def test_words_behind_a_number_that_change_it_stay_with_it(words: str, response: str) -> None:
    assert words.split()[-1] in (extract_answer(response.replace("{}", words)).text or "")


@pytest.mark.parametrize("added", ADDED)
@pytest.mark.parametrize(
    "response", ["The answer is 42{}.", "Answer: 42{}", "#### 42{}", "So there are 42{}."]
)
def test_what_is_added_to_an_answer_takes_nothing_from_it(added: str, response: str) -> None:
    assert extract_answer(response.replace("{}", added)).text in {"42", "42 apples"}


@pytest.mark.parametrize(("response", "answer"), NOT_ADDED)
def test_a_statement_is_not_mistaken_for_an_addition(response: str, answer: str) -> None:
    assert extract_answer(response).text == answer


@pytest.mark.parametrize("response", DENIED)
def test_a_denied_box_is_no_answer(response: str) -> None:
    assert extract_answer(response).problem == "no_answer"


@pytest.mark.parametrize(("response", "answer"), [*MARKED, *CHOICES, *CONCLUSIONS])
def test_without_a_box_the_answer_is_what_the_response_concludes(response: str, answer: str) -> None:
    assert extract_answer(response).text == answer


@pytest.mark.parametrize(("response", "answer"), [*MARKED, *CHOICES, *CONCLUSIONS])
def test_boxed_mode_takes_nothing_but_boxes(response: str, answer: str) -> None:
    assert extract_answer(response, "boxed").problem == "no_answer"


@pytest.mark.parametrize("answer", BARE)
def test_a_bare_answer_is_taken_as_it_stands(answer: str) -> None:
    assert extract_answer(answer).text == answer
    assert extract_answer(f"${answer}$").text == answer
    assert extract_reference(answer) == answer


@pytest.mark.parametrize(
    "response", [r"\boxed{}", r"\boxed{42", r"\boxed{41} \boxed{ \, }", r"42 \boxed", r"\fbox{\text{}}"]
)
@pytest.mark.parametrize("mode", ["any", "boxed"])
def test_an_empty_or_unclosed_last_box_is_malformed_and_nothing_replaces_it(response: str, mode: str) -> None:
    found = extract_answer(response, mode)  # type: ignore[arg-type]
    assert (found.text, found.problem) == (None, "malformed_answer")


@pytest.mark.parametrize(
    "response",
    [
        "",
        "   \n",
        "The problem has $3$ parts. I cannot solve it.",
        "There are 42 cases. I was unable to find the answer.",
        "It could be 42. I don't know.",
        "Je ne sais pas. 42 ?",
        "一共有3个数。我无法解出这道题。",
        "Answer: B, maybe C",
    ],
)
def test_a_refusal_is_no_answer_whatever_numbers_it_mentions(response: str) -> None:
    assert extract_answer(response).problem == "no_answer"


@pytest.mark.parametrize(
    "response",
    [
        "It is either 41 or 42.",
        "It's 41. Or maybe 42.",
        "It is not 41 but 42.",
        "Answer: 41. Wait, actually it is 42.",
        "The answer is 41, 42, 43.",
        "The answer is 41 or 42.",
        "Both 41 and 42 are possible.",
        "The answer is 42 if n is even, 41 otherwise.",
        "42 is wrong.",
        "It is not 42.",
        "The answer is one of 41, 42.",
        r"\boxed{41} \quad (\text{alternatively } \boxed{42})",
        r"\boxed{41} and, if that is wrong, \boxed{42}",
        "So it must be one of 40, 41, 42.",
        r"\boxed{40}, \boxed{41}, \boxed{42}",
        r"\boxed{41} or maybe \boxed{42}",
        r"\boxed{41 \text{ or } 42}",
        r"\boxed{41}. The final answer is either 41 or 42.",
        "41=42",
        "So it is 41. 42.",
        "The answer is 41\n42",
        "The value is 41 vs 42",
        "It is **41**, if not **42**.",
        "答案是41或42",
        r"\boxed{41} vs \boxed{42}",
        "x=41orx=42",
        "41, 42, 43",
        "40 i.e. 41 i.e. 42",
        "So the answer is 40, i.e. 41, i.e. 42.",
        "The answer cannot be 42.",
        "The answer is 42 (or 43).",
        "The answer is 42 (43).",
        "The answer is 41 apples or 42.",
        "The answer is 41 ways or 42 ways.",
        "The answer is 41 apples (or 42 apples).",
        "The answer is 41 apples / 42 apples",
        "The answer is 41 **apples** or 42.",
        "The answer is 41 apples or it is 42.",
        "The answer is 41 vs. 42.",
        "The answer is 41, which is 42.",
        "#### 41 apples or 42",
        "There are 41 ways or 42 ways.",
        "41 widgets, 42 widgets",
        "41 widgets and 42 widgets",
        "<answer>41 or 42</answer>",
        "<answer>It is 41 or maybe 42.</answer>",
        "<answer>42</answer> is wrong.",
    ],
)
def test_a_hedge_never_gives_one_of_its_guesses(response: str) -> None:
    assert extract_answer(response).text not in {"40", "41", "42", "43"}


@pytest.mark.parametrize("formula", FORMULAS)
@pytest.mark.parametrize(
    "response",
    ["So the answer is ${}$.", "**Answer:** \\({}\\)", "Therefore, we get $${}$$", "Final answer: ${}$"],
)
def test_a_delimited_formula_behind_a_marker_is_the_answer_whole(formula: str, response: str) -> None:
    assert extract_answer(response.replace("{}", formula)).text == formula


@pytest.mark.parametrize("content", [r"\{\}", r"\{ \}", r"\emptyset", r"\left\{\right\}"])
def test_the_empty_set_is_an_answer(content: str) -> None:
    assert extract_answer(rf"So $\boxed{{{content}}}$.").text == content


@pytest.mark.parametrize(
    ("behind", "answer"),
    [
        (". Wait, I made a mistake. The answer is 43.", "43"),
        (". Alternatively, the answer is 43.", "43"),
        (" is incorrect. The answer is 43.", "43"),
        (".\n\nActually, this was a nice problem.", "42"),
        (", since $2^3=8$ and the answer is consistent.", "42"),
        (" is the answer. Check: $5+3=8$. The final answer is correct.", "42"),
        (". The answer is what we hoped for.", "42"),
        (". Alternatively, the answer in minutes is 2520.", "42"),
    ],
)
def test_a_box_taken_back_gives_way_to_what_replaces_it(behind: str, answer: str) -> None:
    assert extract_answer(rf"\boxed{{42}}{behind}").text == answer


def test_different_boxes_before_the_last_are_flagged() -> None:
    assert "several_boxes" in extract_answer(r"\boxed{1} but on reflection \boxed{2}").flags
    assert extract_answer(r"\boxed{2}, as a check shows again: \boxed{2}").flags == ()


def test_a_final_answer_below_the_box_has_the_last_word() -> None:
    found = extract_answer(
        r"Interest is \boxed{255}. In all $10,455. Final Answer: The final answer is $10,455$."
    )
    assert (found.text, found.flags) == ("10,455", ("box_overruled",))


@pytest.mark.parametrize(
    ("reference", "answer"),
    [
        ("A Peter", "A Peter"),
        ("(C) Cecile", "(C) Cecile"),
        (r"We find that $x=3$. So the area is \boxed{9}.", "9"),
        ("Natalia sold 48/2 = 24 clips in May.\nShe sold 48+24 = 72 altogether.\n#### 72", "72"),
        (r"\boxed{20}$ percent", r"20\%"),
        (r"\frac{1}{", r"\frac{1}{"),
        (r"So the area is \boxed{}.", ""),
        (r"\boxed{42", r"\boxed{42"),
        ("12\\text{ square\nmetres}", "12\\text{ square\nmetres}"),
        ("Ann bakes.\nBob is late.", "Ann bakes.\nBob is late."),
        ("\\[\n\\binom{9}{2}\n\\]", r"\binom{9}{2}"),
        ("All integers n that are not divisible by 3.", "All integers n that are not divisible by 3."),
    ],
)
def test_a_reference_may_be_an_answer_or_a_whole_solution(reference: str, answer: str) -> None:
    assert extract_reference(reference) == answer


@given(st.lists(st.sampled_from(FRAGMENTS), max_size=60))
def test_any_text_has_a_text_or_a_problem_and_never_both(fragments: list[str]) -> None:
    found = extract_answer("".join(fragments))
    assert (found.text is None) == (found.problem is not None)


@given(st.integers(min_value=0, max_value=40), st.text(alphabet="ab 1$.\n", max_size=60))
def test_balanced_braces_come_back_whole(depth: int, before: str) -> None:
    content = "{" * depth + "7" + "}" * depth
    assert extract_answer(f"{before} \\boxed{{{content}}}").text == content
