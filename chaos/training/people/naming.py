"""How a sentence names somebody: by the first name, in full, with initials, letter by letter."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from chaos.training.people.dice import Dice
from chaos.training.people.persons import Person

_PET: Final = 0.12
_SURNAME_FIRST: Final = 0.3
_MIDDLE: Final = 0.06
_LETTERS: Final = "ABCDEFGHJKLMNPRSTW"


def named(person: Person, slot: str, case: str, dice: Dice) -> str:
    """Return ``person`` as ``slot`` names people, in ``case``. Raises KeyError."""
    return SLOTS[slot](person, case, dice)


def _first(person: Person, case: str, dice: Dice) -> str:
    return _in(person.pet if dice.chance(_PET) else person.first, case)


def _given(person: Person, case: str, _dice: Dice) -> str:
    return f"{_in(person.first, case)} {_patronymic(person, case)}".strip()


def _english_full(person: Person, case: str, dice: Dice) -> str:
    middle = f" {dice.pick(_LETTERS)}." if dice.chance(_MIDDLE) else ""
    return f"{_first(person, 'nom', dice)}{middle} {_in(person.surname, case)}"


def _full(person: Person, case: str, dice: Dice) -> str:
    if person.patronymic is None:  # not a language that declines
        return _english_full(person, case, dice)
    parts = [_first(person, case, dice), _in(person.surname, case)]
    if dice.chance(_SURNAME_FIRST):
        parts.reverse()
    return " ".join(parts)


def _whole(person: Person, case: str, dice: Dice) -> str:
    patronymic = _patronymic(person, case)
    if not patronymic:
        return f"{person.first['nom']} {_in(person.surname, case)}"
    given = f"{_in(person.first, case)} {patronymic}"
    if dice.chance(_SURNAME_FIRST):
        return f"{given} {_in(person.surname, case)}"
    return f"{_in(person.surname, case)} {given}"


def _initials(person: Person, case: str, dice: Dice) -> str:
    letters = [person.first["nom"][0]]
    if person.patronymic is not None and dice.chance(0.75):
        letters.append(person.patronymic["nom"][0])
    elif person.language == "en" and dice.chance(0.3):
        letters.append(dice.pick(_LETTERS))
    given = ("." if dice.chance(0.5) else ". ").join(letters) + "."
    surname = _in(person.surname, case)
    if dice.chance(0.75 if person.language == "en" else 0.4):
        return f"{given} {surname}" if dice.chance(0.8) else f"{given}{surname}"
    return f"{surname} {given}"


def _spelled(person: Person, _case: str, dice: Dice) -> str:
    letters = [letter for letter in person.surname["nom"] if letter.isalpha()]
    if dice.chance(0.3):
        return "-".join(letters).upper()
    return " ".join(letters).lower()


def _patronymic(person: Person, case: str) -> str:
    return "" if person.patronymic is None else _in(person.patronymic, case)


def _in(forms: dict[str, str], case: str) -> str:
    return forms.get(case) or forms["nom"]


SLOTS: Final[dict[str, Callable[[Person, str, Dice], str]]] = {
    "first": _first,
    "short": lambda person, case, _dice: _in(person.pet, case),
    "surname": lambda person, case, _dice: _in(person.surname, case),
    "full": _full,
    "patr": _given,
    "all": _whole,
    "initials": _initials,
    "spelled": _spelled,
}
