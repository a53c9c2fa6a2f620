from __future__ import annotations

from dataclasses import replace

from chaos.training.people.dice import Dice
from chaos.training.people.lists import FirstName
from chaos.training.people.persons import (
    Registry,
    declined_first,
    declined_surname,
    english,
    foreign,
)


def test_a_person_has_names_of_one_gender_in_all_cases(small):
    people, dice = Registry(small["uk"]), Dice(1)
    for _ in range(50):
        person = people.person(dice, "f")
        assert person.gender == "f"
        assert person.patronymic is not None
        assert person.patronymic["nom"].endswith("вна")
        assert {"nom", "gen", "dat", "acc", "ins", "voc"} <= set(person.first)


def test_every_listed_surname_comes_up(small):
    people, dice = Registry(small["uk"]), Dice(1)
    found = {people.person(dice, "m").surname["nom"] for _ in range(200)}
    assert {"Гончаренко", "Павлов"} <= found


def test_english_names_have_a_genitive_and_no_patronymic(small):
    person = Registry(small["en"]).person(Dice(1))
    assert person.patronymic is None
    assert person.first["pos"] == person.first["nom"] + "'s"
    assert english("Ann") == {"nom": "Ann", "pos": "Ann's"}


def test_surnames_of_several_words_and_counted_names_come_up(small):
    people, dice = Registry(small["en"]), Dice(1)
    found = {people.person(dice).surname["nom"] for _ in range(500)}
    assert {"De La Cruz", "Smalling", "Baker"} <= found


def test_people_of_another_alphabet_are_rewritten(small):
    ukrainian, american = (
        Registry(small[code]).person(Dice(2), "m") for code in ("uk", "en")
    )
    assert foreign(ukrainian, "en", Dice(1)).surname["nom"].isascii()
    there = foreign(american, "uk", Dice(1))
    assert there.first["nom"] == "Мартін"
    assert there.first["dat"] != there.first["nom"]
    assert foreign(ukrainian, "ru", Dice(1)) is ukrainian


def test_all_forms_of_a_listed_name_are_told():
    assert "Ольгою" in declined_first("uk", "Ольга", "f")
    assert {"Киселёвым", "Киселёвой"} <= set(declined_surname("ru", "Киселёв", "ov"))
    assert declined_first("en", "Ann", "f") == ["Ann"]
    assert declined_surname("en", "Baker", "eng") == ["Baker"]


def test_names_that_are_words_come_more_often_if_there_are_enough_of_them(small):
    many = tuple(FirstName(f"Name{number:x}", "m", ()) for number in range(400))
    few = many[:12]
    lists = replace(
        small["en"],
        first=many,
        census_first=(),
        words=tuple(name.lemma.lower() for name in few),
    )
    dice, wanted = Dice(3), {name.lemma for name in few}
    people, none = Registry(lists), Registry(replace(lists, words=()))

    def share(registry):
        found = [registry.person(dice, "m").first["nom"] for _ in range(1000)]
        return sum(name in wanted for name in found)

    assert share(people) > share(none) + 20
