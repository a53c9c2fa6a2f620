"""The sanitizer's second look at calls that are over: what it still finds is masked in the tables.

A call is read, judged on a thread, and written back in a transaction of its own. Both may be
repeated: only texts that are still as they were read are replaced, and masking masked text
changes nothing. A call that ended without a second look waits for it; nothing waits for it.
"""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Any, Final, NoReturn
from uuid import UUID

import trio

from callcore.archive.callsteps import SUM_UP
from callcore.shared.database.errors import DatabaseError
from callcore.shared.database.pool import Connection, Database, rows
from callcore.shared.observe import events
from callcore.shared.observe.pii import mask
from callcore.shared.observe.review import Said, reviewed
from callcore.shared.offload import RunSync

REST_S: Final = 2.0  # when there is nothing to read
BREATH_S: Final = 0.05  # between two calls: delivering comes first
AGAIN_S: Final = 30.0  # after the database failed
MOST_TEXTS: Final = 5_000  # of a call; a call of two hours has 2,000

#: late records of a call come within seconds of its end
_NEXT: Final = """
SELECT call_id FROM calls
WHERE reviewed_at IS NULL AND ended_at IS NOT NULL AND transcript_gone_at IS NULL
  AND ended_at < now() - interval '3 seconds'
ORDER BY started_at DESC, call_id LIMIT 1
"""
_SAID: Final = """
SELECT seq, event, fields->>'text' AS text FROM call_events
WHERE call_id = %s AND event = ANY (%s) AND fields->>'text' <> '' ORDER BY seq LIMIT %s
"""
#: sentences, of which nothing or only a part was heard: no part of the conversation
_PLANNED: Final = """
SELECT seq, key, fields->>key AS text FROM call_events,
  LATERAL (SELECT CASE event WHEN %s THEN 'planned' ELSE 'text' END AS key) keys
WHERE call_id = %s AND event = ANY (%s) AND fields->>key <> '' ORDER BY seq LIMIT %s
"""
_TOOLS: Final = """
SELECT seq, arguments, result FROM tool_calls WHERE call_id = %s ORDER BY seq LIMIT %s
"""
_EVENT: Final = """
UPDATE call_events SET fields = jsonb_set(fields, '{text}', to_jsonb(%s::text))
WHERE call_id = %s AND seq = %s AND fields->>'text' = %s
"""
_PLAN: Final = """
UPDATE call_events SET fields = jsonb_set(fields, %s, to_jsonb(%s::text))
WHERE call_id = %s AND seq = %s AND fields->>%s = %s
"""
_TURNS: Final = (
    "SELECT turn, caller_text, agent_text FROM turns WHERE call_id = %s FOR UPDATE"
)
_TURN: Final = "UPDATE turns SET caller_text = %s, agent_text = %s WHERE call_id = %s AND turn = %s"
_TOOL: Final = (
    "UPDATE tool_calls SET arguments = %s, result = %s WHERE call_id = %s AND seq = %s"
)
_TOOL_EVENTS: Final = """
UPDATE call_events SET fields = jsonb_set(fields, %s, to_jsonb(%s::text))
WHERE call_id = %s AND event = %s AND fields->>%s = %s
"""
_DONE: Final = "UPDATE calls SET reviewed_at = now() WHERE call_id = %s"

log = logging.getLogger(__name__)


@dataclass(slots=True)
class Changes:
    """What the second look has found in one call."""

    said: list[tuple[int, str, str, str]] = field(default_factory=list)
    """Number of the event, column of its turn, text before and after."""
    tools: list[tuple[int, Mapping[str, str], Mapping[str, str]]] = field(
        default_factory=list
    )
    planned: list[tuple[int, str, str, str]] = field(default_factory=list)
    """Number of the event, its field, text before and after."""

    def __bool__(self) -> bool:
        return bool(self.said or self.tools or self.planned)


