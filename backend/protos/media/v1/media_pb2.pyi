from google.protobuf import struct_pb2 as _struct_pb2
from google.protobuf.internal import containers as _containers
from google.protobuf.internal import enum_type_wrapper as _enum_type_wrapper
from google.protobuf import descriptor as _descriptor
from google.protobuf import message as _message
from collections.abc import Iterable as _Iterable, Mapping as _Mapping
from typing import ClassVar as _ClassVar, Optional as _Optional, Union as _Union

DESCRIPTOR: _descriptor.FileDescriptor

class DescribeRequest(_message.Message):
    __slots__ = ()
    def __init__(self) -> None: ...

class Description(_message.Message):
    __slots__ = ("contract_version", "name", "title", "summary", "version", "accepts", "operations", "previews", "max_input_bytes", "concurrent_jobs", "achievements", "facts")
    CONTRACT_VERSION_FIELD_NUMBER: _ClassVar[int]
    NAME_FIELD_NUMBER: _ClassVar[int]
    TITLE_FIELD_NUMBER: _ClassVar[int]
    SUMMARY_FIELD_NUMBER: _ClassVar[int]
    VERSION_FIELD_NUMBER: _ClassVar[int]
    ACCEPTS_FIELD_NUMBER: _ClassVar[int]
    OPERATIONS_FIELD_NUMBER: _ClassVar[int]
    PREVIEWS_FIELD_NUMBER: _ClassVar[int]
    MAX_INPUT_BYTES_FIELD_NUMBER: _ClassVar[int]
    CONCURRENT_JOBS_FIELD_NUMBER: _ClassVar[int]
    ACHIEVEMENTS_FIELD_NUMBER: _ClassVar[int]
    FACTS_FIELD_NUMBER: _ClassVar[int]
    contract_version: str
    name: str
    title: str
    summary: str
    version: str
    accepts: _containers.RepeatedCompositeFieldContainer[AcceptedType]
    operations: _containers.RepeatedCompositeFieldContainer[Operation]
    previews: _containers.RepeatedCompositeFieldContainer[PreviewKind]
    max_input_bytes: int
    concurrent_jobs: int
    achievements: _containers.RepeatedCompositeFieldContainer[AchievementRule]
    facts: _containers.RepeatedCompositeFieldContainer[Fact]
    def __init__(self, contract_version: _Optional[str] = ..., name: _Optional[str] = ..., title: _Optional[str] = ..., summary: _Optional[str] = ..., version: _Optional[str] = ..., accepts: _Optional[_Iterable[_Union[AcceptedType, _Mapping]]] = ..., operations: _Optional[_Iterable[_Union[Operation, _Mapping]]] = ..., previews: _Optional[_Iterable[_Union[PreviewKind, _Mapping]]] = ..., max_input_bytes: _Optional[int] = ..., concurrent_jobs: _Optional[int] = ..., achievements: _Optional[_Iterable[_Union[AchievementRule, _Mapping]]] = ..., facts: _Optional[_Iterable[_Union[Fact, _Mapping]]] = ...) -> None: ...

class AcceptedType(_message.Message):
    __slots__ = ("title", "media_type", "extensions")
    TITLE_FIELD_NUMBER: _ClassVar[int]
    MEDIA_TYPE_FIELD_NUMBER: _ClassVar[int]
    EXTENSIONS_FIELD_NUMBER: _ClassVar[int]
    title: str
    media_type: str
    extensions: _containers.RepeatedScalarFieldContainer[str]
    def __init__(self, title: _Optional[str] = ..., media_type: _Optional[str] = ..., extensions: _Optional[_Iterable[str]] = ...) -> None: ...

class Operation(_message.Message):
    __slots__ = ("name", "title", "summary", "parameters", "presets")
    NAME_FIELD_NUMBER: _ClassVar[int]
    TITLE_FIELD_NUMBER: _ClassVar[int]
    SUMMARY_FIELD_NUMBER: _ClassVar[int]
    PARAMETERS_FIELD_NUMBER: _ClassVar[int]
    PRESETS_FIELD_NUMBER: _ClassVar[int]
    name: str
    title: str
    summary: str
    parameters: _containers.RepeatedCompositeFieldContainer[Parameter]
    presets: _containers.RepeatedCompositeFieldContainer[Preset]
    def __init__(self, name: _Optional[str] = ..., title: _Optional[str] = ..., summary: _Optional[str] = ..., parameters: _Optional[_Iterable[_Union[Parameter, _Mapping]]] = ..., presets: _Optional[_Iterable[_Union[Preset, _Mapping]]] = ...) -> None: ...

