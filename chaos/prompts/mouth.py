"""Mouth and journal of a call in text: what is said is heard at once, and traced."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from random import Random
from typing import Final

import trio

from callcore.agent.phrases import PHRASES, PhraseKey
from callcore.call.happened import ANY_TURN
from callcore.call.memory import Memory
from callcore.call.saying import Sentence
from callcore.call.speak import Heard
from callcore.call.tongue import Tongues
from callcore.shared.observe.events import (
    AGENT_WITHHELD,
    TOOL_CALLED,
    TOOL_RETURNED,
)
from chaos.prompts.trace import Agent, Called, Entry, Returned, Withheld


@dataclass(slots=True)
class Mouth:
    """A :class:`callcore.call.saying.Says` whose sentences are heard at once.

    ``barge_in`` is the share of sentences that are cut at a random word, protected ones
    too: a voice may break in a read-back, and half of it is none.
    """

    memory: Memory
    tongues: Tongues
    entries: list[Entry]
    barge_in: float
    random: Random
    answered: trio.Event = field(default_factory=trio.Event)
    shut: bool = False  # cut, or the call is handed over: nothing more is heard
    heard: list[str] = field(default_factory=list)  # since the caller spoke last

    async def say(self, sentence: Sentence) -> None:
        """See :class:`callcore.call.saying.Says`."""
        await trio.lowlevel.checkpoint()
        if self.shut:
            return
        text = sentence.text
        if self.random.random() < self.barge_in:
            words = text.split()
            text = " ".join(words[: self.random.randrange(len(words) + 1)])
            self.shut = True
            self.answered.set()
        whole = text == sentence.text
        self._hear(Heard(text, sentence.turn, whole, sentence.protected, None))

    def say_phrase(self, key: PhraseKey, turn: int = ANY_TURN) -> None:
        """See :class:`callcore.call.saying.Says`."""
        text = PHRASES[self.tongues.now][key]
        self._hear(Heard(text, turn, whole=True, protected=True, phrase=key))

    def expect(self) -> None:
        """See :class:`callcore.call.saying.Says`."""
        self.answered, self.shut = trio.Event(), False

    def complete(self) -> None:
        """See :class:`callcore.call.saying.Says`."""
        self.answered.set()

    def take_heard(self) -> str:
        """Return what the caller heard since he spoke last, and begin anew."""
        text = " ".join(self.heard)
        self.heard.clear()
        return text

    def _hear(self, heard: Heard) -> None:
        if not heard.text:
            return
        self.heard.append(heard.text)
        self.entries.append(
            Agent(
                text=heard.text,
                language=self.tongues.now,
                turn=heard.turn,
                whole=heard.whole,
                protected=heard.protected,
                phrase=heard.phrase or "",
            )
        )
        self.memory.agent_heard(heard)


class TraceJournal:
    """A :class:`callcore.shared.observe.events.Journal` that writes the trace.

    What the caller said is traced by the stage, in his own words.
    """

    def __init__(self, entries: list[Entry]) -> None:
        self._entries = entries
        self.idle = trio.Event()  #: set while no tool is at work
        self.idle.set()

    def note(self, event: str, **fields: object) -> None:
        """Add one event now."""
        if event == TOOL_CALLED:
            self.idle = trio.Event()
        elif event == TOOL_RETURNED:
            self.idle.set()
        make = _ENTRIES.get(event)
        if make is not None:
            self._entries.append(make(fields))

    def close(self) -> None:
        """Take no more events."""

    def guess(self, fate: str) -> None:
        """Count no guess: in text nobody hesitates."""


def _called(fields: Mapping[str, object]) -> Entry:
    return Called(str(fields["tool"]), str(fields["arguments"]), _turn(fields))


def _returned(fields: Mapping[str, object]) -> Entry:
    ok, result = bool(fields["ok"]), str(fields["result"])
    return Returned(str(fields["tool"]), ok, result, _turn(fields))


def _withheld(fields: Mapping[str, object]) -> Entry:
    return Withheld(str(fields["text"]), str(fields["reason"]))


def _turn(fields: Mapping[str, object]) -> int:
    turn = fields.get("turn", 0)
    return turn if isinstance(turn, int) else 0


_ENTRIES: Final = {
    TOOL_CALLED: _called,
    TOOL_RETURNED: _returned,
    AGENT_WITHHELD: _withheld,
}
