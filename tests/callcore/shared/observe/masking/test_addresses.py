from __future__ import annotations

import pytest

from callcore.shared.observe.masking.addresses import (
    NONE,
    has_part,
    named_span,
    number_start,
    numbered_end,
)
from callcore.shared.observe.masking.line import read


def named(text, *, sure, city=False):
    line = read(text)
    start, end = named_span(line, 0, sure=sure, city=city)
    return text[line.starts[start] : line.ends[end - 1]] if end else ""


@pytest.mark.parametrize(
    "address",
    [
        "сумська сорок сім",
        "Пушкина, 12/3",
        "героїв крут шістдесят квартира сто двадцять три",
        "перемоги будинок п'ять",
        "сумська сорок сім дев'яносто два",
    ],
)
def test_behind_a_sure_word_a_name_with_a_number_is_an_address(address):
    assert named(f"{address} дякую", sure=True) == address


@pytest.mark.parametrize(
    "text",
    [
        "сумська",
        "шини 205",
        "лексус 5 шин",
        "мішлен двісті п'ять п'ятдесят п'ять шістнадцять",
        "Приїду 2026",
        "лексус 21/10/2025",
        "лексус 15:30",
        "на сумській 5",
        "Yasmine Tam, 69 Stable Yard",
        "",
    ],
)
def test_sizes_years_times_and_counted_things_are_no_house(text):
    assert named(text, sure=True) == ""


def test_where_nothing_is_sure_the_name_must_look_like_one():
    assert named("лексус 5", sure=False) == ""
    assert named("симиренка 5", sure=False)
    assert named("лексус 5 квартира 7", sure=False)
    assert named("тичини 5", sure=False) == ""
    assert named("тичини 5", sure=False, city=True)
    assert named_span(read("лексус 5"), 0, sure=False) == NONE


def test_a_flat_may_be_said_without_its_word_if_nothing_follows():
    line = read("миру сорок сім двадцять")
    assert numbered_end(line, 1) == 4
    line = read("миру сорок сім двадцять сто")
    assert numbered_end(line, 1) == 3


def test_the_number_before_a_flat_is_found_with_its_fraction():
    line = read("стрийська сімдесят шість дріб вісім квартира")
    assert number_start(line, 5, 0) == 1
    assert number_start(line, 5, 3) == 3
    assert number_start(read("[PHONE] квартира"), 1, 0) == 1


def test_a_part_is_looked_for_behind_the_first_word():
    line = read("дом пять квартира")
    assert has_part(line, 0, 3)
    assert not has_part(line, 0, 2)
