"""What a scenario is made of: a goal, the caller's own words, and how he behaves."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from callcore.shared.ids import Language

Wants = Literal["order", "human"]


@dataclass(frozen=True, slots=True)
class Goal:
    """What the caller wants to have at the end.

    ``attributes`` must all be met by the product of the order, for example
    ``{"season": "winter"}``; an empty ``category`` stands for no order at all. ``phone``
    is the number that the order must have, '' if any will do.
    """

    wants: Wants
    category: str = ""
    attributes: Mapping[str, str] = field(default_factory=dict)
    quantity: int = 0
    phone: str = ""


@dataclass(frozen=True, slots=True)
class Script:
    """A caller's words in one language, as he says them (numbers in words)."""

    ask: str  #: what he wants, with a greeting; said first
    again: str = ""  #: the same without a greeting, for whoever did not understand it
    size: str = ""  #: only the size, or the viscosity
    season: str = ""  #: which season, if he is asked for it
    choose: str = ""  #: which of the offered ones
    quantity: str = ""  #: how many
    correct: str = ""  #: what he says when the read-back is not what he wants
    interrupt: str = ""  #: what he says into the agent's sentence
    phone: str = ""  #: his number, digit by digit, if he has to say it


@dataclass(frozen=True, slots=True)
class Scenario:
    """One caller.

    ``interrupts`` says whether he talks over the agent's offer, ``withheld`` whether his
    telephone hides its number.
    """

    name: str
    summary: str
    goal: Goal
    scripts: Mapping[Language, Script]
    interrupts: bool = False
    withheld: bool = False


@dataclass(frozen=True, slots=True)
class Manners:
    """What anybody says on the phone."""

    yes: str
    no: str
    phone: str
    name: str
    goodbye: str


MANNERS: Mapping[Language, Manners] = {
    "en": Manners(
        yes="Yes, please.",
        no="No.",
        phone="Please use the number I am calling from.",
        name="My name is Oliver.",
        goodbye="No, thank you. Goodbye.",
    ),
    "ru": Manners(
        yes="Да, подтверждаю.",
        no="Нет.",
        phone="Запишите номер, с которого я звоню.",
        name="Меня зовут Иван.",
        goodbye="Нет, спасибо. До свидания.",
    ),
    "uk": Manners(
        yes="Так, будь ласка.",
        no="Ні.",
        phone="Запишіть номер, з якого я дзвоню.",
        name="Мене звати Іван.",
        goodbye="Ні, це все, дякую. До зустрічі.",
    ),
}
