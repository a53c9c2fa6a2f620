"""A random caller: hears every word the agent spells, answers as people do, or does not.

Most callers want to buy something and follow their script; each seed bends it: they
interrupt, cough, fall silent, press keys, ask for a human, hang up, talk nonsense.
"""

from __future__ import annotations

import random
from dataclasses import dataclass, field
from typing import Final

import trio

from callcore.engines.spelled import read_spelled, spell
from tests.kit.phone.handset import Handset, Speech

ANSWERS: Final = {
    "order": ("yes", "yes please", "yes correct"),
    "many": ("four", "four please", "two"),
    "which": ("the first one", "the cheapest", "nokian"),
}
WISHES: Final = (
    "winter tyres 205/55 r16",
    "i need summer tyres one nine five sixty five fifteen",
    "engine oil 5w-30",
    "do you have michelin",
)
NONSENSE: Final = (
    "the weather is nice today",
    "la la la",
    "what",
    "how much is the fish",
    "no",
    "yes",
    "order number 123456",
)
COUGH: Final = b"\x00\x20\x00\xe0" * 80 * 5  # 100 ms; too low to spell anything


@dataclass(slots=True)
class Habits:
    """How this caller behaves; probabilities per turn."""

    patience_s: float
    interrupts: float
    coughs: float
    nonsense: float
    silent: float
    leaves: float
    presses: float
    holds: float
    wants_human: float
    crashes: bool
    turns: int

    @classmethod
    def draw(cls, chance: random.Random) -> Habits:
        """Draw a caller; a third of them do nothing odd at all."""
        odd = 0.0 if chance.random() < 0.35 else 1.0
        return cls(
            patience_s=chance.uniform(0.3, 1.2),
            interrupts=odd * chance.choice((0.0, 0.1, 0.4)),
            coughs=odd * chance.choice((0.0, 0.2)),
            nonsense=odd * chance.choice((0.0, 0.1, 0.5)),
            silent=odd * chance.choice((0.0, 0.0, 0.3)),
            leaves=odd * chance.choice((0.0, 0.03, 0.1)),
            presses=odd * chance.choice((0.0, 0.05)),
            holds=odd * chance.choice((0.0, 0.1)),
            wants_human=odd * chance.choice((0.0, 0.05)),
            crashes=odd > 0 and chance.random() < 0.05,
            turns=chance.randint(3, 14),
        )


@dataclass(slots=True)
class Ear:
    """What the caller heard: the words, and when there was any sound."""

    words: list[tuple[float, str]] = field(default_factory=list)
    last_sound_s: float = 0.0
    sounds_s: list[float] = field(default_factory=list)

    def __call__(self, time_s: float, pcm: bytes) -> None:
        """Take 20 ms of the agent."""
        if any(pcm):
            self.last_sound_s = time_s
            self.sounds_s.append(time_s)
            text = read_spelled(pcm)
            if text:
                self.words.append((time_s, text))

    @property
    def text(self) -> str:
        """Return all that was heard."""
        return "".join(text for _, text in self.words)


@dataclass(frozen=True, slots=True)
class Utterance:
    """What the caller said. ``over`` is true if the agent was speaking then."""

    from_s: float
    to_s: float
    text: str
    over: bool


class Caller:
    """One caller with a handset; :meth:`live` is a task."""

    def __init__(self, chance: random.Random) -> None:
        self.voice = Speech()
        self.ear = Ear()
        self.handset = Handset(self.voice, self.ear)
        self.said: list[Utterance] = []
        self._chance = chance
        self.habits = Habits.draw(chance)

    async def live(self) -> None:
        """Behave until the patience or the script is over, then hang up."""
        for _ in range(self.habits.turns):
            await self._wait_for_my_turn()
            if await self._do_something_odd():
                continue
            await self._say(self._choose())
        await self._wait_for_my_turn()
        await self._say("goodbye")
        await trio.sleep(20)
        self.handset.hang_up()

    async def _wait_for_my_turn(self) -> None:
        heard = len(self.ear.sounds_s)
        with trio.move_on_after(15):
            while True:
                await trio.sleep(0.1)
                quiet_s = trio.current_time() - self.ear.last_sound_s
                news = len(self.ear.sounds_s) > heard
                if news and quiet_s > self.habits.patience_s:
                    return
                if news and self._chance.random() < self.habits.interrupts / 10:
                    return

    async def _do_something_odd(self) -> bool:
        habits, chance = self.habits, self._chance
        if chance.random() < habits.leaves:
            self.handset.crash() if habits.crashes else self.handset.hang_up()
            await trio.sleep_forever()
        if chance.random() < habits.silent:
            await trio.sleep(chance.uniform(1, 25))
            return True
        if chance.random() < habits.coughs:
            self.voice.say(COUGH)
            await trio.sleep(1)
            return True
        if chance.random() < habits.presses:
            self.handset.press(chance.choice("0123#"))
            return True
        if chance.random() < habits.holds:
            self.handset.is_on_hold = True
            await trio.sleep(chance.uniform(0.1, 4))
            self.handset.is_on_hold = False
            return True
        return False

    def _choose(self) -> str:
        chance = self._chance
        if chance.random() < self.habits.wants_human:
            return "operator please"
        if chance.random() < self.habits.nonsense:
            return chance.choice(NONSENSE)
        last = self.ear.text[-160:].lower()
        for cue, answers in (
            ("correct", ANSWERS["order"]),
            ("right?", ANSWERS["order"]),
            ("how many", ANSWERS["many"]),
            ("which", ANSWERS["which"]),
            ("anything else", ("no thank you goodbye",)),
            ("order", ANSWERS["order"]),
        ):
            if cue in last:
                return chance.choice(answers)
        return chance.choice(WISHES)

    async def _say(self, text: str) -> None:
        from_s = trio.current_time()
        over = from_s - self.ear.last_sound_s < 0.1
        self.voice.say(spell(text))
        await self.voice.wait_quiet()
        self.said.append(Utterance(from_s, trio.current_time(), text, over))
