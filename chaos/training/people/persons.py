"""One person of a sentence: known or invented, in the case that the sentence needs."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Final, Protocol

from chaos.training.people import decline_ru, decline_uk
from chaos.training.people.dice import Dice
from chaos.training.people.inventing import Chain, Kinds
from chaos.training.people.letters import cyrillic, latin
from chaos.training.people.lists import Lists


class Declension(Protocol):
    """What ``decline_uk`` and ``decline_ru`` offer: forms by case, or of a father's name."""

    def first_forms(self, lemma: str, gender: str) -> dict[str, str]:
        """Return the forms of a first name or pet name."""

    def surname_forms(self, lemma: str, kind: str, gender: str) -> dict[str, str]:
        """Return the forms of a surname of the class ``kind``."""

    def patronymic_forms(self, father: str, gender: str) -> dict[str, str]:
        """Return the forms of what the children of ``father`` bear."""


_DECLINED: Final[dict[str, Declension]] = {"uk": decline_uk, "ru": decline_ru}
_GENDERS: Final = ("m", "f")
_INVENTED_FIRST: Final = 0.1
_INVENTED_SURNAMES: Final = 0.35
_CENSUS: Final = 0.3
_COMPOUND: Final = 0.02
_ORDINARY: Final = 0.06  # names that are words, too, beyond those drawn by chance
_LEAST_ORDINARY: Final = 10  # fewer would come too often


@dataclass(frozen=True, slots=True)
class Person:
    """The forms of a person's names by case; the patronymic is None where there is none."""

    language: str
    gender: str
    first: dict[str, str]
    pet: dict[str, str]
    surname: dict[str, str]
    patronymic: dict[str, str] | None


class Registry:
    """Makes people of one language."""

    def __init__(self, lists: Lists) -> None:
        self._lists = lists
        self._by_gender = {gender: lists.of_gender(gender) for gender in _GENDERS}
        self._census = {
            gender: [name.lemma for name in lists.census_first if name.gender == gender]
            for gender in _GENDERS
        }
        self._ordinary = _ordinary(lists)
        words = frozenset(lists.words)
        self._ordinary_surnames = [
            surname for surname in lists.surnames if surname.lemma.lower() in words
        ]
        self._first_chains = {
            gender: Chain(name.lemma for name in names)
            for gender, names in self._by_gender.items()
        }
        self._surname_chain = Chain(surname.lemma for surname in lists.surnames)
        self._kinds = Kinds((name.lemma, name.kind) for name in lists.surnames)

    def person(self, dice: Dice, gender: str | None = None) -> Person:
        """Return somebody of ``gender``, or of either."""
        gender = gender or dice.pick(_GENDERS)
        first, pet = self._first(dice, gender)
        return Person(
            self._lists.language,
            gender,
            self._first_forms(first, gender),
            self._first_forms(pet, gender),
            self._surname(dice, gender),
            self._patronymic(dice, gender),
        )

    def _first(self, dice: Dice, gender: str) -> tuple[str, str]:
        if dice.chance(_INVENTED_FIRST):
            name = self._first_chains[gender].invent(dice)
            return name, name
        ordinary = self._ordinary[gender]
        if len(ordinary) >= _LEAST_ORDINARY and dice.chance(_ORDINARY):
            name = dice.pick(ordinary)
            return name, name
        counted = self._census[gender]
        if counted and dice.chance(_CENSUS):
            name = dice.pick(counted)
            return name, name
        known = dice.pick(self._by_gender[gender])
        return known.lemma, dice.pick(known.pets or (known.lemma,))

    def _first_forms(self, name: str, gender: str) -> dict[str, str]:
        declined = _DECLINED.get(self._lists.language)
        if declined is None:
            return english(name)
        return declined.first_forms(name, gender)

    def _surname(self, dice: Dice, gender: str) -> dict[str, str]:
        lists = self._lists
        if lists.compound and dice.chance(_COMPOUND):
            return english(dice.pick(lists.compound))
        census = bool(lists.census_surnames) and dice.chance(_CENSUS)
        listed = dice.pick(lists.census_surnames if census else lists.surnames)
        ordinary = self._ordinary_surnames
        common = len(ordinary) >= _LEAST_ORDINARY and dice.chance(_ORDINARY)
        if common:
            listed = dice.pick(ordinary)
        lemma, kind = listed.lemma, listed.kind
        if not common and dice.chance(_INVENTED_SURNAMES):
            invented = self._surname_chain.invent(dice)
            guessed = self._kinds.of(invented)
            if guessed is not None and "-" not in invented and "+" not in guessed:
                lemma, kind = invented, guessed
        declined = _DECLINED.get(lists.language)
        if declined is None:
            return english(lemma)
        return declined.surname_forms(lemma, kind, gender)

    def _patronymic(self, dice: Dice, gender: str) -> dict[str, str] | None:
        declined = _DECLINED.get(self._lists.language)
        if declined is None:
            return None
        father = dice.pick(self._by_gender["m"]).lemma
        return declined.patronymic_forms(father, gender)


def _ordinary(lists: Lists) -> dict[str, list[str]]:
    """Return the first names that are ordinary words, too: of them the sentence decides."""
    words = frozenset(lists.words)
    names = [name for name in lists.first if name.lemma.lower() in words]
    return {
        gender: [name.lemma for name in names if name.gender == gender]
        for gender in _GENDERS
    }


def english(name: str) -> dict[str, str]:
    """Return the forms of a name that does not decline."""
    return {"nom": name, "pos": f"{name}'s"}


def foreign(person: Person, language: str, dice: Dice) -> Person:
    """Return somebody of another language as the letters of ``language`` write him."""
    if language == "en":
        choice = dice.number(0, 1 << 30)
        return _rewritten(person, lambda name: latin(name, Dice(choice)))
    if person.language != "en":
        return person
    found = _rewritten(person, lambda name: cyrillic(name, language))
    declined = _DECLINED[language]
    return replace(
        found,  # first names of foreigners decline, surnames often do not
        first=declined.first_forms(found.first["nom"], person.gender),
        pet=declined.first_forms(found.pet["nom"], person.gender),
    )


def _rewritten(person: Person, letters: Callable[[str], str]) -> Person:
    def again(known: dict[str, str]) -> dict[str, str]:
        return english(letters(known["nom"]))

    return Person(
        person.language,
        person.gender,
        again(person.first),
        again(person.pet),
        again(person.surname),
        None,
    )


def declined_first(language: str, name: str, gender: str) -> list[str]:
    """Return all forms of a first name."""
    declined = _DECLINED.get(language)
    return (
        [name]
        if declined is None
        else list(declined.first_forms(name, gender).values())
    )


def declined_surname(language: str, lemma: str, kind: str) -> list[str]:
    """Return all forms of a surname, of men and of women."""
    declined = _DECLINED.get(language)
    if declined is None:
        return [lemma]
    return [
        form
        for gender in _GENDERS
        for form in declined.surname_forms(lemma, kind, gender).values()
    ]
