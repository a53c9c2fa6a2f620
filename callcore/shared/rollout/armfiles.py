"""Counters of all workers: each writes ``arms-<worker>.json`` and reads the others'.

A file of another experiment (``since`` differs) is passed over, so is one that cannot be
read. Blocking: hand it a thread.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from callcore.shared.rollout.counters import Tally, as_plain, tally_of_untrusted
from callcore.shared.rollout.privatefile import read_bounded, replace_file

MOST_BYTES: Final = 16_384
MOST_FILES: Final = 200  # twice the most workers
_NAME: Final = re.compile(r"[A-Za-z0-9_.-]{1,64}")


@dataclass(slots=True)
class Published:
    """What one worker tells the others, and itself after a restart.

    ``day`` (since 1970) and ``shadow_micros`` keep a day's budget over a restart.
    """

    since: int
    tally: Tally = field(default_factory=Tally)
    day: int = 0
    shadow_micros: int = 0


class ArmFiles:
    """The files of one folder, seen from ``worker``."""

    def __init__(self, folder: Path, worker: str) -> None:
        if not _NAME.fullmatch(worker):
            raise ValueError("a worker's name is a word")
        self._folder = folder
        self._own = folder / f"arms-{worker}.json"

    def publish(self, mine: Published) -> None:
        """Replace our file. Raises :exc:`OSError`."""
        plain = {
            "since": mine.since,
            "day": mine.day,
            "shadow_micros": mine.shadow_micros,
            **as_plain(mine.tally),
        }
        replace_file(self._own, json.dumps(plain).encode(), durable=False)

    def own(self) -> Published | None:
        """Return what we published last; ``None`` if that cannot be read."""
        return _read(self._own)

    def others(self, since: int) -> Tally:
        """Return the sum of the other workers' counters. Never raises."""
        total = Tally()
        for path in self._paths():
            found = None if path == self._own else _read(path)
            if found is not None and found.since == since:
                total = total.plus(found.tally)
        return total

    def _paths(self) -> list[Path]:
        try:
            return sorted(self._folder.glob("arms-*.json"))[:MOST_FILES]
        except OSError:
            return []


def merged(folder: Path, since: int) -> Tally:
    """Return the counters of all workers, for whoever only looks."""
    return ArmFiles(folder, "nobody").others(since)


def _read(path: Path) -> Published | None:
    try:
        raw = json.loads(read_bounded(path, MOST_BYTES))
        tally = tally_of_untrusted(raw)
        numbers = [int(raw[name]) for name in ("since", "day", "shadow_micros")]
    except (OSError, ValueError, KeyError, TypeError, RecursionError, OverflowError):
        return None
    return Published(numbers[0], tally, numbers[1], max(0, numbers[2]))
