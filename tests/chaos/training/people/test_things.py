from __future__ import annotations

import re

import pytest

from chaos.training.people.dice import Dice
from chaos.training.people.lists import LANGUAGES, load
from chaos.training.people.things import Things

SLOTS = [
    "phone",
    "email",
    "address",
    "city",
    "brand",
    "company",
    "size",
    "price",
    "order",
    "date",
    "time",
    "qty",
    "sku",
]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("slot", SLOTS)
def test_every_slot_is_filled_with_something_else_each_time(language, slot):
    things, dice = Things(load(language)), Dice(1)
    found = {things.made(slot, dice) for _ in range(100)}
    assert len(found) > 5
    assert all(text.strip() and "{" not in text for text in found)


def test_an_unknown_slot_is_an_error():
    with pytest.raises(KeyError):
        Things(load("en")).made("planet", Dice(1))


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_packaged_frames_have_no_slot_that_cannot_be_filled(language):
    found = load(language)
    slots = {
        slot
        for frame in (*found.said, *found.plain)
        for slot in re.findall(r"\{([a-z]+)[:#}]", frame)
    }
    persons = {
        "first",
        "surname",
        "full",
        "patr",
        "all",
        "short",
        "initials",
        "spelled",
    }
    assert slots <= {*SLOTS, *persons}
