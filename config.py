"""Every setting of every part, typed, read once from the environment.

Each part has one frozen class: `FrontendConfig`, `GatewayConfig` (gateway and
job runner) and `ServiceConfig` (media services). `.env.example` lists the
variables with a comment each; a `.env` beside this file is read too, and the
real environment wins over it.

Outside production everything has a working default and the secrets are drawn
from one generated key in the data folder. With ``APP_ENV=production`` each part
refuses to start while a secret it needs is missing or a placeholder.
"""

import contextlib
import hashlib
import hmac
import os
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, TypeVar

from dotenv import load_dotenv

ROOT = Path(__file__).resolve().parent
MIB = 1024 * 1024
GIB = 1024 * MIB

# The media services that `make run` starts, with their usual ports.
SERVICE_PORTS = {"video": 8200, "image": 8300, "audio": 8400}

# Shorter keys can be searched for by brute force once a signed value is known.
MINIMUM_SECRET_LENGTH = 32
PLACEHOLDERS = ("change", "secret", "example", "placeholder", "todo", "xxxx", "password")

# Which encoders of video in hardware may be used: any that works, none, or this one.
HARDWARE_ENCODERS = ("auto", "none", "vaapi", "nvenc", "qsv", "videotoolbox")

AppEnv = Literal["development", "production"]
T = TypeVar("T")


class ConfigurationError(Exception):
    """A setting is missing or cannot be used; the message names it."""


def _setting(name: str, default: T, read: Callable[[str], T]) -> T:
    text = os.environ.get(name, "").strip()
    if not text:
        return default
    try:
        return read(text)
    except ValueError as error:
        raise ConfigurationError(f"{name}={text!r} cannot be used: {error}") from error


def _switch(text: str) -> bool:
    if text.lower() in {"1", "true", "yes", "on"}:
        return True
    if text.lower() in {"0", "false", "no", "off"}:
        return False
    raise ValueError("expected yes or no")


def service_port(name: str) -> int:
    """Return the port of one of our media services: ``<NAME>_PORT``."""
    return _setting(f"{name.upper()}_PORT", SERVICE_PORTS[name], int)


def _max_job_seconds() -> float:
    return _setting("MAX_JOB_SECONDS", 4 * 3600.0, float)


def _app_env(text: str) -> AppEnv:
    if text == "production":
        return "production"
    if text == "development":
        return "development"
    raise ValueError("expected development or production")


def _hardware_encoder(text: str) -> str:
    if text.lower() in HARDWARE_ENCODERS:
        return text.lower()
    raise ValueError(f"expected one of {', '.join(HARDWARE_ENCODERS)}")


def _data_dir() -> Path:
    return _setting("DATA_DIR", ROOT / "var", Path).resolve()


def _environment() -> AppEnv:
    load_dotenv(ROOT / ".env")
    return _setting("APP_ENV", "development", _app_env)


def _generated_key(data_dir: Path) -> str:
    """Return the installation's own key, made at the first call with mode 0600."""
    path = data_dir / "secret_key"
    data_dir.mkdir(parents=True, exist_ok=True)
    if not path.exists():
        # Of several parts starting at once one link wins, and all read the winner's.
        fresh = data_dir / f".secret_key.{os.getpid()}"
        handle = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(handle, "w") as file:
            file.write(secrets.token_urlsafe(48))
        with contextlib.suppress(FileExistsError):
            path.hardlink_to(fresh)
        fresh.unlink()
    key = path.read_text().strip()
    if len(key) < MINIMUM_SECRET_LENGTH:
        raise ConfigurationError("secret_key in DATA_DIR is damaged: delete it")
    return key


def _secret(name: str, env: AppEnv) -> str:
    """Read the secret `name`, or derive it from the generated key in development."""
    value = os.environ.get(name, "").strip()
    if env == "production":
        lowered = value.lower()
        if len(value) < MINIMUM_SECRET_LENGTH or any(word in lowered for word in PLACEHOLDERS):
            raise ConfigurationError(
                f"{name} must be set to at least {MINIMUM_SECRET_LENGTH} random characters in "
                f"production, for instance from: "
                f"python -c 'import secrets; print(secrets.token_urlsafe(48))'"
            )
        return value
    if value:
        return value
    # One file, several independent secrets: knowing one does not tell another.
    key = _generated_key(_data_dir()).encode()
    return hmac.new(key, name.encode(), hashlib.sha256).hexdigest()


@dataclass(frozen=True)
class FrontendConfig:
    """What the Flask frontend needs to know."""

    app_env: AppEnv
    host: str
    port: int
    gateway_url: str
    secret_key: str
    frontend_key: str
    max_upload_bytes: int
    secure_cookies: bool
    trusted_proxies: int
    workers: int
    threads: int

    @classmethod
    def from_environment(cls) -> "FrontendConfig":
        """Read the settings; raise `ConfigurationError` naming one that cannot be used."""
        env = _environment()
        gateway_port = _setting("GATEWAY_PORT", 8100, int)
        return cls(
            app_env=env,
            host=_setting("HOST", "127.0.0.1", str),
            port=_setting("PORT", 8000, int),
            gateway_url=_setting("GATEWAY_URL", f"http://127.0.0.1:{gateway_port}", str),
            secret_key=_secret("SECRET_KEY", env),
            frontend_key=_secret("FRONTEND_KEY", env),
            max_upload_bytes=_setting("MAX_UPLOAD_BYTES", 8 * GIB, int),
            secure_cookies=_setting("SECURE_COOKIES", env == "production", _switch),
            trusted_proxies=_setting("TRUSTED_PROXIES", 0, int),
            workers=_setting("WEB_WORKERS", 2, int),
            threads=_setting("WEB_THREADS", 64, int),
        )


