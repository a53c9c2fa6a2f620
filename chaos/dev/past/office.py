"""The office around calls of the past: operators, queues, tasks, views, who did what.

Everything is written by the functions that the admin API and the workers use.
"""

from __future__ import annotations

from collections.abc import Sequence
from random import Random
from typing import Final

from adminapi.operators import rows as operator_rows
from adminapi.operators.shapes import (
    NewQueueWanted,
    OperatorWanted,
    Presence,
    PresenceWanted,
)
from adminapi.views import rows as view_rows
from callcore.shared import audit
from callcore.shared.database.pool import Connection, rows
from callcore.shared.sealed.keyring import KeyRing
from callcore.shared.worklist import office, table
from callcore.shared.worklist.item import Item, item_id
from callcore.shared.worklist.sealing import sealed, sealed_note
from chaos.dev.past.telling import Told

QUEUES: Final = (
    NewQueueWanted(queue="sales", title="Tyres and oil", skills=["tyres", "oil"]),
    NewQueueWanted(queue="service", title="Orders under way", skills=["orders"], service_level_s=40),
    NewQueueWanted(queue="night", title="By night", service_level_s=90),
)  # fmt: skip
OPERATORS: Final[Sequence[tuple[str, Sequence[str], Presence, str]]] = (
    ("Olena", ("sales", "service"), "free", ""),
    ("Taras", ("sales",), "busy", ""),
    ("Iryna", ("sales", "night"), "paused", "lunch"),
    ("Bohdan", ("service",), "free", ""),
    ("Sofiia", ("service", "night"), "offline", ""),
    ("Max <b>Muster</b>", ("sales",), "paused", "training"),
)
CALLBACKS: Final = (
    ("wants the price of four summer tyres 225/45 R17", "after six in the evening"),
    ("чи є зимові шини на вантажівку", "завтра зранку"),
    ("хочет поменять адрес доставки", "в любое время"),
    ("<script>alert(1)</script> & asks for a discount", ""),
)
VIEWS: Final[Sequence[tuple[str, dict[str, str], bool]]] = (
    ("Slow answers", {"min_turn_ms": "2000"}, True),
    ("Tools that failed", {"tool_errors": "true"}, True),
    ("Handed to humans, Ukrainian", {"outcome": "human", "language": "uk"}, False),
)
DAILY: Final = (
    ("user.login", "session"),
    ("user.login-failed", "demo"),
    ("recording.heard", "call"),
    ("call.transfer", "call"),
    ("user.changed", "viewer"),
)


def furnish_office(
    connection: Connection, told: Sequence[Told], ring: KeyRing, random: Random
) -> None:
    """Write all of it; users are there already."""
    users = rows(
        connection, "SELECT user_id::text, name, role FROM users ORDER BY name"
    )
    by = {row["role"]: audit.Actor(row["name"], row["user_id"]) for row in users}
    _operators(connection, by)
    _worklist(connection, told, ring, by)
    for name, query, shared in VIEWS:
        given = {"name": name, "page": "calls", "query": query, "shared": shared}
        view_rows.added(connection, by["supervisor"].user_id, given)
    for number in range(60):
        action, subject = DAILY[number % len(DAILY)]
        who = random.choice(list(by.values()))
        what = told[number % len(told)].call_id if subject == "call" else subject
        audit.note(connection, by=who, action=action, subject=what)


def _operators(connection: Connection, by: dict[str, audit.Actor]) -> None:
    for queue in QUEUES:
        operator_rows.add_queue(connection, queue)
        audit.note(
            connection, by=by["admin"], action="queue.added", subject=queue.queue
        )
    for number, (name, queues, presence, reason) in enumerate(OPERATORS):
        wanted = OperatorWanted.model_validate(
            {
                "name": name,
                "interface": f"PJSIP/{101 + number}",
                "user_id": by["operator"].user_id if number == 0 else None,
                "skills": ["tyres"],
                "queues": list(queues),
            }
        )
        made = operator_rows.add_operator(connection, wanted)
        assert made is not None
        operator_id = made["operator_id"]
        audit.note(
            connection, by=by["admin"], action="operator.added", subject=operator_id
        )
        shown = PresenceWanted(presence=presence, reason=reason)
        operator_rows.set_presence(
            connection, operator_id, shown, himself=number % 2 == 0
        )


def _worklist(
    connection: Connection,
    told: Sequence[Told],
    ring: KeyRing,
    by: dict[str, audit.Actor],
) -> None:
    newest = sorted(told, key=lambda call: -call.started_s)
    for number, call in enumerate(newest[:24]):
        item = _doubt(call, number) if number % 4 == 3 else _callback(call, number)
        table.add(connection, sealed(item, ring))
        operator = by["operator"].user_id
        if number % 3 == 1:
            office.claim(connection, item.id, operator)
        if number >= 12:
            note = sealed_note(item.id, "спокійна розмова", ring)
            office.release(connection, item.id)
            outcome = office.OUTCOMES[number % len(office.OUTCOMES)]
            office.finish(connection, item.id, operator, outcome, note)


def _callback(call: Told, number: int) -> Item:
    about, when = CALLBACKS[number // 2 % len(CALLBACKS)]
    return Item(
        id=item_id("past", call.call_id),
        at_s=call.started_s + call.duration_s,
        call_id=call.call_id,
        kind="callback",
        reason="asked",
        phone=f"+38050{3_000_000 + 7_919 * number:07d}",
        about=about,
        when=when,
    )


def _doubt(call: Told, number: int) -> Item:
    return Item(
        id=item_id("past", call.call_id),
        at_s=call.started_s + call.duration_s,
        call_id=call.call_id,
        kind="order",
        reason="no-answer",
        order_id=str(700_000 + number),
    )
