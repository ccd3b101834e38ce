"""Small messages of the contract that every service tells: facts and warnings."""

from google.protobuf import struct_pb2

from backend.protos.media.v1 import media_pb2


def fact(name: str, title: str, value: float | str) -> media_pb2.Fact:
    """Return one fact for people to read."""
    packed = (
        struct_pb2.Value(string_value=value)
        if isinstance(value, str)
        else struct_pb2.Value(number_value=round(value, 6))
    )
    return media_pb2.Fact(name=name, title=title, value=packed)


def warning(code: str, message: str) -> media_pb2.Warning:
    """Return something that people should know, though the work goes on."""
    return media_pb2.Warning(code=code, message=message)