@dataclass(frozen=True)
class GatewayConfig:
    """What the gateway and the job runner need to know."""

    app_env: AppEnv
    host: str
    port: int
    public_url: str
    data_dir: Path
    database_url: str
    jobs_database_url: str
    storage_url: str
    media_services: tuple[str, ...]
    frontend_key: str
    service_key: str
    max_upload_bytes: int
    quota_bytes: int
    reserve_disk_bytes: int
    upload_lifetime_seconds: int
    max_jobs_per_account: int
    max_running_jobs: int
    max_job_seconds: float
    runner_id: str
    smtp_url: str
    mail_from: str

    @property
    def staging_dir(self) -> Path:
        """Where uploads grow; beside embedded blobs, so that finishing one is a rename."""
        return self.data_dir / "uploads"

    @property
    def outbox_dir(self) -> Path:
        """Where mails are written as .eml while no SMTP server is set."""
        return self.data_dir / "outbox"

    @classmethod
    def from_environment(cls) -> "GatewayConfig":
        """Read the settings; raise `ConfigurationError` naming one that cannot be used."""
        env = _environment()
        data_dir = _data_dir()
        port = _setting("PORT", 8000, int)
        embedded = ",".join(f"127.0.0.1:{service_port(name)}" for name in SERVICE_PORTS)
        services = _setting("MEDIA_SERVICES", embedded, str)
        return cls(
            app_env=env,
            host=_setting("GATEWAY_HOST", "127.0.0.1", str),
            port=_setting("GATEWAY_PORT", 8100, int),
            public_url=_setting("PUBLIC_URL", f"http://127.0.0.1:{port}", str).rstrip("/"),
            data_dir=data_dir,
            database_url=_setting("DATABASE_URL", f"sqlite:///{data_dir / 'gateway.sqlite'}", str),
            jobs_database_url=_setting(
                "JOBS_DATABASE_URL", f"sqlite:///{data_dir / 'jobs.sqlite'}", str
            ),
            storage_url=_setting("STORAGE_URL", (data_dir / "blobs").as_uri(), str),
            media_services=tuple(s.strip() for s in services.split(",") if s.strip()),
            frontend_key=_secret("FRONTEND_KEY", env),
            service_key=_secret("SERVICE_KEY", env),
            max_upload_bytes=_setting("MAX_UPLOAD_BYTES", 8 * GIB, int),
            quota_bytes=_setting("QUOTA_BYTES", 50 * GIB, int),
            reserve_disk_bytes=_setting("RESERVE_DISK_BYTES", 512 * MIB, int),
            upload_lifetime_seconds=_setting("UPLOAD_LIFETIME_SECONDS", 24 * 3600, int),
            max_jobs_per_account=_setting("MAX_JOBS_PER_ACCOUNT", 100, int),
            max_running_jobs=_setting("MAX_RUNNING_JOBS", 2, int),
            max_job_seconds=_max_job_seconds(),
            runner_id=_setting("RUNNER_ID", "embedded", str),
            smtp_url=_setting("SMTP_URL", "", str),
            mail_from=_setting("MAIL_FROM", "MediaConverterApp <no-reply@localhost>", str),
        )


@dataclass(frozen=True)
class ServiceConfig:
    """What a media service needs to know."""

    app_env: AppEnv
    host: str
    port: int
    storage_url: str
    scratch_dir: Path
    service_key: str
    ffmpeg: str
    hardware_encoder: str
    concurrent_jobs: int
    max_job_seconds: float
    max_output_bytes: int
    max_memory_bytes: int
    reserve_disk_bytes: int

    @classmethod
    def from_environment(cls, name: str, default_port: int) -> "ServiceConfig":
        """Read the settings of the service `name`, whose port is ``<NAME>_PORT``."""
        env = _environment()
        data_dir = _data_dir()
        return cls(
            app_env=env,
            host=_setting("SERVICE_HOST", "127.0.0.1", str),
            port=_setting(f"{name.upper()}_PORT", default_port, int),
            storage_url=_setting("STORAGE_URL", (data_dir / "blobs").as_uri(), str),
            scratch_dir=_setting("SCRATCH_DIR", data_dir / "scratch", Path),
            service_key=_secret("SERVICE_KEY", env),
            ffmpeg=_setting("FFMPEG", "", str),
            hardware_encoder=_setting("HARDWARE_ENCODER", "auto", _hardware_encoder),
            concurrent_jobs=_setting("CONCURRENT_JOBS", 2, int),
            max_job_seconds=_max_job_seconds(),
            max_output_bytes=_setting("MAX_OUTPUT_BYTES", 16 * GIB, int),
            max_memory_bytes=_setting("MAX_MEMORY_BYTES", 6 * GIB, int),
            reserve_disk_bytes=_setting("RESERVE_DISK_BYTES", 512 * MIB, int),
        )
