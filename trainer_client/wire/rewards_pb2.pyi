# mypy: disable-error-code=type-arg
from google.protobuf.internal import containers as _containers
from google.protobuf.internal import enum_type_wrapper as _enum_type_wrapper
from google.protobuf import descriptor as _descriptor
from google.protobuf import message as _message
from typing import ClassVar as _ClassVar, Iterable as _Iterable, Mapping as _Mapping, Optional as _Optional, Union as _Union

DESCRIPTOR: _descriptor.FileDescriptor

class Status(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    STATUS_UNSPECIFIED: _ClassVar[Status]
    SCORED: _ClassVar[Status]
    UNSCORED: _ClassVar[Status]

class FinishReason(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    FINISH_REASON_UNSPECIFIED: _ClassVar[FinishReason]
    STOP: _ClassVar[FinishReason]
    LENGTH: _ClassVar[FinishReason]

class Thinking(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    AUTO: _ClassVar[Thinking]
    EXPECTED: _ClassVar[Thinking]
    NONE: _ClassVar[Thinking]
STATUS_UNSPECIFIED: Status
SCORED: Status
UNSCORED: Status
FINISH_REASON_UNSPECIFIED: FinishReason
STOP: FinishReason
LENGTH: FinishReason
AUTO: Thinking
EXPECTED: Thinking
NONE: Thinking

class Sample(_message.Message):
    __slots__ = ("verifier", "response", "reference_json", "options_json", "prompt_text", "prompt_messages_json", "id", "group_id", "run_id", "metadata_json", "finish_reason", "response_tokens", "thinking")
    VERIFIER_FIELD_NUMBER: _ClassVar[int]
    RESPONSE_FIELD_NUMBER: _ClassVar[int]
    REFERENCE_JSON_FIELD_NUMBER: _ClassVar[int]
    OPTIONS_JSON_FIELD_NUMBER: _ClassVar[int]
    PROMPT_TEXT_FIELD_NUMBER: _ClassVar[int]
    PROMPT_MESSAGES_JSON_FIELD_NUMBER: _ClassVar[int]
    ID_FIELD_NUMBER: _ClassVar[int]
    GROUP_ID_FIELD_NUMBER: _ClassVar[int]
    RUN_ID_FIELD_NUMBER: _ClassVar[int]
    METADATA_JSON_FIELD_NUMBER: _ClassVar[int]
    FINISH_REASON_FIELD_NUMBER: _ClassVar[int]
    RESPONSE_TOKENS_FIELD_NUMBER: _ClassVar[int]
    THINKING_FIELD_NUMBER: _ClassVar[int]
    verifier: str
    response: str
    reference_json: bytes
    options_json: bytes
    prompt_text: str
    prompt_messages_json: bytes
    id: str
    group_id: str
    run_id: str
    metadata_json: bytes
    finish_reason: FinishReason
    response_tokens: int
    thinking: Thinking
    def __init__(self, verifier: _Optional[str] = ..., response: _Optional[str] = ..., reference_json: _Optional[bytes] = ..., options_json: _Optional[bytes] = ..., prompt_text: _Optional[str] = ..., prompt_messages_json: _Optional[bytes] = ..., id: _Optional[str] = ..., group_id: _Optional[str] = ..., run_id: _Optional[str] = ..., metadata_json: _Optional[bytes] = ..., finish_reason: _Optional[_Union[FinishReason, str]] = ..., response_tokens: _Optional[int] = ..., thinking: _Optional[_Union[Thinking, str]] = ...) -> None: ...

class Verdict(_message.Message):
    __slots__ = ("id", "group_id", "metadata_json", "verifier", "version", "status", "reason", "reward", "components", "extracted", "detail_json", "flags", "queue_ms", "run_ms")
    class ComponentsEntry(_message.Message):
        __slots__ = ("key", "value")
        KEY_FIELD_NUMBER: _ClassVar[int]
        VALUE_FIELD_NUMBER: _ClassVar[int]
        key: str
        value: float
        def __init__(self, key: _Optional[str] = ..., value: _Optional[float] = ...) -> None: ...
    ID_FIELD_NUMBER: _ClassVar[int]
    GROUP_ID_FIELD_NUMBER: _ClassVar[int]
    METADATA_JSON_FIELD_NUMBER: _ClassVar[int]
    VERIFIER_FIELD_NUMBER: _ClassVar[int]
    VERSION_FIELD_NUMBER: _ClassVar[int]
    STATUS_FIELD_NUMBER: _ClassVar[int]
    REASON_FIELD_NUMBER: _ClassVar[int]
    REWARD_FIELD_NUMBER: _ClassVar[int]
    COMPONENTS_FIELD_NUMBER: _ClassVar[int]
    EXTRACTED_FIELD_NUMBER: _ClassVar[int]
    DETAIL_JSON_FIELD_NUMBER: _ClassVar[int]
    FLAGS_FIELD_NUMBER: _ClassVar[int]
    QUEUE_MS_FIELD_NUMBER: _ClassVar[int]
    RUN_MS_FIELD_NUMBER: _ClassVar[int]
    id: str
    group_id: str
    metadata_json: bytes
    verifier: str
    version: str
    status: Status
    reason: str
    reward: float
    components: _containers.ScalarMap[str, float]
    extracted: str
    detail_json: bytes
    flags: _containers.RepeatedScalarFieldContainer[str]
    queue_ms: float
    run_ms: float
    def __init__(self, id: _Optional[str] = ..., group_id: _Optional[str] = ..., metadata_json: _Optional[bytes] = ..., verifier: _Optional[str] = ..., version: _Optional[str] = ..., status: _Optional[_Union[Status, str]] = ..., reason: _Optional[str] = ..., reward: _Optional[float] = ..., components: _Optional[_Mapping[str, float]] = ..., extracted: _Optional[str] = ..., detail_json: _Optional[bytes] = ..., flags: _Optional[_Iterable[str]] = ..., queue_ms: _Optional[float] = ..., run_ms: _Optional[float] = ...) -> None: ...

class VerifyBatchRequest(_message.Message):
    __slots__ = ("samples",)
    SAMPLES_FIELD_NUMBER: _ClassVar[int]
    samples: _containers.RepeatedCompositeFieldContainer[Sample]
    def __init__(self, samples: _Optional[_Iterable[_Union[Sample, _Mapping]]] = ...) -> None: ...

class VerifyBatchResponse(_message.Message):
    __slots__ = ("verdicts",)
    VERDICTS_FIELD_NUMBER: _ClassVar[int]
    verdicts: _containers.RepeatedCompositeFieldContainer[Verdict]
    def __init__(self, verdicts: _Optional[_Iterable[_Union[Verdict, _Mapping]]] = ...) -> None: ...

class SampleFrame(_message.Message):
    __slots__ = ("first_index", "samples")
    FIRST_INDEX_FIELD_NUMBER: _ClassVar[int]
    SAMPLES_FIELD_NUMBER: _ClassVar[int]
    first_index: int
    samples: _containers.RepeatedCompositeFieldContainer[Sample]
    def __init__(self, first_index: _Optional[int] = ..., samples: _Optional[_Iterable[_Union[Sample, _Mapping]]] = ...) -> None: ...

class VerdictFrame(_message.Message):
    __slots__ = ("indices", "verdicts")
    INDICES_FIELD_NUMBER: _ClassVar[int]
    VERDICTS_FIELD_NUMBER: _ClassVar[int]
    indices: _containers.RepeatedScalarFieldContainer[int]
    verdicts: _containers.RepeatedCompositeFieldContainer[Verdict]
    def __init__(self, indices: _Optional[_Iterable[int]] = ..., verdicts: _Optional[_Iterable[_Union[Verdict, _Mapping]]] = ...) -> None: ...

class Group(_message.Message):
    __slots__ = ("group_id", "prompt_text", "prompt_messages_json", "responses", "reference_json")
    GROUP_ID_FIELD_NUMBER: _ClassVar[int]
    PROMPT_TEXT_FIELD_NUMBER: _ClassVar[int]
    PROMPT_MESSAGES_JSON_FIELD_NUMBER: _ClassVar[int]
    RESPONSES_FIELD_NUMBER: _ClassVar[int]
    REFERENCE_JSON_FIELD_NUMBER: _ClassVar[int]
    group_id: str
    prompt_text: str
    prompt_messages_json: bytes
    responses: _containers.RepeatedScalarFieldContainer[str]
    reference_json: bytes
    def __init__(self, group_id: _Optional[str] = ..., prompt_text: _Optional[str] = ..., prompt_messages_json: _Optional[bytes] = ..., responses: _Optional[_Iterable[str]] = ..., reference_json: _Optional[bytes] = ...) -> None: ...

class ScoreGroupsRequest(_message.Message):
    __slots__ = ("recipe", "options_json", "groups")
    RECIPE_FIELD_NUMBER: _ClassVar[int]
    OPTIONS_JSON_FIELD_NUMBER: _ClassVar[int]
    GROUPS_FIELD_NUMBER: _ClassVar[int]
    recipe: str
    options_json: bytes
    groups: _containers.RepeatedCompositeFieldContainer[Group]
    def __init__(self, recipe: _Optional[str] = ..., options_json: _Optional[bytes] = ..., groups: _Optional[_Iterable[_Union[Group, _Mapping]]] = ...) -> None: ...

class ScoredGroup(_message.Message):
    __slots__ = ("group_id", "verdicts", "rewards", "advantages", "loss_mask", "keep")
    GROUP_ID_FIELD_NUMBER: _ClassVar[int]
    VERDICTS_FIELD_NUMBER: _ClassVar[int]
    REWARDS_FIELD_NUMBER: _ClassVar[int]
    ADVANTAGES_FIELD_NUMBER: _ClassVar[int]
    LOSS_MASK_FIELD_NUMBER: _ClassVar[int]
    KEEP_FIELD_NUMBER: _ClassVar[int]
    group_id: str
    verdicts: _containers.RepeatedCompositeFieldContainer[Verdict]
    rewards: _containers.RepeatedScalarFieldContainer[float]
    advantages: _containers.RepeatedScalarFieldContainer[float]
    loss_mask: _containers.RepeatedScalarFieldContainer[int]
    keep: bool
    def __init__(self, group_id: _Optional[str] = ..., verdicts: _Optional[_Iterable[_Union[Verdict, _Mapping]]] = ..., rewards: _Optional[_Iterable[float]] = ..., advantages: _Optional[_Iterable[float]] = ..., loss_mask: _Optional[_Iterable[int]] = ..., keep: bool = ...) -> None: ...

class ScoreGroupsResponse(_message.Message):
    __slots__ = ("groups",)
    GROUPS_FIELD_NUMBER: _ClassVar[int]
    groups: _containers.RepeatedCompositeFieldContainer[ScoredGroup]
    def __init__(self, groups: _Optional[_Iterable[_Union[ScoredGroup, _Mapping]]] = ...) -> None: ...

class ListVerifiersRequest(_message.Message):
    __slots__ = ()
    def __init__(self) -> None: ...

class VerifierInfo(_message.Message):
    __slots__ = ("name", "version", "summary", "reference_schema_json", "options_schema_json", "example", "ready", "hint")
    NAME_FIELD_NUMBER: _ClassVar[int]
    VERSION_FIELD_NUMBER: _ClassVar[int]
    SUMMARY_FIELD_NUMBER: _ClassVar[int]
    REFERENCE_SCHEMA_JSON_FIELD_NUMBER: _ClassVar[int]
    OPTIONS_SCHEMA_JSON_FIELD_NUMBER: _ClassVar[int]
    EXAMPLE_FIELD_NUMBER: _ClassVar[int]
    READY_FIELD_NUMBER: _ClassVar[int]
    HINT_FIELD_NUMBER: _ClassVar[int]
    name: str
    version: str
    summary: str
    reference_schema_json: bytes
    options_schema_json: bytes
    example: Sample
    ready: bool
    hint: str
    def __init__(self, name: _Optional[str] = ..., version: _Optional[str] = ..., summary: _Optional[str] = ..., reference_schema_json: _Optional[bytes] = ..., options_schema_json: _Optional[bytes] = ..., example: _Optional[_Union[Sample, _Mapping]] = ..., ready: bool = ..., hint: _Optional[str] = ...) -> None: ...

class ListVerifiersResponse(_message.Message):
    __slots__ = ("verifiers",)
    VERIFIERS_FIELD_NUMBER: _ClassVar[int]
    verifiers: _containers.RepeatedCompositeFieldContainer[VerifierInfo]
    def __init__(self, verifiers: _Optional[_Iterable[_Union[VerifierInfo, _Mapping]]] = ...) -> None: ...
