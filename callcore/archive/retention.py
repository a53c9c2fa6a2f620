"""Deletes what is older than the policy: every day and at the start, in small batches.

One machine of all does it for the database; each does it for its own disk. The recording is
deleted before its row is cleared: a crash between the two leaves a name without a
recording, never a recording that nobody knows.
"""

from __future__ import annotations

import logging
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Final, NoReturn
from uuid import UUID

import trio

from callcore.archive.figures import Figures
from callcore.archive.oldbook import BEGINNING, OldBook, Place
from callcore.archive.oldfiles import delete_old
from callcore.shared import stamps
from callcore.shared.database.errors import DatabaseError
from callcore.shared.offload import RunSync
from callcore.shared.recordings.names import peaks_of
from callcore.shared.recordings.port import NoRecording, Recordings, RecordingsError

DAILY_S: Final = 86_400.0
AGAIN_S: Final = 900.0  # after a try that failed, or that another machine made
BREATH_S: Final = 0.1  # between batches: calls come first
DELETE_S: Final = 30.0

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Policy:
    """How long what is kept."""

    recordings_days: int
    transcripts_days: int


class _Unfinished(Exception):
    """Some recordings could not be deleted now."""


class Retention:
    """One a machine."""

    def __init__(
        self,
        book: OldBook,
        recordings: Recordings,
        data_dir: Path,
        run_sync: RunSync,
        figures: Figures,
        policy: Policy,
    ) -> None:
        self._book = book
        self._recordings = recordings
        self._data_dir = data_dir
        self._run_sync = run_sync
        self._figures = figures
        self._policy = policy

    async def run(self) -> NoReturn:
        """Delete at once and every day, until cancelled."""
        while True:
            await self._delete_files()
            is_done = False
            try:
                is_done = await self.round()
            except (DatabaseError, _Unfinished) as error:
                reason = str(error) or type(error).__name__
                log.warning("retention not done", extra={"reason": reason})
            await trio.sleep(DAILY_S if is_done else AGAIN_S)

    async def round(self) -> bool:
        """Go through the database once; ``False`` if another machine is at it.

        Raises DatabaseError, and whatever says that it is to be tried again.
        """
        if not await self._book.lease():
            return False
        counts: Counter[str] = Counter()
        counts["calls_lost"] = await self._book.lose_old()
        failed = await self._delete_recordings(counts)
        await self._forget_words(counts)
        await self._book.done(dict(counts))
        log.info("retention done", extra=dict(counts))
        if failed:
            raise _Unfinished(f"{failed} recordings")
        return True

    async def _delete_recordings(self, counts: Counter[str]) -> int:
        failed, place = 0, BEGINNING
        while old := await self._book.recordings(self._policy.recordings_days, place):
            gone = await self._delete(old)
            await self._book.recordings_gone(gone)
            counts["recordings"] += len(gone)
            self._figures.recordings_deleted += len(gone)
            failed += len(old) - len(gone)
            if not gone:  # the place is down
                break
            place = old[-1][0]
            await self._rest()
        return failed

    async def _delete(self, old: Sequence[tuple[Place, str]]) -> list[UUID]:
        gone = []
        for (_, call_id), name in old:
            try:
                with trio.fail_after(DELETE_S):
                    await self._recordings.delete(peaks_of(name))
                    await self._recordings.delete(name)
            except (NoRecording, ValueError):  # a name that is none names nothing
                gone.append(call_id)
            except (RecordingsError, trio.TooSlowError):
                continue
            else:
                gone.append(call_id)
        return gone

    async def _forget_words(self, counts: Counter[str]) -> None:
        while count := await self._book.forget_words(self._policy.transcripts_days):
            counts["transcripts"] += count
            self._figures.transcripts_deleted += count
            await self._rest()
        while count := await self._book.forget_tasks(self._policy.transcripts_days):
            counts["tasks"] += count
            await self._rest()

    async def _rest(self) -> None:
        await self._book.lease()
        await trio.sleep(BREATH_S)

    async def _delete_files(self) -> None:
        policy = self._policy
        work = partial(
            delete_old,
            self._data_dir,
            stamps.now_s(),
            recordings_days=policy.recordings_days,
            transcripts_days=policy.transcripts_days,
        )
        deleted = await self._run_sync(work)
        if deleted:
            log.info("old files deleted", extra={"files": deleted})
