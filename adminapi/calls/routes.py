"""The endpoints of calls."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from adminapi.calls import detail, exporting, queries
from adminapi.calls.facets import Menus
from adminapi.calls.finding import Found, Listing, cursor_of, find, place_of
from adminapi.calls.shapes import (
    CallDetail,
    CallEvent,
    CallEvents,
    CallsFilter,
    CallsPage,
    CallsQuery,
    EventsQuery,
    ExportQuery,
    Facets,
    FacetsQuery,
    Total,
    Transcript,
)
from adminapi.calls.telling import call_row, fields_of
from adminapi.edges.cursor import decode, encode
from adminapi.edges.endpoint import Answer, Ask, Endpoint, Raw
from adminapi.edges.problem import FieldError, Problem
from adminapi.office import Office
from callcore.shared import audit
from callcore.shared.database.pool import Connection
from callcore.shared.observe.fields import Plain

TAG: Final = "calls"
ONE: Final = "/calls/<uuid:call_id>"
_SAVE_AS: Final = "attachment; filename=calls"
_LARGEST_SEQ: Final = 2**31 - 1


def endpoints(office: Office) -> Sequence[Endpoint]:
    """Return the table."""
    calls = Calls(office)
    return [*_lists(calls, Menus(office)), *_single(calls)]


def _lists(calls: Calls, menus: Menus) -> Sequence[Endpoint]:
    return [
        Endpoint(
            method="GET",
            path="/calls",
            about="Search calls of record.",
            handler=calls.page,
            query=CallsQuery,
            told=CallsPage,
            tag=TAG,
        ),
        Endpoint(
            method="GET",
            path="/calls/export",
            about="Export the calls of a filter.",
            handler=calls.export,
            query=ExportQuery,
            media=("text/csv", "application/json"),
            limit="export",
            tag=TAG,
        ),
        Endpoint(
            method="GET",
            path="/calls/facets",
            about="Tell what values calls have, for the menus of a filter.",
            handler=menus.facets,
            query=FacetsQuery,
            told=Facets,
            tag=TAG,
        ),
    ]


def _single(calls: Calls) -> Sequence[Endpoint]:
    return [
        Endpoint(
            method="GET",
            path=ONE,
            about="Tell all that is kept of a call.",
            handler=calls.one,
            told=CallDetail,
            tag=TAG,
        ),
        Endpoint(
            method="GET",
            path=f"{ONE}/events",
            about="Tell the journal of a call.",
            handler=calls.events,
            query=EventsQuery,
            told=CallEvents,
            tag=TAG,
        ),
        Endpoint(
            method="GET",
            path=f"{ONE}/transcript",
            about="Tell what both sides said.",
            handler=calls.transcript,
            told=Transcript,
            tag=TAG,
        ),
        Endpoint(
            method="GET",
            path=f"{ONE}/transcript/text",
            about="Tell what both sides said, as plain text.",
            handler=calls.transcript_text,
            media=("text/plain",),
            tag=TAG,
        ),
    ]


class Calls:
    """The handlers."""

    def __init__(self, office: Office) -> None:
        self._office = office

    async def page(self, ask: Ask) -> Answer:
        """Return a page of the list."""
        asked = ask.query(CallsQuery)
        _check_numbers(ask, asked)
        after = None
        if asked.cursor is not None:
            after = place_of(asked.cursor, asked.sort, asked.order)
        listing = Listing(asked.sort, asked.order, after, asked.limit)
        ring, clear = self._office.ring, ask.who.sees_numbers()
        found = await self._office.database.run(
            lambda c: self._found(c, ask, asked, listing)
        )
        return CallsPage(
            items=[call_row(row, ring, clear=clear) for row in found.rows],
            next=None if found.after is None else cursor_of(listing, found.after),
            total=Total(count=found.count, exact=found.exact),
        )

    def _found(
        self, connection: Connection, ask: Ask, asked: CallsFilter, listing: Listing
    ) -> Found:
        """Return the page; a search for a number is audited, without the number."""
        if asked.asks_numbers():
            names = " ".join(sorted(asked.model_fields_set))
            _note(connection, ask, "calls.searched", "number", {"filter": names})
        return find(connection, asked, listing, self._office.ring)

    async def export(self, ask: Ask) -> Answer:
        """Return all calls of a filter; who asked for which is audited."""
        asked = ask.query(ExportQuery)
        _check_numbers(ask, asked)
        names = sorted(asked.model_fields_set)
        clear = ask.who.sees_numbers()
        told: dict[str, Plain] = {"filter": " ".join(names), "numbers": clear}
        await self._office.database.run(
            lambda c: _note(c, ask, "calls.export", asked.format, told)
        )
        database, ring = self._office.database, self._office.ring
        found = exporting.pages(database, asked, ring, clear=clear)
        headers = {"Content-Disposition": f"{_SAVE_AS}.{asked.format}"}
        if asked.format == "csv":
            pieces, media = exporting.csv_pieces(found), "text/csv; charset=utf-8"
        else:
            pieces, media = exporting.json_pieces(found), "application/json"
        return Raw(pieces, media, headers=headers)

    async def one(self, ask: Ask) -> Answer:
        """Return a call: of record, or what the live view knows of it.

        Who sees its number in clear is audited.
        """
        call_id, clear = ask.id("call_id"), ask.who.sees_numbers()

        def work(connection: Connection) -> CallDetail | None:
            told = detail.detail(connection, call_id, self._office.ring, clear=clear)
            if clear and told is not None and told.call.caller:
                _note(connection, ask, "call.shown", call_id)
            return told

        told = await self._office.database.run(work)
        if told is None:
            live = await self._office.state.call(call_id)
            if live is None:
                raise Problem("not-found")
            return detail.live_detail(live)
        return told

    async def events(self, ask: Ask) -> Answer:
        """Return a page of a journal."""
        asked, call_id = ask.query(EventsQuery), ask.id("call_id")
        after = -1 if asked.cursor is None else _seq_of(asked.cursor)
        found = await self._office.database.run(
            lambda c: (
                queries.call(c, call_id) is not None,
                queries.events(c, call_id, after, asked.limit + 1),
            )
        )
        known, rows = found
        if not known:
            raise Problem("not-found")
        clear = ask.who.sees_numbers()
        page = rows[: asked.limit]
        items = [
            CallEvent.model_validate(
                {**row, "fields": fields_of(row["fields"], clear=clear)}
            )
            for row in page
        ]
        more = len(rows) > asked.limit
        return CallEvents(items=items, next=encode([page[-1]["seq"]]) if more else None)

    async def transcript(self, ask: Ask) -> Answer:
        """Return a transcript as lines."""
        return await self._transcript(ask)

    async def transcript_text(self, ask: Ask) -> Answer:
        """Return a transcript as plain text."""
        text = detail.as_text(await self._transcript(ask))
        return Raw(text.encode(), "text/plain; charset=utf-8")

    async def _transcript(self, ask: Ask) -> Transcript:
        call_id = ask.id("call_id")
        told = await self._office.database.run(lambda c: detail.transcript(c, call_id))
        if told is None:
            raise Problem("not-found")
        return told


def _note(
    connection: Connection,
    ask: Ask,
    action: str,
    subject: str,
    told: Mapping[str, Plain] | None = None,
) -> None:
    by = audit.Actor(ask.who.name, ask.who.user_id)
    audit.note(connection, by=by, action=action, subject=subject, detail=told)


def _check_numbers(ask: Ask, asked: CallsFilter) -> None:
    """Refuse to search by number for a role that may not see one."""
    if asked.asks_numbers() and not ask.who.sees_numbers():
        raise Problem("forbidden")


def _seq_of(cursor: str) -> int:
    (seq,) = decode(cursor, int)
    if not isinstance(seq, int) or not 0 <= seq <= _LARGEST_SEQ:
        error = FieldError(
            where="query.cursor", problem="must be a cursor of this list"
        )
        raise Problem("invalid", errors=[error])
    return seq
