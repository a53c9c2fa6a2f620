"""The worklist over HTTP. Who claims an item sees its number; claiming is in the audit."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Final

from adminapi.edges import cursor
from adminapi.edges.endpoint import (
    ANYBODY,
    OPERATOR,
    SUPERVISOR,
    Ask,
    Endpoint,
    Handler,
    Principal,
    Shaped,
)
from adminapi.edges.problem import FieldError, Problem
from adminapi.edges.shapes import Page
from adminapi.office import Office
from adminapi.worklist.shapes import DoneWanted, ItemsQuery, ItemTold
from callcore.shared import audit
from callcore.shared.callernumber import masked
from callcore.shared.database.pool import Connection, rows
from callcore.shared.observe.pii import mask
from callcore.shared.sealed.form import UNREADABLE
from callcore.shared.sealed.keyring import KeyRing
from callcore.shared.state import names
from callcore.shared.state.port import EventDraft, StateDown
from callcore.shared.worklist import office as worklist
from callcore.shared.worklist.office import Task
from callcore.shared.worklist.sealing import opened, sealed_note

_ONE: Final = "/worklist/<word:item_id>"
LATEST_S: Final = 1e11  # unix time; the year 5138
Job = Callable[[Connection], Task]
Names = Mapping[str, str]  # of users, by their ids


def endpoints(office: Office) -> Sequence[Endpoint]:
    """Return the endpoints of the worklist."""
    handlers = _Handlers(office)
    return [
        Endpoint(
            method="GET",
            path="/worklist",
            about="What waits for a human, newest first",
            handler=handlers.page,
            query=ItemsQuery,
            told=Page[ItemTold],
            roles=ANYBODY,
            tag="worklist",
        ),
        Endpoint(
            method="GET",
            path=_ONE,
            about="One item",
            handler=handlers.one,
            told=ItemTold,
            roles=ANYBODY,
            tag="worklist",
        ),
        _act("claim", "Say that I am at it", handlers.claim),
        _act("release", "Say that nobody is at it", handlers.release),
        Endpoint(
            method="POST",
            path=f"{_ONE}/done",
            about="Finish an item",
            handler=handlers.done,
            body=DoneWanted,
            told=ItemTold,
            roles=OPERATOR,
            tag="worklist",
            problems=("conflict",),
            action=True,
        ),
        _act("reopen", "Open a finished item again", handlers.reopen),
    ]


def _act(verb: str, about: str, handler: Handler) -> Endpoint:
    return Endpoint(
        method="POST",
        path=f"{_ONE}/{verb}",
        about=about,
        handler=handler,
        told=ItemTold,
        roles=OPERATOR,
        tag="worklist",
        problems=("conflict",),
        action=True,
    )


class _Handlers:
    def __init__(self, office: Office) -> None:
        self._office = office

    async def page(self, ask: Ask) -> Page[ItemTold]:
        asked = ask.query_or_none
        assert isinstance(asked, ItemsQuery)
        claimed = asked.claimed
        wanted = worklist.Wanted(
            state=asked.state or "",
            kind=asked.kind or "",
            call_id=asked.call_id or "",
            claimed_by=ask.who.user_id if claimed == "me" else "",
            claimed="any" if claimed == "me" else claimed,
        )
        after = _after(asked.cursor)
        most = asked.limit

        def work(connection: Connection) -> tuple[Sequence[Task], Names]:
            tasks = worklist.page(connection, wanted, after, most + 1)
            return tasks, _names(connection, tasks)

        found, who_is = await self._office.database.run(work)
        ring = self._office.ring
        items = [_told(each, ask.who, ring, who_is) for each in found[:most]]
        if len(found) <= most:
            return Page[ItemTold](items=items, next=None)
        last = found[most - 1].item
        return Page[ItemTold](items=items, next=cursor.encode([last.at_s, last.id]))

    async def one(self, ask: Ask) -> Shaped:
        item_id = ask.id("item_id")

        def work(connection: Connection) -> tuple[Task, Names]:
            task = worklist.task(connection, item_id)
            if task is None:
                raise Problem("not-found")
            personal = task.item.sealed or task.item.phone
            if personal and _is_clear(task, ask.who):
                _note(connection, ask.who, "shown", task)
            return task, _names(connection, [task])

        task, who_is = await self._office.database.run(work)
        return _shaped(task, ask.who, self._office.ring, who_is)

    async def claim(self, ask: Ask) -> Shaped:
        me = ask.who.user_id
        return await self._act(
            ask, "claimed", lambda c: worklist.claim(c, ask.id("item_id"), me)
        )

    async def release(self, ask: Ask) -> Shaped:
        def work(connection: Connection) -> Task:
            item_id = ask.id("item_id")
            now = worklist.task(connection, item_id)
            others = now is not None and now.claimed_by not in ("", ask.who.user_id)
            if others and ask.who.role not in SUPERVISOR:
                raise Problem("forbidden")
            return worklist.release(connection, item_id)

        return await self._act(ask, "released", work)

    async def done(self, ask: Ask) -> Shaped:
        wanted = ask.body_or_none
        assert isinstance(wanted, DoneWanted)
        me, item_id = ask.who.user_id, ask.id("item_id")
        note = sealed_note(item_id, wanted.note, self._office.ring)
        return await self._act(
            ask,
            "done",
            lambda c: worklist.finish(c, item_id, me, wanted.outcome, note),
        )

    async def reopen(self, ask: Ask) -> Shaped:
        return await self._act(
            ask, "reopened", lambda c: worklist.reopen(c, ask.id("item_id"))
        )

    async def _act(self, ask: Ask, verb: str, job: Job) -> Shaped:
        """Do it and note it in one transaction; tell the boards."""

        def work(connection: Connection) -> tuple[Task, Names]:
            try:
                task = job(connection)
            except worklist.Refused as error:
                word = str(error)
                raise Problem(
                    "not-found" if word == "unknown" else "conflict", f"it is {word}"
                ) from None
            _note(connection, ask.who, verb, task)
            return task, _names(connection, [task])

        task, who_is = await self._office.database.run(work)
        await self._publish(task)
        return _shaped(task, ask.who, self._office.ring, who_is)

    async def _publish(self, task: Task) -> None:
        fields = {"item_id": task.item.id, "state": task.item.state}
        now_s = self._office.now_s()
        draft = EventDraft(names.QUEUE_CALLBACK, now_s, task.item.call_id, fields)
        try:
            await self._office.state.publish([draft])
        except StateDown:
            return  # a list that is read again shows it


def _after(text: str | None) -> tuple[float, str] | None:
    if text is None:
        return None
    at_s, item_id = cursor.decode(text, float, str)
    if not isinstance(at_s, float) or not 0 <= at_s <= LATEST_S:  # NaN is neither
        error = FieldError(
            where="query.cursor", problem="must be a cursor of this list"
        )
        raise Problem("invalid", errors=[error])
    return at_s, str(item_id)


def _note(connection: Connection, who: Principal, verb: str, task: Task) -> None:
    audit.note(
        connection,
        by=audit.Actor(who.name, who.user_id),
        action=f"worklist.{verb}",
        subject=task.item.id,
        detail={"outcome": task.outcome},
    )


def _is_clear(task: Task, who: Principal) -> bool:
    """Say who is shown whom it is about: supervisors, and who is at it."""
    return who.sees_numbers() or task.claimed_by == who.user_id


def _names(connection: Connection, tasks: Sequence[Task]) -> Names:
    """Return the names of those who are, or were, at some tasks, by their ids."""
    ids = {user for task in tasks for user in (task.claimed_by, task.closed_by) if user}
    found = rows(
        connection,
        "SELECT user_id::text AS id, name FROM users WHERE user_id::text = ANY (%s)",
        sorted(ids),
    )
    return {row["id"]: row["name"] for row in found}


def _shaped(task: Task, who: Principal, ring: KeyRing, who_is: Names) -> Shaped:
    told = _told(task, who, ring, who_is)
    return Shaped(told, None, (("ETag", f'"{task.changes}"'),))


def _told(task: Task, who: Principal, ring: KeyRing, who_is: Names) -> ItemTold:
    """Return an item as ``who`` sees it."""
    item, clear = opened(task.item, ring), _is_clear(task, who)
    words = str if clear else mask
    return ItemTold(
        item_id=item.id,
        at_s=item.at_s,
        call_id=item.call_id,
        kind=item.kind,
        reason=item.reason,
        order_id=item.order_id,
        phone=item.phone if clear or item.phone == UNREADABLE else masked(item.phone),
        about=words(item.about),
        when=words(item.when),
        state=item.state,
        claimed_by=task.claimed_by,
        claimed_name=who_is.get(task.claimed_by, ""),
        claimed_s=task.claimed_s,
        closed_s=item.closed_s,
        closed_by=task.closed_by,
        closed_name=who_is.get(task.closed_by, ""),
        outcome=task.outcome,
        note=words(item.note),
        reopened=task.reopened,
    )
