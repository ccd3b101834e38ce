"""Fitting into a number of megabytes: never above, and well used."""

from pathlib import Path

import pytest

from tests.media import ffmpeg
from tests.services.service_process import RefusedError, ServiceProcess


@pytest.fixture(scope="module")
def busy(service: ServiceProcess, tmp_path_factory: pytest.TempPathFactory) -> str:
    """Eight seconds that take as many bytes as they are given."""
    path = tmp_path_factory.mktemp("noisy") / "noisy.mp4"
    noise = "testsrc2=s=640x360:r=30:d=8,noise=alls=30:allf=t"
    ffmpeg(
        *("-f", "lavfi", "-i", noise, "-f", "lavfi", "-i", "anoisesrc=d=8:a=0.3"),
        *("-c:v", "libx264", "-preset", "ultrafast", "-crf", "20", "-c:a", "aac", str(path)),
    )
    assert path.stat().st_size > 3_000_000
    return service.stored(path)


@pytest.mark.parametrize("megabytes", [0.3, 1.0, 2.5])
def test_a_video_is_never_larger_than_asked_and_hardly_smaller(
    service: ServiceProcess, busy: str, megabytes: float
) -> None:
    name = f"fitted-{megabytes}.mp4"
    plan = service.plan(busy, "convert", format="mp4", fit_mb=megabytes)
    made = service.convert(busy, "convert", name, format="mp4", fit_mb=megabytes)
    size = (service.storage / name).stat().st_size
    seconds = made.result.media.duration_seconds
    assert 0.9 * megabytes * 1e6 <= size <= megabytes * 1e6, (size, seconds, made.warnings)
    assert plan.estimated_bytes == pytest.approx(size, rel=0.1)
    assert seconds == pytest.approx(8, abs=0.2)
    fractions = [progress.fraction for progress in made.progress]
    assert fractions == sorted(fractions)


def test_what_fits_already_is_not_encoded(service: ServiceProcess, busy: str) -> None:
    plan = service.plan(busy, "convert", format="mp4", fit_mb=500)
    assert plan.method == "copy"
    assert "lossless" in {fact.name for fact in plan.facts}
    assert service.convert(busy, "convert", "roomy", format="mp4", fit_mb=500).result.method


def test_a_part_can_be_fitted_too(service: ServiceProcess, busy: str) -> None:
    segments = [{"start": 1, "end": 3}, {"start": 4, "end": 6}]
    service.convert(busy, "convert", "part.mp4", format="mp4", fit_mb=0.5, segments=segments)
    assert 450_000 <= (service.storage / "part.mp4").stat().st_size <= 500_000


def test_what_would_not_be_watchable_is_refused(service: ServiceProcess, tmp_path: Path) -> None:
    path = tmp_path / "hour.mp4"
    ffmpeg(
        *("-f", "lavfi", "-i", "color=black:s=64x64:r=1:d=3600", "-c:v", "libx264"),
        *("-preset", "ultrafast", str(path)),
    )
    with pytest.raises(RefusedError) as refused:
        service.plan(service.stored(path), "convert", format="mp4", fit_mb=0.1, height="240",
                     quality="small")  # fmt: skip
    assert refused.value.violations == {"fit_mb": "CANNOT_FIT"}
