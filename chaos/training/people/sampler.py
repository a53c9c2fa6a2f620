"""Sentences with the names in them marked, as many as one likes, from the frames and lists."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from callcore.shared.ids import Language
from chaos.training.people.dice import Dice
from chaos.training.people.lists import Lists
from chaos.training.people.naming import SLOTS as PERSON_SLOTS
from chaos.training.people.naming import named
from chaos.training.people.persons import Person, Registry, foreign
from chaos.training.people.styles import Part, Piece, Sentence, styled
from chaos.training.people.things import Things

_SLOT: Final = re.compile(r"\{([a-z]+)((?:[:#][a-z0-9]+)*)\}")
_CASES: Final = frozenset({"nom", "gen", "dat", "acc", "ins", "loc", "voc", "pos"})
_SURE_SLOTS: Final = frozenset(
    {"phone", "email", "address", "order", "sku", "size", "price", "date", "time"}
)
_FOREIGN: Final = 0.12
_FRESH_NAMES: Final = 0.5
_CLAIMED: Final = 0.75
_TAGGED: Final = 0.03
_SALADS: Final = 6000  # an epoch


class Sampler:
    """Fills the frames of one language; ``others`` lend their people."""

    def __init__(self, lists: Lists, people: dict[Language, Registry]) -> None:
        self._lists = lists
        self._language: Language = lists.language
        self._people = people
        self._others = [code for code in people if code != self._language]
        self._things = Things(lists)

    def filled(self, frame: str, dice: Dice, style: str | None = None) -> Sentence:
        """Return ``frame`` with people and things in its slots, in one style."""
        persons: dict[str, Person] = {}
        fresh, pieces, cursor = dice.chance(_FRESH_NAMES), [], 0
        for slot in _SLOT.finditer(frame):
            pieces.append(Piece(frame[cursor : slot.start()]))
            pieces.append(self._slot(slot[1], slot[2], persons, dice, fresh=fresh))
            cursor = slot.end()
        pieces.append(Piece(frame[cursor:]))
        pieces = [piece for piece in pieces if piece.text]
        return styled(pieces, self._language, dice, style)

    def epoch(self, dice: Dice, copies: int = 4) -> Iterator[Sentence]:
        """Yield every frame several times and every plain line; new names each time."""
        for frame in self._lists.said:
            for _ in range(copies):
                yield self.filled(frame, dice)
        for line in self._lists.plain:
            for _ in range(copies):
                yield self.filled(line, dice)
        yield from self._salads(dice)

    def _slot(
        self,
        slot: str,
        rest: str,
        persons: dict[str, Person],
        dice: Dice,
        *,
        fresh: bool,
    ) -> Piece:
        if slot not in PERSON_SLOTS:
            text = self._things.made(slot, dice)
            claimed = slot in _SURE_SLOTS and dice.chance(_CLAIMED)
            return Piece(text, Part.CLAIMED if claimed else Part.PLAIN)
        if dice.chance(_TAGGED):
            return Piece("[PERSON]", Part.CLAIMED)
        options = [option for option in re.split("[:#]", rest) if option]
        which = next((option for option in options if option.isdecimal()), "1")
        gender = next((option for option in options if option in {"m", "f"}), None)
        case = next((option for option in options if option in _CASES), "nom")
        if which not in persons:
            persons[which] = self._person(dice, gender)
        return Piece(named(persons[which], slot, case, dice), Part.NAME, fresh)

    def _person(self, dice: Dice, gender: str | None) -> Person:
        if not self._others or not dice.chance(_FOREIGN):
            return self._people[self._language].person(dice, gender)
        other = dice.pick(self._others)
        return foreign(self._people[other].person(dice, gender), self._language, dice)

    def _salads(self, dice: Dice) -> Iterator[Sentence]:
        """Yield words in no order, a name among them now and then: what a word is by itself."""
        words, lists = self._lists.words, self._lists
        if not words:
            return
        for word in dice.shuffled(words)[:_SALADS]:
            around = [dice.pick(words) for _ in range(dice.number(0, 3))]
            text = " ".join([word, *around])
            pieces = [Piece(text, fresh=dice.chance(0.5))]
            if dice.chance(0.2):
                slot = dice.pick(("first", "full", "full", "surname", "all"))
                pieces.append(Piece(" "))
                pieces.append(self._slot(slot, "", {}, dice, fresh=dice.chance(0.5)))
            if dice.chance(0.5):
                pieces.reverse()
            yield styled(pieces, self._language, dice)
        for phrase in (*lists.brands, *lists.places):
            word = dice.pick(words)
            pieces = [Piece(f"{word} {phrase}", fresh=dice.chance(0.25))]
            yield styled(pieces, self._language, dice)
