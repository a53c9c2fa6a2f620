"""Calls in SQL: opened, closed, lost, recorded, and what is summed up of their parts.

Records of one call come in order, but the first ones may be missing (a full disk), and the
last ones may come after we gave the call up for lost. So whoever comes first makes the row,
and ``call.closed`` has the last word.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Final

from callcore.archive import bodies
from callcore.archive.bodies import Body, Unfit
from callcore.archive.steps import Origin, Step, Steps
from callcore.shared.records import NEXT_END, NEXT_HUMAN
from callcore.shared.sealed.form import is_sealed
from callcore.shared.spool.port import SpoolRecord

_OPENED: Final = """
INSERT INTO calls (call_id, started_at, spool_id, worker, caller, did, language, prompt,
                   prompt_sha, stt_arm, caller_mark, caller_marks)
VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s)
ON CONFLICT (call_id) DO UPDATE SET
  started_at = LEAST(calls.started_at, excluded.started_at),
  spool_id = coalesce(calls.spool_id, excluded.spool_id),
  worker = excluded.worker, caller = excluded.caller, did = excluded.did,
  caller_mark = excluded.caller_mark, caller_marks = excluded.caller_marks,
  language = coalesce(nullif(calls.language, ''), excluded.language),
  prompt = excluded.prompt, prompt_sha = excluded.prompt_sha, stt_arm = excluded.stt_arm
"""

#: apart from the call, sealed; the first one stays
_CALLER: Final = """
INSERT INTO call_callers (call_id, sealed) VALUES (%s, %s) ON CONFLICT DO NOTHING
"""

_CLOSED: Final = """
INSERT INTO calls (call_id, started_at, ended_at, duration_ms, next, outcome, reason,
                   spool_id)
VALUES (%s, %s, %s, %s, %s, %s, %s, %s)
ON CONFLICT (call_id) DO UPDATE SET
  ended_at = excluded.ended_at, duration_ms = excluded.duration_ms,
  next = excluded.next, outcome = excluded.outcome, reason = excluded.reason
  WHERE calls.outcome IN ('live', 'lost')
"""

_RECORDED: Final = """
WITH known AS (
  INSERT INTO calls (call_id, started_at, spool_id) VALUES (%s, %s, %s)
  ON CONFLICT DO NOTHING)
INSERT INTO recordings_due (call_id, home, path, ms)
SELECT %s, %s, %s, %s
WHERE NOT EXISTS (SELECT 1 FROM calls WHERE call_id = %s AND recording <> '')
ON CONFLICT DO NOTHING
"""

_LOSE: Final = """
UPDATE calls SET
  outcome = 'lost', reason = 'worker-died', next = 'human',
  duration_ms = 1000 * seen.s, ended_at = started_at + make_interval(secs => seen.s)
FROM (
  SELECT call_id, coalesce((SELECT max(t) FROM call_events e WHERE e.call_id = c.call_id), 0)
    ::float8 AS s
  FROM calls c WHERE {which} AND ended_at IS NULL ORDER BY call_id FOR UPDATE
) seen
WHERE calls.call_id = seen.call_id
RETURNING calls.call_id
"""
#: the calls of a spool that is wholly here and whose writer is gone
LOSE_OF_SPOOL: Final = _LOSE.format(which="spool_id = %s")
#: those of a worker, unless its spool will still tell how they ended
_LOSE_OF_WORKER: Final = _LOSE.format(
    which="worker = %s AND NOT EXISTS (SELECT 1 FROM spool_positions p "
    "WHERE p.spool_id = c.spool_id AND p.over_at IS NULL)"
)
#: those of machines that are gone for good; the longest call takes two hours
LOSE_OLD: Final = _LOSE.format(which="started_at < now() - interval '1 day'")

#: what is known of ended calls from their parts; longer text is not searched
SUM_UP: Final = """
UPDATE calls SET
  turns = t.n, worst_turn_ms = t.worst, search = to_tsvector('simple', t.words),
  tool_calls = o.n, tool_errors = o.bad, barge_ins = e.barge_ins,
  degradations = e.degradations, cost_micros = l.micros, unpriced = l.unpriced
