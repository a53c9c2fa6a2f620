"""What a stand-in was asked: one record per request, for tests and benches to read."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final, Literal

Ended = Literal["open", "done", "cancelled", "cut", "refused"]
MOST_SEEN: Final = 10_000  # the oldest records go first
MOST_SIZES: Final = 10_000  # per request: 16 minutes of 100 ms chunks


@dataclass(slots=True)
class Seen:
    """One request, filled in while it runs.

    ``ended``: "open" while it runs; "done" answered to the end; "cancelled" the client
    left; "cut" it was broken by a trouble; "refused" answered by an error.
    """

    method: str  # as "v2.StreamingRecognize", "audio.speech"
    model: str = ""
    languages: tuple[str, ...] = ()  # as the client writes them
    hints: tuple[str, ...] = ()
    rate_hz: int = 0
    audio_bytes: int = 0  # received, or for speech sent
    sizes: list[int] = field(default_factory=list)  # bytes of audio of each request
    text: str = ""  # what should be spoken
    voice: str = ""
    interim: bool = False
    facts: dict[str, str] = field(default_factory=dict)  # whatever else is worth a look
    body: dict[str, object] = field(default_factory=dict)  # JSON requests, whole
    answers: int = 0
    error: str = ""  # status name of what it was refused with
    ended: Ended = "open"

    def take(self, size_bytes: int) -> None:
        """Count a request of the stream with so much audio."""
        self.audio_bytes += size_bytes
        if len(self.sizes) < MOST_SIZES:
            self.sizes.append(size_bytes)


class SeenList(list[Seen]):
    """The records, oldest first, at most :data:`MOST_SEEN`."""

    def begin(self, method: str) -> Seen:
        """Add the record of a request that begins."""
        if len(self) >= MOST_SEEN:
            del self[0]
        record = Seen(method)
        self.append(record)
        return record

    @property
    def open_count(self) -> int:
        """Return how many requests are running."""
        return sum(record.ended == "open" for record in self)
