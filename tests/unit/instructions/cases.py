"""All constraints with texts that hold and texts that fail, by the set that they come from."""

from __future__ import annotations

from tests.unit.instructions.case import Case
from tests.unit.instructions.cases_if_rlvr import IF_RLVR_CASES
from tests.unit.instructions.cases_ifbench_custom import IFBENCH_CUSTOM_CASES
from tests.unit.instructions.cases_ifbench_format import IFBENCH_FORMAT_CASES
from tests.unit.instructions.cases_ifbench_words import IFBENCH_WORDS_CASES
from tests.unit.instructions.cases_ifeval import IFEVAL_CASES

CASES: tuple[Case, ...] = (
    *IFEVAL_CASES,
    *IFBENCH_WORDS_CASES,
    *IFBENCH_FORMAT_CASES,
    *IFBENCH_CUSTOM_CASES,
    *IF_RLVR_CASES,
)
