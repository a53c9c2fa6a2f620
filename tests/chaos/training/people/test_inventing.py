from __future__ import annotations

from chaos.training.people.dice import Dice
from chaos.training.people.inventing import Chain, Kinds
from chaos.training.people.lists import load

NAMES = [surname.lemma for surname in load("uk").surnames]


def test_invented_names_are_new_and_look_like_the_listed_ones():
    chain, dice = Chain(NAMES), Dice(1)
    invented = [chain.invent(dice) for _ in range(200)]
    assert sum(name in NAMES for name in invented) < 10
    assert all(name[0].isupper() for name in invented)
    like = sum(
        name.endswith(("ко", "ук", "ий", "ак", "ів", "ин", "ва")) for name in invented
    )
    assert like > 80


def test_the_same_chance_invents_the_same_names():
    assert Chain(NAMES).invent(Dice(5)) == Chain(reversed(NAMES)).invent(Dice(5))


def test_a_name_that_leaves_no_choice_comes_back_as_it_is():
    assert Chain(["Борис"]).invent(Dice(1)) == "Борис"


def test_an_invented_surname_declines_like_the_listed_one_with_the_longest_same_ending():
    kinds = Kinds([("Петренко", "n"), ("Павлов", "ov"), ("Яцків", "iv")])
    assert kinds.of("Хвищенко") == "n"
    assert kinds.of("Дундуков") == "ov"
    assert kinds.of("Smith") is None
