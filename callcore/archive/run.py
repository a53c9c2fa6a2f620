"""The life of the archive process: wait for the tables, work, deliver the rest, end.

It ends on SIGTERM, or when its supervisor is gone: then it delivers what there is for a
short while. What is left waits on the disk for the next one.
"""

from __future__ import annotations

import logging
import signal
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Final, NoReturn
from uuid import UUID

import trio

from callcore.archive.books import PostgresBooks
from callcore.archive.duebook import PostgresDueBook
from callcore.archive.gauge import NAME, Gauge
from callcore.archive.keep import RecordingKeeper
from callcore.archive.oldbook import PostgresOldBook
from callcore.archive.rejects import Rejects
from callcore.archive.retention import Policy, Retention
from callcore.archive.schema import wait_schema
from callcore.archive.sealrows import seal_clear
from callcore.archive.secondlook import SecondLook
from callcore.archive.ship import Shipper
from callcore.archive.telling import Teller
from callcore.shared.database.errors import DatabaseError
from callcore.shared.database.migrate import pending
from callcore.shared.database.pool import Database
from callcore.shared.offload import OneThread
from callcore.shared.recordings.names import Suffix
from callcore.shared.recordings.port import Recordings
from callcore.shared.sealed.keyring import KeyRing
from callcore.shared.spool.reader import SpoolReader

SEAL_S: Final = 600.0  # between two looks for rows in clear
LAST_S: Final = 2.0  # for the rest; the supervisor kills after 3

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class ArchivePlan:
    """What the process is told: plain values, no environment."""

    data_dir: Path
    home: UUID
    spool_bytes: int  # bound of one spool, for the alarm
    suffix: Suffix
    policy: Policy
    ring: KeyRing  # seals what earlier versions left in clear
    second_look: bool = True


class Archive:
    """Wires the parts."""

    def __init__(
        self,
        plan: ArchivePlan,
        reader: SpoolReader,
        database: Database,
        recordings: Recordings,
        teller: Teller,
    ) -> None:
        self._database, self._ring = database, plan.ring
        disk, work, sweep = OneThread(), OneThread(), OneThread()
        data_dir, home = plan.data_dir, plan.home
        books, rejects = PostgresBooks(database), Rejects(data_dir)
        self._shipper = Shipper(reader, books, disk, rejects, home, teller.tell)
        figures = self._shipper.figures
        self._gauge = Gauge(data_dir / NAME, self._shipper, disk, plan.spool_bytes)
        due = PostgresDueBook(database, home)
        self._keeper = RecordingKeeper(
            due, recordings, data_dir, work, figures, plan.suffix
        )
        old = PostgresOldBook(database, home)
        self._second_look = (
            SecondLook(database, OneThread()) if plan.second_look else None
        )
        self._retention = Retention(
            old, recordings, data_dir, sweep, figures, plan.policy
        )

    async def run(self, wait_stop: Callable[[], Awaitable[object]]) -> None:
        """Work until ``wait_stop()`` returns, then deliver the rest."""
        async with trio.open_nursery() as services:
            services.start_soon(self._gauge.run)
            services.start_soon(self._work)
            await wait_stop()
            log.info("archive ends")
            services.cancel_scope.cancel(reason="told to end")
        with trio.move_on_after(LAST_S):
            await self._deliver_the_rest()

    async def _work(self) -> None:
        figures = self._shipper.figures

        def tell(word: str) -> None:
            figures.trouble = word

        await wait_schema(lambda: pending(self._database), tell)
        log.info("archive works")
        async with trio.open_nursery() as nursery:
            nursery.start_soon(self._shipper.run)
            nursery.start_soon(self._keeper.run)
            nursery.start_soon(self._retention.run)
            nursery.start_soon(self._seal)
            if self._second_look is not None:
                nursery.start_soon(self._second_look.run)

    async def _seal(self) -> NoReturn:
        """Seal what is in clear: rows, and records on their way, of earlier versions."""
        while True:
            try:
                count = await seal_clear(self._database, self._ring)
            except DatabaseError as error:
                log.warning("rows not sealed", extra={"reason": str(error)})
            else:
                if count:
                    log.info("rows sealed", extra={"count": count})
            await trio.sleep(SEAL_S)

    async def _deliver_the_rest(self) -> None:
        try:
            if await pending(self._database):
                return
            while await self._shipper.round():
                pass
        except (DatabaseError, OSError) as error:
            reason = str(error) or type(error).__name__
            log.warning("records stay on the disk", extra={"reason": reason})


async def wait_signal() -> None:
    """Return at SIGTERM or SIGINT."""
    with trio.open_signal_receiver(signal.SIGTERM, signal.SIGINT) as signals:
        async for _number in signals:
            return
