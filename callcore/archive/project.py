"""From a record of a spool to statements: one table of kinds. Pure.

Every record may come twice (a machine that is set up again from its disk): the second time
it changes nothing. Kinds of a newer version are nobody's business here; the caller counts
them.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Final

from psycopg.types.json import Jsonb

from callcore.archive import bodies, callsteps, eventsteps
from callcore.archive.bodies import Body, Unfit
from callcore.archive.steps import NOTHING, Origin, Step, Steps
from callcore.shared.spool.port import SpoolRecord

_USAGE: Final = """
INSERT INTO ledger (line_id, at, call_id, component, provider, model, arm, price_id,
                    amount_micros, units, aside, record)
VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s)
ON CONFLICT DO NOTHING
"""
_HANDOVER: Final = """
INSERT INTO handovers (handover_id, call_id, at, status, queue, waited_s, since_ai_s, member)
VALUES (%s, %s, %s, %s, %s, %s, %s, %s)
ON CONFLICT DO NOTHING
"""
_MOST_MICROS: Final = 10**15  # of callcore.shared.costs: more is garbage


def steps_of(record: SpoolRecord, origin: Origin) -> Steps:
    """Return what a record becomes; raises :exc:`~callcore.archive.bodies.Unfit`."""
    maker = _KINDS.get(record.kind)
    return NOTHING if maker is None else maker(record, origin)


def usage(record: SpoolRecord, _origin: Origin) -> Steps:
    """Return a line of the ledger; facts of a whole call stand in ``calls`` already."""
    line_id = bodies.uid(record.body, "line_id")
    line = bodies.nested(record.body, "record")
    if line.get("kind") == "call":
        return NOTHING
    call_id = bodies.uid_or_none(line, "call_id")
    words = ("component", "provider", "model", "arm", "price_id")
    values = (
        *(line_id, _day_and_time(line), call_id),
        *(bodies.word(line, word) for word in words),
        *(_micros(line), Jsonb({bodies.text(line, "unit"): line.get("quantity")})),
        *(line.get("aside") is True, Jsonb(line)),
    )
    return Steps((Step(_USAGE, values),), call_id)


def handover(record: SpoolRecord, _origin: Origin) -> Steps:
    """Return the row of what became of a caller at the operators."""
    body = record.body
    values = (
        *(bodies.uid(body, "handover_id"), bodies.uid_or_none(body, "call_id")),
        *(bodies.moment(body, "at", record.at_s), bodies.word(body, "status")),
        *(bodies.word(body, "queue"), bodies.number(body, "waited_s")),
        *(bodies.number(body, "since_ai_s"), bodies.word(body, "member")),
    )
    return Steps((Step(_HANDOVER, values),))


def _day_and_time(line: Body) -> datetime:
    try:
        at = datetime.fromisoformat(bodies.text(line, "at"))
    except ValueError:
        raise Unfit("at") from None
    if at.tzinfo is None:
        raise Unfit("at")
    return at


def _micros(line: Body) -> int | None:
    amount = line.get("amount_micros")
    if amount is None:
        return None
    if type(amount) is not int or not 0 <= amount <= _MOST_MICROS:
        raise Unfit("amount_micros")
    return amount


_KINDS: Final[dict[str, Callable[[SpoolRecord, Origin], Steps]]] = {
    "call.opened": callsteps.opened,
    "call.event": eventsteps.event,
    "call.closed": callsteps.closed,
    "recording": callsteps.recorded,
    "usage": usage,
    "handover": handover,
    "worker.gone": callsteps.worker_gone,
}
