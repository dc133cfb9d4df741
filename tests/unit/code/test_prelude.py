"""What a program need not import is put before it, and nothing else."""

from __future__ import annotations

import ast

from verifiers.code.prelude import HARNESS, RECURSION, imports_of, with_granted

IMPORTED = imports_of(
    ast.parse("import os.path, math as m\nfrom typing import List, Dict as D\nx = 1\n").body
)


def test_what_tests_import_is_known_by_its_name() -> None:
    assert IMPORTED == {
        "os": "import os.path",
        "m": "import math as m",
        "List": "from typing import List",
        "D": "from typing import Dict as D",
    }


def test_a_program_that_names_nothing_of_it_stays_as_it_is() -> None:
    code = "print('List')  # m\nListing = 1"
    assert with_granted(code, IMPORTED) == code
    assert with_granted("print(input())", HARNESS) == "print(input())"


def test_what_it_names_is_imported_before_it() -> None:
    code = "from __future__ import annotations\ndef f(x: List[int]): return m.gcd(*x)"
    whole = with_granted(code, IMPORTED)
    assert whole.startswith("from __future__ import annotations\ntry: import math as m\n")
    names: dict[str, object] = {}
    exec(whole, names)
    assert names["f"]([4, 6]) == 2  # type: ignore[operator]


def test_what_is_not_there_is_left_out() -> None:
    names: dict[str, object] = {}
    exec(with_granted("nowhere = 1", {"nowhere": "import nowhere_at_all as nowhere"}), names)
    assert names["nowhere"] == 1


def test_a_star_is_imported_whatever_is_named() -> None:
    stars = imports_of(ast.parse("from math import *\nfrom string import *").body)
    assert "from math import *" in with_granted("x = pi", stars)
    assert "from string import *" in with_granted("x = pi", stars)


def test_a_harness_grants_no_builtin_and_depth_for_functions() -> None:
    assert "pow" not in HARNESS
    assert "open" not in HARNESS
    assert HARNESS["inf"] == "from math import inf"
    assert HARNESS["datetime"] == "import datetime"
    assert RECURSION in with_granted("def f(): pass", HARNESS)
