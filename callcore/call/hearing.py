"""The caller's side of the line: frames become utterances, speech becomes events.

Everything here is called by the ticker, so it is synchronous and wakes a task only when
an utterance opens, every 100 ms of it, and when it closes.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from typing import Final, Protocol

from callcore.audio.endpointing import Transition, TransitionKind
from callcore.call.deadlines import INSIST_S
from callcore.call.happened import Happened, Post
from callcore.dialog.machine import Event
from callcore.engines.utterance import UtteranceAudio
from callcore.shared.audioformat import FRAME_MS, SAMPLE_RATE_HZ

CHUNK_FRAMES: Final = (
    5  # 100 ms: 20 ms chunks cost three times more (STACK.md section 5)
)
PREROLL_FRAMES: Final = 20  # 400 ms before the ear was sure: the first syllable
OPERATOR_DIGIT: Final = "0"


class EarListener(Protocol):
    """The ear's end of one line, see :mod:`callcore.transport.ear`."""

    def heard(self, pcm: bytes) -> None:
        """Take one frame."""


class Hearing:
    """One call's ears. ``deliver`` takes each utterance when it opens."""

    def __init__(
        self,
        post: Post,
        deliver: Callable[[UtteranceAudio], None],
        end_of_speech: Callable[[float], None],
    ) -> None:
        self._post = post
        self._deliver = deliver
        self._end_of_speech = end_of_speech
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

    # -- the ticker --------------------------------------------------------------

    def heard(self, pcm: bytes) -> None:
        """Take one frame of the caller's voice."""
        self._heard_samples += len(pcm) // 2
        self._recent.append(pcm)
        if self._utterance is not None:
            self._collect(self._utterance, pcm)
        if self._ear is not None:
            self._ear.heard(pcm)

    def pressed(self, digit: str) -> None:
        """Take one DTMF digit; ``0`` is the way to a human at any time."""
        if digit == OPERATOR_DIGIT:
            self._post(Happened(Event.HAND_OVER, reason="pressed-0"))

    # -- the ear -----------------------------------------------------------------

    def transition(self, transition: Transition) -> None:
        """Take what the ear found; called within :meth:`heard` or after a batch."""
        match transition.kind:
            case TransitionKind.STARTED:
                self._open()
            case TransitionKind.SETTLED if self._utterance is not None:
                self._flush(self._utterance)
                self._utterance.settle()
            case TransitionKind.RESUMED if self._utterance is not None:
                self._utterance.unsettle()
            case TransitionKind.ENDED if self._utterance is not None:
                self._utterance.void = transition.short
                behind = self._heard_samples - transition.at_sample
                self._close(self._utterance, max(0.0, behind / SAMPLE_RATE_HZ))
            case _:
                pass  # the end of an utterance that this call never opened

    def _open(self) -> None:
        if self._utterance is not None:
            return
        self._utterance = UtteranceAudio()
        self._speech_frames = 0
        self._chunk = []
        self._utterance.append(b"".join(self._recent))
        self._deliver(self._utterance)
        self._post(Happened(Event.CALLER_STARTED))

    def _close(self, utterance: UtteranceAudio, silence_s: float) -> None:
        self._flush(utterance)
        self._utterance = None
        utterance.close()
        self._end_of_speech(silence_s)
        self._post(Happened(Event.CALLER_FINISHED))

    def _collect(self, utterance: UtteranceAudio, pcm: bytes) -> None:
        self._chunk.append(pcm)
        if not utterance.settled:
            self._speech_frames += 1
            if self._speech_frames * FRAME_MS == round(INSIST_S * 1000):
                self._post(Happened(Event.CALLER_INSISTED))
        if len(self._chunk) >= CHUNK_FRAMES:
            self._flush(utterance)

    def _flush(self, utterance: UtteranceAudio) -> None:
        if self._chunk:
            utterance.append(b"".join(self._chunk), speech=not utterance.settled)
            self._chunk = []
