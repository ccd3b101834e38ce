"""Damaged files: each ends in a clear error or a valid file, and none in a hang.

Two hundred are cut by the children's own code, each in a process; `benchmarks.damage` does a
thousand. Some go the whole way through the service.
"""

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from tests.services.service_process import RefusedError, ServiceProcess
from tests.services.video import damage
from tests.services.video.damage import REFUSED, VALID

VARIANTS = 200
THROUGH_THE_SERVICE = 24


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> list[bytes]:
    return damage.sources(tmp_path_factory.mktemp("whole"))


def test_every_damaged_file_is_refused_or_cut_and_none_hangs(
    whole: list[bytes], tmp_path: Path
) -> None:
    def cut(seed: int) -> damage.Ending:
        path = tmp_path / f"{seed}.bin"
        path.write_bytes(damage.variant(whole, seed))
        try:
            return damage.ending(damage.probe_and_cut, path, tmp_path / f"{seed}.mkv")
        finally:
            path.unlink()

    endings = [cut(seed) for seed in range(VARIANTS)]
    statuses = Counter(each.status for each in endings)
    assert statuses[VALID] + statuses[REFUSED] == VARIANTS, statuses
    assert statuses[VALID] > VARIANTS // 20
    assert statuses[REFUSED] > VARIANTS // 20
    assert list(tmp_path.iterdir()) == []


def test_the_service_survives_them_and_leaves_nothing(
    service: ServiceProcess, whole: list[bytes]
) -> None:
    def converted(seed: int) -> str:
        path = service.storage / f"damaged-{seed}.bin"
        path.write_bytes(damage.variant(whole, seed))
        operation, asked = (
            ("convert", {"format": "mp4", "height": "240"}),
            ("cut", {"segments": [{"start": 0.2, "end": 0.5}, {"start": 0.6, "end": 0.8}]}),
        )[seed % 2]
        try:
            made = service.convert(path.as_uri(), operation, f"out-{seed}", **asked)
        except RefusedError as refused:
            assert refused.code
            assert refused.message.endswith(".")
            assert refused.status.name in {"FAILED_PRECONDITION", "INVALID_ARGUMENT"}
            assert not (service.storage / f"out-{seed}").exists()
            return "refused"
        assert service.probe(service.url(f"out-{seed}")).duration_seconds > 0
        return made.result.method

    with ThreadPoolExecutor(2) as pool:
        endings = Counter(pool.map(converted, range(THROUGH_THE_SERVICE)))
    assert sum(endings.values()) == THROUGH_THE_SERVICE
    assert service.process.poll() is None
    assert not list(service.scratch.glob("service-*/call-*"))
