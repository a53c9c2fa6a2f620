"""The caller's side of the line: frames become utterances, speech becomes events.

Everything here is called by the ticker, so it is synchronous and wakes a task only when
an utterance opens, every 100 ms of it, and when it closes.

How long a silence ends the turn is asked of :class:`~callcore.dialog.patience.Patience`
whenever there is something new to go by: the ear's own judgement, or more text.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final, Protocol

from callcore.audio.endpointing import Transition, TransitionKind
from callcore.call.deadlines import INSIST_S
from callcore.call.happened import AGAIN, Happened, Post
from callcore.call.overlap import Overlaps
from callcore.dialog.interruption import Verdict
from callcore.dialog.machine import Event
from callcore.dialog.patience import Patience
from callcore.engines.utterance import UtteranceAudio
from callcore.shared.audioformat import FRAME_MS, SAMPLE_RATE_HZ

CHUNK_FRAMES: Final = (
    5  # 100 ms: 20 ms chunks cost three times more (STACK.md section 5)
)
PREROLL_FRAMES: Final = 20  # 400 ms before the ear was sure: the first syllable


class EarListener(Protocol):
    """The ear's end of one line, see :mod:`callcore.transport.ear`."""

    end_ms: int

    @property
    def quiet_ms(self) -> int:
        """Return for how long the caller has been silent; 0 while he speaks."""

    def heard(self, pcm: bytes) -> None:
        """Take one frame."""

    def mistaken(self) -> None:
        """Learn that the last start was not the caller."""


@dataclass(frozen=True, slots=True)
class Hears:
    """What the hearing needs.

    ``deliver`` takes each utterance when it opens; ``goes_on`` is told when a caller who
    seemed to be ready speaks on; without ``patience`` the ear's own setting ends turns.
    """

    post: Post
    deliver: Callable[[UtteranceAudio], None]
    end_of_speech: Callable[[float], None]
    goes_on: Callable[[], None]
    overlaps: Overlaps
    press: Callable[[str], None]
    patience: Patience | None


class Hearing:
    """One call's ears."""

    def __init__(self, use: Hears) -> None:
        self._use = use
        self._ear: EarListener | None = None
        self._recent: deque[bytes] = deque(maxlen=PREROLL_FRAMES)
        self._chunk: list[bytes] = []
        self._utterance: UtteranceAudio | None = None
        self._speech_frames = 0
        self._heard_samples = 0  # since the line began, as the ear counts

    def use_ear(self, ear: EarListener, heard_samples: int = 0) -> None:
        """Give every frame to ``ear``, which answers through :meth:`transition`.

        ``heard_samples`` is what the line had heard before this call listened to it.
        """
        self._ear = ear
        self._heard_samples = heard_samples

    @property
    def caller_speaks(self) -> bool:
        """True between the start and the end of an utterance."""
        return self._utterance is not None

    # -- the driver --------------------------------------------------------------

    def over_agent(self) -> None:
        """Judge this utterance: the reply was paused for it."""
        if self._utterance is not None:
            self._utterance.over_agent = True
            self._use.overlaps.begin()

    # -- the listener ------------------------------------------------------------

    def heard_text(self, text: str) -> None:
        """Take what the utterance says so far; it may lag behind the audio."""
        if self._utterance is not None:
            if self._use.patience is not None:
                self._use.patience.heard_text(text)
                self._be_patient()
            if self._utterance.over_agent:
                self._use.overlaps.words(text)

    def was_nothing(self, utterance: UtteranceAudio) -> None:
        """Learn that no word was in an utterance: over the agent it may be his echo."""
        if utterance.over_agent and self._ear is not None:
            self._ear.mistaken()

    # -- the ticker --------------------------------------------------------------

    def heard(self, pcm: bytes) -> None:
        """Take one frame of the caller's voice."""
        self._heard_samples += len(pcm) // 2
        self._recent.append(pcm)
        if self._utterance is not None:
            self._collect(self._utterance, pcm)
        if self._ear is not None:
            self._ear.heard(pcm)
            if self._use.overlaps.open:
                self._use.overlaps.frame(FRAME_MS, self._ear.quiet_ms)

    def pressed(self, digit: str) -> None:
        """Take one DTMF digit."""
        self._use.press(digit)

    # -- the ear -----------------------------------------------------------------

    def transition(self, transition: Transition) -> None:
        """Take what the ear found; called within :meth:`heard` or after a batch."""
        utterance = self._utterance
        if transition.kind is TransitionKind.STARTED:
            self._open()
        elif utterance is not None:  # else the end of one that this call never opened
            self._change(utterance, transition)

    def _change(self, utterance: UtteranceAudio, transition: Transition) -> None:
        match transition.kind:
            case TransitionKind.SETTLED:
                self._flush(utterance)
                utterance.settle()
            case TransitionKind.RESUMED:
                utterance.unsettle()
                self._goes_on(utterance)
            case TransitionKind.JUDGED if self._use.patience is not None:
                self._use.patience.heard_audio(transition.finished)
                self._be_patient()
            case TransitionKind.ENDED:
                utterance.void = transition.short
                behind = self._heard_samples - transition.at_sample
                self._close(utterance, max(0.0, behind / SAMPLE_RATE_HZ))
            case _:
                pass

    def _open(self) -> None:
        if self._utterance is not None:
            return
        self._utterance = UtteranceAudio()
        self._speech_frames = 0
        self._chunk = []
        self._utterance.append(b"".join(self._recent))
        self._use.overlaps.new_utterance()
        if self._use.patience is not None:
            self._use.patience.begin()
            self._be_patient()
        self._use.goes_on()
        self._use.deliver(self._utterance)
        self._use.post(Happened(Event.CALLER_STARTED))

    def _goes_on(self, utterance: UtteranceAudio) -> None:
        self._use.goes_on()
        if self._use.patience is not None:
            self._use.patience.went_on()
            self._be_patient()
        if utterance.over_agent and self._use.overlaps.verdict is Verdict.FALSE:
            # taken for a cough, but more follows: pause and judge again
            self._use.post(Happened(Event.CALLER_STARTED, reason=AGAIN))

    def _be_patient(self) -> None:
        if self._ear is not None and self._use.patience is not None:
            self._ear.end_ms = self._use.patience.end_ms

    def _close(self, utterance: UtteranceAudio, silence_s: float) -> None:
        self._flush(utterance)
        self._utterance = None
        utterance.close()
        self._use.end_of_speech(silence_s)
        self._use.post(Happened(Event.CALLER_FINISHED))

    def _collect(self, utterance: UtteranceAudio, pcm: bytes) -> None:
        self._chunk.append(pcm)
        if not utterance.settled:
            self._speech_frames += 1
            if self._speech_frames * FRAME_MS == round(INSIST_S * 1000):
                self._use.post(Happened(Event.CALLER_INSISTED))
        if len(self._chunk) >= CHUNK_FRAMES:
            self._flush(utterance)

    def _flush(self, utterance: UtteranceAudio) -> None:
        if self._chunk:
            utterance.append(b"".join(self._chunk), speech=not utterance.settled)
            self._chunk = []
