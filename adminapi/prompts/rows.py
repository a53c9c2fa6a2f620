"""Prompts in PostgreSQL. One is published at most; what was published once never changes."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final
from uuid import UUID, uuid4

from adminapi.edges.problem import Problem
from adminapi.prompts.checks import sha_of
from callcore.shared.database.pool import Connection, one, rows

MOST_RUNS: Final = 20  # that are told
MOST_DRAFTS: Final = 200
RUNNER_S: Final = 300  # one that was not seen for so long is not there

Row = dict[str, Any]
Texts = Mapping[str, str]


def listed(
    connection: Connection, before: tuple[datetime, UUID] | None, most: int
) -> list[Row]:
    """Return prompts without texts, the newest first, after a place in that order."""
    at, prompt_id = before or (None, None)
    return rows(
        connection,
        "SELECT prompt_id, version, sha, state, note, based_on, created_by, created_at, "
        "published_by, published_at, taken_back_at, row_version FROM prompts "
        "WHERE %s::timestamptz IS NULL OR (created_at, prompt_id) < (%s, %s) "
        "ORDER BY created_at DESC, prompt_id DESC LIMIT %s",
        at,
        at,
        prompt_id,
        most,
    )


def found(connection: Connection, prompt_id: str) -> Row:
    """Return a prompt. Raises ``not-found``."""
    return _there(
        one(connection, "SELECT * FROM prompts WHERE prompt_id = %s", prompt_id)
    )


def locked(connection: Connection, prompt_id: str) -> Row:
    """Return a prompt, locked. Raises ``not-found``."""
    return _there(
        one(
            connection,
            "SELECT * FROM prompts WHERE prompt_id = %s FOR UPDATE",
            prompt_id,
        )
    )


def of_version(connection: Connection, version: str) -> Row | None:
    """Return the prompt of a version."""
    return one(connection, "SELECT * FROM prompts WHERE version = %s", version)


def published(connection: Connection) -> Row | None:
    """Return the prompt in use, ``None`` if it is the packaged one."""
    return one(connection, "SELECT * FROM prompts WHERE state = 'published'")


def added(
    connection: Connection,
    version: str,
    texts: Texts,
    *,
    based_on: str,
    note: str,
    by: str,
) -> Row:
    """Insert a draft. Raises ``conflict`` if there are too many."""
    count = one(connection, "SELECT count(*) AS n FROM prompts WHERE state = 'draft'")
    if count is not None and count["n"] >= MOST_DRAFTS:
        raise Problem("conflict", f"There are {MOST_DRAFTS} drafts already.")
    return _there(
        one(
            connection,
            "INSERT INTO prompts (prompt_id, version, texts, sha, note, based_on, created_by) "
            "VALUES (%s, %s, %s::jsonb, %s, %s, %s, %s) RETURNING *",
            uuid4(),
            version,
            json.dumps(dict(texts)),
            sha_of(texts),
            note,
            based_on,
            by,
        )
    )


def changed(connection: Connection, prompt_id: str, texts: Texts, note: str) -> Row:
    """Write the texts of a draft that is locked."""
    return _there(
        one(
            connection,
            "UPDATE prompts SET texts = %s::jsonb, sha = %s, note = %s, "
            "row_version = row_version + 1 WHERE prompt_id = %s RETURNING *",
            json.dumps(dict(texts)),
            sha_of(texts),
            note,
            prompt_id,
        )
    )


def removed(connection: Connection, prompt_id: str) -> None:
    """Delete a draft."""
    connection.execute("DELETE FROM prompts WHERE prompt_id = %s", (prompt_id,))


def publish(connection: Connection, prompt_id: str, by: str) -> Row:
    """Put a prompt into use instead of the present one."""
    _retire(connection)
    return _there(
        one(
            connection,
            "UPDATE prompts SET state = 'published', published_by = %s, "
            "published_at = now(), taken_back_at = NULL, "
            "row_version = row_version + 1 WHERE prompt_id = %s RETURNING *",
            by,
            prompt_id,
        )
    )


def roll_back(connection: Connection) -> tuple[Row, Row | None]:
    """Put the prompt that was published before into use; return the old and the new one.

    ``None`` is the packaged one. Rolling back again goes further back: the times of
    publishing stay as they are. What was taken back once is passed over until it is
    published again. Raises ``conflict`` if none is published.
    """
    lock(connection)
    present = published(connection)
    if present is None:
        raise Problem(
            "conflict", "The packaged prompt is in use; nothing is before it."
        )
    _retire(connection)
    connection.execute(
        "UPDATE prompts SET taken_back_at = now() WHERE prompt_id = %s",
        (present["prompt_id"],),
    )
    before = one(
        connection,
        "UPDATE prompts SET state = 'published', row_version = row_version + 1 "
        "WHERE prompt_id = (SELECT prompt_id FROM prompts WHERE state = 'retired' "
        "AND taken_back_at IS NULL AND (published_at, prompt_id) < (%s, %s) "
        "ORDER BY published_at DESC, prompt_id DESC LIMIT 1) RETURNING *",
        present["published_at"],
        present["prompt_id"],
    )
    return present, before


def lock(connection: Connection) -> None:
    """Let nobody else publish until this transaction ends."""
    connection.execute("LOCK TABLE prompts IN SHARE ROW EXCLUSIVE MODE")


def _retire(connection: Connection) -> None:
    connection.execute(
        "UPDATE prompts SET state = 'retired', row_version = row_version + 1 "
        "WHERE state = 'published'"
    )


# -- regression runs -----------------------------------------------------------------


def passed(connection: Connection, prompt_id: str, sha: str) -> bool:
    """Say whether a run of exactly these texts has passed."""
    row = one(
        connection,
        "SELECT 1 FROM prompt_regressions WHERE prompt_id = %s AND sha = %s "
        "AND state = 'passed' LIMIT 1",
        prompt_id,
        sha,
    )
    return row is not None


def queued(connection: Connection, prompt: Row, by: str) -> Row:
    """Return the run of these texts that is open, or a new one."""
    row = one(
        connection,
        "SELECT * FROM prompt_regressions WHERE prompt_id = %s AND sha = %s "
        "AND state IN ('queued', 'running') LIMIT 1",
        prompt["prompt_id"],
        prompt["sha"],
    )
    if row is not None:
        return row
    return _there(
        one(
            connection,
            "INSERT INTO prompt_regressions (run_id, prompt_id, sha, texts, asked_by) "
            "VALUES (%s, %s, %s, %s::jsonb, %s) RETURNING *",
            uuid4(),
            prompt["prompt_id"],
            prompt["sha"],
            json.dumps(prompt["texts"]),
            by,
        )
    )


def runs(connection: Connection, prompt_id: str) -> list[Row]:
    """Return the newest runs of a prompt."""
    return rows(
        connection,
        "SELECT * FROM prompt_regressions WHERE prompt_id = %s "
        "ORDER BY asked_at DESC LIMIT %s",
        prompt_id,
        MOST_RUNS,
    )


def runner_seen(connection: Connection) -> tuple[datetime | None, bool]:
    """Return when a runner was last seen, and whether that is recent."""
    row = _there(
        one(
            connection,
            "SELECT max(seen_at) AS at, coalesce(max(seen_at) > now() - make_interval("
            "secs => %s), false) AS there FROM prompt_runners",
            RUNNER_S,
        )
    )
    return row["at"], row["there"]


def _there(row: Row | None) -> Row:
    if row is None:
        raise Problem("not-found")
    return row
