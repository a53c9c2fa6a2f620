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

import trio

from callcore.audio.endpointing import Transition, TransitionKind
from callcore.call.deadlines import INSIST_S
from callcore.call.happened import AGAIN, Happened, Post
from callcore.call.overlap import STILL_MS, Overlaps
from callcore.dialog.interruption import Verdict
from callcore.dialog.machine import Event
from callcore.dialog.patience import Patience
from callcore.engines.utterance import UtteranceAudio
from callcore.shared.audioformat import BYTES_PER_S, SAMPLE_RATE_HZ

CHUNK_MS: Final = 100  # 20 ms chunks cost three times more (STACK.md section 5)
PREROLL_MS: Final = 400  # before the ear was sure: the first syllable
BYTES_PER_MS: Final = BYTES_PER_S // 1000  # frames are usually 20 ms, but need not be


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
    nothing_said: Callable[[], None]
    goes_on: Callable[[], None]
    overlaps: Overlaps
    press: Callable[[str], None]
    patience: Patience | None


class Hearing:
    """One call's ears."""

    def __init__(self, use: Hears) -> None:
        self._use = use
        self._ear: EarListener | None = None
        self._recent: deque[bytes] = deque()
        self._recent_bytes = 0
        self._chunk: list[bytes] = []
        self._chunk_bytes = 0
        self._utterance: UtteranceAudio | None = None
        self._speech_ms = 0
        self._judged: UtteranceAudio | None = None  # over the agent, the last one
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
            self._judged = self._utterance
            self._utterance.over_agent = True
            self._use.overlaps.begin()

    def took_floor(self) -> None:
        """Take what he says for a turn: a reply was cut for it, so it is no aside."""
        if self._judged is not None:
            self._judged.over_agent = False

    # -- the listener ------------------------------------------------------------

    def heard_text(self, text: str) -> None:
        """Take what the utterance says so far; it may lag behind the audio."""
        if self._utterance is not None:
            if self._use.patience is not None:
                self._use.patience.heard_text(text)
                self._be_patient()
            if self._utterance.over_agent:
                self._use.overlaps.words(text)

    def decided(self, utterance: UtteranceAudio, *, words: bool) -> bool:
        """Take the final text of an utterance; true if it is overtaken.

        It is overtaken if the caller already talks again: its silence must not resume a
        reply that was frozen for what he says now, and that brings an end of its own.
        """
        if utterance is self._judged:
            self._use.overlaps.settle(confirmed=words)
        return self._utterance is not None and self._utterance is not utterance

    def was_nothing(self, utterance: UtteranceAudio, text: str) -> None:
        """Learn what asks for nothing: without a word, over the agent, it may be echo."""
        self._use.nothing_said()
        if utterance.over_agent and not text and self._ear is not None:
            self._ear.mistaken()

    # -- the ticker --------------------------------------------------------------

    def heard(self, pcm: bytes) -> None:
        """Take one frame of the caller's voice."""
        self._heard_samples += len(pcm) // 2
        self._remember(pcm)
        if self._utterance is not None:
            self._collect(self._utterance, pcm)
        if self._ear is not None:
            self._ear.heard(pcm)
            if self._use.overlaps.open:
                # an utterance that has ended is silence, and the ear counts none then
                quiet_ms = STILL_MS if self._utterance is None else self._ear.quiet_ms
                self._use.overlaps.frame(len(pcm) // BYTES_PER_MS, quiet_ms)

    def pressed(self, digit: str) -> None:
        """Take one DTMF digit."""
        self._use.press(digit)

    # -- the ear -----------------------------------------------------------------

    def transition(self, transition: Transition) -> None:
        """Take what the ear found; called within :meth:`heard` or after a batch."""
        utterance = self._utterance
        if transition.kind is TransitionKind.STARTED:
            self._open(self._behind_s(transition))
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
                self._close(utterance, self._behind_s(transition))
            case _:
                pass

    def _behind_s(self, transition: Transition) -> float:
        """Return how long ago it happened, by what was heard since."""
        behind = self._heard_samples - transition.at_sample
        return max(0.0, behind / SAMPLE_RATE_HZ)

    def _open(self, ago_s: float) -> None:
        if self._utterance is not None:
            return
        self._utterance = UtteranceAudio()
        self._utterance.began_s = trio.current_time() - ago_s
        self._speech_ms = 0
        self._chunk, self._chunk_bytes = [], 0
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
        utterance.ended_s = trio.current_time() - silence_s
        utterance.close()
        self._use.end_of_speech(silence_s)
        self._use.post(Happened(Event.CALLER_FINISHED))

    def _remember(self, pcm: bytes) -> None:
        self._recent.append(pcm)
        self._recent_bytes += len(pcm)
        while self._recent_bytes - len(self._recent[0]) >= PREROLL_MS * BYTES_PER_MS:
            self._recent_bytes -= len(self._recent.popleft())

    def _collect(self, utterance: UtteranceAudio, pcm: bytes) -> None:
        self._chunk.append(pcm)
        self._chunk_bytes += len(pcm)
        if not utterance.settled:
            was_ms, self._speech_ms = (
                self._speech_ms,
                self._speech_ms + len(pcm) // BYTES_PER_MS,
            )
            if was_ms < round(INSIST_S * 1000) <= self._speech_ms:
                self._use.post(Happened(Event.CALLER_INSISTED))
        if self._chunk_bytes >= CHUNK_MS * BYTES_PER_MS:
            self._flush(utterance)

    def _flush(self, utterance: UtteranceAudio) -> None:
        if self._chunk:
            utterance.append(b"".join(self._chunk), speech=not utterance.settled)
            self._chunk, self._chunk_bytes = [], 0
