"""What stands in a house before the first caller rings: its users, and a past if wanted."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from random import Random
from typing import Final

import psycopg
import trio
from psycopg.rows import dict_row

from callcore.archive.home import home_of
from callcore.shared import stamps
from callcore.shared.costs.pricefile import packaged_prices
from callcore.shared.database.errors import DatabaseError
from callcore.shared.database.migrate import pending
from callcore.shared.database.pool import Connection, open_database
from callcore.shared.sealed.keyring import KeyRing
from chaos.dev.past import agents, office, sounds
from chaos.dev.past.chances import draw
from chaos.dev.past.telling import Teller, Told
from chaos.dev.past.writing import Span, write_copies, write_told
from chaos.dev.people import Person, add_people

TABLES_S: Final = 90.0
POLL_S: Final = 0.1
DISTINCT: Final = 250  # calls that are told one by one; more are copies of these
RECORDED: Final = 12  # the newest
SEED: Final = 20_261_123


@dataclass(frozen=True, slots=True)
class Past:
    """Into which house how much past goes."""

    database_url: str
    data_dir: Path
    data_keys: str
    calls: int


async def wait_tables(database_url: str) -> None:
    """Return when PostgreSQL answers and has all tables.

    Raises :exc:`trio.TooSlowError` if that takes too long.
    """
    with trio.fail_after(TABLES_S):
        async with open_database(database_url, connections=1) as database:
            while True:
                try:
                    if not await pending(database):
                        return
                except DatabaseError:
                    pass
                await trio.sleep(POLL_S)


async def furnish(past: Past, tell: Callable[[str], None]) -> Mapping[str, Person]:
    """Add users, and so many calls of the past; return the users by role."""
    people = await trio.to_thread.run_sync(add_people, past.database_url)
    if past.calls:
        began_s = trio.current_time()
        work = partial(write_past, past, stamps.now_s())
        await trio.to_thread.run_sync(work, abandon_on_cancel=True)
        tell(f"{past.calls} past calls after {trio.current_time() - began_s:.1f} s")
    return people


def write_past(past: Past, now_s: float) -> None:
    """Write the calls and the office around them. Blocks for 3 s and more."""
    random, ring = Random(SEED), KeyRing.of(past.data_keys)
    teller = Teller(ring, packaged_prices(), now_s)
    told = [
        teller.tell(draw(random, now_s), random)
        for _ in range(min(past.calls, DISTINCT))
    ]
    _record(told, past.data_dir, random)
    with psycopg.connect(past.database_url, row_factory=dict_row) as connection:
        write_told(connection, told, home_of(past.data_dir))
        more = past.calls - len(told)
        write_copies(connection, told, more, ring, Span(now_s, random))
        _office(connection, told, ring, random, now_s)


def _record(told: list[Told], data_dir: Path, random: Random) -> None:
    """Leave recordings as a worker does; the archive process takes them from there."""
    newest = sorted(told, key=lambda call: -call.started_s)
    for call in newest[:RECORDED]:
        call.records.append(sounds.record(call, data_dir, random))


def _office(
    connection: Connection,
    told: list[Told],
    ring: KeyRing,
    random: Random,
    now_s: float,
) -> None:
    agents.furnish_prompts(connection)
    agents.furnish_prices(connection)
    agents.furnish_rollout(connection, random, now_s)
    office.furnish_office(connection, told, ring, random)
