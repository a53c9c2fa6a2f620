"""``python -m chaos.prompts work``: takes the regression runs that the admin API queued.

A run is taken under a lease that is renewed with every dialogue. A runner that dies gives
its run back when the lease ends; a run on which three have died is broken. Any number of
runners may work; each run is taken once.

    python -m chaos.prompts work --database URL [--once]
"""

from __future__ import annotations

import argparse
import json
import logging
import os
import socket
import time
from collections.abc import Callable, Sequence
from typing import Any, Final

import psycopg
from psycopg.rows import DictRow, dict_row

from chaos.prompts.draft import Scope, try_texts

POLL_S: Final = 2.0
AWAY_S: Final = 5.0  # before PostgreSQL is tried again
LEASE_S: Final = 120
BEAT_S: Final = 10.0  # the lease is not renewed more often
MOST_TRIES: Final = 3
CONNECT_S: Final = 5

Connection = psycopg.Connection[DictRow]
Run = dict[str, Any]
log = logging.getLogger(__name__)


class Runner:
    """Takes and tries runs on one connection; every statement is a transaction."""

    def __init__(self, connection: Connection, name: str, scope: Scope) -> None:
        self._connection = connection
        self._name = name
        self._scope = scope
        self._beaten_s = -BEAT_S

    def one(self) -> bool:
        """Take a run and try it; return whether there was one."""
        self.beat()
        self._give_up_on_deadly()
        run = self._take()
        if run is None:
            return False
        log.info("a run was taken", extra={"run": str(run["run_id"])})
        good, report = try_texts(
            run["version"], run["texts"], lambda: self._stay(run), self._scope
        )
        self._finish(run, "passed" if good else "failed", report)
        return True

    def beat(self) -> None:
        """Say that there is a runner."""
        self._connection.execute(
            "INSERT INTO prompt_runners (runner) VALUES (%s) "
            "ON CONFLICT (runner) DO UPDATE SET seen_at = now()",
            (self._name,),
        )
        self._connection.execute(
            "DELETE FROM prompt_runners WHERE seen_at < now() - interval '1 day'"
        )

    def _give_up_on_deadly(self) -> None:
        self._connection.execute(
            "UPDATE prompt_regressions SET state = 'broken', ended_at = now(), "
            "report = %s::jsonb WHERE state = 'running' AND leased_to < now() AND tries >= %s",
            (_wrong(f"{MOST_TRIES} runners ended before it did."), MOST_TRIES),
        )

    def _take(self) -> Run | None:
        return self._connection.execute(
            "UPDATE prompt_regressions AS run SET state = 'running', runner = %s, "
            "started_at = now(), leased_to = now() + make_interval(secs => %s), "
            "tries = tries + 1 FROM prompts WHERE prompts.prompt_id = run.prompt_id "
            "AND run.run_id = (SELECT run_id FROM prompt_regressions "
            "WHERE state = 'queued' OR (state = 'running' AND leased_to < now()) "
            "ORDER BY asked_at FOR UPDATE SKIP LOCKED LIMIT 1) "
            "RETURNING run.*, prompts.version",
            (self._name, LEASE_S),
        ).fetchone()

    def _stay(self, run: Run) -> None:
        """Renew the lease, now and then."""
        now_s = time.monotonic()
        if now_s - self._beaten_s < BEAT_S:
            return
        self._beaten_s = now_s
        self.beat()
        self._connection.execute(
            "UPDATE prompt_regressions SET leased_to = now() + make_interval(secs => %s) "
            "WHERE run_id = %s AND tries = %s AND state = 'running'",
            (LEASE_S, run["run_id"], run["tries"]),
        )

    def _finish(self, run: Run, state: str, report: dict[str, Any]) -> None:
        """Write the result, unless another runner has the run by now."""
        self._connection.execute(
            "UPDATE prompt_regressions SET state = %s, report = %s::jsonb, "
            "ended_at = now(), leased_to = NULL "
            "WHERE run_id = %s AND tries = %s AND state = 'running'",
            (state, json.dumps(report), run["run_id"], run["tries"]),
        )
        log.info("a run has ended", extra={"run": str(run["run_id"]), "state": state})


def _wrong(sentence: str) -> str:
    return json.dumps({"wrong": [sentence], "wrong_count": 1})


def connect(url: str) -> Connection:
    """Return a connection on which every statement is a transaction."""
    return psycopg.connect(
        url, row_factory=dict_row, autocommit=True, connect_timeout=CONNECT_S
    )


def work(
    url: str,
    scope: Scope,
    *,
    once: bool,
    wait: Callable[[float], None] = time.sleep,  # noqa: TID251 - no loop runs here
) -> int:
    """Take runs for ever, or until there is none (``once``); return the exit code."""
    name = f"{socket.gethostname()}:{os.getpid()}"
    while True:
        try:
            with connect(url) as connection:
                runner = Runner(connection, name, scope)
                while True:
                    if not runner.one():
                        if once:
                            return 0
                        wait(POLL_S)
        except psycopg.OperationalError as error:
            log.warning("PostgreSQL is away", extra={"state": error.sqlstate or ""})
            if once:
                return 1
            wait(AWAY_S)


def parse(arguments: Sequence[str]) -> argparse.Namespace:
    """Return the options."""
    parser = argparse.ArgumentParser(prog="chaos.prompts work", description=__doc__)
    parser.add_argument("--database", required=True, metavar="URL", help="PostgreSQL")
    parser.add_argument("--once", action="store_true", help="end when there is no run")
    parser.add_argument("--only", default="", help="dialogues whose id begins so")
    parser.add_argument("--sequences", type=int, default=Scope().sequences)
    options = parser.parse_args(arguments)
    if options.sequences < 0:
        parser.error("--sequences must not be negative")
    return options


def main(arguments: Sequence[str]) -> int:
    """Work; return the exit code. Ends with Ctrl-C; the lease gives the run back."""
    options = parse(arguments)
    scope = Scope(options.only, options.sequences)
    try:
        return work(options.database, scope, once=options.once)
    except KeyboardInterrupt:
        return 0
