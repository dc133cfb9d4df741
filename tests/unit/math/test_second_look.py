"""Names of quantities, declared parameters and other spellings: what is paid, and what stays refused."""

import pytest

from verifiers.math.equivalence.compare import compare_symbolic

PAID = [
    # the left side names a quantity
    ("7/9", r"P(Y=3)=\frac79"),
    ("7/9", r"\Pr(B \mid A)=7/9"),
    ("4", r"\mathbb{E}[Y]=4"),
    ("4", "g^{-1}(6)=4"),
    ("4", r"(g\circ h)(2) = 4"),
    ("6x", r"\frac{dy}{dx}=6x"),
    ("4", r"|\vec{u}|=4"),
    ("4", r"\vec{u}\cdot\vec{v}=4"),
    ("4", r"f(x)_{\min}=4"),
    ("40", r"m\angle B = 40"),
    ("12", r"\text{Area}(PQR)=12"),
    ("12", r"\text{The answer is }12"),
    ("12", r"\text{minimum value is }12"),
    # parameters are bound, constants of integration are free
    (r"x=2k\pi, k\in\mathbb{Z}", r"x=2n\pi, n\in\mathbb{Z}"),
    (r"x=2k\pi, k\in\mathbb{Z}", r"\{2k\pi : k\in\mathbb{Z}\}"),
    (r"x=2k\pi, k\in\mathbb{Z}", r"x=2k\pi, \text{ where } k \text{ is an integer}"),
    ("5k+2", r"5k+2, k\in\mathbb{Z}"),
    ("g(x)=3x", r"g(x)=3x \text{ for all } x"),
    ("g(x)=3x", r"g(x)\equiv 3x"),
    ("x^3+C", "x^3+K"),
    (r"\sin^2 x+C", r"-\cos^2 x+C"),
    (r"\frac12\ln|2x+6|+C", r"\frac12\ln|x+3|+c"),
    (r"\frac{(x-2)^2}{2}+C", r"\frac{x^2}{2}-2x+C"),
    ("x^3+C", "x^3+1+C"),
    # residues, combinations, complex numbers
    (r"2 \pmod 5", r"x\equiv 7 \pmod 5"),
    (r"2 \pmod 5", r"2\ (\mathrm{mod}\ 5)"),
    ("35", "C(7,3)"),
    ("35", "C_7^3"),
    ("35", "{}_7C_3"),
    ("35", "7C3"),
    ("(m+1)!", r"\Gamma(m+2)"),
    (r"1+\sqrt3 i", r"2\operatorname{cis} 60^\circ"),
    # units and bases
    (r"4\text{ m/s}^2", "4 m/s^2"),
    (r"60\text{ km/h}", r"60\frac{\text{km}}{\text{h}}"),
    (r"8\text{ cm}", r"8\,\rm{cm}"),
    (r"8\text{ cm}", "8厘米"),
    ("1101_2", "(1101)_2"),
    ("1101_2", r"1101\text{ (base 2)}"),
    ("3B_{16}", "3b_{16}"),
    # sets, points, matrices, systems
    (r"\pm 4", "+/-4"),
    ("[2,5)", "[2,5["),
    (r"x\ne 4", r"\mathbb{R}-\{4\}"),
    (r"(-\infty,0)\cup(4,\infty)", r"(-\infty,0) \text{ or } (4,\infty)"),
    ("(3,4)", r"\left\{\begin{array}{l}x=3\\y=4\end{array}\right."),
    ("(3,4)", "y=4, x=3"),
    (r"\begin{pmatrix}4\\5\end{pmatrix}", "(4,5)^T"),
    (r"\begin{pmatrix}4&5\\6&7\end{pmatrix}", "[[4,5],[6,7]]"),
    ("(4,-1,1)", r"4\mathbf{i}-\mathbf{j}+\mathbf{k}"),
    (
        r"\begin{cases} 1 & x>0 \\ 2 & x<0\end{cases}",
        r"\begin{cases} 1, & \text{if } x>0 \\ 2, & x<0.\end{cases}",
    ),
    # words
    (r"\text{II and III}", "II, III"),
    ("Yes", r"\text{Yes, it does}"),
    ("about 8", "8"),
    ("Option C", "C"),
]

REFUSED = [
    # another quantity, no quantity, a denial
    ("1", "2x+z=1"),
    ("4", "|z|=4"),
    ("P(A|B)=1/4", "P(B|A)=1/4"),
    ("E[X]=3", "E[Y]=3"),
    ("f(x)=2x", r"\frac{dy}{dx}=2x"),
    ("4", r"\text{the answer is not }4"),
    ("4", r"\text{the wrong answer is }4"),
    ("4", r"\max=4, \min=1"),
    ("2", "P(X=2)"),
    # other families, other domains, letters that are taken
    (r"x=2k\pi, k\in\mathbb{Z}", r"x=k\pi, k\in\mathbb{Z}"),
    (r"x=2k\pi, k\in\mathbb{Z}", r"x=2k\pi, k\in\mathbb{N}"),
    (r"x=2k\pi, k\in\mathbb{Z}", r"x=2n\pi"),
    (r"nk, k\in\mathbb{Z}", r"n^2, n\in\mathbb{Z}"),
    ("x>0", r"x>0, x\in\mathbb{Z}"),
    ("f(x)=2x", r"f(x)=2x, x\in\mathbb{Z}"),
    ("x^2+C", "x^2+x"),
    ("x^2+C", "x^2"),
    ("x^2+C", "x^2+2C"),
    ("x^2+C", "x^2+1"),
    (r"\sin^2 x+C", r"\cos^2 x+C"),
    (r"\sin^2 x", r"-\cos^2 x+C"),
    (r"\sin^2 x", r"-\cos^2 x"),
    ("x+c", "x+k"),
    ("A+C", "A+c"),
    # other residues, combinations, units, bases
    (r"2 \pmod 5", r"2 \pmod 7"),
    (r"x\equiv 2 \pmod 5", "x=2"),
    (r"\binom{7}{3}", "C_3^7"),
    (r"4\text{ m/s}^2", "4 m/s"),
    (r"8\text{ cm}", "8平方厘米"),
    ("11", "(1101)_2"),
    ("3B_{16}", "3C_{16}"),
    # other sets, orders, words
    ("[2,5)", "]2,5["),
    (r"(-\infty,0)\cup(4,\infty)", r"(-\infty,0),(5,\infty)"),
    ("(3,4)", "x=4, y=3"),
    ("(3,4)", "y=3, x=4"),
    (r"\begin{pmatrix}4&5\\6&7\end{pmatrix}", "[[4,6],[5,7]]"),
    ("(1,2,3)", r"\mathbf{j}+2\mathbf{i}+3\mathbf{k}"),
    ("I and III", "I, II, III"),
    ("No", "No, it is"),
    ("Yes", "No, it is not"),
    ("2:7", "2 to 9"),
]  # fmt: skip


@pytest.mark.parametrize(("reference", "answer"), PAID)
def test_a_right_answer_is_paid_in_whatever_words_and_signs(reference: str, answer: str) -> None:
    decision = compare_symbolic(reference, answer)
    assert decision is not None
    assert decision.equal


@pytest.mark.parametrize(("reference", "answer"), REFUSED)
def test_another_answer_is_refused_in_the_same_words_and_signs(reference: str, answer: str) -> None:
    decision = compare_symbolic(reference, answer)
    assert decision is None or not decision.equal
