"""One ear per worker: what callers say, as transitions.

The line writes every frame into its ring; an ear reads it there and posts only what
changed, so a frame never wakes a call. Two ears behind one port:

* :class:`EnergyEar` judges loudness inside the tick, frame by frame;
* :class:`~callcore.transport.batchear.BatchEar` asks a model about all callers at once.

Echo guard (:mod:`callcore.audio.echo`): on a line that returns our own voice, speech must
be louder than that to start an utterance, and to hold one while we go on speaking.

In every pause of ``judge_ms`` a :class:`~callcore.audio.activity.TurnEnd`, if there is
one, listens to the last two seconds and says how likely the turn is over: JUDGED.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Final, NoReturn, Protocol, Self

import trio

from callcore.audio.activity import TurnEnd
from callcore.audio.echo import SPEAKING_PEAK, EchoGuard
from callcore.audio.endpointing import (
    EarSettings,
    Endpointer,
    Question,
    Transition,
    TransitionKind,
)
from callcore.audio.energy import NoiseFloor, every_sample, look
from callcore.audio.health import Health
from callcore.shared.audioformat import FRAME_BYTES, FRAME_SAMPLES, SAMPLE_BYTES
from callcore.transport.judges import Judges
from callcore.transport.line import Line, LineLost
from callcore.transport.phase import STEP_S, STEPS_PER_FRAME
from callcore.transport.ring import RING_BYTES

__all__ = [
    "Ear",
    "EarLine",
    "EarSettings",
    "EnergyEar",
    "Post",
    "Transition",
    "TransitionKind",
]

ECHO_RAISE: Final = 0.25  # what a probability must be surer by while echo may come
SILENCE_ROUND_S: Final = 0.1
NO_GUARD: Final = 1e-9  # everything counts, and still nothing is learnt as noise
LOOK_EVERY: Final = 50  # frames: once a second a whole one tells the audio's health

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
        self.echo = EchoGuard()
        self.health = Health(line.next_step * STEP_S)  #: what is wrong with the audio
        self.closed = False
        self.leave: Callable[[], object] = lambda: None  #: the ear forgets the line
        self._post = post
        self._post_digit = post_digit
        self._seen_bytes = line.ring.written
        self.looks = 0
        self._start_ratio = 0.0  # of what was heard to what may come back, at STARTED

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
    def quiet_ms(self) -> int:
        """For how long the pause in this utterance has lasted; 0 while he speaks."""
        return self.endpointer.quiet_ms

    def mistaken(self) -> None:
        """Learn that the last STARTED was not the caller but our own voice.

        For a verdict of no words. If it was a cough after all, the next second in which
        nothing comes back undoes it.
        """
        self.echo.mistake(self._start_ratio)

    def heard(self, pcm: bytes) -> None:
        """See :class:`callcore.transport.line.Listener`."""
        self.health.came(len(pcm) // SAMPLE_BYTES, self.line.next_step * STEP_S)
        self.looks += 1
        if self.looks % LOOK_EVERY == 0:
            self.health.look(every_sample(pcm))

    def pressed(self, digit: str) -> None:
        """See :class:`callcore.transport.line.Listener`."""
        if not self.closed:
            self._post_digit(digit)

    def judge_by_energy(self, peak: float, samples: int) -> None:
        """Take ``samples`` more of which only the loudness is known."""
        guard = self._guard_peak(peak, samples)
        speech = self.noise.judge(peak, samples, guard)
        if changes := self.endpointer.hear(speech, samples):
            self.post(changes)

    def judge_by_model(self, probability: float, peak: float, samples: int) -> None:
        """Take ``samples`` more that are speech with ``probability``."""
        guard = self._guard_peak(peak, samples)
        raise_on = 0.0
        if not guard:
            self.noise.learn(peak, samples)  # keep the fallback's floor
        elif peak < guard:
            probability = 0.0
        elif guard > self.noise.threshold:
            raise_on = ECHO_RAISE
        if changes := self.endpointer.hear(probability, samples, raise_on=raise_on):
            self.post(changes)

    def note_silence(self, ms: int) -> None:
        """Let time pass on a line on which nothing came since the last time.

        Hold and DTX send no frames, but an utterance must end all the same.
        """
        written, self._seen_bytes = self._seen_bytes, self.line.ring.written
        if written == self._seen_bytes:
            self.post(self.endpointer.pass_silence(ms))

    def tail(self, question: Question) -> bytes:
        """Return the last 2 s before ``question``; what never came is silence."""
        end = question.at_sample * SAMPLE_BYTES
        silence = bytes(min(question.unheard * SAMPLE_BYTES, RING_BYTES))
        oldest = max(0, end - RING_BYTES + len(silence))
        start, pcm = self.line.ring.read(oldest, max(0, end - oldest))
        return pcm[: max(0, end - start)] + silence

    def post(self, transitions: Sequence[Transition]) -> None:
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

    def _guard_peak(self, peak: float, samples: int) -> float:
        """Return the peak below which nothing counts; 0 if we cannot hear ourselves."""
        line, echo = self.line, self.echo
        if line.transmit_peak <= SPEAKING_PEAK and not echo.active:
            return 0.0
        speaking = self.endpointer.speaking
        slot = line.next_step // STEPS_PER_FRAME
        guard = echo.hear(line.transmit_peak, peak, samples, slot, silent=not speaking)
        if not speaking:
            if peak > guard:
                self._start_ratio = echo.ratio(peak)
            return guard
        return guard if echo.sending else NO_GUARD


class Ear(Protocol):
    """What a worker needs of an ear. ``run`` belongs into its services nursery.

    It counts the rounds in which its model came too late or failed, and the pauses that
    could not be judged.
    """

    late_batches: int
    failed_batches: int

    @property
    def failed_judgements(self) -> int:
        """Return how often the end of a turn could not be judged."""

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

    def __init__(
        self,
        line: Line,
        post: Post,
        settings: EarSettings,
        post_digit: Callable[[str], None],
        judges: Judges,
    ) -> None:
        super().__init__(line, post, settings, post_digit)
        self._judges = judges
        self._part = b""  # less than a frame, which says nothing about loudness

    def heard(self, pcm: bytes) -> None:
        """See :class:`callcore.transport.line.Listener`."""
        if self.closed:
            return
        self.health.came(len(pcm) // SAMPLE_BYTES, self.line.next_step * STEP_S)
        if len(pcm) == FRAME_BYTES and not self._part:
            self._hear(pcm)
            return
        pcm, self._part = self._part + pcm, b""
        for at in range(0, len(pcm), FRAME_BYTES):
            part = pcm[at : at + FRAME_BYTES]
            if len(part) == FRAME_BYTES:
                self._hear(part)
            else:
                self._part = part

    def note_silence(self, ms: int) -> None:
        """See :class:`EarLine`."""
        super().note_silence(ms)
        self._ask()

    def _hear(self, frame: bytes) -> None:
        some = look(frame)
        self.judge_by_energy((some[-1] - some[0]) / 2, FRAME_SAMPLES)
        if self.endpointer.question is not None:
            self._ask()
        self.looks += 1
        if self.looks % LOOK_EVERY == 0:
            self.health.look(every_sample(frame))

    def _ask(self) -> None:
        question = self.endpointer.ask()
        if question is not None and self._judges.present:
            tails = [self.tail(question)]
            for finished in self._judges.noted(self._judges.ask(tails)):
                self.post(self.endpointer.judge(question, finished))


class EnergyEar:
    """Loudness against an adaptive noise floor. No thread, no model, no delay.

    ``turn_end`` is asked in the tick, so it must be scripted or very fast.
    """

    def __init__(self, turn_end: TurnEnd | None = None) -> None:
        self.late_batches = self.failed_batches = 0  # it has no model
        self._judges = Judges(turn_end)
        self._lines: dict[EnergyLine, None] = {}
        self._attached = trio.Event()

    @property
    def failed_judgements(self) -> int:
        """Return how often the end of a turn could not be judged."""
        return self._judges.failed

    def attach(
        self,
        line: Line,
        post: Post,
        settings: EarSettings,
        post_digit: Callable[[str], None] = forget_digit,
    ) -> EarLine:
        """See :class:`Ear`."""
        ear_line = EnergyLine(line, post, settings, post_digit, self._judges)
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
