"""Shows the figures: a JSON file every second, and an alarm in the log when records wait.

The file is for the admin API and for operators: ``archive.json`` in the data folder, gone
when the process ends well.
"""

from __future__ import annotations

import json
import logging
import os
from pathlib import Path
from typing import Final, NoReturn

import trio

from callcore.archive.figures import Figures
from callcore.archive.ship import Shipper
from callcore.shared import stamps
from callcore.shared.offload import RunSync

NAME: Final = "archive.json"
EVERY_S: Final = 1.0
OLD_S: Final = 60.0
FULL: Final = 0.8  # of the bound of one spool

log = logging.getLogger(__name__)


class Gauge:
    """Made for one shipper; :meth:`run` never raises."""

    def __init__(
        self, path: Path, shipper: Shipper, run_sync: RunSync, most_bytes: int
    ) -> None:
        self._path = path
        self._shipper = shipper
        self._run_sync = run_sync
        self._most_bytes = most_bytes
        self._alarm = ""

    async def run(self) -> NoReturn:
        """Look every second until cancelled."""
        try:
            while True:
                await self.look()
                await trio.sleep(EVERY_S)
        finally:
            remove(self._path)

    async def look(self) -> None:
        """Look once."""
        figures = self._shipper.figures
        try:
            await self._shipper.look()
            self._tell(figures)
            at_s = stamps.now_s()
            fields = {"at_s": at_s, "pid": os.getpid(), "alarm": self._alarm}
            text = json.dumps(fields | figures.as_json())
            await self._run_sync(lambda: replace(self._path, text))
        except OSError as error:
            log.warning("figures not shown", extra={"errno": error.errno})

    def _tell(self, figures: Figures) -> None:
        alarm = alarm_of(figures, self._most_bytes)
        if alarm == self._alarm:
            return
        self._alarm = alarm
        extra = {"waiting": figures.waiting_records, "oldest_s": figures.oldest_s}
        if alarm:
            why = figures.trouble
            log.error("records wait", extra={**extra, "alarm": alarm, "reason": why})
        else:
            log.info("records wait no longer", extra=extra)


def alarm_of(figures: Figures, most_bytes: int) -> str:
    """Return ``full`` (records will be dropped soon), ``old``, or an empty text."""
    if any(each.size_bytes > FULL * most_bytes for each in figures.spools):
        return "full"
    return "old" if figures.oldest_s > OLD_S else ""


def replace(path: Path, text: str) -> None:
    """Put a whole file in place of another. Raises OSError."""
    fresh = path.with_suffix(".new")
    fd = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with open(fd, "w", encoding="utf-8") as file:
        file.write(text)
    fresh.rename(path)


def remove(path: Path) -> None:
    """Delete the file; nothing there is no error. Raises OSError."""
    path.unlink(missing_ok=True)
