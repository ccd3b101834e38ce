"""Settings: one place, documented, strict in production."""

import re
import stat
from collections.abc import Callable
from pathlib import Path

import pytest

import config
from config import ConfigurationError, FrontendConfig, GatewayConfig, ServiceConfig

STRONG = "5Wc1q0Jm9vVt3Zr7LhXk2bNd8yGf4sAe"

PARTS: list[tuple[Callable[[], object], list[str]]] = [
    (FrontendConfig.from_environment, ["SECRET_KEY", "FRONTEND_KEY"]),
    (GatewayConfig.from_environment, ["FRONTEND_KEY", "SERVICE_KEY"]),
    (lambda: ServiceConfig.from_environment("video", 8200), ["SERVICE_KEY"]),
]


@pytest.fixture(autouse=True)
def clean_environment(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """No setting of the person who runs the tests reaches them."""
    text = (config.ROOT / ".env.example").read_text()
    for name in re.findall(r"^#?([A-Z_]+)=", text, re.MULTILINE):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr(config, "load_dotenv", lambda path: None)
    monkeypatch.setenv("DATA_DIR", str(tmp_path / "var"))


def test_every_setting_is_explained_in_the_example() -> None:
    code = (config.ROOT / "config.py").read_text()
    read = set(re.findall(r'_(?:setting|secret)\(\s*"([A-Z_]+)"', code))
    read |= {f"{name.upper()}_PORT" for name in config.SERVICE_PORTS}
    example = (config.ROOT / ".env.example").read_text()
    assert read == set(re.findall(r"^#?([A-Z_]+)=", example, re.MULTILINE))
    assert len(read) > 30


@pytest.mark.parametrize(("load", "names"), PARTS)
def test_every_part_starts_without_any_setting(
    load: Callable[[], object], names: list[str]
) -> None:
    assert load()


@pytest.mark.parametrize("value", ["", "short", "change-me-change-me-change-me-change-me-now"])
@pytest.mark.parametrize(("load", "names"), PARTS)
def test_no_part_starts_in_production_with_a_missing_or_placeholder_secret(
    load: Callable[[], object], names: list[str], value: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("APP_ENV", "production")
    for wrong in names:
        for name in names:
            monkeypatch.setenv(name, STRONG)
        monkeypatch.setenv(wrong, value)
        with pytest.raises(ConfigurationError, match=wrong):
            load()


@pytest.mark.parametrize(("load", "names"), PARTS)
def test_every_part_starts_in_production_with_real_secrets(
    load: Callable[[], object], names: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("APP_ENV", "production")
    for name in names:
        monkeypatch.setenv(name, STRONG)
    assert load()


def test_the_generated_key_is_readable_by_its_owner_only_and_stays() -> None:
    first, again = FrontendConfig.from_environment(), FrontendConfig.from_environment()
    key = GatewayConfig.from_environment().data_dir / "secret_key"
    assert stat.S_IMODE(key.stat().st_mode) == 0o600
    assert first.secret_key == again.secret_key


def test_secrets_drawn_from_one_key_differ() -> None:
    frontend, gateway = FrontendConfig.from_environment(), GatewayConfig.from_environment()
    assert frontend.frontend_key == gateway.frontend_key
    assert len({frontend.secret_key, gateway.frontend_key, gateway.service_key}) == 3


@pytest.mark.parametrize(
    ("name", "value"),
    [("PORT", "eighty"), ("APP_ENV", "staging"), ("SECURE_COOKIES", "perhaps")],
)
def test_a_setting_that_cannot_be_used_is_named(
    name: str, value: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(name, value)
    with pytest.raises(ConfigurationError, match=name):
        FrontendConfig.from_environment()
