"""Files and addresses that mean harm, or are simply broken."""

import os
import struct
import zipfile
from pathlib import Path

import pytest

from tests.media import ffmpeg, remuxed
from tests.services.conftest import MakeClip
from tests.services.service_process import RefusedError, ServiceProcess

# What stands in /etc/passwd everywhere.
SECRET = b"root:"


def _refused(service: ServiceProcess, url: str) -> RefusedError:
    """Return how a source is refused, which Probe, Plan and Convert do alike."""
    with pytest.raises(RefusedError) as by_probe:
        service.probe(url)
    with pytest.raises(RefusedError) as by_plan:
        service.plan(url, "cut", start=0, end=1)
    output = f"from-{Path(url).name}"
    with pytest.raises(RefusedError) as by_convert:
        service.convert(url, "convert", output, format="mkv")
    assert not (service.storage / output).exists()
    assert by_probe.value.code == by_plan.value.code == by_convert.value.code
    return by_probe.value


def _blob(service: ServiceProcess, name: str, content: bytes) -> str:
    (service.storage / name).write_bytes(content)
    return service.url(name)


def test_an_empty_file_is_called_empty(service: ServiceProcess) -> None:
    assert _refused(service, _blob(service, "empty.mp4", b"")).code == "EMPTY"


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("text.mp4", b"This is not a video, whatever its name says.\n" * 50),
        ("noise.mkv", bytes(range(256)) * 400),
        ("page.webm", b"<!doctype html><title>no</title>" * 40),
        ("program.avi", b"\x7fELF" + bytes(5000)),
    ],
)
def test_what_is_not_media_is_called_so(service: ServiceProcess, name: str, content: bytes) -> None:
    assert _refused(service, _blob(service, name, content)).code == "NOT_MEDIA"


def test_a_zip_by_another_name_is_not_media(service: ServiceProcess) -> None:
    path = service.storage / "zip.mp4"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("zeros", bytes(20_000_000))
    assert _refused(service, path.as_uri()).code == "NOT_MEDIA"


def test_a_picture_is_no_video(service: ServiceProcess, clip: MakeClip) -> None:
    picture = clip("film.mp4", seconds=6, gop=60).with_name("picture.png")
    ffmpeg("-i", str(clip("film.mp4", seconds=6, gop=60)), "-frames:v", "1", str(picture))
    assert _refused(service, service.stored(picture)).code == "UNSUPPORTED"