FROM calls c
CROSS JOIN LATERAL (
  SELECT count(*) FILTER (WHERE caller_text <> '') AS n, (max(total_ms) FILTER (WHERE total_ms < 2e9))::int AS worst,
    left(coalesce(string_agg(caller_text || ' ' || agent_text, ' '), ''), 200000) AS words
  FROM turns WHERE call_id = c.call_id) t
CROSS JOIN LATERAL (
  SELECT count(*) AS n, count(*) FILTER (WHERE NOT ok) AS bad
  FROM tool_calls WHERE call_id = c.call_id) o
CROSS JOIN LATERAL (
  SELECT count(*) FILTER (WHERE event = 'call:degraded') AS degradations,
    count(*) FILTER (WHERE event = 'call:barge_in'
                     AND fields->>'verdict' IN ('confirmed', 'late')) AS barge_ins
  FROM call_events WHERE call_id = c.call_id) e
CROSS JOIN LATERAL (
  SELECT coalesce(sum(amount_micros), 0) AS micros,
    count(*) FILTER (WHERE amount_micros IS NULL) AS unpriced
  FROM ledger WHERE call_id = c.call_id AND NOT aside) l
WHERE calls.call_id = c.call_id AND c.call_id = ANY (%s) AND c.ended_at IS NOT NULL
  AND c.transcript_gone_at IS NULL
"""


def opened(record: SpoolRecord, origin: Origin) -> Steps:
    """Return what becomes of the beginning of a call.

    A number in clear comes from a spool that an earlier version wrote;
    :mod:`callcore.archive.sealrows` seals it soon after.
    """
    body = record.body
    call_id = bodies.uid(body, "call_id")
    words = ("worker", "caller", "did", "language", "prompt", "prompt_sha", "stt_arm")
    values = (
        *(call_id, bodies.moment(body, "at", record.at_s), origin.spool_id),
        *(bodies.word(body, word) for word in words),
        *_marks(body),
    )
    steps = [Step(_OPENED, values)]
    sealed = bodies.text(body, "sealed")
    if is_sealed(sealed):
        steps.append(Step(_CALLER, (call_id, sealed)))
    return Steps(tuple(steps), call_id)


def _marks(body: Body) -> tuple[int | None, list[int]]:
    whole = body.get("mark")
    found = bodies.marks({"mark": [] if whole is None else [whole]}, "mark")
    return (found[0] if found else None), bodies.marks(body, "marks")


def closed(record: SpoolRecord, origin: Origin) -> Steps:
    """Return what becomes of the end of a call, as its worker says it."""
    body = record.body
    call_id = bodies.uid(body, "call_id")
    ended_at = bodies.moment(body, "at", record.at_s)
    duration_ms = max(0, bodies.whole(body, "duration_ms") or 0)
    following = bodies.word(body, "next")
    values = (
        *(call_id, ended_at - timedelta(milliseconds=duration_ms), ended_at),
        *(duration_ms, following, outcome_of(following)),
        *(bodies.word(body, "reason"), origin.spool_id),
    )
    return Steps((Step(_CLOSED, values),), call_id)


def recorded(record: SpoolRecord, origin: Origin) -> Steps:
    """Return what becomes of a recording that lies on this machine."""
    body = record.body
    call_id = bodies.uid(body, "call_id")
    path, ms = bodies.text(body, "path"), bodies.whole(body, "ms") or 0
    if not path:
        raise Unfit("path")
    started_at = bodies.moment({}, "", record.at_s - ms / 1000)
    known = (call_id, started_at, origin.spool_id)
    values = (*known, call_id, origin.home, path, ms, call_id)
    return Steps((Step(_RECORDED, values),))


def worker_gone(record: SpoolRecord, _origin: Origin) -> Steps:
    """Return what becomes of the calls of a worker that the supervisor saw end."""
    worker = _worker(record.body)
    return Steps((Step(_LOSE_OF_WORKER, (worker,), loses=True),))


def outcome_of(following: str) -> str:
    """Return the column ``outcome`` for where the dialplan went next."""
    return {NEXT_END: "ended", NEXT_HUMAN: "human"}.get(following, "target")


def _worker(body: Body) -> str:
    worker = bodies.text(body, "worker")
    if not worker:  # every call whose worker is not known would be lost
        raise Unfit("worker")
    return worker
