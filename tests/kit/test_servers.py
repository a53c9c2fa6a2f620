from __future__ import annotations

from pathlib import Path

import psycopg
import pytest
import redis

from callcore.shared.database.migrate import known
from callcore.shared.embedded.postgres import EmbeddedPostgres
from callcore.shared.embedded.process import ServerProcess
from callcore.shared.embedded.valkey import EmbeddedValkey
from tests.kit.servers import OURS, remove_leftovers

pytestmark = pytest.mark.integration


@pytest.mark.parametrize("_", range(2))
def test_a_database_is_migrated_and_of_the_test_alone(database_url: str, _) -> None:
    with psycopg.connect(database_url) as connection:
        found = connection.execute("SELECT count(*) FROM schema_migrations").fetchone()
        assert found == (len(known()),)
        connection.execute("CREATE TABLE mine (n int)")


@pytest.mark.parametrize("_", range(2))
def test_an_empty_database_is_empty(empty_database_url: str, _) -> None:
    with psycopg.connect(empty_database_url) as connection:
        look = "SELECT 1 FROM pg_tables WHERE schemaname = 'public'"
        assert connection.execute(look).fetchall() == []
        connection.execute("CREATE TABLE mine (n int)")


@pytest.mark.parametrize("_", range(2))
def test_the_redis_is_emptied(redis_url: str, _) -> None:
    with redis.Redis.from_url(redis_url) as client:
        assert client.dbsize() == 0
        client.set("key", "value")


def test_servers_run_once_a_process(
    postgres_server: EmbeddedPostgres, valkey_server: EmbeddedValkey
) -> None:
    assert postgres_server.process.is_running
    assert valkey_server.process.is_running


def test_what_a_killed_run_left_is_removed_and_what_runs_is_not(tmp_path: Path) -> None:
    dead, live, other = (
        tmp_path / name for name in (f"{OURS}0-a", f"{OURS}0-b", "pg-c")
    )
    for folder in (dead, live, other):
        folder.mkdir()
        (folder / "postgres.lock").touch()
    server = ServerProcess("PostgreSQL", live / "postgres.log")
    server.lock()
    remove_leftovers(tmp_path)
    server.kill()
    assert sorted(tmp_path.iterdir()) == sorted([live, other])
