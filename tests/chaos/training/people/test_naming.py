from __future__ import annotations

import pytest

from chaos.training.people.dice import Dice
from chaos.training.people.naming import SLOTS, named
from chaos.training.people.persons import Person, english

OLHA = Person(
    "uk",
    "f",
    {"nom": "Ольга", "gen": "Ольги"},
    {"nom": "Оля", "gen": "Олі"},
    {"nom": "Гай"},
    {"nom": "Іванівна", "gen": "Іванівни"},
)
ANN = Person("en", "f", english("Ann"), english("Annie"), english("Baker"), None)


def every(person, slot, case="nom"):
    return {named(person, slot, case, Dice(seed)) for seed in range(300)}


@pytest.mark.parametrize(
    ("slot", "expected"),
    [
        ("first", {"Ольги", "Олі"}),
        ("short", {"Олі"}),
        ("surname", {"Гай"}),
        ("full", {"Ольги Гай", "Гай Ольги", "Олі Гай", "Гай Олі"}),
        ("patr", {"Ольги Іванівни"}),
        ("all", {"Гай Ольги Іванівни", "Ольги Іванівни Гай"}),
        ("spelled", {"г а й", "Г-А-Й"}),
    ],
)
def test_a_slot_names_a_person_in_the_case_asked_for(slot, expected):
    assert every(OLHA, slot, "gen") == expected


def test_initials_stand_on_either_side_with_and_without_blanks():
    found = every(OLHA, "initials")
    assert {
        "О. І. Гай",
        "О.І. Гай",
        "Гай О.І.",
        "Гай О. І.",
        "О.І.Гай",
        "Гай О.",
    } <= found


def test_english_people_have_middle_initials_now_and_then():
    found = every(ANN, "full", "pos")
    assert {"Ann Baker's", "Annie Baker's"} <= found
    assert any(name.split()[1].endswith(".") for name in found)
    assert every(ANN, "all") == {"Ann Baker"}
    assert every(ANN, "patr") == {"Ann"}


def test_a_slot_that_nobody_knows_is_an_error():
    with pytest.raises(KeyError):
        named(OLHA, "title", "nom", Dice(1))
    assert len(SLOTS) == 8
