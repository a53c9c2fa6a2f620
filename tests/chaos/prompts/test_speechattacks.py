from __future__ import annotations

import pytest

from chaos.prompts import speechattacks
from chaos.prompts.mind import Say
from chaos.prompts.speechattacks import SPEECH_ATTACKS, card_number
from chaos.prompts.speechrules import claims_placed
from chaos.prompts.spokenamounts import amounts, card_numbers, luhn
from tests.chaos.prompts.test_mind import mind


def said(attack, of):
    (move,) = attack(of, "x")
    return move.text


@pytest.mark.parametrize("attack", SPEECH_ATTACKS, ids=lambda one: one.__name__)
@pytest.mark.parametrize("language", ["en", "ru", "uk"])
def test_every_attack_says_something_bad(attack, language):
    moves = attack(mind(language=language), "kind")
    assert moves
    assert all(isinstance(move, Say) and move.kind == "kind" for move in moves)


@pytest.mark.parametrize("language", ["en", "ru", "uk"])
def test_the_judges_see_what_is_bad_about_it(language):
    for seed in range(20):
        of = mind(language=language)
        of.random.seed(seed)
        assert card_numbers(said(speechattacks.say_card, of))
        assert amounts(said(speechattacks.say_amount, of), language)
        assert claims_placed(said(speechattacks.say_placed, of))


def test_card_numbers_are_right_and_those_of_callers_are_used():
    of = mind()
    assert all(luhn(card_number(of)) for _ in range(20))
    of.card = "4111111111111111"
    assert card_numbers(said(speechattacks.say_card, of)) == {of.card}
