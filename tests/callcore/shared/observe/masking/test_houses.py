from __future__ import annotations

import pytest

from callcore.shared.observe.masking.houses import (
    counted,
    house_end,
    is_ordinal,
    joined,
    named_part_end,
    number_end,
    parts_end,
)
from callcore.shared.observe.masking.line import read


def taken(text, look):
    line = read(text)
    end = look(line, 0)
    return line.text[: line.ends[end - 1]] if end else ""


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("47 квартира", "47"),
        ("сорок сім квартира", "сорок сім"),
        ("сто двадцать три", "сто двадцать три"),
        ("one hundred and five oak", "one hundred and five"),
        ("сорок сім п'ять", "сорок сім"),
        ("двадцять сорок", "двадцять"),
        ("one oh five elm", "one oh five"),
        ("forty-two", "forty-two"),
        ("12а", "12а"),
        ("123456", ""),
        ("r16", ""),
        ("oak", ""),
    ],
)
def test_one_number_ends_where_its_value_does(text, number):
    assert taken(text, number_end) == number


@pytest.mark.parametrize(
    ("text", "house"),
    [
        ("47-А, кв", "47-А"),
        ("12/3 дзвінок", "12/3"),
        ("сорок сім дріб два поверх", "сорок сім дріб два"),
        ("29 б квартира", "29 б"),
        ("29 а ви де", "29"),
        ("43 в 18 годин", "43"),
        ("двадцать девять литера бэ", "двадцать девять литера бэ"),
        ("номер п'ять", "номер п'ять"),
        ("третій поверх", ""),
        ("and five", ""),
    ],
)
def test_a_house_takes_its_letter_and_its_fraction(text, house):
    assert taken(text, house_end) == house


@pytest.mark.parametrize(
    "parts",
    [
        "5, кв. 7",
        "5 корпус б квартира двадцять",
        "5 подъезд первый этаж третий домофон двадцать",
        "5, третій поверх, 2 під'їзд",
        "5, Apt. 12b",
        "5 #146",
        "5 квартира сто перший під'їзд",
        "5, 12",
    ],
)
@pytest.mark.parametrize(
    "behind", ["", ". Дякую", " дзвоніть"], ids=["", "dot", "word"]
)
def test_all_parts_of_a_house_are_taken(parts, behind):
    if parts == "5, 12" and behind == " дзвоніть":
        behind = "!"
    line = read(parts + behind)
    assert line.text[: line.ends[parts_end(line, 1) - 1]] == parts


@pytest.mark.parametrize("text", ["5 о 18:30", "5 чотири шини", "5 шин", "5 кв"])
def test_what_is_no_part_is_not_taken(text):
    assert parts_end(read(text), 1) == 1


@pytest.mark.parametrize(
    ("text", "is_part"),
    [
        ("квартира 5", True),
        ("корпус Б", True),
        ("house 7", True),
        ("кв п'ять", True),
        ("поверх двох тисяч", False),
        ("room 5 people", True),
        ("дом", False),
        ("дом и сад", False),
        ("house house", False),
        ("дом 2 колеса", False),
    ],
)
def test_a_part_is_a_word_with_its_number(text, is_part):
    assert (named_part_end(read(text), 0) > 0) is is_part


def test_a_number_before_a_unit_is_counted():
    assert counted(read("5 колес"), 1)
    assert counted(read("15 градусов"), 1)
    assert not counted(read("5 квартира"), 1)
    assert not counted(read("5"), 1)


def test_ordinals_have_their_endings():
    assert is_ordinal("45th")
    assert not is_ordinal("45")
    assert not is_ordinal("45б")


def test_a_sentence_joins_no_words():
    assert joined(read("Сумська, 5"), 1)
    assert joined(read("кв.5"), 1)
    assert not joined(read("office_of.5"), 1)
    assert not joined(read("one? five"), 1)
    assert not joined(read("one"), 1)
