"""Engines in a row: when one fails or dawdles, the next one starts from the beginning.

The utterance is kept whole and the sentence is known, so the caller repeats nothing and
hears nothing twice: speech that has begun is never begun again. What fails in every
engine is raised, and the ladder of the call goes on (``callcore.call.degrade``).

Every step is reported as ``on_degraded(stage, engine, reason)`` with the engine that
failed; reasons are those of :exc:`EngineError` or ``slow``. A stream that began and then
stands still for ``between_s`` raises ``stalled``: to begin it again would say it twice.
"""

from __future__ import annotations

import math
from collections.abc import (
    AsyncGenerator,
    AsyncIterable,
    Awaitable,
    Callable,
    Sequence,
)
from contextlib import AbstractAsyncContextManager
from typing import Final, Protocol, TypeVar

import trio

from callcore.engines.chat import Delta, Message, ToolSpec
from callcore.engines.errors import EngineError
from callcore.engines.ports import (
    LanguageModel,
    Partial,
    Similarity,
    SpeechChunk,
    SpeechToText,
    TextToSpeech,
    Transcript,
)
from callcore.engines.utterance import UtteranceAudio
from callcore.shared.ids import Language

OnDegraded = Callable[[str, str, str], None]
SLOW: Final = "slow"
STALLED: Final = "stalled"


class _Named(Protocol):
    @property
    def name(self) -> str: ...


T = TypeVar("T")
E = TypeVar("E", bound=_Named)
Stream = AbstractAsyncContextManager[AsyncIterable[T]]
Transcribing = Callable[
    [SpeechToText, Callable[[Partial], None]], Awaitable[Transcript]
]


def _nobody(_stage: str, _engine: str, _reason: str) -> None:
    """Tell nobody."""


class SttFailover:
    """Speech to text. ``first_s``: to the first partial of speech; ``final_s``: after the end.

    ``between_s``: from speech that no partial covers to the next partial, while the
    caller talks; in his pauses nothing is due. The last engine has no budget: the call's
    own deadline is behind it.
    """

    def __init__(
        self,
        engines: Sequence[SpeechToText],
        *,
        first_s: float = math.inf,
        between_s: float = math.inf,
        final_s: float = math.inf,
        on_degraded: OnDegraded = _nobody,
    ) -> None:
        self.name = engines[0].name
        self._engines = engines
        self._first_s = first_s
        self._between_s = between_s
        self._final_s = final_s
        self._on_degraded = on_degraded

    async def transcribe(
        self,
        audio: UtteranceAudio,
        language: Language,
        post: Callable[[Partial], None],
        hints: Sequence[str] = (),
        others: Sequence[Language] = (),
    ) -> Transcript:
        """Follow ``audio``; see :class:`~callcore.engines.ports.SpeechToText`."""

        def start(
            engine: SpeechToText, heard: Callable[[Partial], None]
        ) -> Awaitable[Transcript]:
            return engine.transcribe(audio, language, heard, hints, others)

        for engine in self._engines[:-1]:
            try:
                return await self._within_budget(engine, audio, post, start)
            except EngineError as error:
                self._on_degraded("stt", engine.name, error.reason)
        return await start(self._engines[-1], post)

    async def _within_budget(
        self,
        engine: SpeechToText,
        audio: UtteranceAudio,
        post: Callable[[Partial], None],
        start: Transcribing,
    ) -> Transcript:
        found: Transcript | None = None
        failure: EngineError | None = None
        due = _Due(audio, self._between_s, trio.current_time() + self._first_s)

        def heard(partial: Partial) -> None:
            due.paid()
            post(partial)

        async with trio.open_nursery() as nursery:
            nursery.start_soon(due.watch, self._final_s)
            with due.scope:
                try:
                    found = await start(engine, heard)
                except EngineError as error:
                    failure = error  # raised outside, where no nursery wraps it
            nursery.cancel_scope.cancel(reason="the engine has answered")
        if found is not None:
            return found
        raise failure or EngineError(engine.name, SLOW)


class _Due:
    """When an engine must have answered; ``scope`` ends by itself if it has not."""

    def __init__(
        self, audio: UtteranceAudio, between_s: float, first_due: float
    ) -> None:
        self.scope = trio.CancelScope(deadline=first_due)
        self._audio = audio
        self._between_s = between_s
        self._begun = False
        self._paid_bytes = 0

    def paid(self) -> None:
        """Note a partial."""
        self._begun, self._paid_bytes = True, self._speech_bytes()
        if not self._audio.closed:
            self.scope.deadline = math.inf

    async def watch(self, final_s: float) -> None:
        """Follow the audio to its end; then the final is due."""
        while not self._audio.closed:
            await self._audio.wait_change()
            if self._begun:
                self._look()
        final_due = trio.current_time() + final_s
        if not self._begun:  # it had its time already
            final_due = min(final_due, self.scope.deadline)
        self.scope.deadline = final_due

    def _look(self) -> None:
        if self._audio.settled or self._speech_bytes() == self._paid_bytes:
            self.scope.deadline = math.inf
        elif self.scope.deadline == math.inf:
            self.scope.deadline = trio.current_time() + self._between_s

    def _speech_bytes(self) -> int:
        return self._audio.dropped_bytes + self._audio.speech_bytes


