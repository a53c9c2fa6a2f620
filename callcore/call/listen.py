"""Listen: utterances become text, one after the other, in the order they were said."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final, NoReturn, Protocol

import trio

from callcore.call.deadlines import STT_FINAL_S
from callcore.call.happened import Happened, Post
from callcore.dialog.machine import Event
from callcore.engines.errors import EngineError
from callcore.engines.ports import Partial, SpeechToText
from callcore.engines.utterance import UtteranceAudio
from callcore.shared.ids import Language
from callcore.shared.observe.events import CALLER_PARTIAL, Journal

WORDS_THAT_INSIST: Final = 3  # "mhm yes" is not an interruption, "no wait a minute" is


class Texts(Protocol):
    """Where finished text goes before the driver hears of it."""

    def caller_said(self, text: str) -> bool:
        """Keep ``text``, which may be empty; return whether a turn waits for an answer."""


@dataclass(frozen=True, slots=True)
class Listening:
    """What the listener needs."""

    stt: SpeechToText
    language: Callable[[], Language]
    hints: Sequence[str]
    post: Post
    texts: Texts
    journal: Journal
    text_ready: Callable[[], None]


class Listener:
    """The listening task of one call."""

    def __init__(
        self, use: Listening, lane: trio.MemoryReceiveChannel[UtteranceAudio]
    ) -> None:
        self._use = use
        self._lane = lane
        self._scope: trio.CancelScope | None = None

    def expect_final(self) -> None:
        """Say that the turn is over: the text is due within :data:`STT_FINAL_S`."""
        if self._scope is not None and self._scope.deadline == math.inf:
            self._scope.deadline = trio.current_time() + STT_FINAL_S

    async def run(self) -> NoReturn:
        """Transcribe every utterance; a failure is an event, never an exception."""
        async for utterance in self._lane:
            with trio.CancelScope() as self._scope:
                if utterance.closed:
                    self.expect_final()
                await self._transcribe(utterance)
            late, self._scope = self._scope.cancelled_caught, None
            if late:
                self._use.post(Happened(Event.FAILED, reason="stt-late"))
        raise AssertionError("the lane of utterances closed before its call")

    async def _transcribe(self, utterance: UtteranceAudio) -> None:
        use = self._use
        try:
            found = await use.stt.transcribe(
                utterance, use.language(), self._partial, use.hints
            )
        except EngineError as exc:
            use.post(Happened(Event.FAILED, reason=f"stt-{exc.reason}"))
            return
        text = "" if utterance.void else found.text.strip()
        use.text_ready()
        waits = use.texts.caller_said(text)
        event = Event.TURN_READY if waits else Event.NOTHING_SAID
        use.post(Happened(event, text=text))

    def _partial(self, partial: Partial) -> None:
        self._use.journal.note(CALLER_PARTIAL, text=partial.text)
        if len(partial.text.split()) >= WORDS_THAT_INSIST:
            self._use.post(Happened(Event.CALLER_INSISTED))
