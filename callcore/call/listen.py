"""Listen: utterances become text, one after the other, in the order they were said."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Final, NoReturn, Protocol

import trio

from callcore.call.deadlines import STT_FINAL_S
from callcore.call.happened import Happened, Post
from callcore.dialog.machine import Event
from callcore.engines.errors import EngineError
from callcore.engines.ports import Partial, SpeechToText, Transcript
from callcore.engines.utterance import UtteranceAudio
from callcore.shared.audioformat import BYTES_PER_S
from callcore.shared.ids import LANGUAGES, Language
from callcore.shared.observe.events import CALLER_PARTIAL, Journal

BYTES_PER_MS: Final = BYTES_PER_S // 1000


NOTHING: Final = Transcript("", LANGUAGES[0])


class Texts(Protocol):
    """Where finished text goes before the driver hears of it."""

    def caller_said(
        self,
        text: str,
        *,
        aside: bool = False,
        typed: bool = False,
        sounded: UtteranceAudio | None = None,
    ) -> bool:
        """Keep ``text``, which may be empty; return whether a turn waits for an answer.

        ``aside``: an "mhm" over the agent, which asks for nothing. ``typed``: in writing;
        else ``sounded`` is what was heard.
        """


class Decided(Protocol):
    """Who must know that a final text has come."""

    def __call__(self, utterance: UtteranceAudio, *, words: bool) -> bool:
        """Return whether the caller talks over the agent again already."""


@dataclass(frozen=True, slots=True)
class Listening:
    """What the listener needs.

    ``heard_text`` gets partials of the utterance that is still open, ``guess`` those that
    may be the whole turn. ``is_aside`` knows an "mhm". ``spoken`` is told in which
    language an utterance was, and what it said, before anything else happens; true if
    that was a wish to switch and no more. ``was_nothing`` gets utterances that ask for
    nothing, with their text.
    """

    stt: SpeechToText
    language: Callable[[], Language]
    others: Callable[[], Sequence[Language]]
    hints: Callable[[], Sequence[str]]
    post: Post
    texts: Texts
    journal: Journal
    text_ready: Callable[[], None]
    heard_text: Callable[[str], None]
    guess: Callable[[str], None]
    is_aside: Callable[[str], bool]
    spoken: Callable[[Transcript], bool]
    was_nothing: Callable[[UtteranceAudio, str], None]
    decided: Decided


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

    def typed(self, text: str) -> None:
        """Take a turn that the caller wrote: a final text that nobody had to hear."""
        use = self._use
        wish = use.spoken(Transcript(text, use.language()))
        waits = use.texts.caller_said(text, aside=wish, typed=True)
        if waits:
            use.text_ready()
            use.post(Happened(Event.TURN_READY, text=text))

    async def run(self) -> NoReturn:
        """Transcribe every utterance; a failure is an event, never an exception."""
        async for utterance in self._lane:
            with trio.CancelScope() as self._scope:
                if utterance.closed_s is not None:
                    # what waited behind another one is late all the sooner
                    self._scope.deadline = utterance.closed_s + STT_FINAL_S
                await self._transcribe(utterance)
            late, self._scope = self._scope.cancelled_caught, None
            if late:
                self._use.post(Happened(Event.FAILED, reason="stt-late"))
        raise AssertionError("the lane of utterances closed before its call")

    async def _transcribe(self, utterance: UtteranceAudio) -> None:
        use = self._use
        if utterance.closed and utterance.void:
            self._tell(utterance, NOTHING)
            return
        try:
            found = await use.stt.transcribe(
                utterance,
                use.language(),
                partial(self._partial, utterance),
                use.hints(),
                use.others(),
            )
        except EngineError as exc:
            use.post(Happened(Event.FAILED, reason=f"stt-{exc.reason}"))
            return
        self._tell(utterance, NOTHING if utterance.void else found)

    def _tell(self, utterance: UtteranceAudio, found: Transcript) -> None:
        use, text = self._use, found.text.strip()
        aside = utterance.over_agent and bool(text) and use.is_aside(text)
        if text and not aside:
            aside = use.spoken(found) and not utterance.over_agent
        if text and not aside:
            use.text_ready()
        else:
            use.was_nothing(utterance, text)
        waits = use.texts.caller_said(text, aside=aside, sounded=utterance)
        overtaken = use.decided(utterance, words=bool(text) and not aside)
        if overtaken and not waits:
            return  # he talks over the agent again; what he says now decides
        event = Event.TURN_READY if waits else Event.NOTHING_SAID
        use.post(Happened(event, text=text))

    def _partial(self, utterance: UtteranceAudio, found: Partial) -> None:
        self._use.journal.note(CALLER_PARTIAL, text=found.text)
        if utterance.closed:
            return  # the final text is next, and it decides
        self._use.heard_text(found.text)
        whole = found.stable or found.audio_ms * BYTES_PER_MS >= utterance.speech_bytes
        if utterance.settled and whole and found.text:
            self._use.guess(found.text)
