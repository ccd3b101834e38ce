"""Tags and covers through every pair of formats that can carry them: nothing is lost."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from backend.services.audio.formats import TARGETS, WAV_TAGS
from tests.services.audio.sounds import TAGS, cover_bytes
from tests.services.service_process import ServiceProcess

NAMES = tuple(TARGETS)
# Every format keeps a cover but WAV, which has nine tags of its own and no more.
POOR = "wav"
AT_ONCE = 2  # as many as the service takes


def expected(*formats: str) -> dict[str, str]:
    """Return the tags that survive a way through `formats`."""
    return {name: text for name, text in TAGS.items() if POOR not in formats or name in WAV_TAGS}


def lost(service: ServiceProcess, source: str, target: str, cover: bytes) -> list[str]:
    """Return what of the file `source` is gone after it became `target`."""
    output = f"pair-{source}-{target}"
    made = service.convert(service.url(f"pair-{source}"), "convert", output, format=target)
    tags = dict(made.result.media.tags)
    gone = [name for name, text in expected(source, target).items() if tags.get(name) != text]
    if POOR not in {source, target} and cover_bytes(service.storage / output) != cover:
        gone.append("cover")
    return gone


def test_nothing_is_lost_between_any_two_formats(
    service: ServiceProcess, tagged: Path, cover: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    url = service.stored(tagged)
    picture = cover.read_bytes()
    pairs = [(source, target) for source in NAMES for target in NAMES]
    with ThreadPoolExecutor(AT_ONCE) as pool:
        list(pool.map(lambda n: service.convert(url, "convert", f"pair-{n}", format=n), NAMES))
        gone = dict(
            zip(pairs, pool.map(lambda p: lost(service, p[0], p[1], picture), pairs), strict=True)
        )
    with capsys.disabled():
        print("\nTags and cover from (rows) to (columns)")
        print(" " * 8 + "".join(f"{name:>8}" for name in NAMES))
        for source in NAMES:
            told = (",".join(gone[source, target]) or "kept" for target in NAMES)
            print(f"{source:<8}" + "".join(f"{each:>8}" for each in told))
    assert not any(gone.values())