def test_a_video_without_its_index_is_called_truncated(
    service: ServiceProcess, clip: MakeClip
) -> None:
    whole = clip("film.mp4", seconds=6, gop=60).read_bytes()
    url = _blob(service, "half.mp4", whole[: len(whole) // 2])
    assert _refused(service, url).code == "TRUNCATED"


PLAYLISTS = {
    "hls.mp4": b"#EXTM3U\n#EXT-X-TARGETDURATION:10\n#EXTINF:10,\nfile:///etc/passwd\n#EXT-X-ENDLIST\n",
    "hls.m3u8": b"#EXTM3U\n#EXT-X-TARGETDURATION:10\n#EXTINF:10,\nfile:///etc/passwd\n#EXT-X-ENDLIST\n",
    "hls-remote.m3u8": b"#EXTM3U\n#EXTINF:10,\nhttp://127.0.0.1:9/never\n#EXT-X-ENDLIST\n",
    "concat.mp4": b"ffconcat version 1.0\nfile '/etc/passwd'\n",
    "concat.txt": b"ffconcat version 1.0\nfile 'http://127.0.0.1:9/never'\n",
    "session.sdp": b"v=0\no=- 0 0 IN IP4 127.0.0.1\ns=x\nm=video 9 RTP/AVP 96\n",
    "dash.mpd": b'<?xml version="1.0"?><MPD><BaseURL>file:///etc/passwd</BaseURL></MPD>',
}


@pytest.mark.parametrize("name", PLAYLISTS)
def test_playlists_and_scripts_are_not_followed(service: ServiceProcess, name: str) -> None:
    failure = _refused(service, _blob(service, name, PLAYLISTS[name]))
    assert failure.code in {"NOT_MEDIA", "UNSUPPORTED"}


def test_a_playlist_that_names_a_real_video_is_not_followed_either(
    service: ServiceProcess, clip: MakeClip
) -> None:
    film = Path(service.stored(clip("film.mp4", seconds=6, gop=60)).removeprefix("file://"))
    for name, script in (
        ("stolen.m3u8", f"#EXTM3U\n#EXTINF:6,\n{film.as_uri()}\n#EXT-X-ENDLIST\n"),
        ("stolen.ffconcat", f"ffconcat version 1.0\nfile '{film}'\n"),
    ):
        failure = _refused(service, _blob(service, name, script.encode()))
        assert failure.code in {"NOT_MEDIA", "UNSUPPORTED"}


def test_huge_declared_pictures_are_refused_before_memory_is_taken(
    service: ServiceProcess, clip: MakeClip
) -> None:
    content = bytearray(clip("film.mp4", seconds=6, gop=60).read_bytes())
    sizes = struct.pack(">HH", 320, 180)
    at = content.index(sizes, content.index(b"avc1"))
    content[at : at + 4] = struct.pack(">HH", 65535, 65535)
    url = _blob(service, "huge.mp4", bytes(content))
    try:
        probed = service.probe(url)
    except RefusedError as refused:
        assert refused.code in {"UNSUPPORTED", "NOT_MEDIA", "MEMORY_LIMIT"}
    else:
        # The true size stands in the stream itself, and decoders believe only that.
        assert (probed.streams[0].width, probed.streams[0].height) == (320, 180)


def test_huge_real_pictures_are_refused(service: ServiceProcess, clip: MakeClip) -> None:
    path = clip("film.mp4", seconds=6, gop=60).with_name("huge.mkv")
    black = "color=black:size=16000x8000:rate=1:duration=1"
    ffmpeg("-f", "lavfi", "-i", black, "-c:v", "mjpeg", "-q:v", "31", str(path))
    assert _refused(service, service.stored(path)).code == "UNSUPPORTED"


def test_a_source_cut_off_in_the_middle_gives_what_there_is_and_says_so(
    service: ServiceProcess, clip: MakeClip
) -> None:
    film = clip("film.mp4", seconds=6, gop=60)
    early_index = remuxed(film, film.with_name("early-index.mp4"), "-movflags", "+faststart")
    whole = early_index.read_bytes()
    url = _blob(service, "cut-off.mp4", whole[: len(whole) * 2 // 3])
    assert "incomplete" in {fact.name for fact in service.probe(url).facts}
    for target in ("mkv", "webm"):
        made = service.convert(url, "convert", f"cut-off.{target}", format=target)
        assert 2.0 < made.result.media.duration_seconds < 5.0
        assert "source_damaged" in made.warnings


def test_a_cut_behind_the_end_of_a_cut_off_source_is_a_clear_error(
    service: ServiceProcess, clip: MakeClip
) -> None:
    film = clip("film.mp4", seconds=6, gop=60)
    early_index = remuxed(film, film.with_name("early-index.mp4"), "-movflags", "+faststart")
    whole = early_index.read_bytes()
    url = _blob(service, "gone.mp4", whole[: len(whole) // 2])
    for mode in ("exact", "instant", "reencode"):
        with pytest.raises(RefusedError) as refused:
            service.convert(url, "cut", "gone", start=5, end=5.9, mode=mode)
        assert refused.value.code == "DAMAGED"
        assert not (service.storage / "gone").exists()


def test_damage_in_the_middle_is_told(service: ServiceProcess, clip: MakeClip) -> None:
    content = bytearray(clip("film.mp4", seconds=6, gop=60).read_bytes())
    middle = content.index(b"mdat") + 40_000
    content[middle : middle + 6000] = os.urandom(6000)
    url = _blob(service, "scratched.mp4", bytes(content))
    made = service.convert(url, "convert", "scratched.webm", format="webm")
    assert "source_damaged" in made.warnings
    assert made.result.media.duration_seconds == pytest.approx(6, abs=0.5)


@pytest.mark.parametrize(
    "url",
    [
        "file:///etc/passwd",
        "file://elsewhere/etc/passwd",
        "http://127.0.0.1:9/video.mp4",
        "concat:/etc/passwd",
        "/etc/passwd",
        "file:relative",
        "file:///%00",
        "",
    ],
)
def test_sources_outside_the_storage_are_refused(service: ServiceProcess, url: str) -> None:
    with pytest.raises(RefusedError) as refused:
        service.probe(url)
    assert refused.value.code == "BAD_URL"
    assert refused.value.status.name == "INVALID_ARGUMENT"


def test_dots_and_links_do_not_lead_out_of_the_storage(
    service: ServiceProcess, clip: MakeClip, tmp_path: Path
) -> None:
    outside = tmp_path / "outside.mp4"
    outside.write_bytes(clip("film.mp4", seconds=6, gop=60).read_bytes())
    link = service.storage / "link.mp4"
    link.symlink_to(outside)
    (service.storage / "linked-folder").symlink_to(tmp_path)
    for url in (
        f"{service.storage.as_uri()}/../../{outside.name}",
        f"{service.storage.as_uri()}/%2e%2e/%2e%2e/{outside.name}",
        link.as_uri(),
        service.url("linked-folder/outside.mp4"),
    ):
        with pytest.raises(RefusedError) as refused:
            service.probe(url)
        assert refused.value.code == "BAD_URL"


def test_results_are_not_written_outside_the_storage(
    service: ServiceProcess, clip: MakeClip, tmp_path: Path
) -> None:
    source = service.stored(clip("film.mp4", seconds=6, gop=60))
    target = tmp_path / "result.mkv"
    request = service.request(source, "convert", "unused", format="mkv")
    request.output_url = target.as_uri()
    with pytest.raises(RefusedError) as refused:
        service.converted(request)
    assert refused.value.code == "BAD_URL"
    assert not target.exists()


def test_a_source_that_was_deleted_is_missing(service: ServiceProcess) -> None:
    with pytest.raises(RefusedError) as refused:
        service.probe(service.url("never-was.mp4"))
    assert refused.value.code == "SOURCE_MISSING"


def test_names_that_look_like_options_or_addresses_are_only_names(
    service: ServiceProcess, clip: MakeClip
) -> None:
    film = clip("film.mp4", seconds=6, gop=60)
    for name in ("-i.mp4", "http:x.mp4", "a%03d.mp4", "two\nlines 🎬.mp4", "'; ls #.mp4"):
        (service.storage / name).write_bytes(film.read_bytes())
        assert service.probe(service.url(name)).duration_seconds == pytest.approx(6, abs=0.1)


def test_tags_of_strangers_are_told_without_control_characters(
    service: ServiceProcess, clip: MakeClip
) -> None:
    film = clip("film.mp4", seconds=6, gop=60)
    tagged = remuxed(
        film, film.with_name("tagged.mp4"), "-metadata", "title=a\x1b[31mb" + "c" * 5000
    )
    title = service.probe(service.stored(tagged)).tags["title"]
    assert title.startswith("a[31mbccc")
    assert len(title) <= 1000
