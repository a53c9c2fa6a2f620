"""Exports of exactly a filter: page after page, never whole in memory, bounded.

Each piece is one page and one short job of the database. An export that breaks off half-way
is a broken answer: the connection is closed without its end.
"""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Callable, Sequence
from typing import Final

from adminapi.calls.finding import Found, Listing, find
from adminapi.calls.safecsv import as_csv
from adminapi.calls.shapes import MOST_EXPORTED, CallRow, CallsFilter
from adminapi.calls.telling import call_row
from callcore.shared.database.pool import Database
from callcore.shared.sealed.keyring import KeyRing

PIECE: Final = 1_000  # calls
COLUMNS: Final = tuple(CallRow.model_fields)
CUT: Final = f"cut after {MOST_EXPORTED} calls: narrow the filter"


async def pages(
    database: Database, asked: CallsFilter, ring: KeyRing, *, clear: bool
) -> AsyncIterator[Sequence[CallRow] | None]:
    """Yield the calls page by page, newest first; ``None`` at the end if it was cut."""
    left, after = MOST_EXPORTED, None
    while left > 0:
        listing = Listing(after=after, limit=min(PIECE, left))
        found = await database.run(_job(asked, listing, ring))
        yield [call_row(row, ring, clear=clear) for row in found.rows]
        left, after = left - len(found.rows), found.after
        if after is None:
            return
    yield None


def _job(asked: CallsFilter, listing: Listing, ring: KeyRing) -> Callable[..., Found]:
    return lambda connection: find(connection, asked, listing, ring)


async def csv_pieces(
    found: AsyncIterator[Sequence[CallRow] | None],
) -> AsyncIterator[bytes]:
    """Yield CSV with a head line; a cut export ends with a line that says so."""
    yield as_csv([COLUMNS]).encode()
    async for page in found:
        lines = [[CUT]] if page is None else [_cells(row) for row in page]
        yield as_csv(lines).encode()


async def json_pieces(
    found: AsyncIterator[Sequence[CallRow] | None],
) -> AsyncIterator[bytes]:
    """Yield one JSON object: ``items``, and ``cut`` (true if there are more)."""
    between, cut = "", False
    yield b'{"items":['
    async for page in found:
        if page is None:
            cut = True
        elif page:
            yield (between + ",\n".join(row.model_dump_json() for row in page)).encode()
            between = ",\n"
    yield f'],"cut":{json.dumps(cut)}}}\n'.encode()


def _cells(row: CallRow) -> Sequence[object]:
    values = row.model_dump()
    values["order_ids"] = " ".join(row.order_ids)
    return [values[name] for name in COLUMNS]
