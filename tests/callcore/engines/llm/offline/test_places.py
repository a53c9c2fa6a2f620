from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from callcore.engines.llm.offline.concepts import plain_text
from callcore.engines.llm.offline.places import (
    read_places,
    spoken_address,
    spoken_branch,
    spoken_city,
    spoken_name,
)
from callcore.shared.ids import LANGUAGES
from callcore.shared.spoken.parse import find_numbers


def placed(text, language):
    plain = plain_text(text)
    return read_places(plain, find_numbers(plain, language), language)


@pytest.mark.parametrize(
    ("language", "text", "kind", "city", "place"),
    [
        ("en", "send it to Lviv, Nova Poshta branch five", "branch", "Lviv", "5"),
        ("en", "to the fifth branch in kiev", "branch", "Kyiv", "5"),
        ("en", "by courier to 12 Green street, please", "courier", "", "12 Green street"),
        ("en", "ship it to Bakhmut by courier", "", "Bakhmut", ""),
        ("ru", "отправьте во львов отделение новой почты номер пять", "branch", "Львов", "5"),
        ("ru", "новая почта 5 одесса", "branch", "Одесса", "5"),
        ("ru", "курьером улица шевченко дом пять квартира двенадцать киев", "courier", "Киев",
         "улица Шевченко дом 5 квартира 12"),
        ("ru", "на улицу хмельницкого десять", "courier", "", "улица Хмельницкого 10"),
        ("uk", "відправте в Харків новою поштою, відділення двадцять третє", "branch", "Харків", "23"),
        ("uk", "на п'яте відділення у Львові", "branch", "Львів", "5"),
        ("uk", "кур'єром на вулицю Івана Франка 12 у Вінниці", "courier", "Вінниця",
         "вулиця Івана Франка 12"),
        ("uk", "надішліть до Кривого Рогу", "", "Кривий Ріг", ""),
        ("uk", "в ивано франковск", "", "Івано-Франківськ", ""),
    ],
)  # fmt: skip
def test_a_place_is_read_out_of_a_sentence(language, text, kind, city, place):
    way = placed(text, language).way
    assert (way.kind, way.city, way.place) == (kind, city, place)


@pytest.mark.parametrize(
    ("language", "text", "left"),
    [("en", "four tyres to branch five", [4]), ("en", "tyres 205 55 16", [205, 55, 16]),
     ("ru", "четыре на улицу мира 10", [4]), ("uk", "відділення сім", [])],
)  # fmt: skip
def test_the_numbers_of_an_address_count_nothing(language, text, left):
    assert [n.value for n in placed(text, language).numbers] == left


@pytest.mark.parametrize(
    ("language", "text"),
    [("en", "four winter tyres"), ("ru", "какая сумма"), ("ru", "ровно четыре"),
     ("uk", "яка загальна сума"), ("en", "send it to my wife"), ("uk", "рівно дві")],
)  # fmt: skip
def test_ordinary_words_are_no_places(language, text):
    assert not placed(text, language).way.wanted


@pytest.mark.parametrize(
    ("language", "text", "city"),
    [("ru", "в Умань", "Умань"), ("uk", "місто стрий, будь ласка", "Стрий"), ("en", "to Stryi please", "Stryi"),
     ("ru", "одесса", "Одесса"), ("uk", "у києві", "Київ"), ("en", "I do not know that at all", ""),
     ("en", "5", ""), ("en", "", "")],
)  # fmt: skip
def test_an_answer_is_a_city_that_no_table_need_know(language, text, city):
    assert spoken_city(plain_text(text), language) == city


@pytest.mark.parametrize(
    ("language", "text", "address"),
    [("ru", "улица шевченко дом пять", "улица Шевченко дом 5"), ("uk", "франка дванадцять", "Франка 12"),
     ("en", "it is twelve green street, please", "12 Green street"), ("en", "the blue house", ""),
     ("en", "12", "")],
)  # fmt: skip
def test_an_address_has_a_street_and_a_house(language, text, address):
    assert spoken_address(plain_text(text), language) == address


@pytest.mark.parametrize(
    ("text", "name"),
    [("Меня зовут Иван.", "Иван"), ("это петр сидоренко", "Петр Сидоренко"),
     ("my name is oliver and I need tyres", "Oliver"), ("олена ковальчук, будь ласка", "Олена Ковальчук"),
     ("да, иван петренко", "Иван Петренко"), ("мене звати Петро", "Петро"), ("john", "John"),
     ("what do you need my name for anyway", ""), ("12", ""), ("", "")],
)  # fmt: skip
def test_a_name_is_what_is_left_without_its_lead(text, name):
    assert spoken_name(plain_text(text)) == name


def test_a_branch_is_a_number():
    assert spoken_branch([0, 7, 8]) == "7"
    assert spoken_branch([]) == ""


@given(st.text(max_size=300), st.sampled_from(LANGUAGES))
def test_no_text_raises(text, language):
    plain = plain_text(text)
    found = placed(text, language)
    assert len(found.way.place) <= 200
    for start, end in found.used:
        assert 0 <= start <= end <= len(plain)
    spoken_city(plain, language)
    spoken_address(plain, language)
    spoken_name(plain)