class TtsFailover:
    """Text to speech. ``first_s`` is the budget to the first audio, of all but the last.

    ``between_s`` is the budget from asking for a chunk to getting it, of every engine.
    """

    def __init__(
        self,
        engines: Sequence[TextToSpeech],
        *,
        first_s: float = math.inf,
        between_s: float = math.inf,
        on_degraded: OnDegraded = _nobody,
    ) -> None:
        self.name = engines[0].name
        self._engines = engines
        self._budgets_s = (first_s, between_s)
        self._on_degraded = on_degraded

    def speak(
        self, text: str, language: Language
    ) -> AbstractAsyncContextManager[AsyncIterable[SpeechChunk]]:
        """Stream ``text``; see :class:`~callcore.engines.ports.TextToSpeech`.

        An engine that fails in mid-sentence raises: the rest would be heard twice.
        """

        def start(engine: TextToSpeech) -> Stream[SpeechChunk]:
            return engine.speak(text, language)

        return _in_turn("tts", self._engines, start, self._budgets_s, self._on_degraded)


class LlmFailover:
    """Language models. ``first_s`` is the budget to the first token, of all but the last.

    ``between_s`` is the budget from asking for a delta to getting it, of every engine.
    """

    def __init__(
        self,
        engines: Sequence[LanguageModel],
        *,
        first_s: float = math.inf,
        between_s: float = math.inf,
        on_degraded: OnDegraded = _nobody,
    ) -> None:
        self.name = engines[0].name
        self._engines = engines
        self._budgets_s = (first_s, between_s)
        self._on_degraded = on_degraded

    def reply(
        self, messages: Sequence[Message], tools: Sequence[ToolSpec], language: Language
    ) -> AbstractAsyncContextManager[AsyncIterable[Delta]]:
        """Stream one reply; see :class:`~callcore.engines.ports.LanguageModel`.

        A model that fails after its first token raises: half a reply may be spoken.
        """

        def start(engine: LanguageModel) -> Stream[Delta]:
            return engine.reply(messages, tools, language)

        return _in_turn("llm", self._engines, start, self._budgets_s, self._on_degraded)


@trio.as_safe_channel
async def _in_turn(
    stage: str,
    engines: Sequence[E],
    start: Callable[[E], Stream[T]],
    budgets_s: tuple[float, float],
    on_degraded: OnDegraded,
) -> AsyncGenerator[T, None]:
    """Stream from the first engine that begins in time; the last one may begin late."""
    first_s, between_s = budgets_s
    for number, engine in enumerate(engines, start=1):
        last = number == len(engines)  # the same engine may stand here twice: a retry
        begun = False
        reason = SLOW
        try:
            with trio.CancelScope() as budget:
                budget.deadline = trio.current_time() + (math.inf if last else first_s)
                async with start(engine) as items:
                    async for item in items:
                        # the time that the reader takes is not the engine's
                        begun, budget.deadline = True, math.inf
                        yield item
                        budget.deadline = trio.current_time() + between_s
                return
        except EngineError as error:
            if begun or last:
                raise
            reason = error.reason
        if begun:
            raise EngineError(engine.name, STALLED)
        on_degraded(stage, engine.name, reason)


class SimilarityFailover:
    """Similarity. ``answer_s`` is the budget of all but the last."""

    def __init__(
        self,
        engines: Sequence[tuple[str, Similarity]],
        *,
        answer_s: float = math.inf,
        on_degraded: OnDegraded = _nobody,
    ) -> None:
        self._engines = engines
        self._answer_s = answer_s
        self._on_degraded = on_degraded

    async def similarity(self, text: str, examples: Sequence[str]) -> list[float]:
        """Compare; see :class:`~callcore.engines.ports.Similarity`."""
        for name, engine in self._engines[:-1]:
            try:
                with trio.fail_after(self._answer_s):
                    return await engine.similarity(text, examples)
            except trio.TooSlowError:
                self._on_degraded("nlu", name, SLOW)
            except EngineError as error:
                self._on_degraded("nlu", name, error.reason)
        return await self._engines[-1][1].similarity(text, examples)
