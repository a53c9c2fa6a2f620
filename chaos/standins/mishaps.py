"""Which request is struck by the trouble of the moment: counting, without any protocol.

``after`` counts answers of one stream; where a request has one answer only, it counts
whole requests since the trouble was set. ``times`` counts requests that were struck.
"""

from __future__ import annotations

import threading
from pathlib import Path
from typing import Final

from chaos.standins.trouble import WELL, Trouble, TroubleKind, read_trouble

#: they need no answer to spoil: without ``after`` they strike before the first one
EARLY: Final[frozenset[TroubleKind]] = frozenset(
    {
        "hang",
        "reset",
        "limit",
        "unauthorised",
        "forbidden",
        "missing",
        "refuse",
        "error",
        "cut",
    }
)


class Mishaps:
    """The trouble of one stand-in; may be set from any thread."""

    def __init__(self, file: Path | None = None) -> None:
        """Obey ``file`` (see :mod:`.trouble`), or what :attr:`trouble` is set to."""
        self._file = file
        self._lock = threading.Lock()
        self._trouble = WELL
        self._stamp: tuple[int, int] | None = None  # of the file, when it was read
        self._age = 0  # how often the trouble was set
        self._struck = 0  # requests, since then
        self._whole = 0  # requests of one answer, since then

    @property
    def trouble(self) -> Trouble:
        """Return what is wrong now."""
        self._look()
        return self._trouble

    @trouble.setter
    def trouble(self, trouble: Trouble) -> None:
        with self._lock:
            self._set(trouble)

    def stream(self) -> Luck:
        """Return the luck of a request with many answers."""
        return Luck(self)

    def request(self) -> Luck:
        """Return the luck of a request with one answer."""
        self._look()
        with self._lock:
            self._whole += 1
            return Luck(self, self._whole - 1)

    def strikes(self, luck: Luck, trouble: Trouble) -> bool:
        """Return whether ``trouble`` strikes this request, and count it once."""
        with self._lock:
            if luck.struck_age == self._age:
                return True
            if trouble.times and self._struck >= trouble.times:
                return False
            self._struck += 1
            luck.struck_age = self._age
            return True

    def _set(self, trouble: Trouble) -> None:
        self._trouble = trouble
        self._age += 1
        self._struck = self._whole = 0

    def _look(self) -> None:
        if self._file is None:
            return
        try:
            stat = self._file.stat()
            stamp = (stat.st_mtime_ns, stat.st_ino)
        except OSError:
            stamp = None
        with self._lock:
            if stamp != self._stamp:
                self._stamp = stamp
                self._set(read_trouble(self._file))


class Luck:
    """How one request fares. Ask before every answer."""

    def __init__(self, mishaps: Mishaps, answered: int = 0) -> None:
        self._mishaps = mishaps
        self._answered = answered
        self._delayed = False
        self.struck_age = -1  #: which trouble has struck it; kept by :class:`Mishaps`

    def at_start(self, *, headers: bool = False) -> Trouble:
        """Return what strikes before anything is answered; mostly nothing.

        With ``headers`` the answer begins before its first part, so a delay comes now.
        """
        trouble = self._mishaps.trouble
        late = headers and trouble.kind == "delay"
        early = (late or trouble.kind in EARLY) and trouble.after <= self._answered
        if not early or not self._mishaps.strikes(self, trouble):
            return WELL
        self._delayed = self._delayed or late
        return trouble

    def at_answer(self) -> Trouble:
        """Return what strikes the next answer, and count it."""
        trouble = self._mishaps.trouble
        number = self._answered
        self._answered += 1
        if trouble.kind == "none" or number < trouble.after:
            return WELL
        if trouble.kind == "delay":
            if self._delayed:
                return WELL
            self._delayed = True
        return trouble if self._mishaps.strikes(self, trouble) else WELL
