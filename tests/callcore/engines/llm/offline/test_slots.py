from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from callcore.engines.llm.offline.catalogue import shelf_of
from callcore.engines.llm.offline.concepts import plain_text
from callcore.engines.llm.offline.slots import mended, mended_numbers, read_slots
from callcore.shared.ids import LANGUAGES
from callcore.shared.spoken.parse import find_numbers
from tests.callcore.engines.llm.offline.shop import CATALOGUE

SHELF = shelf_of(CATALOGUE)


def slots_of(text, language="en", kind=""):
    plain = mended(plain_text(text), language)
    plain, _ = mended_numbers(plain, plain, language)
    return read_slots(plain, find_numbers(plain, language), SHELF, language, kind)


@pytest.mark.parametrize(
    ("language", "text"),
    [("en", "two oh five fifty five sixteen"), ("en", "205-55-16"), ("en", "205 5516"),
     ("en", "20555R16"), ("en", "205/55 R16"), ("en", "two or five fifty five r sixteen"),
     ("en", "to oh five fifty five sixteen"), ("en", "two hundred and five fifty five sixteen"),
     ("en", "2 0 5 5 5 1 6"), ("en", "205 by 55 are 16"), ("en", "205, 55, radius 16"),
     ("ru", "двести пять на пятьдесят пять эр шестнадцать"), ("ru", "205 на 55 р16"),
     ("ru", "двести пять пятьдесят пять радиус шестнадцать"), ("ru", "205 55 на 16"),
     ("uk", "двісті п'ять на п'ятдесят п'ять ер шістнадцять"),
     ("uk", "двести пять пядесят пять шіснадцять"), ("uk", "205 55 радіус 16")],
)  # fmt: skip
def test_one_size_in_many_voices(language, text):
    slots = slots_of(text, language)
    assert (slots.profile, slots.diameter, slots.size_sure) == ("205/55", "16", True)
    assert slots.counts == []


@pytest.mark.parametrize("text", ["205 55 60", "25 55 16", "200 5 55 16", "2055 16 6"])
def test_a_slip_gives_a_size_that_is_not_sure(text):
    slots = slots_of(text)
    assert (slots.profile, slots.diameter, slots.size_sure) == ("205/55", "16", False)


def test_a_size_that_is_not_sold_is_still_a_size():
    slots = slots_of("275 40 20")
    assert (slots.profile, slots.diameter, slots.size_sure) == ("275/40", "20", True)


@pytest.mark.parametrize(
    ("language", "text", "diameter"),
    [("en", "r sixteen", "16"), ("en", "17 inch", "17"), ("ru", "шестнадцатый радиус", "16"),
     ("uk", "радіус п'ятнадцять", "15"), ("ru", "р 15", "15")],
)  # fmt: skip
def test_a_rim_alone(language, text, diameter):
    assert slots_of(text, language).diameter == diameter


def test_the_quantity_is_what_the_size_leaves():
    assert slots_of("four tyres two oh five fifty five sixteen").counts == [4]
    assert slots_of("two oh five fifty five sixteen four pieces").counts == [4]


@pytest.mark.parametrize(
    ("language", "text", "viscosity"),
    [("en", "five w thirty", "5W-30"), ("en", "5W-30", "5W-30"), ("en", "five double u thirty", "5W-30"),
     ("en", "530", "5W-30"), ("en", "ten forty", "10W-40"), ("en", "zero w twenty", "0W-20"),
     ("ru", "пять вэ тридцать", "5W-30"), ("ru", "пять дабл ю сорок", "5W-40"),
     ("uk", "нуль двадцять", "0W-20"), ("uk", "п'ять в тридцять", "5W-30")],
)  # fmt: skip
def test_one_viscosity_in_many_voices(language, text, viscosity):
    assert slots_of(text, language, "oil").viscosity == viscosity


def test_litres_after_a_viscosity_are_not_swallowed():
    slots = slots_of("five w thirty four litres", kind="oil")
    assert (slots.viscosity, slots.volume) == ("5W-30", "4")


def test_numbers_of_tyres_are_no_oil():
    assert slots_of("five thirty").viscosity == ""
    assert slots_of("two oh five", kind="oil").profile == ""


def test_with_wheels_a_bare_number_is_the_diameter():
    assert slots_of("диски на шестнадцать", "ru", "wheel").diameter == "16"
    assert slots_of("шестнадцать штук", "ru", "wheel").diameter == ""


def test_one_that_counts_nothing_is_no_quantity():
    assert slots_of("the first one").counts == []
    assert slots_of("one please").counts == [1]


def test_misspelled_numbers_are_mended_where_nothing_else_is_known():
    assert mended_numbers("чотыри", "чотыри", "uk") == ("чотири", "чотири")
    assert mended_numbers("шинна", "шинна", "uk") == ("шинна", "шинна")


def test_an_order_number_is_the_longest_run():
    assert slots_of("order one two three four five six").digits == "123456"


@given(
    st.text(max_size=120),
    st.sampled_from(LANGUAGES),
    st.sampled_from(["", "oil", "wheel"]),
)
def test_no_text_raises(text, language, kind):
    slots_of(text, language, kind)


NUMBERS = st.lists(
    st.sampled_from(
        [
            "205",
            "55",
            "16",
            "r",
            "5",
            "w",
            "30",
            "two",
            "oh",
            "five",
            "fifty",
            "four",
            "litres",
            "to",
            "or",
            "a",
            "set",
            "0",
        ]
    ),
    max_size=14,
).map(" ".join)


@given(NUMBERS, st.sampled_from(["", "oil", "wheel"]))
def test_any_order_of_number_words_is_survived(text, kind):
    slots = slots_of(text, "en", kind)
    assert all(count >= 0 for count in slots.counts)


@pytest.mark.parametrize(
    ("text", "phone", "digits"),
    [("order 412345 for 067 123 45 67", "0671234567", "412345"),
     ("412345, 0671234567", "0671234567", "412345"),
     ("zero six seven one two three four five six seven", "0671234567", ""),
     ("+38 067 123 45 67", "380671234567", ""), ("412345", "", "412345")],
)  # fmt: skip
def test_a_phone_is_told_from_an_order_number(text, phone, digits):
    slots = slots_of(text)
    assert (slots.phone, slots.digits) == (phone, digits)
    assert [n for n in slots.counts if n < 100] == []


def test_a_run_too_long_for_anything_is_a_card():
    slots = slots_of("four one one one " * 4)
    assert (slots.card, slots.digits, slots.phone, slots.counts) == (True, "", "", [])


@pytest.mark.parametrize(
    ("language", "text"),
    [("en", "under five thousand hryvnias"), ("ru", "за сто гривен"), ("uk", "до 100 грн"), ("en", "10 %")],
)  # fmt: skip
def test_money_is_no_quantity(language, text):
    slots = slots_of(text, language)
    assert slots.amount
    assert slots.counts == []


def test_summer_tyres_are_no_litres():
    slots = slots_of("чотири літні шини", "uk")
    assert (slots.volume, slots.counts) == ("", [4])


@pytest.mark.parametrize(
    ("language", "text", "rim"),
    [("ru", "шины на 16", "16"), ("uk", "гума на п'ятнадцять", "15"), ("ru", "шины на 16 штук", "")],
)  # fmt: skip
def test_tyres_on_a_number_have_that_rim(language, text, rim):
    assert slots_of(text, language, "tyre").diameter == rim
