from __future__ import annotations

from dataclasses import replace

import psycopg
import pytest

from callcore.app import db
from callcore.shared.config import load
from callcore.shared.database.migrate import known
from callcore.shared.database.pool import Connection
from callcore.shared.sealed.keytext import new_key
from callcore.shared.settings import Config
from tests.kit.keys import DATA_KEYS

NAMES = ", ".join(each.name for each in known())


def config(url: str) -> Config:
    keys = {"CALLCORE_DATA_KEYS": DATA_KEYS}
    return load({"CALLCORE_DATABASE_URL": url, **keys} if url else keys)


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
def test_rows_in_clear_are_told_sealed_and_sealed_anew(database_url: str, said) -> None:
    with psycopg.connect(database_url) as connection:
        connection.execute(
            "INSERT INTO calls (call_id, started_at, caller) "
            "VALUES (gen_random_uuid(), now(), '+380671234567')"
        )
    ours = config(database_url)
    assert db.run(ours, ["status"]) == 1
    assert "1 rows are not sealed yet" in said()
    assert db.run(ours, ["migrate"]) == 0
    assert said().endswith("Sealed: 1 rows of an earlier version.\n")
    assert db.run(ours, ["status"]) == 0
    said()
    newer = new_key()
    both = replace(ours, data_keys=f"{newer},{DATA_KEYS}")
    assert db.run(both, ["reseal"]) == 0
    assert said() == f"Sealed with {newer.partition(':')[0]}: 1 values.\n"
    assert db.run(ours, ["reseal"]) == 1
    assert "1 values do not open with any key that is set; they stay." in said()


def test_without_keys_nothing_is_migrated_or_sealed(said) -> None:
    ours = load({"CALLCORE_DATABASE_URL": "postgresql:///none"})
    for command in ("migrate", "reseal"):
        assert db.run(ours, [command]) == 1
        assert "callcore new-key" in said()


@pytest.mark.integration
def test_a_newer_database_is_told(database_url: str, said) -> None:
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
