"""What the endpoints of operators do."""

from __future__ import annotations

from typing import Any, TypeVar

from adminapi.edges.endpoint import Ask, Principal, Shaped
from adminapi.edges.problem import Problem
from adminapi.office import Office
from adminapi.operators import rows
from adminapi.operators.shapes import (
    OperatorsTold,
    OperatorTold,
    OperatorWanted,
    PresenceWanted,
)
from callcore.shared import audit
from callcore.shared.database.pool import Connection
from callcore.shared.state import names
from callcore.shared.state.port import EventDraft, StateDown

T = TypeVar("T")


def found(row: T | None) -> T:
    """Return a row that is there. Raises ``not-found``."""
    if row is None:
        raise Problem("not-found")
    return row


def etag(row: dict[str, Any]) -> str:
    """Return the version of a row as If-Match wants it."""
    return f'"{row["version"]}"'


def actor(who: Principal) -> audit.Actor:
    """Return who is noted."""
    return audit.Actor(who.name, who.user_id)


class Operators:
    """Handlers; each is one job in the database."""

    def __init__(self, office: Office) -> None:
        self._office = office

    async def list_all(self, _ask: Ask) -> OperatorsTold:
        """Answer with all operators."""
        all_of_them = await self._office.database.run(rows.operators)
        return OperatorsTold(items=[OperatorTold(**row) for row in all_of_them])

    async def one(self, ask: Ask) -> Shaped:
        """Answer with one operator."""
        operator_id = ask.id("operator_id")
        return _told(
            found(
                await self._office.database.run(lambda c: rows.operator(c, operator_id))
            )
        )

    async def me(self, ask: Ask) -> Shaped:
        """Answer with the operator that the user is."""
        user_id = ask.who.user_id
        return _told(
            found(
                await self._office.database.run(lambda c: rows.operator_of(c, user_id))
            )
        )

    async def add(self, ask: Ask) -> Shaped:
        """Make an operator."""
        wanted = ask.body_or_none
        assert isinstance(wanted, OperatorWanted)

        def work(connection: Connection) -> dict[str, Any]:
            made = rows.add_operator(connection, wanted)
            if made is None:
                raise Problem("conflict", "there are too many operators")
            _note(connection, ask, "operator.added", made)
            return made

        return _told(await self._office.database.run(work), status=201)

    async def change(self, ask: Ask) -> Shaped:
        """Change an operator."""
        wanted = ask.body_or_none
        assert isinstance(wanted, OperatorWanted)

        def work(connection: Connection) -> dict[str, Any]:
            before = found(rows.lock_operator(connection, ask.id("operator_id")))
            ask.require_match(etag(before))
            after = found(
                rows.change_operator(connection, before["operator_id"], wanted)
            )
            _note(connection, ask, "operator.changed", after)
            return after

        return _told(await self._office.database.run(work))

    async def remove(self, ask: Ask) -> None:
        """Delete an operator."""

        def work(connection: Connection) -> None:
            before = found(rows.lock_operator(connection, ask.id("operator_id")))
            ask.require_match(etag(before))
            rows.remove_operator(connection, before["operator_id"])
            _note(connection, ask, "operator.removed", before)

        await self._office.database.run(work)

    async def set_presence(self, ask: Ask) -> Shaped:
        """Set presence: a supervisor anybody's, an operator his own."""
        wanted = ask.body_or_none
        assert isinstance(wanted, PresenceWanted)

        def work(connection: Connection) -> dict[str, Any]:
            before = found(rows.lock_operator(connection, ask.id("operator_id")))
            himself = before["user_id"] == ask.who.user_id
            if not himself and ask.who.role == "operator":
                raise Problem("forbidden")
            after = found(
                rows.set_presence(
                    connection, before["operator_id"], wanted, himself=himself
                )
            )
            _note(connection, ask, "operator.presence", after)
            return after

        after = await self._office.database.run(work)
        await self._publish(after)
        return _told(after)

    async def _publish(self, row: dict[str, Any]) -> None:
        fields = {name: row[name] for name in ("operator_id", "presence", "reason")}
        draft = EventDraft(names.OPERATOR_PRESENCE, self._office.now_s(), fields=fields)
        try:
            await self._office.state.publish([draft])
        except StateDown:
            return  # boards ask PostgreSQL again by themselves


def _told(row: dict[str, Any], status: int = 200) -> Shaped:
    return Shaped(OperatorTold(**row), status, (("ETag", etag(row)),))


def _note(connection: Connection, ask: Ask, action: str, row: dict[str, Any]) -> None:
    detail = {name: row[name] for name in ("interface", "presence", "skills", "queues")}
    audit.note(
        connection,
        by=actor(ask.who),
        action=action,
        subject=row["operator_id"],
        detail=detail,
    )
