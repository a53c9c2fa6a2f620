"""Brings recordings from this machine into their archive.

::

    WAV of the worker -> Opus and waveform in a folder of ours -> archive -> calls.recording
                                                                  -> the WAV is deleted

The WAV goes last, after the commit; whatever happens before is done again and gives the same
name. An archive that is down is asked again for ever; a file that is gone or no recording
is given up.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Final, NoReturn

import trio

from callcore.archive.duebook import Due, DueBook
from callcore.archive.encode import encode, length_ms
from callcore.archive.figures import Figures
from callcore.shared.database.errors import DatabaseError
from callcore.shared.offload import RunSync
from callcore.shared.recordings.names import Suffix, name_of, peaks_of
from callcore.shared.recordings.peaks import Unplayable, peaks_json
from callcore.shared.recordings.port import Recordings, RecordingsDown, RecordingsError

POLL_S: Final = 1.0
DOWN_S: Final = 5.0
PUT_S: Final = 120.0  # a long recording over a slow line
WORKSHOP: Final = "encoding"  # below the data folder

log = logging.getLogger(__name__)


class RecordingKeeper:
    """One a machine; it works on one recording at a time."""

    def __init__(
        self,
        book: DueBook,
        recordings: Recordings,
        data_dir: Path,
        run_sync: RunSync,
        figures: Figures,
        suffix: Suffix,
    ) -> None:
        self._book = book
        self._recordings = recordings
        self._data_dir = data_dir
        self._run_sync = run_sync
        self._figures = figures
        self._suffix: Suffix = suffix

    async def run(self) -> NoReturn:
        """Keep recordings until cancelled."""
        while True:
            try:
                kept = await self.round()
            except DatabaseError:  # the shipper tells of it
                await trio.sleep(DOWN_S)
                continue
            if not kept:
                await trio.sleep(POLL_S)

    async def round(self) -> int:
        """Try what is due; return how many were kept. Raises DatabaseError."""
        kept = 0
        for due in await self._book.due():
            kept += await self._try(due)
        return kept

    async def _try(self, due: Due) -> bool:
        try:
            wav = self._ours(due.path)
            with self._files(due) as files:
                ms = await self._run_sync(lambda: self._make(wav, *files))
                name = name_of(str(due.call_id), due.started_s, self._suffix)
                await self._put(name, *files)
            await self._book.kept(due, name, ms)
        except (FileNotFoundError, Unplayable) as why:
            await self._give_up(due, why)
            return False
        except (RecordingsError, OSError) as why:
            await self._later(due, why)
            return False
        self._figures.recordings_kept += 1
        await self._run_sync(lambda: wav.unlink(missing_ok=True))
        return True

    def _make(self, wav: Path, sound: Path, waveform: Path) -> int:
        sound.parent.mkdir(mode=0o700, exist_ok=True)
        if self._suffix == "opus":
            ms = encode(wav, sound)
        else:
            sound.unlink(missing_ok=True)
            sound.hardlink_to(wav)
            ms = length_ms(wav)
        waveform.write_bytes(peaks_json(wav))
        return ms

    async def _put(self, name: str, sound: Path, waveform: Path) -> None:
        with trio.move_on_after(PUT_S) as scope:
            await self._recordings.put(name, sound)
            await self._recordings.put(peaks_of(name), waveform)
        if scope.cancelled_caught:
            raise RecordingsDown("late")

    def _ours(self, text: str) -> Path:
        """Return the path of a WAV; nothing outside of the data folder is touched."""
        path = Path(text)
        if not path.resolve().is_relative_to(self._data_dir.resolve()):
            raise Unplayable("not-ours")
        if not path.is_file():
            raise FileNotFoundError
        return path

    @contextmanager
    def _files(self, due: Due) -> Iterator[tuple[Path, Path]]:
        workshop = self._data_dir / WORKSHOP
        files = tuple(workshop / f"{due.call_id}{end}" for end in (".sound", ".json"))
        try:
            yield files[0], files[1]
        finally:
            for path in files:
                with suppress(OSError):
                    path.unlink(missing_ok=True)

    async def _later(self, due: Due, why: Exception) -> None:
        self._figures.recordings_failed += 1
        log.warning("recording not kept yet", extra=_told(due, why))
        await self._book.later(due)

    async def _give_up(self, due: Due, why: Exception) -> None:
        self._figures.recordings_failed += 1
        log.error("recording given up", extra=_told(due, why))
        await self._book.give_up(due)


def _told(due: Due, why: Exception) -> dict[str, object]:
    word = str(why) if isinstance(why, RecordingsDown | Unplayable) else ""
    call = {"call_id": str(due.call_id), "tries": due.tries + 1}
    return {**call, "reason": word or type(why).__name__}
