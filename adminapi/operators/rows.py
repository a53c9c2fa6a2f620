"""Operators and queues in PostgreSQL: plain functions of a connection."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from adminapi.operators.shapes import (
    NewQueueWanted,
    OperatorWanted,
    PresenceWanted,
    QueueWanted,
)
from callcore.shared.database.pool import Connection, one, rows

MOST_OPERATORS: Final = 1_000
MOST_QUEUES: Final = 200
Row = dict[str, Any]

_OPERATOR: Final = (
    "SELECT o.operator_id::text, o.name, o.interface, o.user_id::text, o.skills, "
    "o.presence, o.reason, o.since, o.seen_at, o.version, "
    "ARRAY(SELECT q.queue FROM operator_queues q "
    "WHERE q.operator_id = o.operator_id ORDER BY q.queue) AS queues FROM operators o "
)
_QUEUE: Final = (
    "SELECT q.queue, q.title, q.skills, q.service_level_s, q.version, "
    "count(o.operator_id)::int AS operators, "
    "(count(*) FILTER (WHERE o.presence = 'free'))::int AS free "
    "FROM queues q LEFT JOIN operator_queues m USING (queue) "
    "LEFT JOIN operators o USING (operator_id) "
)


def operators(connection: Connection) -> list[Row]:
    """Return all operators by name."""
    order = "ORDER BY o.name, o.operator_id LIMIT %s"
    return rows(connection, _OPERATOR + order, MOST_OPERATORS)


def operator(connection: Connection, operator_id: str) -> Row | None:
    """Return one operator."""
    return one(connection, _OPERATOR + "WHERE o.operator_id = %s", operator_id)


def operator_of(connection: Connection, user_id: str) -> Row | None:
    """Return the operator that a user is."""
    return one(connection, _OPERATOR + "WHERE o.user_id = %s", user_id)


def add_operator(connection: Connection, wanted: OperatorWanted) -> Row | None:
    """Insert an operator; ``None`` if there are too many. Raises Conflict."""
    made = one(
        connection,
        "INSERT INTO operators (name, interface, user_id, skills) "
        "SELECT %s, %s, %s, %s WHERE (SELECT count(*) FROM operators) < %s "
        "RETURNING operator_id::text",
        wanted.name,
        wanted.interface,
        wanted.user_id,
        wanted.skills,
        MOST_OPERATORS,
    )
    if made is None:
        return None
    _set_queues(connection, made["operator_id"], wanted.queues)
    return operator(connection, made["operator_id"])


def change_operator(
    connection: Connection, operator_id: str, wanted: OperatorWanted
) -> Row | None:
    """Change an operator. Raises Conflict."""
    connection.execute(
        "UPDATE operators SET name = %s, interface = %s, user_id = %s, skills = %s, "
        "version = version + 1 WHERE operator_id = %s",
        (wanted.name, wanted.interface, wanted.user_id, wanted.skills, operator_id),
    )
    _set_queues(connection, operator_id, wanted.queues)
    return operator(connection, operator_id)


def _set_queues(
    connection: Connection, operator_id: str, queues: Sequence[str]
) -> None:
    connection.execute(
        "DELETE FROM operator_queues WHERE operator_id = %s", (operator_id,)
    )
    connection.execute(
        "INSERT INTO operator_queues (operator_id, queue) "
        "SELECT %s, queue FROM unnest(%s::text[]) AS queue GROUP BY queue",
        (operator_id, list(queues)),
    )


def remove_operator(connection: Connection, operator_id: str) -> None:
    """Delete an operator; what he answered stays."""
    connection.execute("DELETE FROM operators WHERE operator_id = %s", (operator_id,))


def lock_operator(connection: Connection, operator_id: str) -> Row | None:
    """Return one operator, locked until the transaction ends."""
    connection.execute(
        "SELECT 1 FROM operators WHERE operator_id = %s FOR UPDATE", (operator_id,)
    )
    return operator(connection, operator_id)


def set_presence(
    connection: Connection, operator_id: str, wanted: PresenceWanted, *, himself: bool
) -> Row | None:
    """Set presence; ``since`` moves only if it changes."""
    connection.execute(
        "UPDATE operators SET reason = %s, version = version + 1, "
        "since = CASE WHEN presence = %s THEN since ELSE now() END, "
        "seen_at = CASE WHEN %s THEN now() ELSE seen_at END, presence = %s "
        "WHERE operator_id = %s",
        (wanted.reason, wanted.presence, himself, wanted.presence, operator_id),
    )
    return operator(connection, operator_id)


def queues(connection: Connection) -> list[Row]:
    """Return all queues by name."""
    order = "GROUP BY q.queue ORDER BY q.queue LIMIT %s"
    return rows(connection, _QUEUE + order, MOST_QUEUES)


def queue(connection: Connection, name: str) -> Row | None:
    """Return one queue."""
    return one(connection, _QUEUE + "WHERE q.queue = %s GROUP BY q.queue", name)


def lock_queue(connection: Connection, name: str) -> Row | None:
    """Return one queue, locked until the transaction ends."""
    connection.execute("SELECT 1 FROM queues WHERE queue = %s FOR UPDATE", (name,))
    return queue(connection, name)


def add_queue(connection: Connection, wanted: NewQueueWanted) -> Row | None:
    """Insert a queue; ``None`` if there are too many. Raises Conflict."""
    made = one(
        connection,
        "INSERT INTO queues (queue, title, skills, service_level_s) "
        "SELECT %s, %s, %s, %s WHERE (SELECT count(*) FROM queues) < %s RETURNING queue",
        wanted.queue,
        wanted.title,
        wanted.skills,
        wanted.service_level_s,
        MOST_QUEUES,
    )
    return None if made is None else queue(connection, wanted.queue)


def change_queue(connection: Connection, name: str, wanted: QueueWanted) -> Row | None:
    """Change a queue."""
    connection.execute(
        "UPDATE queues SET title = %s, skills = %s, service_level_s = %s, "
        "version = version + 1, updated_at = now() WHERE queue = %s",
        (wanted.title, wanted.skills, wanted.service_level_s, name),
    )
    return queue(connection, name)


def remove_queue(connection: Connection, name: str) -> None:
    """Delete a queue; its hand-overs stay."""
    connection.execute("DELETE FROM queues WHERE queue = %s", (name,))
