"""Fields of forms of what makes one file of several, or several of one."""

from google.protobuf import struct_pb2

from backend.protos.media.v1 import media_pb2
from backend.services.audio.fields import amount, number, seconds

Parameter = media_pb2.Parameter
KINDS = ("audio", "video")  # of which the sound is taken
MAX_JOINED = 50
MAX_CROSSFADE_SECONDS = 15
MAX_PARTS = 200


def joining() -> list[Parameter]:
    """Return what follows, and how one becomes the next."""
    return [
        Parameter(
            name="others",
            title="Followed by",
            help="In this order, after this one.",
            type=Parameter.FILES,
            required=True,
            minimum=1,
            maximum=MAX_JOINED,
            file_kinds=KINDS,
        ),
        seconds(
            "crossfade",
            "Crossfade",
            longest=MAX_CROSSFADE_SECONDS,
            told="For so long, the end of one is heard with the beginning of the next.",
        ),
    ]


def mixing() -> list[Parameter]:
    """Return the second sound, how loud it is, and when it begins."""
    return [
        Parameter(
            name="second",
            title="Mixed with",
            type=Parameter.FILE,
            required=True,
            file_kinds=KINDS,
        ),
        amount(
            "second_volume", "Its volume", (-60, 20), -6, unit="dB",
            told="The louder whole is kept from distorting.",
        ),
        Parameter(
            name="second_start",
            title="It begins at",
            type=Parameter.TIME,
            default_value=number(0),
            minimum=0,
            maximum=86_400,
            unit="s",
        ),
        Parameter(
            name="whole_second",
            title="Play it to its end",
            help="Otherwise the mix ends with this file.",
            type=Parameter.SWITCH,
            default_value=struct_pb2.Value(bool_value=False),
        ),
    ]  # fmt: skip


def splitting() -> list[Parameter]:
    """Return what counts as silence, and what is made of what lies between."""
    return [
        amount(
            "threshold", "Quieter than", (-90, -10), -40, unit="dB",
            told="Of full scale. What stays below for long enough counts as silence.",
        ),
        seconds("silence", "For at least", longest=60, default=1),
        seconds(
            "padding", "Silence kept around each part", longest=5, default=0.2,
            told="At most half of the silence.",
        ),
        seconds("shortest", "Leave out parts shorter than", default=1),
    ]  # fmt: skip
