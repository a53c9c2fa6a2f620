"""Where a process spends its time, by looking a few hundred times a second of it.

SIGPROF comes after processor time, not after time on the clock, so a process that waits
is not looked at. It shows which lines are dear, not what they cost to the microsecond.
"""

from __future__ import annotations

import signal
from collections import Counter
from pathlib import Path
from types import FrameType
from typing import Final

EVERY_S: Final = 0.001  # the kernel gives what its clock can, often 4 ms
SHOWN: Final = 60


class Sampler:
    """Counts functions, alone and with all that they call, and lines."""

    def __init__(self) -> None:
        self.samples = 0
        self._own: Counter[str] = Counter()
        self._all: Counter[str] = Counter()
        self._lines: Counter[str] = Counter()

    def start(self) -> None:
        """Begin to look."""
        signal.signal(signal.SIGPROF, self.look)
        signal.setitimer(signal.ITIMER_PROF, EVERY_S, EVERY_S)

    def stop(self) -> None:
        """Look no more."""
        signal.setitimer(signal.ITIMER_PROF, 0)

    def look(self, _signal: int, frame: FrameType | None) -> None:
        """Note who runs now."""
        if frame is None:
            return
        self.samples += 1
        self._own[name_of(frame)] += 1
        file = Path(frame.f_code.co_filename).name
        self._lines[f"{file}:{frame.f_lineno}"] += 1
        callers: set[str] = set()
        while frame is not None:
            callers.add(name_of(frame))
            frame = frame.f_back
        self._all.update(callers)

    def page(self) -> str:
        """Return three tables in per cent, dearest first."""
        lines = [f"{self.samples} samples"]
        tables = (("alone", self._own), ("with all it calls", self._all))
        for title, counts in (*tables, ("lines", self._lines)):
            lines += ["", title]
            lines += [
                f"{100 * count / self.samples:6.2f} % {name}"
                for name, count in counts.most_common(SHOWN)
            ]
        return "\n".join(lines) + "\n"


def name_of(frame: FrameType) -> str:
    """Return ``file:function`` of a frame, the file without the machine's folders."""
    parts = Path(frame.f_code.co_filename).parts
    return f"{'/'.join(parts[-2:])}:{frame.f_code.co_qualname}"


_running: list[tuple[Sampler, Path]] = []


def profile(file: str) -> int:
    """Begin to sample into ``file``, or end what was begun; return the samples so far."""
    if not _running:
        _running.append((Sampler(), Path(file)))
        _running[0][0].start()
        return 0
    sampler, path = _running.pop()
    sampler.stop()
    path.write_text(sampler.page())
    return sampler.samples
