"""A reply that is asked for before the caller's turn is over, in the hope that it is.

Nobody hears of a guess until a turn adopts it: its deltas are only held. It runs no tool,
and a model's reply has no side effects (:class:`~callcore.engines.ports.LanguageModel`),
so a guess that was wrong is dropped and leaves nothing behind.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Protocol, Self

import trio

from callcore.engines.chat import Delta, Message, ToolSpec
from callcore.engines.errors import EngineError
from callcore.engines.ports import LanguageModel
from callcore.shared.ids import Language

HELD_MAX: Final = 256  # deltas; more than a minute of speech is not read ahead


class GuessMetrics(Protocol):
    """Counts what became of guesses."""

    def guess(self, fate: str) -> None:
        """Count one: ``used`` or ``dropped``."""


@dataclass(frozen=True, slots=True)
class Question:
    """What a model is asked, and how another question compares to it."""

    messages: Sequence[Message]
    tools: Sequence[ToolSpec]
    language: Language

    def is_as(self, other: Question) -> bool:
        """Say whether an answer to ``other`` answers this, too.

        The caller's last words may differ in case and punctuation, as the partial and
        the final text of a recogniser do; everything else must be equal.
        """
        mine, others = self.messages, other.messages
        return (
            self.language == other.language
            and len(mine) == len(others) > 0
            and mine[-1].role == others[-1].role == "user"
            and list(mine[:-1]) == list(others[:-1])
            and _words(mine[-1].text) == _words(others[-1].text)
        )


class Guess:
    """One reply that is held back. One reader, once it is adopted."""

    def __init__(self, question: Question) -> None:
        self.question = question
        self.adopted = False
        self._scope = trio.CancelScope()
        self._held: list[Delta] = []
        self._read = 0
        self._failed: EngineError | None = None
        self._over = False
        self._changed = trio.Event()

    async def run(self, llm: LanguageModel) -> None:
        """Ask and hold what comes; a failure is kept for the reader. Cancel-safe."""
        asked = self.question
        with self._scope:
            try:
                async with llm.reply(
                    asked.messages, asked.tools, asked.language
                ) as deltas:
                    async for delta in deltas:
                        self._held.append(delta)
                        self._stir()
                        while len(self._held) >= HELD_MAX and not self.adopted:
                            await self._changed.wait()
            except EngineError as exc:
                self._failed = exc
        self._over = True
        self._stir()

    @property
    def usable(self) -> bool:
        """False once it has failed or was dropped: then ask afresh."""
        return self._failed is None and not self._scope.cancel_called

    def adopt(self) -> None:
        """Let the reader have it."""
        self.adopted = True
        self._stir()

    def drop(self) -> None:
        """Stop asking. Idempotent."""
        self._scope.cancel(reason="the guess was wrong")

    def __aiter__(self) -> Self:
        return self

    async def __anext__(self) -> Delta:
        """Return what was held, then what still comes; raises :exc:`EngineError`."""
        while self._read == len(self._held):
            if self._failed is not None:
                raise self._failed
            if self._over:
                raise StopAsyncIteration
            await self._changed.wait()
        self._read += 1
        return self._held[self._read - 1]

    def _stir(self) -> None:
        self._changed.set()
        self._changed = trio.Event()


def _words(text: str) -> list[str]:
    return re.findall(r"\w+", text.casefold())
