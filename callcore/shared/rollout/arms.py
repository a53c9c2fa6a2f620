"""How the workers tell each other what they have counted: in files, or in PostgreSQL too."""

from __future__ import annotations

import logging
from typing import Final, Protocol

import trio

from callcore.shared.database.errors import DatabaseError
from callcore.shared.database.pool import Connection, Database
from callcore.shared.offload import RunSync
from callcore.shared.rollout import plantable
from callcore.shared.rollout.armfiles import ArmFiles, Published
from callcore.shared.rollout.counters import Tally

ASK_S: Final = 3.0

log = logging.getLogger(__name__)


class Arms(Protocol):
    """The counters of all workers, as one worker sees them."""

    async def publish(self, mine: Published) -> None:
        """Tell the others what we have counted. Raises :exc:`OSError`."""

    async def own(self) -> Published | None:
        """Return what we published last; ``None`` if that cannot be read."""

    async def others(self, since: int) -> Tally:
        """Return the sum of the other workers' counters. Never raises."""


class FileArms:
    """The workers of one machine, by their files."""

    def __init__(self, files: ArmFiles, run_sync: RunSync) -> None:
        self._files = files
        self._run_sync = run_sync

    async def publish(self, mine: Published) -> None:
        """See :class:`Arms`."""
        await self._run_sync(lambda: self._files.publish(mine))

    async def own(self) -> Published | None:
        """See :class:`Arms`."""
        return await self._run_sync(self._files.own)

    async def others(self, since: int) -> Tally:
        """See :class:`Arms`."""
        return await self._run_sync(lambda: self._files.others(since))


class DatabaseArms:
    """The workers of all machines. Our own counters stand in the file as well.

    While PostgreSQL is away, those of this machine are seen. ``worker`` is a name that is
    ours alone and the same after a restart.
    """

    def __init__(self, database: Database, files: FileArms, worker: str) -> None:
        self._database = database
        self._files = files
        self._worker = worker
        self._mute = False

    async def publish(self, mine: Published) -> None:
        """See :class:`Arms`."""

        def work(connection: Connection) -> bool:
            plantable.forget_counters(connection)
            plantable.publish(connection, self._worker, mine.since, mine.tally)
            return True

        await self._files.publish(mine)
        with trio.move_on_after(ASK_S):
            try:
                self._mute = not await self._database.run(work)
            except DatabaseError as error:
                self._tell(str(error))

    async def own(self) -> Published | None:
        """See :class:`Arms`."""
        return await self._files.own()

    async def others(self, since: int) -> Tally:
        """See :class:`Arms`."""
        with trio.move_on_after(ASK_S):
            try:
                return await self._database.run(
                    lambda found: plantable.tally_of(found, since, without=self._worker)
                )
            except DatabaseError as error:
                self._tell(str(error))
        return await self._files.others(since)

    def _tell(self, reason: str) -> None:
        if not self._mute:
            self._mute = True
            log.warning("rollout counters not shared", extra={"reason": reason})
