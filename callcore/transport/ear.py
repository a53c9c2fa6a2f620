"""One ear per worker: what callers say, as transitions.

The line writes every frame into its ring; an ear reads it there and posts only what
changed, so a frame never wakes a call. Two ears behind one port:

* :class:`EnergyEar` judges loudness inside the tick, frame by frame;
* :class:`~callcore.transport.batchear.BatchEar` asks a model about all callers at once.

Echo guard: while the agent speaks, speech must be louder than our own voice may come
back to start an utterance. It never ends one.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final, NoReturn, Protocol, Self

import trio

from callcore.audio.endpointing import (
    SAMPLES_PER_MS,
    EarSettings,
    Endpointer,
    Transition,
    TransitionKind,
)
from callcore.audio.energy import NoiseFloor, peak_of
from callcore.shared.audioformat import SAMPLE_BYTES
from callcore.transport.line import Line, LineLost

__all__ = [
    "Ear",
    "EarLine",
    "EarSettings",
    "EnergyEar",
    "Post",
    "Transition",
    "TransitionKind",
]

ECHO_RETURN: Final = 0.125  # -18 dB: a phone's hybrid without an echo canceller
ECHO_SPEAKING_PEAK: Final = 200.0  # below it we were silent
ECHO_RAISE: Final = 0.25  # what a probability must be surer by while we speak
SILENCE_ROUND_S: Final = 0.1

Post = Callable[[Transition], None]


def forget_digit(_digit: str) -> None:
    """Take a digit that nobody asked for."""


class EarLine:
    """One call's part of an ear: the listener of its line.

    ``end_ms`` may be changed while the call runs (digits are dictated slowly). Close it,
    or use it as a context manager, before the line goes.
    """

    def __init__(
        self,
        line: Line,
        post: Post,
        settings: EarSettings,
        post_digit: Callable[[str], None],
    ) -> None:
        self.line = line
        self.endpointer = Endpointer(settings, line.ring.samples)
        self.noise = NoiseFloor()
        self.closed = False
        self.leave: Callable[[], object] = lambda: None  #: the ear forgets the line
        self._post = post
        self._post_digit = post_digit
        self._seen_bytes = line.ring.written

    @property
    def end_ms(self) -> int:
        """How long a silence ends an utterance."""
        return self.endpointer.end_ms

    @end_ms.setter
    def end_ms(self, ms: int) -> None:
        self.endpointer.end_ms = ms

    @property
    def speaking(self) -> bool:
        """True between STARTED and ENDED."""
        return self.endpointer.speaking

    @property
    def echo_peak(self) -> float:
        """Return how loud our own voice may come back now; 0 if we are silent."""
        peak = self.line.transmit_peak
        return peak * ECHO_RETURN if peak > ECHO_SPEAKING_PEAK else 0.0

    def heard(self, pcm: bytes) -> None:
        """See :class:`callcore.transport.line.Listener`."""

    def pressed(self, digit: str) -> None:
        """See :class:`callcore.transport.line.Listener`."""
        if not self.closed:
            self._post_digit(digit)

    def judge_by_energy(self, peak: float, samples: int) -> None:
        """Take ``samples`` more of which only the loudness is known."""
        speech = self.noise.judge(peak, samples / SAMPLES_PER_MS, self._guard_peak())
        self.post(self.endpointer.hear(speech, samples))

    def judge_by_model(self, probability: float, peak: float, samples: int) -> None:
        """Take ``samples`` more that are speech with ``probability``."""
        self.noise.judge(peak, samples / SAMPLES_PER_MS)  # keep the fallback's floor
        guard = self._guard_peak()
        if peak < guard:
            probability = 0.0
        raise_on = ECHO_RAISE if guard else 0.0
        self.post(self.endpointer.hear(probability, samples, raise_on=raise_on))

    def note_silence(self, ms: int) -> None:
        """Let time pass on a line on which nothing came since the last time.

        Hold and DTX send no frames, but an utterance must end all the same.
        """
        written, self._seen_bytes = self._seen_bytes, self.line.ring.written
        if written == self._seen_bytes:
            self.post(self.endpointer.pass_silence(ms))

    def post(self, transitions: list[Transition]) -> None:
        """Tell the call what changed; a call that cannot listen loses its line only."""
        try:
            for transition in transitions:
                if not self.closed:
                    self._post(transition)
        except Exception as exc:  # noqa: BLE001 -- D-004: as in the ticker, per line
            self.line.end(LineLost("a bug of ours"), exc)

    def close(self) -> None:
        """Post nothing any more. Idempotent."""
        if not self.closed:
            self.closed = True
            self.leave()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_exc: object) -> None:
        self.close()

    def _guard_peak(self) -> float:
        return 0.0 if self.endpointer.speaking else self.echo_peak


class Ear(Protocol):
    """What a worker needs of an ear. ``run`` belongs into its services nursery."""

    def attach(
        self,
        line: Line,
        post: Post,
        settings: EarSettings,
        post_digit: Callable[[str], None] = forget_digit,
    ) -> EarLine:
        """Listen to ``line`` from now on, as its listener; close the result in time.

        ``post`` and ``post_digit`` are called on the loop, from the tick or the ear's
        task; they must not block and must not raise.
        """

    async def run(self) -> NoReturn:
        """Serve every attached line until cancelled."""


class EnergyLine(EarLine):
    """Judged in the tick that brought the frame."""

    def heard(self, pcm: bytes) -> None:
        """See :class:`callcore.transport.line.Listener`."""
        if not self.closed:
            self.judge_by_energy(peak_of(pcm), len(pcm) // SAMPLE_BYTES)


class EnergyEar:
    """Loudness against an adaptive noise floor. No thread, no model, no delay."""

    def __init__(self) -> None:
        self._lines: dict[EarLine, None] = {}
        self._attached = trio.Event()

    def attach(
        self,
        line: Line,
        post: Post,
        settings: EarSettings,
        post_digit: Callable[[str], None] = forget_digit,
    ) -> EarLine:
        """See :class:`Ear`."""
        ear_line = EnergyLine(line, post, settings, post_digit)
        ear_line.leave = lambda: self._lines.pop(ear_line, None)
        line.listener = ear_line
        self._lines[ear_line] = None
        self._attached.set()
        return ear_line

    async def run(self) -> NoReturn:
        """See :class:`Ear`; only lines on which nothing comes need it."""
        while True:
            for ear_line in tuple(self._lines):
                ear_line.note_silence(round(SILENCE_ROUND_S * 1000))
            if self._lines:
                await trio.sleep(SILENCE_ROUND_S)
            else:
                self._attached = trio.Event()
                await self._attached.wait()
