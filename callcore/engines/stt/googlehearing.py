"""One utterance on its way through Google's streaming recogniser.

A stream is opened when the utterance is and ends with it. Google ends streams that are
five minutes old, so a new one is begun before that: after four minutes at the next final,
soon after in mid-speech. What lies behind the last final is then heard again, so nothing
is lost, and what was said of it before is replaced, so nothing is doubled. An error of
an old stream that may be the limit is taken for it (grpc/grpc#36066).

Source: docs.cloud.google.com/speech-to-text/quotas (5 minutes, 25 kB a request, "at a
rate that approximates real time").
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from enum import Enum, auto
from typing import Final

import trio

from callcore.engines.errors import EngineError, EngineLost, EngineRefused
from callcore.engines.ports import Partial
from callcore.engines.stt.googletext import Assembly
from callcore.engines.stt.googlewire import Answer, Opening, SpeechWire
from callcore.engines.utterance import UtteranceAudio
from callcore.engines.vendors.asyncbridge import GrpcStream, StreamBrokenError
from callcore.engines.vendors.google import Connections
from callcore.engines.vendors.googleerrors import LIMIT_CODES, error_of, status_of
from callcore.shared.audioformat import BYTES_PER_S

NAME: Final = "google"
CHUNK_BYTES: Final = (
    BYTES_PER_S // 10
)  # 100 ms: Google's advice, and a third of the cost
MAX_REQUEST_BYTES: Final = 15_000  # of 25 kB; nearly a second
MAX_UNSENT: Final = 8  # requests; further audio waits in the utterance
BURST_S: Final = 15.0  # so much may be sent at once; behind it the pace is limited
CATCH_UP_S: Final = 0.1  # a pause after each request, then: nine times real time
FINAL_S: Final = 15.0  # from the utterance's end to the stream's; budgets are shorter
MAX_ANSWERS: Final = 5_000  # of one stream: 18 a second
_BYTES_PER_MS: Final = BYTES_PER_S // 1000
#: failures of a stream that nobody bills
_FREE: Final = frozenset({"connection", "rate-limited"})


@dataclass(frozen=True, slots=True)
class StreamAges:
    """When a stream is replaced: at a final, and anyway. Google's limit is 300 s."""

    soft_s: float = 240.0
    hard_s: float = 270.0


class _End(Enum):
    """Why a stream was left."""

    HEARD = auto()  # all of the utterance
    OLD = auto()  # the next stream goes on
    VOID = auto()  # nobody wants the text any more


