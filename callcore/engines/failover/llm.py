"""Language models in a row: whole sentences stay, an unfinished one was never said.

Text is held back until a sentence is whole, and each leaves with a line break behind it.
That costs no time: a voice begins with whole sentences anyway, and the line break is what
:class:`~callcore.dialog.sentences.SentenceSplitter` needs to release one at once. In
return the next model has a clean place to go on: it is shown the sentences that the
caller may have heard, and those of its own that repeat them are left out.

Tool calls leave when the reply is complete, so none is made twice.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import AsyncGenerator, Sequence

import trio

from callcore.dialog.sentences import SentenceSplitter
from callcore.engines.chat import (
    Delta,
    Finished,
    Message,
    TextDelta,
    ToolCall,
    ToolSpec,
)
from callcore.engines.errors import EngineError, EngineLost
from callcore.engines.failover.rung import Ladder, OnDegraded, Patience, Rung, nobody
from callcore.engines.ports import LanguageModel
from callcore.shared.ids import Language


class LlmFailover:
    """Language models for one call.

    ``first_s`` is the budget to the first token, of all but the last model; ``between_s``
    that from asking for a delta to getting it, of every one.
    """

    def __init__(
        self, rungs: Sequence[Rung[LanguageModel]], on_degraded: OnDegraded = nobody
    ) -> None:
        self._ladder = Ladder("llm", rungs, on_degraded)

    @property
    def name(self) -> str:
        """Return the name of the engine that answered last."""
        return self._ladder.name

    @trio.as_safe_channel
    async def reply(
        self, messages: Sequence[Message], tools: Sequence[ToolSpec], language: Language
    ) -> AsyncGenerator[Delta, None]:
        """Stream one reply; see :class:`~callcore.engines.ports.LanguageModel`.

        A stream that ends without :class:`Finished` was ``cut``.
        """
        said: list[str] = []
        attempts = self._ladder.attempts(language)
        while True:
            attempt = next(attempts)
            rung, answer = attempt.rung, _Answer(said)
            asked = _going_on(messages, said) if rung.continues else messages
            patience = Patience(rung.budget, last=attempt.last)
            try:
                with attempt.blamed(patience), patience.scope:
                    async with rung.engine.reply(asked, tools, language) as deltas:
                        async for delta in deltas:
                            attempt.began()
                            patience.came()
                            for sentence in answer.take(delta):
                                yield sentence
                            if answer.finished is not None:
                                break
                            patience.wait()
                patience.check(rung.name)
                end = answer.end(rung.name)
            except EngineError as error:
                attempt.failed(error)
            else:
                attempt.succeeded()
                for delta in end:
                    yield delta
                return


class _Answer:
    """What one model says; ``said`` is shared with those before and after it."""

    def __init__(self, said: list[str]) -> None:
        self._said = said
        self._again = Counter(map(_words, said))  # what it may repeat, and how often
        self._splitter = SentenceSplitter()
        self._calls: list[ToolCall] = []
        self.finished: Finished | None = None

    def take(self, delta: Delta) -> list[TextDelta]:
        """Return the sentences that ``delta`` completes."""
        if isinstance(delta, TextDelta):
            return self._new(self._splitter.feed(delta.text))
        if isinstance(delta, ToolCall):
            self._calls.append(delta)
        else:
            self.finished = delta
        return []

    def end(self, engine: str) -> list[Delta]:
        """Return what was held back; raises :exc:`EngineLost` if the end is missing."""
        if self.finished is None:
            raise EngineLost(engine, "cut")
        return [*self._new(self._splitter.flush()), *self._calls, self.finished]

    def _new(self, sentences: Sequence[str]) -> list[TextDelta]:
        fresh = [each for each in sentences if not self._repeats(each)]
        self._said += fresh
        return [TextDelta(f"{sentence}\n") for sentence in fresh]

    def _repeats(self, sentence: str) -> bool:
        words = _words(sentence)
        repeats = self._again[words] > 0
        self._again[words] -= repeats
        return repeats


def _going_on(messages: Sequence[Message], said: Sequence[str]) -> Sequence[Message]:
    """Return what the next model is asked: the same, and what the caller may have heard."""
    if not said:
        return messages
    return [*messages, Message("assistant", " ".join(said))]


def _words(sentence: str) -> tuple[str, ...]:
    return tuple(re.findall(r"\w+", sentence.casefold()))
