"""The service as the gateway sees it: describe, probe, plan, preview, convert."""

from collections.abc import Callable
from pathlib import Path

import pytest
from google.protobuf.json_format import MessageToDict
from PIL import Image

from backend.gateway.services import translation
from backend.protos.media.v1 import media_pb2
from backend.services.image.formats import READABLE, TARGETS
from tests.services.image.pictures import RED, animation, camera_exif, photo, pixels, quarters
from tests.services.service_process import Parameter, RefusedError, ServiceProcess

Store = Callable[..., str]


@pytest.fixture
def snapshot(service: ServiceProcess, tmp_path: Path) -> str:
    """The URL of a stored JPEG of 120 × 80 pixels with camera, date and place."""
    path = tmp_path / f"{tmp_path.name}.jpg"
    quarters().save(path, exif=camera_exif(), quality=95)
    return service.stored(path)


def _facts(
    told: media_pb2.Media | media_pb2.PlanResult | media_pb2.PreviewResult,
) -> dict[str, object]:
    return {fact.name: MessageToDict(fact.value) for fact in told.facts}


def _codes(plan: media_pb2.PlanResult) -> set[str]:
    return {warning.code for warning in translation.plan(plan).warnings}


def test_the_gateway_understands_the_description(service: ServiceProcess) -> None:
    described = service.stub.Describe(media_pb2.DescribeRequest())
    understood = translation.service(described)
    assert understood.name == "image"
    assert [operation.name for operation in understood.operations] == [
        *("convert", "resize", "edit", "watermark", "document", "collage", "sheet"),
    ]
    assert [kind.name for kind in understood.previews] == ["poster", "edited", "before"]
    extensions = {name for accepted in understood.accepts for name in accepted.extensions}
    assert {"jpg", "heic", "svg", "psd", "dng"} <= extensions
    assert len(understood.accepts) == len(READABLE)
    (formats,) = (p for p in understood.operations[0].parameters if p.name == "format")
    assert {choice.value for choice in formats.choices} == set(TARGETS)


def test_probing_tells_what_a_picture_is_and_where_it_was_taken(
    service: ServiceProcess, snapshot: str
) -> None:
    media = service.probe(snapshot)
    assert (media.kind, media.container, media.media_type) == ("image", "jpeg", "image/jpeg")
    (stream,) = media.streams
    assert (stream.width, stream.height, stream.pixel_format) == (120, 80, "RGB 8 bit")
    assert media.tags["camera"] == "Acme Phone 3"
    facts = _facts(media)
    assert facts["gps"] == "48.858333, 2.294444"
    assert facts["transparency"] == "no"
    assert translation.media(media).tags["date"] == "2024-05-01 11:59:58"


def test_a_plan_tells_the_size_and_what_gets_lost(service: ServiceProcess, snapshot: str) -> None:
    plan = service.plan(snapshot, "resize", mode="fit", width=60, format="webp")
    assert (plan.extension, plan.media_type) == ("webp", "image/webp")
    assert (_facts(plan)["width"], _facts(plan)["height"]) == (60, 40)
    assert plan.estimated_bytes > 0
    assert _codes(plan) == {"contains_place"}
    plan = service.plan(snapshot, "convert", format="gif")
    assert _codes(plan) == {"colours_reduced", "metadata_dropped"}
    plan = service.plan(snapshot, "resize", mode="longest", longest=500)
    assert "not_enlarged" in _codes(plan)


def test_converting_ends_with_the_probed_result(service: ServiceProcess, snapshot: str) -> None:
    heard = service.convert(snapshot, "convert", "result", format="png", metadata="strip")
    assert heard.warnings == {}
    assert heard.result.extension == "png"
    assert heard.result.media.container == "png"
    assert heard.result.media.tags == {}
    path = service.storage / "result"
    assert path.stat().st_size == heard.result.media.size_bytes
    assert abs(pixels(path)[10, 10].astype(int) - RED).max() <= 4


def test_everything_can_be_asked_for_at_once(service: ServiceProcess, snapshot: str) -> None:
    heard = service.convert(
        snapshot,
        "edit",
        "edited",
        crop_x=60,
        crop_width=60,
        rotate="90",
        flip="horizontal",
        straighten=2.5,
        mode="exact",
        width=33,
        height=44,
        brightness=5,
        contrast=5,
        saturation=5,
        sharpen=5,
        format="avif",
        quality=70,
        max_kilobytes=20,
        background="#ff0000",
        profile="keep",
    )
    (stream,) = heard.result.media.streams
    assert (stream.codec, stream.width, stream.height) == ("avif", 33, 44)
    assert heard.fact("quality") == 70


