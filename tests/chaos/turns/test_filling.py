"""Slots of the written turns."""

from __future__ import annotations

import re

import numpy as np
import pytest

from callcore.shared.ids import LANGUAGES
from chaos.turns.filling import fill
from chaos.turns.markup import parse

SLOTS = "n width profile rim size phone phoneh order orderh car brand city name day"


def filled(line, seed=1, language="en", *, test=False):
    return fill(line, language, np.random.default_rng(seed), test=test)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_slot_becomes_words_that_a_voice_can_say(language):
    for seed in range(20):
        for slot in SLOTS.split():
            text = filled(f"It is {{{slot}}}.", seed, language)
            assert not re.search(r"[{}\d]", text), text
            assert parse(text)[0].text


def test_the_same_seed_fills_alike_and_another_one_does_not():
    assert filled("{phone} {name}") == filled("{phone} {name}")
    assert len({filled("{phone}", seed) for seed in range(5)}) == 5


def test_a_hesitant_number_hesitates_once():
    for seed in range(20):
        signs = [sign for sign in filled("{phoneh}", seed).split() if sign in "~@"]
        assert len(signs) == 1


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("slot", ["car", "brand", "city", "name", "day"])
def test_no_name_of_test_is_in_train(language, slot):
    names = [
        {filled(f"{{{slot}}}", seed, language, test=test) for seed in range(60)}
        for test in (False, True)
    ]
    assert names[0]
    assert not names[0] & names[1]


def test_an_unknown_slot_is_an_error():
    with pytest.raises(KeyError):
        filled("{colour}")
