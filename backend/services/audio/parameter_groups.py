"""Fields of forms, in the groups that operations share."""

from backend.protos.media.v1 import media_pb2
from backend.services.audio.fields import amount, choice, number, seconds, switch, text
from backend.services.audio.formats import KEEP, TARGETS

Parameter = media_pb2.Parameter

LOSSY = [name for name, target in TARGETS.items() if not target.lossless]
LOSSLESS = [name for name, target in TARGETS.items() if target.lossless]
SAMPLE_RATES_HZ = (8000, 16_000, 22_050, 32_000, 44_100, 48_000, 96_000)
LONGEST_TAG = 500
TAG_TITLES = {"date": "Year", "album_artist": "Album artist"}


def _targets() -> list[media_pb2.Choice]:
    return [
        media_pb2.Choice(
            value=target.name,
            title=target.title,
            group="Nothing lost" if target.lossless else "Small files",
        )
        for target in TARGETS.values()
    ]


def result_format() -> Parameter:
    """Return the format of an edited result: its own, unless another is chosen."""
    return Parameter(
        name="format",
        title="Format",
        type=Parameter.CHOICE,
        default_value=text(KEEP),
        choices=[media_pb2.Choice(value=KEEP, title="As it is"), *_targets()],
        advanced=True,
    )


def conversion() -> list[Parameter]:
    """Return format, quality, size, and what else there is to choose of a conversion."""
    return [
        Parameter(
            name="format",
            title="Format",
            type=Parameter.CHOICE,
            required=True,
            choices=_targets(),
        ),
        choice(
            "quality",
            "Quality",
            (
                ("auto", "Automatic", "Stays as it is where the format allows, else balanced."),
                ("small", "Small file"),
                ("balanced", "Balanced"),
                ("high", "High quality"),
                ("bitrate", "A bitrate of my choice"),
                ("fit", "As good as fits into a size"),
            ),
            "auto",
            shown_if=("format", LOSSY),
        ),
        Parameter(
            name="bitrate",
            title="Bitrate",
            type=Parameter.INTEGER,
            default_value=number(192),
            minimum=16,
            maximum=512,
            unit="kbit/s",
            shown_if_parameter="quality",
            shown_if_values=["bitrate"],
        ),
        Parameter(
            name="max_megabytes",
            title="At most",
            help="The bitrate follows from the length.",
            type=Parameter.NUMBER,
            required=True,
            minimum=0.01,
            maximum=100_000,
            unit="MB",
            shown_if_parameter="quality",
            shown_if_values=["fit"],
        ),
        choice(
            "mp3_mode",
            "MP3 bitrate",
            (
                ("variable", "Variable", "Better for the same size."),
                ("constant", "Constant", "For old players."),
            ),
            "variable",
            advanced=True,
            shown_if=("format", ["mp3"]),
        ),
        choice(
            "depth",
            "Bits per sample",
            ((KEEP, "As it is"), ("16", "16"), ("24", "24"), ("32f", "32, floating point")),
            KEEP,
            told="Floating point is for WAV and AIFF.",
            advanced=True,
            shown_if=("format", LOSSLESS),
        ),
        choice(
            "channels",
            "Channels",
            ((KEEP, "As they are"), ("mono", "Mono"), ("stereo", "Stereo")),
            KEEP,
            advanced=True,
        ),
        choice(
            "sample_rate",
            "Sample rate",
            (
                (KEEP, "As it is"),
                *((str(rate), f"{rate / 1000:g} kHz") for rate in SAMPLE_RATES_HZ),
            ),
            KEEP,
            told="Opus always has 48 kHz.",
            advanced=True,
        ),
    ]


def parts() -> list[Parameter]:
    """Return the parts that are kept or removed, and how exact they are."""
    return [
        Parameter(
            name="segments",
            title="Parts",
            help="One a line, such as 0:01.5 - 0:10. Kept parts are joined in this order.",
            type=Parameter.SEGMENTS,
            required=True,
        ),
        choice(
            "keep",
            "The parts are",
            (("these", "Kept"), ("others", "Removed")),
            "these",
        ),
        choice(
            "mode",
            "How",
            (
                (
                    "lossless",
                    "Without loss",
                    "Nothing is encoded anew. WAV, FLAC and ALAC are cut at the sample, MP3, AAC, "
                    "Ogg and Opus at the nearest frame, a fiftieth of a second.",
                ),
                (
                    "exact",
                    "At the sample",
                    "MP3, AAC, Ogg and Opus are encoded again: a little quality is lost.",
                ),
            ),
            "lossless",
            told="Fades are always encoded.",
        ),
    ]


def fades() -> list[Parameter]:
    """Return how long the sound takes to come and to go."""
    return [seconds("fade_in", "Fade in"), seconds("fade_out", "Fade out")]


def loudness() -> list[Parameter]:
    """Return the places that ask for a loudness."""
    return [
        choice(
            "target",
            "For",
            (
                ("streaming", "Streaming (−14 LUFS)"),
                ("podcast", "Podcast (−16 LUFS)"),
                ("broadcast", "Broadcast (−23 LUFS)"),
                ("custom", "A loudness of my choice"),
            ),
            "streaming",
            told="It is measured before and after; true peaks stay below −1 dBTP.",
        ),
        Parameter(
            name="lufs",
            title="Loudness",
            type=Parameter.NUMBER,
            default_value=number(-18),
            minimum=-40,
            maximum=-9,
            step=0.5,
            unit="LUFS",
            shown_if_parameter="target",
            shown_if_values=["custom"],
        ),
    ]


def adjustments() -> list[Parameter]:
    """Return volume, speed, pitch and noise."""
    louder = "What becomes louder is kept from distorting."
    return [
        amount("volume", "Volume", (-60, 30), 0, unit="dB", told=louder),
        amount("speed", "Speed", (0.25, 4), 1, unit="×", told="The pitch stays."),
        amount("pitch", "Pitch", (-12, 12), 0, unit="semitones", told="The speed stays."),
        choice(
            "noise",
            "Noise reduction",
            (
                (KEEP, "None"),
                ("light", "Light", "For a quiet hiss."),
                ("strong", "Strong", "Speech may sound a little hollow."),
            ),
            KEEP,
            told="Reduces steady noise such as hiss and hum.",
        ),
    ]


def tags() -> list[Parameter]:
    """Return the tags and the cover that can be changed."""
    names = ("title", "artist", "album", "date", "track", "genre")
    more = ("album_artist", "composer", "comment")
    fields = [
        Parameter(
            name=name,
            title=TAG_TITLES.get(name, name.capitalize()),
            help="What is left out stays; what is emptied is removed." if name == "title" else "",
            type=Parameter.TEXT,
            maximum=LONGEST_TAG,
            advanced=name in more,
        )
        for name in (*names, *more)
    ]
    cover = Parameter(
        name="cover",
        title="New cover",
        help="A picture among your files: JPEG, PNG or WebP.",
        type=Parameter.FILE,
        file_kinds=["image"],
    )
    return [
        *fields[: len(names)],
        cover,
        switch("remove_cover", "Remove the cover"),
        *fields[len(names) :],
        switch("clear", "Remove everything else", told="All other tags, chapters and the cover."),
    ]