@pytest.mark.parametrize(
    ("operation", "parameters", "violations"),
    [
        ("convert", {}, {"format": "REQUIRED"}),
        ("convert", {"format": "xcf"}, {"format": "UNKNOWN_CHOICE"}),
        ("convert", {"format": "jpeg", "quality": 0}, {"quality": "TOO_SMALL"}),
        ("convert", {"format": "jpeg", "speed": 1}, {"speed": "UNKNOWN_PARAMETER"}),
        ("resize", {"mode": "fit"}, {"width": "REQUIRED"}),
        ("resize", {"mode": "exact", "width": 10}, {"height": "REQUIRED"}),
        ("resize", {"mode": "longest"}, {"longest": "REQUIRED"}),
        ("resize", {"mode": "percent", "percent": 0}, {"percent": "TOO_SMALL"}),
        ("edit", {"crop_x": 120}, {"crop_x": "BEYOND_PICTURE"}),
        ("edit", {"crop_x": 60, "crop_width": 61}, {"crop_width": "BEYOND_PICTURE"}),
        ("edit", {"crop_y": -1}, {"crop_y": "NEGATIVE"}),
        ("edit", {"straighten": 46}, {"straighten": "TOO_LARGE"}),
        ("watermark", {}, {"text": "REQUIRED"}),
        ("watermark", {"text": "  "}, {"text": "REQUIRED"}),
        ("watermark", {"text": "x", "colour": "red"}, {"colour": "NOT_A_COLOUR"}),
    ],
)
def test_wrong_parameters_are_told_by_name(
    service: ServiceProcess,
    snapshot: str,
    operation: str,
    parameters: dict[str, str | float | bool],
    violations: dict[str, str],
) -> None:
    with pytest.raises(RefusedError) as refused:
        service.plan(snapshot, operation, **parameters)
    assert refused.value.code == "WRONG_PARAMETERS"
    assert refused.value.violations == violations


def test_what_the_format_cannot_hold_is_refused_before_work(
    service: ServiceProcess, snapshot: str
) -> None:
    with pytest.raises(RefusedError) as refused:
        service.plan(snapshot, "resize", mode="exact", width=20_000, height=10, format="webp")
    assert refused.value.code == "TOO_LARGE_FOR_FORMAT"
    with pytest.raises(RefusedError) as refused:
        service.plan(snapshot, "resize", mode="exact", width=60_000, height=60_000)
    assert refused.value.code == "TOO_MANY_PIXELS"


def test_a_poster_is_a_webp_of_screen_size(service: ServiceProcess, tmp_path: Path) -> None:
    path = tmp_path / "large.png"
    photo(2000, 1000).pngsave(str(path))
    made = service.preview(service.stored(path), "poster-of-large")
    assert made.media_type == "image/webp"
    output = service.storage / "poster-of-large"
    assert output.stat().st_size == made.size_bytes
    with Image.open(output) as image:
        assert (image.format, image.size) == ("WEBP", (1280, 640))


def test_a_poster_of_an_animation_is_its_first_frame(
    service: ServiceProcess, tmp_path: Path
) -> None:
    url = service.stored(animation(tmp_path / "wide.webp", size=(2000, 1000)))
    service.preview(url, "poster-of-animation")
    with Image.open(service.storage / "poster-of-animation") as image:
        assert (image.size, getattr(image, "n_frames", 1)) == ((1280, 640), 1)
    crop = {"crop_x": 1000, "crop_width": 1000, "mode": "percent", "percent": 10}
    service.preview(url, "part", "edited", operation="edit", parameters=crop)
    assert pixels(service.storage / "part").shape == (100, 100, 3)


def test_a_preview_shows_the_result_of_an_operation(service: ServiceProcess, snapshot: str) -> None:
    made = service.preview(
        snapshot,
        "live",
        "edited",
        operation="edit",
        parameters={"rotate": "90", "crop_x": 60, "crop_width": 5000, "format": "jpeg"},
        longest_side=64,
    )
    assert made.media_type == "image/webp"
    assert pixels(service.storage / "live").shape == (48, 64, 3)
    told = _facts(made)
    assert (told["width"], told["height"], told["extension"]) == (80, 60, "jpg")
    assert told["estimated_bytes"]


def test_the_picture_before_is_laid_out_like_the_result(
    service: ServiceProcess, snapshot: str
) -> None:
    service.preview(snapshot, "plain", "before", longest_side=90)
    assert pixels(service.storage / "plain").shape == (60, 90, 3)
    edits = {"rotate": "90", "crop_x": 60, "brightness": 90}
    for kind in ("before", "edited"):
        service.preview(snapshot, kind, kind, operation="edit", parameters=edits)
    before, edited = (pixels(service.storage / kind) for kind in ("before", "edited"))
    assert before.shape == edited.shape == (60, 80, 3)
    assert edited.mean() > before.mean() + 20


def test_a_preview_of_what_is_not_there_is_refused(service: ServiceProcess, snapshot: str) -> None:
    with pytest.raises(RefusedError) as refused:
        service.preview(snapshot, "live", "edited", operation="melt")
    assert refused.value.code == "UNKNOWN_OPERATION"
    with pytest.raises(RefusedError) as refused:
        service.preview(snapshot, "live", "edited", operation="edit", longest_side=9)
    assert refused.value.violations == {"longest_side": "OUT_OF_BOUNDS"}


@pytest.mark.parametrize("target", ["jpeg", "webp", "gif"])
def test_what_fits_the_screen_is_shown_as_its_format_keeps_it(
    service: ServiceProcess, tmp_path: Path, target: str
) -> None:
    path = tmp_path / f"{tmp_path.name}.png"
    photo(1600, 1200).pngsave(str(path))
    url = service.stored(path)
    parameters: dict[str, Parameter] = {"mode": "longest", "longest": 400, "format": target}
    if target != "gif":
        parameters["quality"] = 5
    told = _facts(service.preview(url, "kept", "edited", operation="resize", parameters=parameters))
    heard = service.convert(url, "resize", "result", **parameters)
    assert told["estimated_bytes"] == pytest.approx(heard.result.media.size_bytes, rel=0.05)
    shown, real = (pixels(service.storage / name).astype(int) for name in ("kept", "result"))
    smooth = pixels(path)[::4, ::4].astype(int)
    # Far nearer to what comes out than to what went in; a GIF's dots are lost on the way.
    assert target == "gif" or abs(shown - real).mean() < 0.5 * abs(real - smooth).mean()
