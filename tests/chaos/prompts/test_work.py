from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any
from uuid import uuid4

import psycopg
import pytest

from chaos.prompts import __main__ as program
from chaos.prompts import work
from chaos.prompts.draft import Scope
from chaos.prompts.work import LEASE_S, MOST_TRIES, Connection, Runner, connect

pytestmark = pytest.mark.integration

SCOPE = Scope("none", 0)


@pytest.fixture
def connection(database_url: str) -> Iterator[Connection]:
    """Yield a connection to a database with a prompt ``night``."""
    with connect(database_url) as found:
        yield found


def queue(connection: Connection, texts: Any = None) -> str:
    """Queue a run of a new prompt; return its id."""
    prompt_id, run_id, name = uuid4(), uuid4(), f"p{uuid4().hex[:8]}"
    connection.execute(
        "INSERT INTO prompts (prompt_id, version, texts, sha) VALUES (%s, %s, '{}', 's')",
        (prompt_id, name),
    )
    connection.execute(
        "INSERT INTO prompt_regressions (run_id, prompt_id, sha, texts) VALUES (%s, %s, 's', %s::jsonb)",
        (run_id, prompt_id, json.dumps(texts or {"en": "x"})),
    )
    return str(run_id)


def run_of(connection: Connection, run_id: str) -> dict[str, Any]:
    found = connection.execute(
        "SELECT * FROM prompt_regressions WHERE run_id = %s", (run_id,)
    ).fetchone()
    assert found is not None
    return found


@pytest.fixture
def tried(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, Any]]:
    """Return what is tried, instead of trying it."""
    seen: list[tuple[str, Any]] = []

    def note(
        version: str, texts: Any, alive: Any, _scope: Scope
    ) -> tuple[bool, dict[str, Any]]:
        alive()
        seen.append((version, texts))
        return texts.get("good", False), {"wrong": []}

    monkeypatch.setattr(work, "try_texts", note)
    return seen


def test_runs_are_taken_in_order_and_their_results_kept(
    connection: Connection, tried: list[tuple[str, Any]]
) -> None:
    first, second = (
        queue(connection, {"good": True}),
        queue(connection, {"good": False}),
    )
    runner = Runner(connection, "r1", SCOPE)
    assert [runner.one(), runner.one(), runner.one()] == [True, True, False]
    assert run_of(connection, first)["state"] == "passed"
    assert run_of(connection, second)["state"] == "failed"
    assert run_of(connection, second)["ended_at"] is not None
    assert [texts for _, texts in tried] == [{"good": True}, {"good": False}]


def test_a_run_that_is_held_by_another_runner_is_left_to_it(
    connection: Connection, database_url: str, tried: list[tuple[str, Any]]
) -> None:
    run_id = queue(connection)
    assert Runner(connection, "r1", SCOPE)._take() is not None
    with connect(database_url) as other:
        assert Runner(other, "r2", SCOPE).one() is False
    assert run_of(connection, run_id)["runner"] == "r1"
    assert tried == []


def expire(connection: Connection) -> None:
    connection.execute(
        "UPDATE prompt_regressions SET leased_to = now() - interval '1 s'"
    )


def test_a_run_of_a_dead_runner_is_taken_again_and_the_dead_cannot_finish_it(
    connection: Connection, tried: list[tuple[str, Any]]
) -> None:
    run_id = queue(connection, {"good": True})
    dead = Runner(connection, "dead", SCOPE)
    held = dead._take()
    assert held is not None
    expire(connection)
    assert Runner(connection, "r2", SCOPE).one() is True
    dead._finish(held, "failed", {})
    assert run_of(connection, run_id)["state"] == "passed"
    assert len(tried) == 1


def test_a_run_on_which_runners_die_is_broken(
    connection: Connection, tried: list[tuple[str, Any]]
) -> None:
    run_id = queue(connection)
    for _ in range(MOST_TRIES):
        assert Runner(connection, "dying", SCOPE)._take() is not None
        expire(connection)
    assert Runner(connection, "r2", SCOPE).one() is False
    assert run_of(connection, run_id)["state"] == "broken"
    assert tried == []


def test_a_sign_of_life_renews_the_lease(connection: Connection) -> None:
    run_id = queue(connection)
    runner = Runner(connection, "r1", SCOPE)
    held = runner._take()
    assert held is not None
    expire(connection)
    runner._stay(held)
    left = (
        run_of(connection, run_id)["leased_to"]
        - run_of(connection, run_id)["started_at"]
    )
    assert LEASE_S - 5 < left.total_seconds() <= LEASE_S + 5
    found = connection.execute("SELECT runner FROM prompt_runners").fetchall()
    assert found == [{"runner": "r1"}]


def test_the_program_works_off_the_queue_once(
    connection: Connection, database_url: str, tried: list[tuple[str, Any]]
) -> None:
    run_id = queue(connection, {"good": True})
    assert program.main(["work", "--database", database_url, "--once"]) == 0
    assert run_of(connection, run_id)["state"] == "passed"
    assert len(tried) == 1


def test_without_postgresql_it_waits_and_tries_again(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    waited: list[float] = []

    def away(_url: str) -> Connection:
        if len(waited) == 2:
            raise KeyboardInterrupt
        raise psycopg.OperationalError

    monkeypatch.setattr(work, "connect", away)
    with pytest.raises(KeyboardInterrupt):
        work.work("", SCOPE, once=False, wait=waited.append)
    assert waited == [work.AWAY_S] * 2
    waited.clear()
    assert work.work("", SCOPE, once=True) == 1