class SecondLook:
    """One a machine; two at the same call do no harm."""

    def __init__(self, database: Database, run_sync: RunSync) -> None:
        self._database = database
        self._run_sync = run_sync
        self.changed = 0  #: calls in which something was found

    async def run(self) -> NoReturn:
        """Read every call that is over, until cancelled."""
        while True:
            try:
                rest_s = BREATH_S if await self.round() else REST_S
            except DatabaseError as error:
                log.warning("second look failed", extra={"reason": str(error)})
                rest_s = AGAIN_S
            await trio.sleep(rest_s)

    async def round(self) -> bool:
        """Read the newest call that waits; return whether there was one. DatabaseError."""
        found = await self._database.run(_waiting)
        if found is None:
            return False
        call_id, *read = found
        changes = await self._run_sync(lambda: look(*read))
        await self._database.run(partial(_write, call_id=call_id, changes=changes))
        self.changed += bool(changes)
        return True


def look(
    said: Sequence[Mapping[str, Any]],
    tools: Sequence[Mapping[str, Any]],
    planned: Sequence[Mapping[str, Any]] = (),
) -> Changes:
    """Return what the second look changes in the texts of a call. Pure."""
    changes = Changes()
    turns = [
        Said(row["text"], "caller" if row["event"] == events.CALLER_SAID else "agent")
        for row in said
    ]
    for row, turn, text in zip(said, turns, reviewed(turns), strict=True):
        if text != turn.text:
            column = f"{turn.speaker}_text"
            changes.said.append((row["seq"], column, turn.text, text))
    for row in tools:
        before = {key: row[key] for key in ("arguments", "result")}
        after = {key: mask(text) for key, text in before.items()}
        if after != before:
            changes.tools.append((row["seq"], before, after))
    if planned:
        # read behind the call, which knows its names by then, and changes nothing in it
        behind = [Said(row["text"], "agent") for row in planned]
        found = list(reviewed([*turns, *behind]))[len(turns) :]
        for row, text in zip(planned, found, strict=True):
            if text != row["text"]:
                changes.planned.append((row["seq"], row["key"], row["text"], text))
    return changes


Rows = Sequence[Mapping[str, Any]]
Waiting = tuple[UUID, Rows, Rows, Rows]


def _waiting(connection: Connection) -> Waiting | None:
    found = rows(connection, _NEXT)
    if not found:
        return None
    call_id = found[0]["call_id"]
    spoken = [events.CALLER_SAID, events.AGENT_SAID]
    said = rows(connection, _SAID, call_id, spoken, MOST_TEXTS)
    unheard = [events.AGENT_SAID, events.AGENT_UNSAID]
    asked = (events.AGENT_SAID, call_id, unheard, MOST_TEXTS)
    planned = rows(connection, _PLANNED, *asked)
    return call_id, said, rows(connection, _TOOLS, call_id, MOST_TEXTS), planned


def _write(connection: Connection, call_id: UUID, changes: Changes) -> None:
    if changes.said:
        _write_said(connection, call_id, changes)
    for seq, before, after in changes.tools:
        values = (after["arguments"], after["result"], call_id, seq)
        connection.execute(_TOOL, values)
        for event, key in (
            (events.TOOL_CALLED, "arguments"),
            (events.TOOL_RETURNED, "result"),
        ):
            where = ([key], after[key], call_id, event, key, before[key])
            connection.execute(_TOOL_EVENTS, where)
    for seq, key, text, masked in changes.planned:
        connection.execute(_PLAN, ([key], masked, call_id, seq, key, text))
    connection.execute(_DONE, (call_id,))
    if changes:
        connection.execute(SUM_UP.encode(), ([call_id],))


def _write_said(connection: Connection, call_id: UUID, changes: Changes) -> None:
    turns = {row["turn"]: dict(row) for row in rows(connection, _TURNS, call_id)}
    for seq, column, before, after in changes.said:
        connection.execute(_EVENT, (after, call_id, seq, before))
        for row in turns.values():
            if before in row[column]:
                row[column] = row[column].replace(before, after, 1)
                break
    for row in turns.values():
        values = (row["caller_text"], row["agent_text"], call_id, row["turn"])
        connection.execute(_TURN, values)