class Preset(_message.Message):
    __slots__ = ("name", "title", "summary", "parameters", "group")
    NAME_FIELD_NUMBER: _ClassVar[int]
    TITLE_FIELD_NUMBER: _ClassVar[int]
    SUMMARY_FIELD_NUMBER: _ClassVar[int]
    PARAMETERS_FIELD_NUMBER: _ClassVar[int]
    GROUP_FIELD_NUMBER: _ClassVar[int]
    name: str
    title: str
    summary: str
    parameters: _struct_pb2.Struct
    group: str
    def __init__(self, name: _Optional[str] = ..., title: _Optional[str] = ..., summary: _Optional[str] = ..., parameters: _Optional[_Union[_struct_pb2.Struct, _Mapping]] = ..., group: _Optional[str] = ...) -> None: ...

class Parameter(_message.Message):
    __slots__ = ("name", "title", "help", "type", "required", "default_value", "minimum", "maximum", "step", "unit", "choices", "advanced", "shown_if_parameter", "shown_if_values", "file_kinds")
    class Type(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
        __slots__ = ()
        TYPE_UNSPECIFIED: _ClassVar[Parameter.Type]
        TEXT: _ClassVar[Parameter.Type]
        NUMBER: _ClassVar[Parameter.Type]
        INTEGER: _ClassVar[Parameter.Type]
        CHOICE: _ClassVar[Parameter.Type]
        SWITCH: _ClassVar[Parameter.Type]
        TIME: _ClassVar[Parameter.Type]
        COLOUR: _ClassVar[Parameter.Type]
        FILE: _ClassVar[Parameter.Type]
        SEGMENTS: _ClassVar[Parameter.Type]
        FILES: _ClassVar[Parameter.Type]
    TYPE_UNSPECIFIED: Parameter.Type
    TEXT: Parameter.Type
    NUMBER: Parameter.Type
    INTEGER: Parameter.Type
    CHOICE: Parameter.Type
    SWITCH: Parameter.Type
    TIME: Parameter.Type
    COLOUR: Parameter.Type
    FILE: Parameter.Type
    SEGMENTS: Parameter.Type
    FILES: Parameter.Type
    NAME_FIELD_NUMBER: _ClassVar[int]
    TITLE_FIELD_NUMBER: _ClassVar[int]
    HELP_FIELD_NUMBER: _ClassVar[int]
    TYPE_FIELD_NUMBER: _ClassVar[int]
    REQUIRED_FIELD_NUMBER: _ClassVar[int]
    DEFAULT_VALUE_FIELD_NUMBER: _ClassVar[int]
    MINIMUM_FIELD_NUMBER: _ClassVar[int]
    MAXIMUM_FIELD_NUMBER: _ClassVar[int]
    STEP_FIELD_NUMBER: _ClassVar[int]
    UNIT_FIELD_NUMBER: _ClassVar[int]
    CHOICES_FIELD_NUMBER: _ClassVar[int]
    ADVANCED_FIELD_NUMBER: _ClassVar[int]
    SHOWN_IF_PARAMETER_FIELD_NUMBER: _ClassVar[int]
    SHOWN_IF_VALUES_FIELD_NUMBER: _ClassVar[int]
    FILE_KINDS_FIELD_NUMBER: _ClassVar[int]
    name: str
    title: str
    help: str
    type: Parameter.Type
    required: bool
    default_value: _struct_pb2.Value
    minimum: float
    maximum: float
    step: float
    unit: str
    choices: _containers.RepeatedCompositeFieldContainer[Choice]
    advanced: bool
    shown_if_parameter: str
    shown_if_values: _containers.RepeatedScalarFieldContainer[str]
    file_kinds: _containers.RepeatedScalarFieldContainer[str]
    def __init__(self, name: _Optional[str] = ..., title: _Optional[str] = ..., help: _Optional[str] = ..., type: _Optional[_Union[Parameter.Type, str]] = ..., required: _Optional[bool] = ..., default_value: _Optional[_Union[_struct_pb2.Value, _Mapping]] = ..., minimum: _Optional[float] = ..., maximum: _Optional[float] = ..., step: _Optional[float] = ..., unit: _Optional[str] = ..., choices: _Optional[_Iterable[_Union[Choice, _Mapping]]] = ..., advanced: _Optional[bool] = ..., shown_if_parameter: _Optional[str] = ..., shown_if_values: _Optional[_Iterable[str]] = ..., file_kinds: _Optional[_Iterable[str]] = ...) -> None: ...

class Choice(_message.Message):
    __slots__ = ("value", "title", "help", "group")
    VALUE_FIELD_NUMBER: _ClassVar[int]
    TITLE_FIELD_NUMBER: _ClassVar[int]
    HELP_FIELD_NUMBER: _ClassVar[int]
    GROUP_FIELD_NUMBER: _ClassVar[int]
    value: str
    title: str
    help: str
    group: str
    def __init__(self, value: _Optional[str] = ..., title: _Optional[str] = ..., help: _Optional[str] = ..., group: _Optional[str] = ...) -> None: ...

class PreviewKind(_message.Message):
    __slots__ = ("name", "media_type", "max_bytes", "background")
    NAME_FIELD_NUMBER: _ClassVar[int]
    MEDIA_TYPE_FIELD_NUMBER: _ClassVar[int]
    MAX_BYTES_FIELD_NUMBER: _ClassVar[int]
    BACKGROUND_FIELD_NUMBER: _ClassVar[int]
    name: str
    media_type: str
    max_bytes: int
    background: bool
    def __init__(self, name: _Optional[str] = ..., media_type: _Optional[str] = ..., max_bytes: _Optional[int] = ..., background: _Optional[bool] = ...) -> None: ...

class AchievementRule(_message.Message):
    __slots__ = ("name", "title", "summary", "goal", "operation", "parameters")
    NAME_FIELD_NUMBER: _ClassVar[int]
    TITLE_FIELD_NUMBER: _ClassVar[int]
    SUMMARY_FIELD_NUMBER: _ClassVar[int]
    GOAL_FIELD_NUMBER: _ClassVar[int]
    OPERATION_FIELD_NUMBER: _ClassVar[int]
    PARAMETERS_FIELD_NUMBER: _ClassVar[int]
    name: str
    title: str
    summary: str
    goal: int
    operation: str
    parameters: _struct_pb2.Struct
    def __init__(self, name: _Optional[str] = ..., title: _Optional[str] = ..., summary: _Optional[str] = ..., goal: _Optional[int] = ..., operation: _Optional[str] = ..., parameters: _Optional[_Union[_struct_pb2.Struct, _Mapping]] = ...) -> None: ...

class Source(_message.Message):
    __slots__ = ("url", "filename", "size_bytes")
    URL_FIELD_NUMBER: _ClassVar[int]
    FILENAME_FIELD_NUMBER: _ClassVar[int]
    SIZE_BYTES_FIELD_NUMBER: _ClassVar[int]
    url: str
    filename: str
    size_bytes: int
    def __init__(self, url: _Optional[str] = ..., filename: _Optional[str] = ..., size_bytes: _Optional[int] = ...) -> None: ...

class ProbeRequest(_message.Message):
    __slots__ = ("source",)
    SOURCE_FIELD_NUMBER: _ClassVar[int]
    source: Source
    def __init__(self, source: _Optional[_Union[Source, _Mapping]] = ...) -> None: ...

class Media(_message.Message):
    __slots__ = ("kind", "container", "media_type", "size_bytes", "duration_seconds", "bitrate_bps", "streams", "tags", "facts")
    class TagsEntry(_message.Message):
        __slots__ = ("key", "value")
        KEY_FIELD_NUMBER: _ClassVar[int]
        VALUE_FIELD_NUMBER: _ClassVar[int]
        key: str
        value: str
        def __init__(self, key: _Optional[str] = ..., value: _Optional[str] = ...) -> None: ...
    KIND_FIELD_NUMBER: _ClassVar[int]
    CONTAINER_FIELD_NUMBER: _ClassVar[int]
    MEDIA_TYPE_FIELD_NUMBER: _ClassVar[int]
    SIZE_BYTES_FIELD_NUMBER: _ClassVar[int]
    DURATION_SECONDS_FIELD_NUMBER: _ClassVar[int]
    BITRATE_BPS_FIELD_NUMBER: _ClassVar[int]
    STREAMS_FIELD_NUMBER: _ClassVar[int]
    TAGS_FIELD_NUMBER: _ClassVar[int]
    FACTS_FIELD_NUMBER: _ClassVar[int]
    kind: str
    container: str
    media_type: str
    size_bytes: int
    duration_seconds: float
    bitrate_bps: int
    streams: _containers.RepeatedCompositeFieldContainer[Stream]
    tags: _containers.ScalarMap[str, str]
    facts: _containers.RepeatedCompositeFieldContainer[Fact]
    def __init__(self, kind: _Optional[str] = ..., container: _Optional[str] = ..., media_type: _Optional[str] = ..., size_bytes: _Optional[int] = ..., duration_seconds: _Optional[float] = ..., bitrate_bps: _Optional[int] = ..., streams: _Optional[_Iterable[_Union[Stream, _Mapping]]] = ..., tags: _Optional[_Mapping[str, str]] = ..., facts: _Optional[_Iterable[_Union[Fact, _Mapping]]] = ...) -> None: ...

class Stream(_message.Message):
    __slots__ = ("index", "kind", "codec", "bitrate_bps", "duration_seconds", "width", "height", "frame_rate", "rotation_degrees", "pixel_format", "sample_rate_hz", "channels", "language", "title")
    INDEX_FIELD_NUMBER: _ClassVar[int]
    KIND_FIELD_NUMBER: _ClassVar[int]
    CODEC_FIELD_NUMBER: _ClassVar[int]
    BITRATE_BPS_FIELD_NUMBER: _ClassVar[int]
    DURATION_SECONDS_FIELD_NUMBER: _ClassVar[int]
    WIDTH_FIELD_NUMBER: _ClassVar[int]
    HEIGHT_FIELD_NUMBER: _ClassVar[int]
    FRAME_RATE_FIELD_NUMBER: _ClassVar[int]
    ROTATION_DEGREES_FIELD_NUMBER: _ClassVar[int]
    PIXEL_FORMAT_FIELD_NUMBER: _ClassVar[int]
    SAMPLE_RATE_HZ_FIELD_NUMBER: _ClassVar[int]
    CHANNELS_FIELD_NUMBER: _ClassVar[int]
    LANGUAGE_FIELD_NUMBER: _ClassVar[int]
    TITLE_FIELD_NUMBER: _ClassVar[int]
    index: int
    kind: str
    codec: str
    bitrate_bps: int
    duration_seconds: float
    width: int
    height: int
    frame_rate: float
    rotation_degrees: int
    pixel_format: str
    sample_rate_hz: int
    channels: int
    language: str
    title: str
    def __init__(self, index: _Optional[int] = ..., kind: _Optional[str] = ..., codec: _Optional[str] = ..., bitrate_bps: _Optional[int] = ..., duration_seconds: _Optional[float] = ..., width: _Optional[int] = ..., height: _Optional[int] = ..., frame_rate: _Optional[float] = ..., rotation_degrees: _Optional[int] = ..., pixel_format: _Optional[str] = ..., sample_rate_hz: _Optional[int] = ..., channels: _Optional[int] = ..., language: _Optional[str] = ..., title: _Optional[str] = ...) -> None: ...

class Fact(_message.Message):
    __slots__ = ("name", "title", "value")
    NAME_FIELD_NUMBER: _ClassVar[int]
    TITLE_FIELD_NUMBER: _ClassVar[int]
    VALUE_FIELD_NUMBER: _ClassVar[int]
    name: str
    title: str
    value: _struct_pb2.Value
    def __init__(self, name: _Optional[str] = ..., title: _Optional[str] = ..., value: _Optional[_Union[_struct_pb2.Value, _Mapping]] = ...) -> None: ...

class PlanRequest(_message.Message):
    __slots__ = ("source", "operation", "parameters", "files")
    class FilesEntry(_message.Message):
        __slots__ = ("key", "value")
        KEY_FIELD_NUMBER: _ClassVar[int]
        VALUE_FIELD_NUMBER: _ClassVar[int]
        key: str
        value: Source
        def __init__(self, key: _Optional[str] = ..., value: _Optional[_Union[Source, _Mapping]] = ...) -> None: ...
    SOURCE_FIELD_NUMBER: _ClassVar[int]
    OPERATION_FIELD_NUMBER: _ClassVar[int]
    PARAMETERS_FIELD_NUMBER: _ClassVar[int]
    FILES_FIELD_NUMBER: _ClassVar[int]
    source: Source
    operation: str
    parameters: _struct_pb2.Struct
    files: _containers.MessageMap[str, Source]
    def __init__(self, source: _Optional[_Union[Source, _Mapping]] = ..., operation: _Optional[str] = ..., parameters: _Optional[_Union[_struct_pb2.Struct, _Mapping]] = ..., files: _Optional[_Mapping[str, Source]] = ...) -> None: ...

class PlanResult(_message.Message):
    __slots__ = ("extension", "media_type", "method", "estimated_bytes", "estimated_seconds", "facts", "warnings")
    EXTENSION_FIELD_NUMBER: _ClassVar[int]
    MEDIA_TYPE_FIELD_NUMBER: _ClassVar[int]
    METHOD_FIELD_NUMBER: _ClassVar[int]
    ESTIMATED_BYTES_FIELD_NUMBER: _ClassVar[int]
    ESTIMATED_SECONDS_FIELD_NUMBER: _ClassVar[int]
    FACTS_FIELD_NUMBER: _ClassVar[int]
    WARNINGS_FIELD_NUMBER: _ClassVar[int]
    extension: str
    media_type: str
    method: str
    estimated_bytes: int
    estimated_seconds: float
    facts: _containers.RepeatedCompositeFieldContainer[Fact]
    warnings: _containers.RepeatedCompositeFieldContainer[Warning]
    def __init__(self, extension: _Optional[str] = ..., media_type: _Optional[str] = ..., method: _Optional[str] = ..., estimated_bytes: _Optional[int] = ..., estimated_seconds: _Optional[float] = ..., facts: _Optional[_Iterable[_Union[Fact, _Mapping]]] = ..., warnings: _Optional[_Iterable[_Union[Warning, _Mapping]]] = ...) -> None: ...

class PreviewRequest(_message.Message):
    __slots__ = ("source", "kind", "parameters", "output_url", "files")
    class FilesEntry(_message.Message):
        __slots__ = ("key", "value")
        KEY_FIELD_NUMBER: _ClassVar[int]
        VALUE_FIELD_NUMBER: _ClassVar[int]
        key: str
        value: Source
        def __init__(self, key: _Optional[str] = ..., value: _Optional[_Union[Source, _Mapping]] = ...) -> None: ...
    SOURCE_FIELD_NUMBER: _ClassVar[int]
    KIND_FIELD_NUMBER: _ClassVar[int]
    PARAMETERS_FIELD_NUMBER: _ClassVar[int]
    OUTPUT_URL_FIELD_NUMBER: _ClassVar[int]
    FILES_FIELD_NUMBER: _ClassVar[int]
    source: Source
    kind: str
    parameters: _struct_pb2.Struct
    output_url: str
    files: _containers.MessageMap[str, Source]
    def __init__(self, source: _Optional[_Union[Source, _Mapping]] = ..., kind: _Optional[str] = ..., parameters: _Optional[_Union[_struct_pb2.Struct, _Mapping]] = ..., output_url: _Optional[str] = ..., files: _Optional[_Mapping[str, Source]] = ...) -> None: ...

class PreviewResult(_message.Message):
    __slots__ = ("media_type", "size_bytes", "facts")
    MEDIA_TYPE_FIELD_NUMBER: _ClassVar[int]
    SIZE_BYTES_FIELD_NUMBER: _ClassVar[int]
    FACTS_FIELD_NUMBER: _ClassVar[int]
    media_type: str
    size_bytes: int
    facts: _containers.RepeatedCompositeFieldContainer[Fact]
    def __init__(self, media_type: _Optional[str] = ..., size_bytes: _Optional[int] = ..., facts: _Optional[_Iterable[_Union[Fact, _Mapping]]] = ...) -> None: ...

class ConvertRequest(_message.Message):
    __slots__ = ("job_id", "source", "operation", "parameters", "files", "output_url", "limits")
    class FilesEntry(_message.Message):
        __slots__ = ("key", "value")
        KEY_FIELD_NUMBER: _ClassVar[int]
        VALUE_FIELD_NUMBER: _ClassVar[int]
        key: str
        value: Source
        def __init__(self, key: _Optional[str] = ..., value: _Optional[_Union[Source, _Mapping]] = ...) -> None: ...
    JOB_ID_FIELD_NUMBER: _ClassVar[int]
    SOURCE_FIELD_NUMBER: _ClassVar[int]
    OPERATION_FIELD_NUMBER: _ClassVar[int]
    PARAMETERS_FIELD_NUMBER: _ClassVar[int]
    FILES_FIELD_NUMBER: _ClassVar[int]
    OUTPUT_URL_FIELD_NUMBER: _ClassVar[int]
    LIMITS_FIELD_NUMBER: _ClassVar[int]
    job_id: str
    source: Source
    operation: str
    parameters: _struct_pb2.Struct
    files: _containers.MessageMap[str, Source]
    output_url: str
    limits: Limits
    def __init__(self, job_id: _Optional[str] = ..., source: _Optional[_Union[Source, _Mapping]] = ..., operation: _Optional[str] = ..., parameters: _Optional[_Union[_struct_pb2.Struct, _Mapping]] = ..., files: _Optional[_Mapping[str, Source]] = ..., output_url: _Optional[str] = ..., limits: _Optional[_Union[Limits, _Mapping]] = ...) -> None: ...

class Limits(_message.Message):
    __slots__ = ("max_seconds", "max_output_bytes")
    MAX_SECONDS_FIELD_NUMBER: _ClassVar[int]
    MAX_OUTPUT_BYTES_FIELD_NUMBER: _ClassVar[int]
    max_seconds: float
    max_output_bytes: int
    def __init__(self, max_seconds: _Optional[float] = ..., max_output_bytes: _Optional[int] = ...) -> None: ...

class ConvertEvent(_message.Message):
    __slots__ = ("progress", "warning", "result")
    PROGRESS_FIELD_NUMBER: _ClassVar[int]
    WARNING_FIELD_NUMBER: _ClassVar[int]
    RESULT_FIELD_NUMBER: _ClassVar[int]
    progress: Progress
    warning: Warning
    result: ConvertResult
    def __init__(self, progress: _Optional[_Union[Progress, _Mapping]] = ..., warning: _Optional[_Union[Warning, _Mapping]] = ..., result: _Optional[_Union[ConvertResult, _Mapping]] = ...) -> None: ...

class Progress(_message.Message):
    __slots__ = ("fraction", "speed", "remaining_seconds", "stage")
    FRACTION_FIELD_NUMBER: _ClassVar[int]
    SPEED_FIELD_NUMBER: _ClassVar[int]
    REMAINING_SECONDS_FIELD_NUMBER: _ClassVar[int]
    STAGE_FIELD_NUMBER: _ClassVar[int]
    fraction: float
    speed: float
    remaining_seconds: float
    stage: str
    def __init__(self, fraction: _Optional[float] = ..., speed: _Optional[float] = ..., remaining_seconds: _Optional[float] = ..., stage: _Optional[str] = ...) -> None: ...

class Warning(_message.Message):
    __slots__ = ("code", "message")
    CODE_FIELD_NUMBER: _ClassVar[int]
    MESSAGE_FIELD_NUMBER: _ClassVar[int]
    code: str
    message: str
    def __init__(self, code: _Optional[str] = ..., message: _Optional[str] = ...) -> None: ...

class ConvertResult(_message.Message):
    __slots__ = ("extension", "media", "method", "facts")
    EXTENSION_FIELD_NUMBER: _ClassVar[int]
    MEDIA_FIELD_NUMBER: _ClassVar[int]
    METHOD_FIELD_NUMBER: _ClassVar[int]
    FACTS_FIELD_NUMBER: _ClassVar[int]
    extension: str
    media: Media
    method: str
    facts: _containers.RepeatedCompositeFieldContainer[Fact]
    def __init__(self, extension: _Optional[str] = ..., media: _Optional[_Union[Media, _Mapping]] = ..., method: _Optional[str] = ..., facts: _Optional[_Iterable[_Union[Fact, _Mapping]]] = ...) -> None: ...
