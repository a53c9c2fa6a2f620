"""Customers of an :class:`tests.kit.officehouse.OfficeHouse`: they talk until they have it.

A customer answers what he is asked, in his own words, and says the rest when he is asked
nothing. Who speaks when comes from the demo's conversation; his speech spells its text.
"""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Mapping, Sequence
from itertools import chain
from typing import Final

import trio

from callcore.engines.spelled import read_spelled, spell
from callcore.protocol.fastagi_asterisk import AgiChannel
from callcore.shared.ids import Language
from chaos.demo.caller import HangUp, Move, Say
from chaos.demo.conversation import Conversation
from chaos.demo.line import CallerLine, Observed
from chaos.prompts.caller import GOODBYE
from chaos.prompts.questions import asked
from tests.kit.officehouse import OfficeHouse
from tests.kit.phone.dialplan import Phone
from tests.kit.phone.network import NetworkExchange
from tests.kit.phone.result import CallResult

LEAST_MS: Final = 450  # of speech, or it is taken for a noise
CHAR_MS: Final = 10


def pace_ms(text: str) -> int:
    """Return how long a character of ``text`` is: fast, but long enough to be speech."""
    return max(CHAR_MS, LEAST_MS // max(1, len(text)))


class Ear(CallerLine):
    """A line whose caller hears the very characters; the journal has masked ones."""

    def __init__(self) -> None:
        super().__init__()
        self._pcm = bytearray()

    def _hear(self, time_s: float, pcm: bytes) -> None:
        super()._hear(time_s, pcm)
        self._pcm += pcm

    def take(self) -> str:
        """Return what was heard since the last time."""
        heard = read_spelled(self._pcm)
        self._pcm.clear()
        return heard


class Mind:
    """Decides what a customer says; see :class:`chaos.demo.caller.Talker`.

    An answer with bars is said in as many turns, whatever the agent says meanwhile.
    """

    def __init__(
        self,
        language: Language,
        turns: Sequence[str],
        answers: Mapping[str, Sequence[str]],
    ) -> None:
        self.line = Ear()
        self.said: list[str] = []
        self._language: Language = language
        self._turns = deque([*turns, GOODBYE[language]])
        self._answers = {
            key: [one.split(" | ") for one in texts] for key, texts in answers.items()
        }
        self._rest: list[str] = []  # of what he says in several turns
        self._given: Counter[str] = Counter()
        self._heard = 0

    def hear(self, _text: str) -> None:
        """Note that a sentence is over."""
        self._heard += 1

    def overhear(self, _text: str) -> Move:
        """Never interrupt."""
        return None

    def reply(self) -> Move:
        """Answer what was asked, or go on with his own."""
        heard, self._heard = self._heard, 0
        return self._say(self._choose(self.line.take())) if heard else None

    def nudge(self) -> Move:
        """Go on: the agent owes an answer."""
        return self._say(self._choose(""))

    def _choose(self, heard: str) -> str:
        if self._rest:
            return self._rest.pop(0)
        for key in asked(heard, self._language) if self.said else ():
            texts = self._answers.get(key, [])
            if self._given[key] < len(texts):
                self._given[key] += 1
                first, *self._rest = texts[self._given[key] - 1]
                return first
        return self._turns.popleft() if self._turns else ""

    def _say(self, text: str) -> Move:
        self.said.append(text)
        return Say(text) if text else HangUp("said all")

    def lines(self) -> list[str]:
        """Return everything that he may say."""
        answers = chain.from_iterable(self._answers.values())
        return [*self._turns, *chain.from_iterable(answers)]


class Customer:
    """One of them; ``result`` is there when the call is over."""

    def __init__(self, house: OfficeHouse, channel: AgiChannel, mind: Mind) -> None:
        self.call_id = ""
        self.mind = mind
        self.result: CallResult | None = None
        self._house = house
        self._channel = channel

    async def ring(self) -> None:
        """Call, and talk until somebody hangs up."""
        clips = {text: spell(text, pace_ms(text)) for text in self.mind.lines()}
        talk = Conversation(self.mind.line, self.mind, clips, lambda _scene: None)
        async with trio.open_nursery() as nursery:

            async def admitted(call_id: str, _target: str) -> None:
                self.call_id = call_id
                folder = self._house.data_dir / "calls" / call_id
                nursery.start_soon(talk.run, folder / "events.jsonl")
                await trio.lowlevel.checkpoint()

            exchange = Observed(NetworkExchange(), admitted)
            phone = Phone(self._house.desk, exchange, keeps_audio=False)
            self.result = await phone.call(self.mind.line.handset, self._channel)
            nursery.cancel_scope.cancel(reason="the call is over")
