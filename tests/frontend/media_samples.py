"""A lake in summer: one file of Ada's, what became of it, and the service that works on it."""

from typing import Any

CREATED = "2026-03-01T10:00:00Z"


def parameter(name: str, kind: str, **changes: object) -> dict[str, Any]:
    """Return a parameter of an operation, one field of a form."""
    return {
        "name": name,
        "title": name.capitalize(),
        "help": "",
        "type": kind,
        "required": False,
        "default": None,
        "minimum": None,
        "maximum": None,
        "step": None,
        "unit": "",
        "choices": [],
        "advanced": False,
        "shown_if_parameter": "",
        "shown_if_values": [],
        "file_kinds": [],
        **changes,
    }


def choice(value: str, *, group: str = "", words: str = "") -> dict[str, str]:
    """Return one value of a choice; `words` explain it."""
    return {"value": value, "title": value.upper(), "help": words, "group": group}


CUT = {
    "name": "cut",
    "title": "Cut",
    "summary": "Keeps a part.",
    "parameters": [
        parameter("start", "time", default=0, help="The first picture that is kept."),
        parameter("end", "time", required=True),
        parameter(
            "mode",
            "choice",
            default="exact",
            choices=[choice("exact", words="To the frame."), choice("instant", words="Copied.")],
        ),
    ],
    "presets": [],
}

CONVERT = {
    "name": "convert",
    "title": "Convert",
    "summary": "Makes another format of it.",
    "parameters": [
        parameter(
            "format",
            "choice",
            required=True,
            choices=[choice("mp4", group="Video"), choice("mp3", group="Audio")],
        ),
        parameter(
            "crf",
            "integer",
            default=23,
            advanced=True,
            shown_if_parameter="format",
            shown_if_values=["mp4"],
        ),
        parameter("volume", "number", default=1.5, unit="×", advanced=True),
        parameter("faststart", "switch", default=True, advanced=True),
    ],
    "presets": [],
}


JOIN = {
    "name": "join",
    "title": "Join",
    "summary": "Puts files one behind the other.",
    "parameters": [
        parameter("clips", "files", required=True),
        parameter("logo", "file", file_kinds=["image"]),
        parameter("gap", "number", minimum=0.5, maximum=10, unit="s", help="Of silence."),
    ],
    "presets": [
        {
            "name": "slow",
            "title": "Slow",
            "summary": "With pauses.",
            "parameters": {"gap": 2.5},
            "group": "Pauses",
        }
    ],
}


# A preset of Ada's own.
WEB: dict[str, Any] = {
    "id": "p-1",
    "service": "video",
    "operation": "convert",
    "name": "For the web",
    "parameters": {"format": "mp4"},
    "created_at": CREATED,
}


def file(**changes: object) -> dict[str, Any]:
    """Return a video that was brought along."""
    return {
        "id": "f-lake",
        "root_id": "f-lake",
        "source_id": None,
        "job_id": None,
        "service": "video",
        "kind": "video",
        "name": "lake.mp4",
        "extension": "mp4",
        "media_type": "video/mp4",
        "size_bytes": 48_300_000,
        "duration_seconds": 62.5,
        "has_poster": True,
        "created_at": CREATED,
        **changes,
    }


def result(**changes: object) -> dict[str, Any]:
    """Return what was made of the video."""
    made = {"id": "f-cut", "name": "lake (cut).mp4", "source_id": "f-lake", "job_id": "j-1"}
    return file(**{**made, "size_bytes": 6_400_000, "duration_seconds": 7.5, **changes})


def entry(**changes: object) -> dict[str, Any]:
    """Return the video as the list of files has it."""
    return {**file(), "results": [], "jobs": [], **changes}


def page_of_files(*items: dict[str, Any], **changes: object) -> dict[str, Any]:
    """Return one page of the list of files."""
    return {
        "items": list(items),
        "page": 1,
        "pages": 1,
        "total": len(items),
        "used_bytes": 18_300_000_000,
        "quota_bytes": 50_000_000_000,
        **changes,
    }


def stream(kind: str, codec: str, **changes: object) -> dict[str, Any]:
    """Return one stream inside a file."""
    return {
        "index": 0,
        "kind": kind,
        "codec": codec,
        "bitrate_bps": 0,
        "duration_seconds": 62.5,
        "width": 0,
        "height": 0,
        "frame_rate": 0.0,
        "rotation_degrees": 0,
        "pixel_format": "",
        "sample_rate_hz": 0,
        "channels": 0,
        "language": "",
        "title": "",
        **changes,
    }


PICTURES = stream("video", "h264", width=1920, height=1080, frame_rate=29.97)
SOUND = stream("audio", "aac", sample_rate_hz=48_000, channels=2, language="eng")


def details(
    of: dict[str, Any] | None = None, *streams: dict[str, Any], **changes: object
) -> dict[str, Any]:
    """Return all that is known of a file."""
    known = of or file()
    return {
        **known,
        "media": {
            "kind": known["kind"],
            "container": known["extension"],
            "media_type": known["media_type"],
            "duration_seconds": known["duration_seconds"],
            "bitrate_bps": 6_180_000,
            "streams": list(streams or (PICTURES, SOUND)),
            "tags": {},
            "facts": [],
        },
        "source": None,
        "results": [],
        "jobs": [],
        **changes,
    }


def bench(of: dict[str, Any], *presets: dict[str, Any]) -> dict[str, Any]:
    """Return what an editor asks for: a file, what can be laid beside it, and own presets."""
    return {"file": of, "others": [], "presets": list(presets)}


def job(**changes: object) -> dict[str, Any]:
    """Return a conversion that runs."""
    return {
        "id": "j-1",
        "file_id": "f-lake",
        "file_name": "lake.mp4",
        "service": "video",
        "operation": "convert",
        "parameters": {"format": "webm"},
        "state": "running",
        "fraction": 0.42,
        "speed": 2.13,
        "remaining_seconds": 83.0,
        "stage": "encoding",
        "method": "",
        "warnings": [],
        "facts": [],
        "error_code": "",
        "error_message": "",
        "result_file_id": None,
        "batch_id": None,
        "queue_position": None,
        "created_at": CREATED,
        "started_at": CREATED,
        "finished_at": None,
        **changes,
    }


def plan(**changes: object) -> dict[str, Any]:
    """Return what a cut would do."""
    return {
        "extension": "mp4",
        "media_type": "video/mp4",
        "method": "smart",
        "estimated_bytes": 6_400_000,
        "estimated_seconds": 1.8,
        "facts": [],
        "warnings": [],
        **changes,
    }


def fact(name: str, title: str, value: object) -> dict[str, Any]:
    """Return something that a service tells."""
    return {"name": name, "title": title, "value": value}
