"""The database's shape."""

import subprocess
import sys
from pathlib import Path

import pytest
from alembic import command
from alembic.util.exc import CommandError
from sqlalchemy import inspect, text

from backend.gateway.database import open_database
from backend.gateway.database.migrate import alembic_config, migrate
from backend.gateway.database.models import Base
from tests.gateway.postgres import PostgresServer


def test_migrations_and_models_agree(database_url: str) -> None:
    engine = open_database(database_url)
    try:
        with engine.begin() as connection:
            command.check(alembic_config(connection))
    except CommandError as difference:
        pytest.fail(str(difference))
    finally:
        engine.dispose()


def test_migrating_again_changes_nothing(database_url: str) -> None:
    engine = open_database(database_url)
    migrate(engine)
    assert set(inspect(engine).get_table_names()) >= set(Base.metadata.tables)
    engine.dispose()


def _start_all_at_once(url: str, data_dir: Path) -> None:
    program = [sys.executable, "-m", "backend.gateway.database.migrate"]
    environment = {"DATABASE_URL": url, "DATA_DIR": str(data_dir), "PATH": ""}
    root = Path(__file__).parents[2]
    starts = [
        subprocess.Popen(program, cwd=root, env=environment, stderr=subprocess.PIPE, text=True)
        for _ in range(4)
    ]
    for start in starts:
        _, errors = start.communicate(timeout=60)
        assert start.returncode == 0, errors


def test_of_several_that_start_at_once_one_migrates_sqlite(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'new' / 'gateway.sqlite'}"
    _start_all_at_once(url, tmp_path)
    engine = open_database(url)
    with engine.connect() as connection:
        assert connection.execute(text("PRAGMA journal_mode")).scalar() == "wal"
    assert set(inspect(engine).get_table_names()) >= set(Base.metadata.tables)
    engine.dispose()


def test_of_several_that_start_at_once_one_migrates_postgresql(
    tmp_path: Path, postgres: PostgresServer
) -> None:
    with postgres.database() as url:
        _start_all_at_once(url, tmp_path)
        engine = open_database(url)
        assert set(inspect(engine).get_table_names()) >= set(Base.metadata.tables)
        engine.dispose()
