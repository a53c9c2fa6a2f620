"""What a house brings along: two servers with a database of this version."""

from __future__ import annotations

import psycopg
import pytest
import redis

from callcore.app.embedding import Urls, servers
from callcore.shared.database.migrate import known

pytestmark = pytest.mark.integration


def versions(url):
    with psycopg.connect(url) as connection:
        return connection.execute(
            "SELECT max(version) FROM schema_migrations"
        ).fetchone()


def test_both_run_while_the_block_runs_and_the_database_is_up_to_date(tmp_path):
    with servers(tmp_path, throwaway=True) as urls:
        assert versions(urls.database) == (len(known()),)
        client = redis.Redis.from_url(urls.redis)
        assert client.ping()
        client.close()
    with pytest.raises(psycopg.OperationalError):
        psycopg.connect(urls.database)


def test_what_was_written_is_there_the_next_time(tmp_path):
    with servers(tmp_path) as urls, psycopg.connect(urls.database) as connection:
        connection.execute("CREATE TABLE kept (n int)")
    with servers(tmp_path, throwaway=True) as urls:
        with psycopg.connect(urls.database) as connection:
            assert connection.execute("SELECT * FROM kept").fetchall() == []


def test_a_server_that_is_named_is_used_and_not_started(
    tmp_path, empty_database_url, redis_url
):
    with servers(
        tmp_path, database_url=empty_database_url, redis_url=redis_url
    ) as urls:
        assert urls == Urls(empty_database_url, redis_url)
        assert versions(empty_database_url) == (len(known()),)
    assert not list(tmp_path.rglob("PG_VERSION"))


def test_urls_become_variables_of_either_program():
    assert Urls("postgresql://d", "redis://r").environment("ADMINAPI_") == {
        "ADMINAPI_DATABASE_URL": "postgresql://d",
        "ADMINAPI_REDIS_URL": "redis://r",
    }
