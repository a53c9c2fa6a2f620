"""The plan of the rollout in PostgreSQL: one row, and the log of its changes.

Jobs for :meth:`callcore.shared.database.pool.Database.run`; the admin API uses them in its
own transactions, together with the audit.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any, Final

import psycopg

from callcore.shared.database.errors import DatabaseDown, translated
from callcore.shared.database.pool import Connection, one, rows
from callcore.shared.rollout.audit import Entry
from callcore.shared.rollout.book import ANY, BookError, check_step
from callcore.shared.rollout.changes import Signature
from callcore.shared.rollout.counters import Tally, as_plain, tally_of_untrusted
from callcore.shared.rollout.plan import (
    NO_PLAN,
    PlanError,
    RolloutPlan,
    plan_of_untrusted,
    to_json,
)

Change = Callable[[RolloutPlan, Signature], RolloutPlan]
MOST_HISTORY: Final = 1_000
MOST_WORKERS: Final = 200
STALE_S: Final = 30 * 86_400.0  # a worker that is silent for so long is no more


def read(connection: Connection) -> RolloutPlan | None:
    """Return the plan, ``None`` if there is none. Raises :exc:`BookError` for garbage."""
    row = one(connection, "SELECT plan FROM rollout_plan")
    return None if row is None else _plan_untrusted(row["plan"])


def version(connection: Connection) -> int:
    """Return the plan's version, 0 if there is none."""
    row = one(connection, "SELECT version FROM rollout_plan")
    return 0 if row is None else int(row["version"])


def change(connection: Connection, plan: RolloutPlan, expected: int) -> None:
    """Replace version ``expected`` (0: none, or :data:`ANY`), and note who did it.

    Raises :exc:`~callcore.shared.rollout.book.Conflict` and :exc:`BookError`.
    """
    _lock(connection)
    before = _before(connection, expected)
    check_step(plan, before, expected)
    note(connection, Entry(before, plan))
    connection.execute(
        "INSERT INTO rollout_plan (version, plan) VALUES (%s, %s) "
        "ON CONFLICT (only_one) DO UPDATE SET version = excluded.version, "
        "plan = excluded.plan",
        (plan.version, to_json(plan)),
    )


def apply(
    connection: Connection,
    step: Change,
    signed: Signature,
    expected: int | None = None,
) -> RolloutPlan:
    """Change the plan by ``step`` of :mod:`callcore.shared.rollout.changes`; return it.

    ``expected`` is the version that whoever asked has seen. Raises
    :exc:`~callcore.shared.rollout.plan.PlanError` with the sentence for him,
    :exc:`~callcore.shared.rollout.book.Conflict` and :exc:`BookError`.
    """
    _lock(connection)
    found = read(connection) or NO_PLAN
    seen = found.version if expected is None else expected
    after = step(found, signed)
    change(connection, after, seen)
    return after


def note(connection: Connection, entry: Entry) -> None:
    """Add an entry to the log. Raises :exc:`BookError` if it is not taken."""
    after = entry.after
    try:
        connection.execute(
            "INSERT INTO rollout_changes (version, by_name, reason, before, after) "
            "VALUES (%s, %s, %s, %s, %s)",
            (
                after.version,
                after.changed_by,
                after.reason,
                None if entry.before is None else to_json(entry.before),
                to_json(after),
            ),
        )
    except psycopg.Error as error:
        if isinstance(translated(error), DatabaseDown):
            raise
        raise BookError("the audit log takes no entry.") from None


def history(connection: Connection, most: int) -> list[Entry]:
    """Return the newest entries, oldest first; what cannot be read is left out."""
    found = rows(
        connection,
        "SELECT before, after FROM rollout_changes ORDER BY change_id DESC LIMIT %s",
        max(0, min(most, MOST_HISTORY)),
    )
    entries = [_entry_untrusted(row) for row in reversed(found)]
    return [entry for entry in entries if entry is not None]


def publish(connection: Connection, worker: str, since: int, tally: Tally) -> None:
    """Keep what ``worker`` has counted since version ``since``."""
    connection.execute(
        "INSERT INTO rollout_counters (worker, since, tally) VALUES (%s, %s, %s) "
        "ON CONFLICT (worker) DO UPDATE SET since = excluded.since, "
        "tally = excluded.tally, changed_at = now()",
        (worker, since, json.dumps(as_plain(tally))),
    )


def tally_of(connection: Connection, since: int, *, without: str = "") -> Tally:
    """Return the sum of what all workers, or all but one, have counted."""
    found = rows(
        connection,
        "SELECT tally FROM rollout_counters WHERE since = %s AND worker <> %s "
        "ORDER BY changed_at DESC LIMIT %s",
        since,
        without,
        MOST_WORKERS,
    )
    total = Tally()
    for row in found:
        try:
            total = total.plus(tally_of_untrusted(row["tally"]))
        except ValueError:  # of another version
            continue
    return total


def forget_counters(connection: Connection) -> None:
    """Delete what workers counted that are no more."""
    connection.execute(
        "DELETE FROM rollout_counters "
        "WHERE changed_at < now() - make_interval(secs => %s)",
        (STALE_S,),
    )


def _lock(connection: Connection) -> None:
    """Let one change the plan at a time, also the first one; readers do not wait."""
    connection.execute("LOCK TABLE rollout_plan IN SHARE ROW EXCLUSIVE MODE")


def _before(connection: Connection, expected: int) -> RolloutPlan | None:
    try:
        return read(connection)
    except BookError:
        if expected == ANY:
            return None
        raise


def _plan_untrusted(raw: object) -> RolloutPlan:
    if not isinstance(raw, dict):
        raise BookError("the plan is not an object.")
    try:
        return plan_of_untrusted(raw)
    except PlanError as error:
        raise BookError(str(error)) from None


def _entry_untrusted(row: dict[str, Any]) -> Entry | None:
    try:
        before = row["before"]
        return Entry(
            None if before is None else _plan_untrusted(before),
            _plan_untrusted(row["after"]),
        )
    except BookError:
        return None
