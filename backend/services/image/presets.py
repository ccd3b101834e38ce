"""What people often want of a picture, by the name that they know it under."""

from collections.abc import Mapping

from backend.protos.media.v1 import media_pb2

Values = Mapping[str, str | float | bool]


def _preset(name: str, title: str, summary: str, group: str, values: Values) -> media_pb2.Preset:
    preset = media_pb2.Preset(name=name, title=title, summary=summary, group=group)
    preset.parameters.update(values)
    return preset


def _filled(width: int, height: int) -> Values:
    return {"mode": "fill", "width": width, "height": height}


CONVERT = [
    _preset(*told)
    for told in (
        ("web", "For the web", "WebP, small and sharp.", "Web", {"format": "webp"}),
        ("smallest", "As small as can be", "AVIF, for browsers of the last years.", "Web",
         {"format": "avif", "quality": 50}),
        ("mail_1_mb", "Mail, 1 MB", "A JPEG of at most one megabyte.", "Sending",
         {"format": "jpeg", "max_kilobytes": 1000}),
        ("mail_5_mb", "Mail, 5 MB", "A JPEG of at most five megabytes.", "Sending",
         {"format": "jpeg", "max_kilobytes": 5000}),
        ("no_traces", "Without traces", "A JPEG that tells nothing of place, time and camera.",
         "Sending", {"format": "jpeg", "quality": 90, "metadata": "strip"}),
        ("archive", "Archive", "A TIFF with its own colours; nothing is lost.", "Keeping",
         {"format": "tiff", "profile": "keep"}),
        ("print", "A4 page", "A PDF to print, with a margin.", "Keeping",
         {"format": "pdf", "page_size": "a4", "margin_mm": 10}),
    )
]  # fmt: skip

RESIZE = [
    _preset(*told)
    for told in (
        ("full_hd", "Full HD", "Fits a screen of 1920 × 1080.", "Screens",
         {"mode": "fit", "width": 1920, "height": 1080}),
        ("uhd", "4K", "Fits a screen of 3840 × 2160.", "Screens",
         {"mode": "fit", "width": 3840, "height": 2160}),
        ("square", "Square post", "1080 × 1080, filled.", "Social media", _filled(1080, 1080)),
        ("portrait", "Portrait post", "1080 × 1350, filled.", "Social media", _filled(1080, 1350)),
        ("story", "Story", "1080 × 1920, filled.", "Social media", _filled(1080, 1920)),
        ("avatar", "Avatar", "400 × 400, filled.", "Social media", _filled(400, 400)),
        ("thumbnail", "Thumbnail", "320 pixels on the longer side.", "Screens",
         {"mode": "longest", "longest": 320}),
    )
]  # fmt: skip
