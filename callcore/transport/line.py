"""One caller's line: it owns the wire, the call owns it, the ticker borrows it.

Everything the ticker calls is synchronous, so no cancellation can tear a frame:
half a frame makes Asterisk drop the caller after 5 ms (ASTERISK.md section 0, fact 7).

How a line ends::

    LineEnded
    +-- CallerHungUp   EOF, a HANGUP frame, or a reset: the normal end of a call
    +-- LineLost       the wire, the peer or our own bug; ``__cause__`` says which
"""

from __future__ import annotations

from typing import Final, NoReturn, Protocol

import trio

from callcore.protocol.audiosocket import (
    HANGUP_FRAME,
    HEADER_BYTES,
    Decoder,
    Kind,
    PeerError,
    encode_audio,
)
from callcore.shared.audioformat import FRAME_BYTES
from callcore.transport.counters import Counters
from callcore.transport.phase import STEP_S, STEPS_PER_FRAME, PhaseLock
from callcore.transport.playout import Playout
from callcore.transport.ring import Ring
from callcore.transport.wire import Wire

WIRE_FRAME_BYTES: Final = HEADER_BYTES + FRAME_BYTES
SILENCE: Final = encode_audio(bytes(FRAME_BYTES))
AUDIO_HEADER: Final = SILENCE[:HEADER_BYTES]
MAX_UNSENT_FRAMES: Final = 4  # 80 ms: more would be heard after a barge-in
MAX_UNSENT_BYTES: Final = MAX_UNSENT_FRAMES * WIRE_FRAME_BYTES
MAX_HELD_FRAMES: Final = 100  # 2 s of a peer that does not read
PATIENCE_STEPS: Final = (
    3  # 6 ms; up to 60 ms of lateness are harmless (section 0, fact 6)
)
MAX_TORN_S: Final = 0.004  # Asterisk allows 5 ms between header and payload
HANGUP_S: Final = 0.5  # how long a peer may take to answer our FIN with its own
FLOOD_FRAMES: Final = 1000  # ahead of real time: a stall of 20 s, or a hostile peer
FLOOD_EVERY: Final = 50  # frames; a look at the clock for each would be for nothing
TRANSMIT_DECAY: Final = 0.85  # per frame: -12 dB in 170 ms, about a line's echo
PEAK_STRIDE: Final = 8  # 1 kHz is enough to tell a level


class LineEnded(Exception):
    """The line is over; see the module docstring."""


class CallerHungUp(LineEnded):
    """The peer closed, or said so."""


class LineLost(LineEnded):
    """Nothing more can be said or heard."""


class Listener(Protocol):
    """Who hears a line; called by the ticker, so it must not block or raise."""

    def heard(self, pcm: bytes) -> None:
        """Take a frame of the caller's voice, usually 20 ms; the ring has it already."""

    def pressed(self, digit: str) -> None:
        """Take one DTMF digit."""


class Tap(Protocol):
    """Who records a line; called by the ticker, so it must not block or raise.

    ``step`` counts 2 ms on the ticker's timeline, the same for both directions.
    """

    def heard(self, pcm: bytes, step: int) -> None:
        """Take what the caller said; it ended at ``step``."""

    def spoke(self, pcm: bytes | None, step: int) -> None:
        """Take the 20 ms that we sent from ``step`` on; ``None`` is silence."""


class Deaf:
    """The listener of a line that nobody listens to yet."""

    def heard(self, pcm: bytes) -> None:
        """Forget it; the ring keeps two seconds."""

    def pressed(self, digit: str) -> None:
        """Forget it."""


DEAF: Final = Deaf()


