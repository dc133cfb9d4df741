"""What an examiner sees a program do reaches the verdict as flags, and no reward changes for it."""

from __future__ import annotations

from tests.sandboxes import started
from trainer_client.contract import Sample
from verifiers.code.verifier import CodeVerifier

POINT = """```python
class Point:
    def __init__(self, x): self.x = x
    def __eq__(self, other): return self.x == other.x
```"""


async def test_a_comparison_that_the_program_decided_is_flagged_and_paid() -> None:
    reference = {"kind": "assert", "asserts": ["assert Point(1) == Point(1)"]}
    async with started(jails=1) as sandbox:
        verdict = await CodeVerifier(sandbox).verify(
            Sample(verifier="code", response=POINT, reference=reference)
        )
    assert verdict.reward == 1.0
    assert "compared_by_candidate" in verdict.flags
