"""When to ask a service for the text of an utterance that still grows. Pure.

Every request is paid for, also one whose answer nobody waits for any more. So:

* a final is asked for once the caller seems to have ended, and given up if he goes on;
  after a few that were given up, only the end of the turn is believed
* what has no speech in it is not asked about, and neither is the silence after it
* partials only where they cost nothing: a service of one's own

Offsets are bytes since the utterance began, whatever has fallen off its front since.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal

from callcore.engines.host.following import View
from callcore.shared.audioformat import BYTES_PER_S

MAX_DROPPED: Final = 3  # finals of one utterance that may be paid for in vain
TAIL_BYTES: Final = BYTES_PER_S * 3 // 10  # soft endings that the VAD took for silence


@dataclass(frozen=True, slots=True)
class Piece:
    """A request: from where to where, and whether it is meant to be the last."""

    start: int
    end: int
    final: bool


Step = Piece | Literal["wait", "drop", "finish"]


@dataclass(slots=True)
class Asker:
    """Decides, and keeps the newest text. ``partial_bytes`` 0 asks for no partials."""

    partial_bytes: int = 0
    tried: int = 0  # end of the last partial that was asked for
    dropped: int = 0  # finals
    running: Piece | None = None
    latest: Piece | None = None
    text: str = ""

    def step(self, view: View) -> Step:
        """Return what to do now; a piece replaces the one that runs."""
        if view.settled or view.closed:
            return self._end(view)
        if self.running is not None:
            return "drop" if self.running.final else "wait"
        if self.partial_bytes and view.total - self.tried >= self.partial_bytes:
            return self._piece(view, final=False)
        return "wait"

    def started(self, piece: Piece) -> None:
        """Note that ``piece`` is asked about; whatever ran before is given up."""
        self.gave_up()
        self.running = piece
        self.tried = max(self.tried, piece.end)

    def gave_up(self) -> None:
        """Note that nobody waits for the running piece any more."""
        if self.running is not None and self.running.final:
            self.dropped += 1
        self.running = None

    def answered(self, text: str) -> None:
        """Take the text of the running piece."""
        if self.running is not None:
            self.latest, self.text, self.running = self.running, text, None

    def ask_again(self) -> None:
        """Note that the answer to the running piece is of no use."""
        self.running = None

    def covers(self, view: View) -> bool:
        """Return whether :attr:`text` holds all speech so far."""
        return _holds(self.latest, view)

    def covered_bytes(self) -> int:
        """Return how much of the utterance :attr:`text` covers."""
        return self.latest.end if self.latest else 0

    def _end(self, view: View) -> Step:
        if self.covers(view):
            return "finish" if view.closed else "wait"
        if self.running is not None and _holds(self.running, view):
            return "wait"
        if not view.closed and self.dropped >= MAX_DROPPED:
            return "wait"
        return self._piece(view, final=True)

    def _piece(self, view: View, *, final: bool) -> Piece:
        end = min(view.total, view.speech + TAIL_BYTES) if final else view.total
        return Piece(view.dropped, end, final)


def _holds(piece: Piece | None, view: View) -> bool:
    if view.speech <= view.dropped:
        return True  # no speech is left to hear
    return piece is not None and piece.end >= view.speech
