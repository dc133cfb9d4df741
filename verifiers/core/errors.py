"""Why a sample could not be judged. Each class is one unscored reason of the contract.

    Unscored                     never raised itself
    ├── InvalidSample            the sample's shape is wrong; ``field`` is the path of what to mend
    ├── BadReference             well-shaped, but the reference cannot be used
    ├── SandboxUnavailable       programs cannot be run here at all
    ├── LanguageUnavailable      programs of this language cannot be run here
    ├── ModelUnavailable         no model answers that this verdict needs
    ├── Overloaded               the queue is full; try again later
    ├── DeadlineExceeded         the caller's time ran out before a verdict was reached
    └── InternalFault            a defect or an outage of ours

A response's failure is a verdict, never an exception. ``verifiers.core.base`` turns these into verdicts;
nothing else does. All stay picklable: their arguments are their state.
"""

from __future__ import annotations

from trainer_client.contract import Reason


class Unscored(Exception):  # noqa: N818 - it names an outcome, and its subclasses are no errors of the caller's code
    """A verdict without a reward, on its way to the boundary that makes it one."""

    reason: Reason

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message


class InvalidSample(Unscored):
    """``field`` is a path such as ``reference.answer``."""

    reason = Reason.INVALID_SAMPLE

    def __init__(self, message: str, field: str = "") -> None:
        super().__init__(message)
        self.args = (message, field)
        self.field = field


class BadReference(Unscored):
    reason = Reason.BAD_REFERENCE


class SandboxUnavailable(Unscored):
    reason = Reason.SANDBOX_UNAVAILABLE


class LanguageUnavailable(Unscored):
    reason = Reason.LANGUAGE_UNAVAILABLE


class ModelUnavailable(Unscored):
    reason = Reason.MODEL_UNAVAILABLE


class Overloaded(Unscored):
    reason = Reason.OVERLOADED


class DeadlineExceeded(Unscored):
    reason = Reason.DEADLINE


class InternalFault(Unscored):
    reason = Reason.INTERNAL
