"""The endpoints of saved views."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final

from pydantic import BaseModel

from adminapi.edges.endpoint import Answer, Ask, Endpoint, Principal, Shaped
from adminapi.edges.problem import Problem
from adminapi.office import Office
from adminapi.views import rows
from adminapi.views.shapes import NewView, View, ViewChange, Views, ViewsQuery
from callcore.shared.database.errors import Conflict
from callcore.shared.database.pool import Connection
from callcore.shared.sealed.places import view_place

Job = Callable[[Connection, str], Mapping[str, Any]]

TAG: Final = "saved views"
ONE: Final = "/views/<uuid:view_id>"
NUMBERS: Final = frozenset({"caller", "caller_prefix"})  # sealed where they are kept
_NAME_TAKEN: Final = "saved_views_user_id_page_name_key"


def endpoints(office: Office) -> Sequence[Endpoint]:
    """Return the table."""
    saved = Saved(office)
    return [*_all(saved), *_single(saved)]


def _all(saved: Saved) -> Sequence[Endpoint]:
    return [
        Endpoint(
            method="GET",
            path="/views",
            about="List own and shared views.",
            handler=saved.listed,
            query=ViewsQuery,
            told=Views,
            tag=TAG,
        ),
        Endpoint(
            method="POST",
            path="/views",
            about="Save a view.",
            handler=saved.add,
            body=NewView,
            told=View,
            status=201,
            problems=("exists", "conflict"),
            action=True,
            tag=TAG,
        ),
    ]


def _single(saved: Saved) -> Sequence[Endpoint]:
    return [
        Endpoint(
            method="GET",
            path=ONE,
            about="Tell a view.",
            handler=saved.one,
            told=View,
            tag=TAG,
        ),
        Endpoint(
            method="PUT",
            path=ONE,
            about="Change a view of one's own.",
            handler=saved.change,
            body=ViewChange,
            told=View,
            problems=("exists",),
            matched=True,
            tag=TAG,
        ),
        Endpoint(
            method="DELETE",
            path=ONE,
            about="Delete a view of one's own.",
            handler=saved.remove,
            status=204,
            matched=True,
            tag=TAG,
        ),
    ]


class Saved:
    """The handlers."""

    def __init__(self, office: Office) -> None:
        self._office = office

    async def listed(self, ask: Ask) -> Answer:
        """Return the views that the user sees."""
        asked, user = ask.query(ViewsQuery), ask.who.user_id
        found = await self._office.database.run(
            lambda c: rows.listed(c, user, asked.page)
        )
        return Views(items=[self._view(row, ask.who) for row in found])

    async def add(self, ask: Ask) -> Answer:
        """Save one."""
        given = self._given(ask)
        return await self._told(ask, 201, lambda c, user: rows.added(c, user, given))

    async def one(self, ask: Ask) -> Answer:
        """Return one."""
        view_id = ask.id("view_id")
        return await self._told(ask, 200, lambda c, user: rows.found(c, user, view_id))

    async def change(self, ask: Ask) -> Answer:
        """Change one, if it is as the user read it."""
        given, view_id = self._given(ask), ask.id("view_id")

        def job(connection: Connection, user: str) -> Mapping[str, Any]:
            ask.require_match(_etag(rows.locked(connection, user, view_id)))
            return rows.changed(connection, user, view_id, given)

        return await self._told(ask, 200, job)

    async def remove(self, ask: Ask) -> Answer:
        """Delete one, if it is as the user read it."""
        view_id, user = ask.id("view_id"), ask.who.user_id

        def job(connection: Connection) -> None:
            ask.require_match(_etag(rows.locked(connection, user, view_id)))
            rows.removed(connection, view_id)

        await self._office.database.run(job)
        return None

    def _given(self, ask: Ask) -> Mapping[str, Any]:
        given = ask.body(BaseModel).model_dump()
        if given["shared"] and not ask.who.sees_numbers():
            raise Problem("forbidden")
        place, ring = view_place(ask.who.user_id), self._office.ring
        query = {
            name: ring.seal(value, place) if name in NUMBERS else value
            for name, value in given["query"].items()
        }
        return {**given, "query": query}

    async def _told(self, ask: Ask, status: int, job: Job) -> Answer:
        user = ask.who.user_id
        try:
            row = await self._office.database.run(lambda c: job(c, user))
        except Conflict as error:
            word = "exists" if error.constraint == _NAME_TAKEN else "conflict"
            raise Problem(word) from None
        return Shaped(self._view(row, ask.who), status, (("ETag", _etag(row)),))

    def _view(self, row: Mapping[str, Any], who: Principal) -> View:
        return View(
            view_id=str(row["view_id"]),
            name=row["name"],
            page=row["page"],
            query=self._query(row, who),
            shared=row["shared"],
            mine=str(row["user_id"]) == who.user_id,
            owner=row["owner"],
            version=row["version"],
        )

    def _query(self, row: Mapping[str, Any], who: Principal) -> dict[str, str]:
        """Return a filter; numbers in it are only for who may see them."""
        place, ring = view_place(row["user_id"]), self._office.ring
        told = {
            name: ring.shown(value, place) if name in NUMBERS else value
            for name, value in row["query"].items()
        }
        if who.sees_numbers():
            return told
        return {name: value for name, value in told.items() if name not in NUMBERS}


def _etag(row: Mapping[str, Any]) -> str:
    return f'"{row["version"]}"'
