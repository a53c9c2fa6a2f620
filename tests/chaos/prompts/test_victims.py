from __future__ import annotations

from random import Random

from chaos.prompts.house import open_house
from chaos.prompts.spokenamounts import luhn
from chaos.prompts.victims import CARD, card_turn, turn, victim


def test_every_victim_can_be_played():
    victims = [victim(Random(seed)) for seed in range(60)]
    assert {one.language for one in victims} == {"en", "ru", "uk"}
    assert {one.trouble for one in victims} == {"", "down", "lose-replies"}
    assert {bool(one.caller) for one in victims} == {True, False}
    for one in victims[:10]:
        assert len(open_house(one).before) == 3


def test_callers_say_yes_and_no_and_their_cards():
    random = Random(1)
    said = {turn(random, "en") for _ in range(400)}
    assert {"yes", "no", "mhm", CARD} <= said
    assert luhn(CARD)
    assert {card_turn(random, "uk") for _ in range(50)} > {CARD}