class Line:
    """A caller. ``next_step`` is the ticker step at which its next frame is due.

    ``listener`` and ``tap`` may be set at any time.
    """

    def __init__(self, wire: Wire, listener: Listener = DEAF) -> None:
        self.wire = wire
        self.listener = listener
        self.tap: Tap | None = None
        self.ring = Ring()
        self.playout = Playout(self.unsent_frames)
        self.counters = Counters()  #: the ticker lends its own while it serves
        self.next_step = 0
        self.call_id: bytes | None = None
        self.ended: LineEnded | None = None
        self.transmit_peak = 0.0  #: 0 to 32768, of the last speech sent, decaying
        self._decoder = Decoder()
        self._identified = trio.Event()
        self._over = trio.Event()
        self._written: trio.Event | None = None
        self._written_bytes = 0
        self.slot = -1  #: of the ticker's: where it is served, -1 if it is not
        self.torn = False  #: the wire has not taken a whole frame: :meth:`mend` it
        self._rest = b""  # of a frame the wire took in part
        self._sends_left = 0  # before we must ask again what is unsent
        self._torn_s: float | None = None  # since when the wire has half a frame
        self._held_frames = 0
        self._flood = 0.0
        self._flood_step = 0
        self._flood_frames = 0  # since _flood_step
        self._phase = PhaseLock()
        self._hanging_up = False
        self._patience_steps = 0  # for how long a silent slot may wait for an answer

    # -- the call ----------------------------------------------------------------

    async def wait_identified(self) -> bytes:
        """Return the 16 bytes that admission gave this call. Cancel-safe.

        Raises :exc:`LineEnded` if the line ends before they came.
        """
        await self._identified.wait()
        if self.call_id is None:
            assert self.ended is not None
            raise self.ended
        return self.call_id

    async def wait_ended(self) -> NoReturn:
        """Raise :exc:`LineEnded` when it does; start it in the call's nursery."""
        await self._over.wait()
        assert self.ended is not None
        raise self.ended

    async def wait_written(self, position: int) -> None:
        """Return when the ring holds ``position`` bytes or more. Cancel-safe.

        For one reader at a time. A caller on hold sends nothing, so ask with a deadline.
        """
        if self.ring.written >= position:
            await trio.lowlevel.checkpoint()
            return
        self._written_bytes, self._written = position, trio.Event()
        await self._written.wait()

    async def hang_up(self) -> None:
        """Say goodbye and wait, at most 500 ms, until the peer has closed too.

        The ticker must still serve the line: it reads what is under way, because
        unread input would make ``close`` send RST (ASTERISK.md section 2). Shielded,
        so a cancelled call says goodbye as well.
        """
        if self.ended is None and not self._hanging_up:
            self._hanging_up = True
            try:
                self.wire.send_nowait(self._rest + HANGUP_FRAME)
                self.wire.shutdown()
            except OSError as exc:
                self.end(LineLost("could not hang up"), exc)
        with trio.move_on_after(HANGUP_S, shield=True):
            await self._over.wait()

    def expect_speech(self) -> None:
        """Let the next silent slot wait up to 6 ms for an answer that is being made.

        An answer that misses its slot by a moment would wait 20 ms for the next one.
        Nothing is sent early or twice, so fewer frames go out and never more.
        """
        self._patience_steps = PATIENCE_STEPS

    def unsent_frames(self) -> int:
        """Return how many frames were taken from playout and not acknowledged."""
        return -(-(self.wire.unsent_bytes() + len(self._rest)) // WIRE_FRAME_BYTES)

    # -- the ticker --------------------------------------------------------------

    def end(self, how: LineEnded, cause: BaseException | None = None) -> None:
        """Set the fate of this line, once; later fates are consequences."""
        if self.ended is None:
            how.__cause__ = cause
            self.ended = how
            self._over.set()
            self._identified.set()

    def receive(self, step: int) -> None:
        """Take what the wire has. Raises ``OSError`` and :exc:`PeerError`."""
        data = self.wire.receive_nowait()
        pcm = self._decoder.usual_voice(data)
        if pcm is not None and not self._hanging_up:
            self._flood_frames += 1
            if self._flood_frames >= FLOOD_EVERY:
                self._refuse_flood(step)
            self._hear(pcm, step)
        elif self._hanging_up:
            if not data:
                self.end(CallerHungUp("EOF"))
        elif data:
            self._hear_untrusted(data, step)
        else:
            self._decoder.receive_eof()
            self.end(CallerHungUp("EOF"))

    def speak(self, step: int) -> None:
        """Send this slot's frame, or hold. Raises ``OSError`` and :exc:`LineLost`."""
        if self._patience_steps:
            if self.playout.quiet and not self._hanging_up:
                self._patience_steps -= 1
                self.next_step = step + 1
                return
            self._patience_steps = 0
        self.next_step = step + STEPS_PER_FRAME
        if self._hanging_up:
            return
        if not self._sends_left and not self._find_room():
            self._hold()
            return
        self._sends_left -= 1
        pcm = self.playout.take_frame()
        if pcm is not None or self.transmit_peak:
            self._note_level(pcm)
        if self.tap is not None:
            self.tap.spoke(pcm, step)
        self.counters.frames_sent += 1
        self._send(SILENCE if pcm is None else AUDIO_HEADER + pcm)

    @property
    def awaits_answer(self) -> bool:
        """True from :meth:`expect_speech` until the next slot has been served."""
        return self._patience_steps > 0 and not self._hanging_up

    def _find_room(self) -> bool:
        """Ask the kernel how many frames may follow, and return whether any may.

        What is unsent grows by what we send and by nothing else, so until so many have
        been sent the answer is known. An ioctl per frame took 5 % of a worker's time.
        """
        if self._rest:
            return False
        room = MAX_UNSENT_BYTES - self.wire.unsent_bytes()
        self._sends_left = room // WIRE_FRAME_BYTES + 1 if room >= 0 else 0
        if self._sends_left:
            self._held_frames = 0
        return self._sends_left > 0

    def mend(self) -> None:
        """Send the rest of a frame; :exc:`LineLost` when Asterisk has given up on it."""
        self._send(self._rest)
        if self._torn_s is not None and trio.current_time() - self._torn_s > MAX_TORN_S:
            raise LineLost("half a frame for 4 ms")

    def _send(self, data: bytes) -> None:
        try:
            sent = self.wire.send_nowait(data)
        except BlockingIOError:
            sent = 0
        if sent == len(data) and not self.torn:
            return
        self._rest = data[sent:]
        self.torn = bool(self._rest)
        self._sends_left = 0
        if not self.torn:
            self._torn_s = None
        elif sent and self._torn_s is None:  # nothing sent is a hold, not a torn frame
            self._torn_s = trio.current_time() - STEP_S / 2
            self.counters.torn_frames += 1

    def _hold(self) -> None:
        """Stand still while the peer does not read, and never catch up."""
        self._held_frames += 1
        self.counters.frames_held += 1
        if self._held_frames >= MAX_HELD_FRAMES:
            raise LineLost("the peer has not read for 2 s")

    def _note_level(self, pcm: bytes | None) -> None:
        self.transmit_peak *= TRANSMIT_DECAY
        if self.transmit_peak < 1:
            self.transmit_peak = 0.0
        if pcm is not None:
            some = memoryview(pcm).cast("h")[::PEAK_STRIDE].tolist()
            self.transmit_peak = max(self.transmit_peak, max(some), -min(some))

    def _hear_untrusted(self, data: bytes, step: int) -> None:
        frames = self._decoder.receive_data_untrusted(data)
        self._flood_frames += len(frames)
        self._refuse_flood(step)
        for kind, payload in frames:
            if kind is Kind.SLIN8:
                self._hear(payload, step)
            else:
                self._obey_untrusted(kind, payload)

    def _hear(self, pcm: bytes, step: int) -> None:
        if not pcm:
            return  # legal and empty; old Asterisks send it
        self.counters.frames_received += 1
        self.ring.write(pcm)
        if self._written is not None and self.ring.written >= self._written_bytes:
            self._written.set()
            self._written = None
        if self.tap is not None:
            self.tap.heard(pcm, step)
        self.listener.heard(pcm)
        # stay just behind the caller's frames; move only in silence
        if self._phase.note(self.next_step - step) and self.playout.quiet:
            self.next_step += self._phase.shift()

    def _refuse_flood(self, step: int) -> None:
        """End a peer that would eat the tick: 8 kB of empty frames take 3 ms."""
        passed = (step - self._flood_step) / STEPS_PER_FRAME
        self._flood_step = step
        self._flood = max(0.0, self._flood - 2 * passed) + self._flood_frames
        self._flood_frames = 0
        if self._flood > FLOOD_FRAMES:
            raise PeerError("much more audio than real time")

    def _obey_untrusted(self, kind: Kind, payload: bytes) -> None:
        match kind:
            case Kind.UUID:
                self.call_id = payload
                self._identified.set()
            case Kind.DTMF:
                self.listener.pressed(payload.decode("ascii", "replace"))
            case Kind.HANGUP:
                self.end(CallerHungUp("HANGUP"))
            case Kind.ERROR:
                raise PeerError("the peer reports an error")
            case _:
                raise PeerError(f"cannot use {kind.name}: the dialplan says c(slin)")
