"""What a worker keeps of each call: its journal, and its recording if that is wanted.

Who else wants to know what the journal notes, or that a recording is complete, is told here.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Final, NoReturn

import trio

from callcore.shared.ids import CallId
from callcore.shared.observe.journal import FileJournal, Record
from callcore.shared.observe.metrics import Metrics
from callcore.shared.observe.pii import Sanitizer
from callcore.shared.records import Admission
from callcore.transport.recorder import Recorder, Recording

JOURNAL = "events.jsonl"
RECORDING = "recording"
LOOK_S: Final = 1.0  # for recordings that the thread has completed

Tell = Callable[[Record], object]
Recorded = Callable[[CallId, Recording], object]


def _nobody(_record: Record) -> None:
    pass


class Keeping:
    """One folder a call below ``folder``. :meth:`run` belongs into a nursery."""

    def __init__(
        self,
        folder: Path,
        metrics: Metrics,
        *,
        record: bool,
        pseudonyms: bool = False,
        teller: Callable[[Admission], Tell] = lambda _admission: _nobody,
        recorded: Recorded = lambda _call_id, _recording: None,
    ) -> None:
        self._folder = folder
        self._teller = teller
        self._recorded = recorded
        self._unsaved: dict[CallId, Recording] = {}
        self._record = record
        self._pseudonyms = pseudonyms
        self._recorder = Recorder(folder)
        self._dropped = metrics.journal_dropped

    def open_journal(self, admission: Admission) -> FileJournal:
        """Return the journal of a call; its times count from now."""
        started_s = trio.current_time()
        return FileJournal(
            self._folder / admission.call_id / JOURNAL,
            lambda: trio.current_time() - started_s,
            Sanitizer(pseudonyms=self._pseudonyms),
            on_drop=self._dropped.inc,
            tell=self._teller(admission),
        )

    def open_recording(self, admission: Admission) -> Recording | None:
        """Return what records the line of a call; ``None`` if that is not wanted."""
        if not self._record:
            return None
        recording = self._recorder.open(f"{admission.call_id}/{RECORDING}")
        self._unsaved[admission.call_id] = recording
        return recording

    async def run(self) -> NoReturn:
        """Write the recordings, and tell of each that is complete."""
        try:
            async with trio.open_nursery() as nursery:
                nursery.start_soon(self._recorder.run)
                while True:
                    await trio.sleep(LOOK_S)
                    self._tell_saved()
        finally:
            self._tell_saved()  # the recorder has completed what it could

    def _tell_saved(self) -> None:
        saved = [key for key, each in self._unsaved.items() if each.saved.is_set()]
        for call_id in saved:
            recording = self._unsaved.pop(call_id)
            if recording.written_bytes:
                self._recorded(call_id, recording)
