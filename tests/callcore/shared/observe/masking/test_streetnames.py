from __future__ import annotations

import pytest

from callcore.shared.observe.masking.line import read
from callcore.shared.observe.masking.streetnames import (
    is_adjective,
    is_locative,
    is_name,
    is_place,
    name_end,
    name_start,
)
from callcore.shared.observe.masking.words import word_of


@pytest.mark.parametrize(
    "name",
    [
        "сумская",
        "Лесі Українки",
        "героїв крут",
        "І. Франка",
        "акад. Павлова",
        "50 лет октября",
        "8 Березня",
        "1-го Травня",
        "40-річчя Перемоги",
        "Нечуя-Левицького",
        "Верхній Вал",
    ],
)
@pytest.mark.parametrize("behind", [" дом 5", ", 12", " сорок сім", " на розі", ""])
def test_a_name_ends_before_the_house(name, behind):
    line = read(name + behind)
    end = name_end(line, 0)
    assert line.text[: line.ends[end - 1]] == name


@pytest.mark.parametrize(
    "text", ["на розі", "30-Б, кв. 5", "47 квартира", "дом", "і", ""]
)
def test_what_begins_with_no_name_has_none(text):
    assert name_end(read(text), 0) == 0


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("живу на сумській вулиці", "сумській"),
        ("Невский проспект", "Невский"),
        ("я Велика Васильківська вулиця", "Велика Васильківська"),
        ("тут довга вулиця", ""),
        ("вулиця", ""),
    ],
)
def test_a_name_before_a_street_word_is_an_adjective_or_has_a_capital(text, name):
    line = read(text)
    last = len(line.words) - 1
    start = name_start(line, last, 0)
    assert " ".join(text.split()[start:last]) == name


def test_a_name_stops_at_the_words_of_another_address():
    line = read("a b c квартира")
    assert name_start(line, 3, 2, most=3) == 3  # single letters are no name
    line = read("січових стрільців квартира")
    assert name_start(line, 2, 1, most=3) == 1


def test_endings_tell_names_of_streets():
    assert is_adjective("городоцька")
    assert not is_adjective("шини")
    assert is_locative(word_of("дерибасовской"))
    assert not is_locative(word_of("зимней"))
    assert not is_locative(word_of("польской"))
    assert is_place("кримська")
    assert not is_place("японська")  # sorts of tyres, as often
    line = read("симиренка лексус Лексус")
    assert is_name(line, 0, 1)
    assert not is_name(line, 1, 2)
    assert is_name(line, 2, 3)
