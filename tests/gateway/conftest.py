"""A gateway on both databases, and people who use it."""

import shutil
import warnings
from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi import FastAPI
from starlette.exceptions import StarletteDeprecationWarning

from backend.gateway.context import Context
from backend.gateway.database import open_database
from backend.gateway.database.migrate import migrate
from backend.gateway.jobs import engine as job_engine
from backend.gateway.main import create_gateway
from config import GIB, MIB, GatewayConfig
from tests.gateway.postgres import CleanDatabase, PostgresServer, running_server

with warnings.catch_warnings():
    # It would rather have a client library of its own; httpx is what we use.
    warnings.simplefilter("ignore", StarletteDeprecationWarning)
    from starlette.testclient import TestClient

from tests.gateway.personas import FRONTEND_KEY, Person


@pytest.fixture(scope="session")
def postgres() -> Iterator[PostgresServer]:
    with running_server() as server:
        yield server


def _give_todays_shape(database_url: str, jobs_database_url: str) -> None:
    engine = open_database(database_url)
    migrate(engine)
    engine.dispose()
    job_engine.prepare(jobs_database_url)


@pytest.fixture(scope="session")
def postgres_database(postgres: PostgresServer) -> Iterator[CleanDatabase]:
    with postgres.database() as url:
        _give_todays_shape(url, url)
        database = CleanDatabase(url)
        yield database
        database.close()


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("template")
    _give_todays_shape(
        f"sqlite:///{folder / 'gateway.sqlite'}", f"sqlite:///{folder / 'jobs.sqlite'}"
    )
    return folder


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """An empty database of today's shape: every test that uses it runs on both kinds."""
    if request.param == "sqlite":
        shutil.copytree(request.getfixturevalue("sqlite_template"), tmp_path, dirs_exist_ok=True)
        yield f"sqlite:///{tmp_path / 'gateway.sqlite'}"
        return
    database: CleanDatabase = request.getfixturevalue("postgres_database")
    yield database.url
    database.empty()


@pytest.fixture
def config(tmp_path: Path, database_url: str) -> GatewayConfig:
    # The job engine's tables stand beside ours on PostgreSQL and in a file of their own
    # on SQLite. No media service is there unless a test starts one.
    on_sqlite = database_url.startswith("sqlite")
    return GatewayConfig(
        app_env="development",
        host="127.0.0.1",
        port=0,
        public_url="http://converter.example.org",
        data_dir=tmp_path,
        database_url=database_url,
        jobs_database_url=f"sqlite:///{tmp_path / 'jobs.sqlite'}" if on_sqlite else database_url,
        storage_url=(tmp_path / "blobs").as_uri(),
        media_services=(),
        frontend_key=FRONTEND_KEY,
        service_key="service-key-of-the-tests-" + "0" * 16,
        max_upload_bytes=GIB,
        quota_bytes=GIB,
        reserve_disk_bytes=MIB,
        upload_lifetime_seconds=3600,
        max_jobs_per_account=10,
        max_running_jobs=2,
        max_job_seconds=3600.0,
        runner_id="test",
        smtp_url="",
        mail_from="MediaConverterApp <no-reply@example.org>",
    )


@pytest.fixture
def gateway(config: GatewayConfig) -> FastAPI:
    return create_gateway(config)


@pytest.fixture
def client(gateway: FastAPI) -> Iterator[TestClient]:
    with TestClient(gateway, follow_redirects=False) as client:
        yield client


@pytest.fixture
def context(gateway: FastAPI, client: TestClient) -> Context:
    context: Context = gateway.state.context
    return context


@pytest.fixture
def visitor(client: TestClient) -> Person:
    """Somebody without an account."""
    return Person(client, "visitor", "203.0.113.1")


def _registered(client: TestClient, name: str, address: str) -> Person:
    person = Person(client, name, address)
    assert person.register().status_code == 201
    return person


@pytest.fixture
def alice(client: TestClient) -> Person:
    return _registered(client, "alice", "203.0.113.10")


@pytest.fixture
def bob(client: TestClient) -> Person:
    return _registered(client, "bob", "203.0.113.20")


@pytest.fixture
def outsider(client: TestClient) -> Person:
    """Somebody with an account who has no business with what the others own."""
    return _registered(client, "outsider", "203.0.113.30")
