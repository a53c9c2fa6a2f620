"""The hostile model as a language model, so that a real thinker has to deal with it.

Slower than :mod:`chaos.prompts.hostile`, and whole: streams, rounds, barge-in, hand-over.
"""

from __future__ import annotations

from collections.abc import AsyncGenerator, Iterator, Sequence
from dataclasses import replace
from random import Random
from typing import Final

import trio

from callcore.engines.chat import (
    Delta,
    Finished,
    Message,
    TextDelta,
    ToolCall,
    ToolSpec,
)
from callcore.shared.ids import Language
from chaos.prompts.attacks import replies
from chaos.prompts.hostile import furnished, mind_of
from chaos.prompts.house import Furniture, open_house
from chaos.prompts.mind import Mind, Reply, Say
from chaos.prompts.stage import Manner, run
from chaos.prompts.trace import Played
from chaos.prompts.victims import turn, victim

TURNS: Final = (2, 8)  # of the caller
BARGE_IN: Final = 0.1  # of sentences


class HostileModel:
    """A :class:`~callcore.engines.ports.LanguageModel` that obeys nothing."""

    name = "hostile"

    def __init__(self, mind: Mind) -> None:
        self._mind = mind
        self._replies = replies(mind)
        self._seen = 0

    @trio.as_safe_channel
    async def reply(
        self, messages: Sequence[Message], tools: Sequence[ToolSpec], language: Language
    ) -> AsyncGenerator[Delta, None]:
        """Stream something bad, in small pieces."""
        self._learn(messages)
        self._mind.language = language
        for delta in self._deltas(next(self._replies)):
            await trio.sleep(0.01)
            yield delta

    def _learn(self, messages: Sequence[Message]) -> None:
        for message in messages[self._seen :]:
            if message.role == "tool":
                self._mind.learn(message.text)
            elif message.role == "user":
                self._mind.caller = message.text
        self._seen = max(0, len(messages) - 1)  # the last may still get its results

    def _deltas(self, reply: Reply) -> Iterator[Delta]:
        for move in reply:
            if isinstance(move, Say):
                half = len(move.text) // 2
                yield TextDelta(move.text[:half])
                yield TextDelta(f"{move.text[half:]} ")
            else:
                yield ToolCall(move.id, move.name, move.arguments)
        if self._mind.random.random() < 0.9:  # some streams just end
            yield Finished()


def play_hostile(seed: int, furniture: Furniture | None = None) -> Played:
    """Play one hostile call on the stage; the same for the same seed."""
    random = Random(seed)
    dialogue = victim(random)
    count = random.randint(*TURNS)
    turns = tuple(turn(random, dialogue.language) for _ in range(count))
    dialogue = replace(dialogue, turns=turns)
    usual = furniture or furnished()
    model = HostileModel(mind_of(dialogue, open_house(dialogue, usual), random))
    return run(dialogue, model, manner=Manner(BARGE_IN, seed, usual))
