from __future__ import annotations

import pytest

from callcore.app import db
from callcore.shared.config import load
from callcore.shared.database.migrate import known
from callcore.shared.database.pool import Connection
from callcore.shared.settings import Config

NAMES = ", ".join(each.name for each in known())


def config(url: str) -> Config:
    return load({"CALLCORE_DATABASE_URL": url} if url else {})


@pytest.fixture
def said(capsys):
    def read() -> str:
        captured = capsys.readouterr()
        return str(captured.out + captured.err)

    return read


@pytest.mark.integration
def test_an_empty_database_is_told_and_brought_up_to_date(
    empty_database_url: str, said
) -> None:
    ours = config(empty_database_url)
    assert db.run(ours, ["status"]) == 1
    assert said() == f"callcore db: Not applied yet: {NAMES}.\n"
    assert db.run(ours, ["migrate"]) == 0
    assert said() == f"Applied: {NAMES}.\n"
    assert db.run(ours, ["migrate"]) == 0
    assert said() == "The database was up to date.\n"
    assert db.run(ours, ["status"]) == 0
    assert said() == "The database is up to date.\n"


@pytest.mark.integration
def test_a_newer_database_is_told(database_url: str, said) -> None:
    import psycopg

    with psycopg.connect(database_url) as connection:
        connection.execute("INSERT INTO schema_migrations VALUES (9999, 'later', '')")
    assert db.run(config(database_url), ["status"]) == 1
    assert said() == "callcore db: The database is newer than this program.\n"


@pytest.mark.integration
def test_a_refused_statement_is_told(
    empty_database_url: str, said, monkeypatch
) -> None:
    async def refused(database: object) -> object:
        def work(connection: Connection) -> None:
            connection.execute("SELEC")

        return await database.run(work)  # type: ignore[attr-defined]

    monkeypatch.setattr(db, "migrate", refused)
    assert db.run(config(empty_database_url), ["migrate"]) == 1
    assert said() == "callcore db: PostgreSQL refused a statement (42601).\n"


@pytest.mark.integration
def test_a_server_that_is_not_there_is_told_without_its_password(
    tmp_path, said
) -> None:
    url = f"postgresql://me:hunter2@/callcore?host={tmp_path}"
    assert db.run(config(url), ["status"]) == 1
    assert said() == "callcore db: PostgreSQL cannot be used now (unreachable).\n"


@pytest.mark.integration
def test_a_server_that_is_slow_is_told(empty_database_url, said, monkeypatch) -> None:
    monkeypatch.setattr(db, "STATUS_S", 0.0)
    assert db.run(config(empty_database_url), ["status"]) == 1
    assert said() == "callcore db: PostgreSQL did not answer in time.\n"


def test_without_a_url_there_is_nothing_to_do(said) -> None:
    assert db.run(config(""), ["status"]) == 2
    assert said() == "callcore db: CALLCORE_DATABASE_URL is not set.\n"


@pytest.mark.parametrize("arguments", [[], ["drop"], ["status", "now"]])
def test_a_wrong_command_line_exits_with_2(arguments: list[str], said) -> None:
    with pytest.raises(SystemExit) as caught:
        db.run(config(""), arguments)
    assert caught.value.code == 2
    assert "usage: callcore db" in said()
