"""How long PostgreSQL needs for a page of the call list, out of a million calls.

Every shape of :mod:`chaos.bench.callshapes` is asked for its first page and then on through
its cursors. A PostgreSQL of this bench's own, in a folder that can be kept for the next run.

    just bench calls [--calls N] [--keep FOLDER]
"""

from __future__ import annotations

import argparse
import contextlib
import hashlib
import statistics
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import psycopg
import trio
from psycopg.rows import dict_row
from rich.console import Console

from adminapi.calls.finding import Found, Listing, find
from callcore.shared.database.migrate import migrate
from callcore.shared.database.pool import Connection, open_database
from callcore.shared.embedded.postgres import EmbeddedPostgres
from callcore.shared.sealed.keyring import KeyRing
from callcore.shared.sealed.places import caller_place
from chaos.bench import publishing
from chaos.bench.callrows import load
from chaos.bench.callshapes import SHAPES, Shape
from chaos.bench.tables import as_grid

CALLS: Final = 1_000_000
RING: Final = KeyRing({"bench": hashlib.sha256(b"bench").digest()})
LIMIT_MS: Final = 50  # p95, of the issue
ROUNDS: Final = 5
DEEP: Final = 12  # pages of each round
PAGE: Final = 50
LOAD: Final = {
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "maintenance_work_mem": "256MB",
    "max_wal_size": "4GB",
}


@dataclass(frozen=True, slots=True)
class Measured:
    """How long the pages of a shape took, and how full they were."""

    shape: Shape
    first_ms: Sequence[float]
    deep_ms: Sequence[float]
    found: int
    exact: bool
    short: int  # pages that were short although others followed

    @property
    def all_ms(self) -> Sequence[float]:
        """Return the times of all pages."""
        return [*self.first_ms, *self.deep_ms]


def main(arguments: Sequence[str]) -> int:
    """Measure and print; return 1 if the list was slower than it may be."""
    options = parse(arguments)
    console = Console()
    with contextlib.ExitStack() as stack:
        folder = options.keep or Path(
            stack.enter_context(tempfile.TemporaryDirectory())
        )
        server = EmbeddedPostgres(folder / "calls", LOAD)
        url = server.start(f"calls{options.calls}")
        stack.callback(_end, server, keep=options.keep is not None)
        with console.status(f"{options.calls} calls are written"):
            prepare(url, options.calls)
        with psycopg.connect(url, row_factory=dict_row, autocommit=True) as connection:
            found = [measure(connection, shape) for shape in SHAPES]
    worst = p95([ms for each in found for ms in each.all_ms])
    shown = {"p95_ms": worst, "shapes": {e.shape.name: p95(e.all_ms) for e in found}}
    publishing.publish(page(found, options.calls), shown, options, "calls", console)
    return 0 if worst <= LIMIT_MS else 1


def _end(server: EmbeddedPostgres, *, keep: bool) -> None:
    server.stop()
    if not keep:
        server.remove()


def prepare(url: str, calls: int) -> None:
    """Migrate, and write the calls unless they are there."""
    trio.run(_migrate, url)
    with psycopg.connect(url, autocommit=True) as connection:
        there = connection.execute("SELECT count(*) FROM calls").fetchone()
        if there == (calls,):
            return
        indexes = connection.execute(
            "SELECT indexname, indexdef FROM pg_indexes WHERE tablename = 'calls' "
            "AND indexname <> 'calls_pkey'"
        ).fetchall()
        for name, _ in indexes:
            connection.execute(psycopg.sql.SQL("DROP INDEX {}").format(psycopg.sql.Identifier(name)))  # fmt: skip
        load(connection, calls, RING)
        for _, made in indexes:
            connection.execute(made)
        connection.execute("VACUUM ANALYZE calls")
        connection.execute("VACUUM ANALYZE call_callers")


async def _migrate(url: str) -> None:
    async with open_database(url) as database:
        await migrate(database)


def measure(connection: Connection, shape: Shape) -> Measured:
    """Ask for the pages of a shape, several rounds."""
    first: list[float] = []
    deep: list[float] = []
    short = 0
    found = None
    for _ in range(ROUNDS):
        for number, (took_ms, page_) in enumerate(pages(connection, shape)):
            (deep if number else first).append(took_ms)
            short += page_.after is not None and len(page_.rows) < PAGE
            found = page_ if not number else found
    assert found is not None
    return Measured(shape, first, deep, found.count, found.exact, short)


def pages(connection: Connection, shape: Shape) -> Iterator[tuple[float, Found]]:
    """Yield how long each page took, with what it held."""
    after = None
    for _ in range(1 + DEEP):
        began = time.perf_counter()
        with connection.transaction():
            listing = Listing(shape.sort, "desc", after, PAGE)
            found = find(connection, shape.asked, listing, RING)
            for row in found.rows:
                RING.open(row["caller"], caller_place(row["call_id"]))
        yield (time.perf_counter() - began) * 1000, found
        after = found.after
        if after is None:
            return


def p95(values_ms: Sequence[float]) -> float:
    """Return the 95th percentile."""
    if len(values_ms) == 1:
        return values_ms[0]
    return statistics.quantiles(values_ms, n=20, method="inclusive")[-1]


def page(found: Sequence[Measured], calls: int) -> str:
    """Return the table."""
    lines = [_cells(each) for each in found]
    everything = [ms for each in found for ms in each.all_ms]
    half = statistics.median(everything)
    lines.append(("all pages", "", f"{half:.1f}", f"{p95(everything):.1f}", "", ""))
    head = ("filter", "finds", "p50 ms", "p95 ms", "first page p95 ms", "short pages")
    return (
        f"{as_grid(head, lines)}\n\nPages of {PAGE} out of {calls} calls, {1 + DEEP} pages "
        f"deep; wanted: p95 of at most {LIMIT_MS} ms. Measured by `just bench calls` on "
        f"{publishing.where()}."
    )


def _cells(each: Measured) -> Sequence[str]:
    about = "" if each.exact else "about "
    return (
        each.shape.name,
        f"{about}{each.found}",
        f"{statistics.median(each.all_ms):.1f}",
        f"{p95(each.all_ms):.1f}",
        f"{p95(each.first_ms):.1f}",
        str(each.short),
    )


def parse(arguments: Sequence[str]) -> argparse.Namespace:
    """Return the options."""
    parser = argparse.ArgumentParser(prog="just bench calls", description=__doc__)
    parser.add_argument("--calls", type=int, default=CALLS, help="how many there are")
    parser.add_argument("--keep", type=Path, metavar="FOLDER", help="keep the database")
    publishing.add_options(parser)
    options = parser.parse_args(arguments)
    if options.calls < 1_000:
        parser.error("--calls must be at least 1000")
    return options
