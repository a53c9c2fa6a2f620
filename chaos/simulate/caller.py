"""A random caller: hears every word the agent spells, answers as people do, or does not.

Most callers want to buy something and follow their script; each seed bends it: they
hesitate, talk over the agent, cough, fall silent, press keys, change the language, ask
for a human, hang up, talk nonsense.
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass

import trio

from callcore.engines.spelled import spell
from callcore.shared.ids import Language
from chaos.simulate.ear import Ear
from chaos.simulate.habits import NOISE_MS, PAUSE_S, Habits
from chaos.simulate.lines import (
    ASIDES,
    CUES,
    DICTATED,
    LANGUAGE_WISHES,
    LONG_OVER,
    NONSENSE,
    STOPS,
    WISHES,
)
from chaos.simulate.mouth import Mouth
from tests.kit.phone.handset import Handset

LOOK_S = 0.1
LISTENS_S = (
    25.0  # to one stretch of the agent; a read-back with a delivery is the longest
)
KEY_S = 0.3  # from one key to the next


@dataclass(frozen=True, slots=True)
class Utterance:
    """What the caller said. ``over``: the agent was speaking then; ``aside``: "mhm"."""

    from_s: float
    to_s: float
    text: str
    over: bool
    aside: bool = False


@dataclass(frozen=True, slots=True)
class Entry:
    """What the caller pressed; ``number`` if it should become one, unique in his call."""

    from_s: float
    to_s: float
    keys: str
    number: str = ""


class Caller:
    """One caller with a handset; :meth:`live` is a task.

    ``full_stop`` is spelled behind each turn: a sign for an ear that judges rightly.
    """

    def __init__(self, chance: random.Random, full_stop: str = "") -> None:
        self._chance = chance
        self.habits = Habits.draw(chance)
        self.mouth = Mouth(self.habits.echo_gain, self.habits.echo_frames)
        self.voice = self.mouth.speech
        self.ear = Ear(returned=self.mouth.hear_back)
        self.handset = Handset(self.mouth, self.ear)
        self.said: list[Utterance] = []
        self.entries: list[Entry] = []
        self.language: Language = self.habits.language
        self._full_stop = full_stop

    async def live(self) -> None:
        """Behave until the patience or the script is over, then hang up."""
        async with trio.open_nursery() as nursery:
            nursery.start_soon(self._make_noises)
            nursery.start_soon(self._stall)
            await self._talk()
            nursery.cancel_scope.cancel(reason="the caller hangs up")
        self.handset.hang_up()

    async def _talk(self) -> None:
        if self.habits.over_greeting:
            await trio.sleep(self._chance.uniform(0.1, 2.0))
            await self._say(self._choose())
        for _ in range(self.habits.turns):
            await self._wait_for_my_turn()
            if await self._do_something_odd():
                continue
            await self._say(self._choose())
        await self._wait_for_my_turn()
        await self._say("goodbye")
        await trio.sleep(20)

    # -- beside the talk -----------------------------------------------------------

    async def _make_noises(self) -> None:
        while self.habits.noise_rate:
            await trio.sleep(self._chance.expovariate(self.habits.noise_rate))
            self.mouth.make_noise(self._chance.randint(*NOISE_MS))

    async def _stall(self) -> None:
        while self.habits.stall_rate:
            await trio.sleep(self._chance.expovariate(self.habits.stall_rate))
            self.mouth.stall(self._chance.choice((2, 3, 5, 10)))

    # -- the talk ------------------------------------------------------------------

    async def _wait_for_my_turn(self) -> None:
        heard, chance = len(self.ear.sounds_s), self._chance
        with trio.move_on_after(LISTENS_S):
            while True:
                await trio.sleep(LOOK_S)
                quiet_s = trio.current_time() - self.ear.last_sound_s
                news = len(self.ear.sounds_s) > heard
                if news and quiet_s > self.habits.patience_s:
                    return
                if news and chance.random() < self.habits.interrupts * LOOK_S:
                    return
                if news and quiet_s < LOOK_S:
                    await self._speak_over()

    async def _speak_over(self) -> None:
        """Say something while the agent speaks, or more often nothing."""
        habits, drawn = self.habits, self._chance.random()
        for rate, lines in (
            (habits.asides_rate, ASIDES),
            (habits.stops_rate, STOPS),
            (habits.doubles_rate, LONG_OVER),
        ):
            if drawn < rate * LOOK_S:
                await self._say(self._chance.choice(lines), aside=lines is ASIDES)
                return
            drawn -= rate * LOOK_S

    async def _do_something_odd(self) -> bool:
        habits, chance = self.habits, self._chance
        if chance.random() < habits.leaves:
            self.handset.crash() if habits.crashes else self.handset.hang_up()
            await trio.sleep_forever()
        if chance.random() < habits.silent:
            await trio.sleep(chance.uniform(1, 25))
            return True
        if chance.random() < habits.coughs:
            self.mouth.make_noise(chance.randint(*NOISE_MS))
            await trio.sleep(1)
            return True
        if chance.random() < habits.presses:
            await self._press_some()
            return True
        if chance.random() < habits.holds:
            self.handset.is_on_hold = True
            await trio.sleep(chance.uniform(0.1, 4))
            self.handset.is_on_hold = False
            return True
        return False

    async def _press_some(self) -> None:
        chance = self._chance
        number = "".join(chance.choice("0123456789") for _ in range(9))
        number = chance.choice(("0", "6")) + number + "7"
        kind = chance.random()
        if kind < 0.25:
            await self._press(number + "#", number)
        elif kind < 0.5:
            await self._press(number, number)
        elif kind < 0.65:
            await self._press(f"12*{number}", number)
        else:
            await self._press(chance.choice(("0", "0", "#", "*", "5", "3#")))

    async def _press(self, keys: str, number: str = "") -> None:
        from_s = trio.current_time()
        for key in keys:
            self.handset.press(key, held_s=0.15)
            await trio.sleep(KEY_S)
        self.entries.append(Entry(from_s, trio.current_time(), keys, number))
        await trio.sleep(3.2)  # another key now would belong to this number

    def _choose(self) -> str:
        chance, habits = self._chance, self.habits
        if chance.random() < habits.switches:
            self.language, wish = chance.choice(LANGUAGE_WISHES)
            return wish
        if chance.random() < habits.wants_human:
            return "operator please"
        return chance.choice(self._lines())

    def _lines(self) -> Sequence[str]:
        """Return what he may say to what he heard last."""
        chance, habits = self._chance, self.habits
        if self.language != "en":
            return WISHES[self.language]
        if chance.random() < habits.nonsense:
            return NONSENSE
        if chance.random() < habits.dictates:
            return DICTATED
        last = self.ear.text[-160:].lower()
        answers = (answers for cue, answers in CUES if cue in last)
        return next(answers, WISHES["en"])

    async def _say(self, text: str, *, aside: bool = False) -> None:
        from_s = trio.current_time()
        over = from_s - self.ear.last_sound_s < LOOK_S
        parts = [text] if aside else self._parts(text)
        for part in parts:
            if part is not parts[0]:
                await trio.sleep(self._chance.uniform(*PAUSE_S))
            ends = part is parts[-1] and not aside
            self.voice.say(spell(part + self._full_stop if ends else part))
            await self.voice.wait_quiet()
        self.said.append(Utterance(from_s, trio.current_time(), text, over, aside))

    def _parts(self, text: str) -> list[str]:
        """Return ``text`` as it is said: in one go, or with hesitations inside."""
        words, chance = text.split(), self._chance
        if len(words) < 2 or chance.random() >= self.habits.hesitates:
            return [text]
        count = min(len(words) - 1, chance.choice((1, 1, 2, 3)))
        cuts = sorted(chance.sample(range(1, len(words)), count))
        edges = zip([0, *cuts], [*cuts, len(words)], strict=True)
        return [" ".join(words[start:end]) for start, end in edges]