@dataclass(slots=True)
class Hearing:
    """The state of one utterance. ``run`` it once; then look at the rest."""

    connections: Connections
    wire: SpeechWire
    asked: Opening
    audio: UtteranceAudio
    tell: Callable[[Partial], None]
    ages: StreamAges
    text: Assembly = field(default_factory=Assembly)
    billable_bytes: int = 0  #: sent, as far as Google bills it
    vendor_ms: int = 0  #: what Google itself says that it bills
    _cursor: int = 0  # next byte to send, counted from the utterance's beginning
    _opened_s: float = 0.0
    _finished: bool = False  # the stream was told that no more audio comes
    _stable_at: int = -1  # the speech that was last said to be covered
    _end: _End | None = None
    _failure: EngineError | None = None

    async def run(self) -> None:
        """Hear the utterance to its end. Raises :exc:`EngineError`; cancel-safe."""
        while self._begin():
            limit_s = self.ages.hard_s + FINAL_S
            with self.connections.stream(self.wire.method, limit_s) as stream:
                await self._hear(stream)
            failure, self._failure = self._failure, None
            if failure is not None:
                try:
                    raise failure
                finally:
                    del failure  # else it holds this frame, and that holds it
            if self._end is not _End.OLD:
                return

    def _begin(self) -> bool:
        """Go to where the next stream begins; false if nothing is left to hear."""
        if self.audio.dropped_bytes > self.text.final_ms * _BYTES_PER_MS:
            self.text.freeze()  # too old to be heard again
        start = self.text.final_ms * _BYTES_PER_MS
        self._cursor = max(start, self.audio.dropped_bytes)
        self.text.begin(self._cursor // _BYTES_PER_MS)
        self._end, self._finished = None, False
        self._opened_s = trio.current_time()
        return not self.audio.closed or self._cursor < self._whole

    async def _hear(self, stream: GrpcStream) -> None:
        start, vendor_ms = self._cursor, self.vendor_ms
        try:
            stream.send(self.wire.opening(self.asked))
            async with trio.open_nursery() as nursery:
                nursery.start_soon(self._feed, stream, nursery.cancel_scope)
                await self._listen(stream, vendor_ms)
                nursery.cancel_scope.cancel(reason="the stream has been read")
        finally:
            if not self._is_free(stream):
                sent = self._cursor - start - stream.unsent_bytes
                self.billable_bytes += max(0, sent)

    async def _feed(self, stream: GrpcStream, scope: trio.CancelScope) -> None:
        """Send the audio as it comes; end ``scope`` when the stream is of no more use."""
        start = self._cursor
        while not self._finished:
            self._end = self._of_no_use()
            if self._end is not None:
                return scope.cancel(reason=f"stream left: {self._end.name.lower()}")
            piece = self._piece()
            if piece:
                stream.send(self.wire.audio(piece))
                await self._hold_back(stream, self._cursor - start)
            elif self.audio.closed:
                self._finished = True
                stream.finish()
            else:
                self._tell_stable()
                await self.audio.wait_change()
        await trio.sleep(FINAL_S)
        self._failure = EngineLost(NAME, "timeout")
        return scope.cancel(reason="no final text")

    def _piece(self) -> bytes:
        """Return what is due: all of it once the caller pauses, else whole chunks."""
        dropped = self.audio.dropped_bytes
        if self._cursor < dropped:  # nothing was sent for a minute
            self.text.start_ms += (dropped - self._cursor) // _BYTES_PER_MS
            self._cursor = dropped
        at = self._cursor - dropped
        size = min(len(self.audio.pcm) - at, MAX_REQUEST_BYTES)
        if size < CHUNK_BYTES and not (self.audio.settled or self.audio.closed):
            return b""
        self._cursor += size
        return bytes(self.audio.pcm[at : at + size])

    async def _hold_back(self, stream: GrpcStream, sent_bytes: int) -> None:
        if stream.unsent > MAX_UNSENT:
            await stream.wait_sent()
        if sent_bytes / BYTES_PER_S > self._age_s + BURST_S:
            await trio.sleep(CATCH_UP_S)

    async def _listen(self, stream: GrpcStream, vendor_ms: int) -> None:
        """Read answers until the stream is over; note why it is."""
        try:
            for _ in range(MAX_ANSWERS):
                message = await stream.receive()
                if message is None:
                    return self._ended()
                answer = self.wire.answer_untrusted(message)
                _raise_error(answer)
                self.vendor_ms = max(self.vendor_ms, vendor_ms + answer.billed_ms)
                if self._take(answer):
                    self._end = _End.OLD
                    return None
            self._failure = EngineLost(NAME, "garbage")
        except StreamBrokenError as broken:
            if self._is_old and broken.code in LIMIT_CODES:
                self._end = _End.OLD
            else:
                self._failure = error_of(NAME, broken, answered=stream.answered)
        except ValueError:
            self._failure = EngineLost(NAME, "garbage")

    def _take(self, answer: Answer) -> bool:
        """Take an answer; true if it is time for a new stream."""
        sent_ms = self._cursor // _BYTES_PER_MS
        final = self.text.take_untrusted(answer.results, sent_ms)
        stable = self.audio.settled and self._covers_speech()
        self._post(stable=stable)
        return final and self._is_old and not self.audio.closed

    def _ended(self) -> None:
        if self._finished:
            self._end = _End.HEARD
        elif self._is_old:
            self._end = _End.OLD
        else:
            self._failure = EngineLost(NAME, "cut")

    def _of_no_use(self) -> _End | None:
        if self.audio.closed:
            return _End.VOID if self.audio.void else None
        return _End.OLD if self._age_s >= self.ages.hard_s else None

    def _tell_stable(self) -> None:
        """Say once per pause that the text is of all that was said."""
        new = self._stable_at != self.audio.speech_bytes
        if self.audio.settled and new and self._covers_speech():
            self._post(stable=True)

    def _post(self, *, stable: bool) -> None:
        self._stable_at = self.audio.speech_bytes if stable else self._stable_at
        text = self.text.text()
        self.tell(Partial(text, self.text.covered_ms, stable=stable and bool(text)))

    def _covers_speech(self) -> bool:
        spoken = self.audio.dropped_bytes + self.audio.speech_bytes
        return self.text.covers(spoken // _BYTES_PER_MS)

    def _is_free(self, stream: GrpcStream) -> bool:
        if isinstance(self._failure, EngineRefused):
            return True
        lost = self._failure is not None and self._failure.reason in _FREE
        return lost and not stream.answered

    @property
    def _whole(self) -> int:
        """How much audio there was since the utterance began."""
        return self.audio.dropped_bytes + len(self.audio.pcm)

    @property
    def _age_s(self) -> float:
        return trio.current_time() - self._opened_s

    @property
    def _is_old(self) -> bool:
        return self._age_s >= self.ages.soft_s


def _raise_error(answer: Answer) -> None:
    """Treat an error inside an answer, as v1 sends it, as the stream's own."""
    if answer.error:
        raise StreamBrokenError(status_of(answer.error), "")
