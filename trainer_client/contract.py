"""The contract: one sample goes in, one verdict comes out. Standard library only.

Both sides of the wire use these types, and nothing here knows how they travel.

A verdict has a reward exactly when it is scored. What the *response* caused is scored; what the service,
the machine or the reference caused is unscored and must be masked by the trainer, never counted as 0.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from trainer_client.quick import quick


class Status(StrEnum):
    """Whether the response was judged. Clients branch on this alone."""

    SCORED = "scored"
    UNSCORED = "unscored"


class Reason(StrEnum):
    """Why a verdict is what it is. Closed: a new reason is a change of the contract."""

    is_scored: bool

    CORRECT = "correct"
    WRONG_ANSWER = "wrong_answer"
    PARTIAL = "partial"
    NO_ANSWER = "no_answer"
    MALFORMED_ANSWER = "malformed_answer"
    RESPONSE_TOO_LONG = "response_too_long"
    CODE_SWITCHING = "code_switching"
    TIME_LIMIT = "time_limit"
    MEMORY_LIMIT = "memory_limit"
    OUTPUT_LIMIT = "output_limit"
    PROCESS_LIMIT = "process_limit"
    RUNTIME_ERROR = "runtime_error"
    COMPILE_ERROR = "compile_error"
    CONSTRAINT_FAILED = "constraint_failed"
    SCHEMA_FAILED = "schema_failed"
    UNCHANGED = "unchanged"
    UNPARSABLE = "unparsable"
    SIMILARITY = "similarity"
    PREFERENCE = "preference"
    JUDGED = "judged"

    INVALID_SAMPLE = "invalid_sample"
    BAD_REFERENCE = "bad_reference"
    SANDBOX_UNAVAILABLE = "sandbox_unavailable"
    LANGUAGE_UNAVAILABLE = "language_unavailable"
    MODEL_UNAVAILABLE = "model_unavailable"
    JUDGE_FAILED = "judge_failed"
    OVERLOADED = "overloaded"
    DEADLINE = "deadline"
    INTERNAL = "internal"


UNSCORED_REASONS = frozenset(
    {
        Reason.INVALID_SAMPLE,
        Reason.BAD_REFERENCE,
        Reason.SANDBOX_UNAVAILABLE,
        Reason.LANGUAGE_UNAVAILABLE,
        Reason.MODEL_UNAVAILABLE,
        Reason.JUDGE_FAILED,
        Reason.OVERLOADED,
        Reason.DEADLINE,
        Reason.INTERNAL,
    }
)
SCORED_REASONS = frozenset(Reason) - UNSCORED_REASONS
for _reason in Reason:  # asked for every verdict, and hashing an enum's member is slow
    _reason.is_scored = _reason in SCORED_REASONS


_SCORED = Status.SCORED  # to look up an enum's member is slow too


class FinishReason(StrEnum):
    """Why generation ended: the model stopped, or its length limit cut it off."""

    STOP = "stop"
    LENGTH = "length"


class Thinking(StrEnum):
    """What the response holds before the answer.

    ``expected``: the template opened ``<think>`` in the prompt, so a response without ``</think>`` never
    reached its answer. ``none``: no thinking part; tags are plain text. ``auto``: look at the tags.
    """

    AUTO = "auto"
    EXPECTED = "expected"
    NONE = "none"


@dataclass(frozen=True, slots=True, kw_only=True)
class Sample:
    """One response to be judged.

    ``prompt`` is text or chat messages (mappings with ``role`` and ``content``). What ``reference`` and
    ``options`` hold depends on the verifier; ``GET /v1/verifiers`` has their JSON schemas. ``id`` need not
    be unique: position is what counts. ``metadata`` comes back untouched.
    """

    verifier: str
    response: str
    reference: Mapping[str, Any] = field(default_factory=dict)
    prompt: str | Sequence[Mapping[str, Any]] = ""
    options: Mapping[str, Any] = field(default_factory=dict)
    id: str | None = None
    group_id: str | None = None
    run_id: str | None = None
    metadata: Mapping[str, Any] = field(default_factory=dict)
    finish_reason: FinishReason | None = None
    response_tokens: int | None = None
    thinking: Thinking = Thinking.AUTO


@dataclass(frozen=True, slots=True)
class Timing:
    """Milliseconds that a sample waited for a worker or a model, and that its judgement took."""

    queue_ms: float = 0.0
    run_ms: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """What a response is worth, or why nobody can say.

    ``reward`` is a finite number exactly when ``status`` is scored, and ``None`` otherwise. ``components``
    are the named numbers it was made of, ``extracted`` the answer that was judged, ``detail`` what decided.
    ``flags`` are signs of cheating or odd conduct for a person to look at; they never change the reward.
    ``timing`` is no part of equality.

    Raises ``ValueError`` when reward, status and reason contradict each other.
    """

    id: str | None = None
    group_id: str | None = None
    metadata: Mapping[str, Any] = field(default_factory=dict)
    verifier: str
    version: str
    status: Status
    reason: Reason
    reward: float | None
    components: Mapping[str, float] = field(default_factory=dict)
    extracted: str | None = None
    detail: Mapping[str, Any] = field(default_factory=dict)
    flags: tuple[str, ...] = ()
    timing: Timing | None = field(default=None, compare=False)

    def __post_init__(self) -> None:
        scored = self.status is _SCORED
        if scored != self.reason.is_scored:
            raise ValueError(f"a {self.status} verdict cannot have the reason {self.reason}")
        if scored != (self.reward is not None) or not math.isfinite(self.reward or 0.0):
            raise ValueError(f"a {self.status} verdict cannot have the reward {self.reward}")


new_sample = quick(Sample)
new_timing = quick(Timing)
new_verdict = quick(Verdict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """Responses to one prompt, to be compared with each other."""

    group_id: str
    responses: Sequence[str]
    prompt: str | Sequence[Mapping[str, Any]] = ""
    reference: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupsCall:
    """Groups to be scored under a recipe.

    ``options`` are ``std``, ``eps`` and ``min_group`` of the group arithmetic, ``thinking`` as in ``Sample``,
    and whatever the recipe's verifier takes and the recipe does not pin.
    """

    recipe: str
    groups: Sequence[Group]
    options: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class ScoredGroup:
    """All lists by position of the response. Unscored members have no reward, no advantage, loss mask 0.

    ``keep`` is false when the group teaches nothing: all rewards equal, or too few scored.
    """

    group_id: str
    verdicts: Sequence[Verdict]
    rewards: Sequence[float | None]
    advantages: Sequence[float | None]
    loss_mask: Sequence[int]
    keep: bool
