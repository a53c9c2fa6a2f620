"""What a worker keeps of each call: its journal, and its recording if that is wanted."""

from __future__ import annotations

from pathlib import Path
from typing import NoReturn

import trio

from callcore.shared.observe.journal import FileJournal
from callcore.shared.observe.metrics import Metrics
from callcore.shared.observe.pii import Sanitizer
from callcore.shared.records import Admission
from callcore.transport.recorder import Recorder, Recording

JOURNAL = "events.jsonl"
RECORDING = "recording"


class Keeping:
    """One folder a call below ``folder``. :meth:`run` belongs into a nursery."""

    def __init__(self, folder: Path, metrics: Metrics, *, record: bool) -> None:
        self._folder = folder
        self._record = record
        self._recorder = Recorder(folder)
        self._dropped = metrics.journal_dropped

    def open_journal(self, admission: Admission) -> FileJournal:
        """Return the journal of a call; its times count from now."""
        started_s = trio.current_time()
        return FileJournal(
            self._folder / admission.call_id / JOURNAL,
            lambda: trio.current_time() - started_s,
            Sanitizer(),
            on_drop=self._dropped.inc,
        )

    def open_recording(self, admission: Admission) -> Recording | None:
        """Return what records the line of a call; ``None`` if that is not wanted."""
        if not self._record:
            return None
        return self._recorder.open(f"{admission.call_id}/{RECORDING}")

    async def run(self) -> NoReturn:
        """Write the recordings."""
        await self._recorder.run()
