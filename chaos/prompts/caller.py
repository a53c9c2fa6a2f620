"""The scripted caller: says his turns in order, and answers what he is asked meanwhile."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import Final, Protocol

from callcore.shared.ids import Language
from chaos.prompts.dialogue import MAX_TURNS, Dialogue
from chaos.prompts.questions import asked

ANSWERS_EACH: Final = 2  # an agent that asks a third time did not listen
GOODBYE: Final[Mapping[Language, str]] = {
    "en": "Thank you, goodbye.",
    "ru": "Спасибо, до свидания.",
    "uk": "Дякую, до побачення.",
}


class Talks(Protocol):
    """The caller of one call."""

    async def next(self, heard: str, language: Language) -> str | None:
        """Return what he says to ``heard``, ``None`` when he hangs up. Cancel-safe."""


class ScriptedCaller:
    """A caller who says what his dialogue holds."""

    def __init__(self, dialogue: Dialogue) -> None:
        self._answers = dialogue.answers
        self._turns = list(dialogue.turns)
        self._given: Counter[str] = Counter()
        self._told: set[str] = set()
        self._said = 0
        self._done = False

    async def next(self, heard: str, language: Language) -> str | None:
        """See :class:`Talks`; returns at once."""
        if self._done or self._said >= MAX_TURNS:
            return None
        self._said += 1
        if self._said == 1:
            return self._turns.pop(0)
        return self._reply(asked(heard, language), language)

    def _reply(self, keys: list[str], language: Language) -> str:
        for key in keys:
            if key == "anything_else" and self._turns:
                continue  # what else he wants is his next turn
            if answer := self._answer(key):
                return answer
        while self._turns:
            turn = self._turns.pop(0)
            if turn not in self._told:  # he has answered so already
                return turn
        self._done = True
        return GOODBYE[language]

    def _answer(self, key: str) -> str:
        texts, given = self._answers.get(key, ()), self._given[key]
        if not texts or given >= max(ANSWERS_EACH, len(texts)):
            return ""
        self._given[key] += 1
        text = texts[min(given, len(texts) - 1)]
        self._told.add(text)
        return text
