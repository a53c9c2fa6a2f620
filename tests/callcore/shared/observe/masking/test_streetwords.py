from __future__ import annotations

import pytest

from callcore.shared.observe.masking import flags
from callcore.shared.observe.masking.line import read
from callcore.shared.observe.masking.streetwords import street_span


def found(text, *, hinted=False, floor=0):
    line = read(text)
    words = flags.STREET | flags.SETTLEMENT
    at = [index for index, word in enumerate(line.words) if word.flags & words]
    spans = [street_span(line, index, floor, hinted) for index in at]
    start, end = next((span for span in spans if span[1]), (0, 0))
    return text[line.starts[start] : line.ends[end - 1]] if end else ""


@pytest.mark.parametrize(
    "address",
    [
        "вул. Городоцька, 7",
        "проспект Незалежності 110-Б",
        "пр-т Науки, 14",
        "б-р Шевченка, 10",
        "м-н Перемоги, 5",
        "Дмитровское шоссе 27",
        "2-й Тверской переулок 5",
        "3-я улица Строителей, дом 25",
        "дом 15 по улице Мира",
        "улица 8 марта 12",
        "8 Березня вулиця, 24",
        "набережная дом семьдесят шесть",
        "село Іванівка, вул. Шевченка, 8",
        "село іванівка будинок 5",
    ],
)
def test_an_address_is_known_by_its_street_word(address):
    assert found(f"я тут {address}!") == address


@pytest.mark.parametrize(
    "text",
    [
        "вулиця",
        "на вулиці холодно",
        "б 5",
        "площа кімнати 50",
        "квартал 3",
        "село знає",
        "проспект акцій",
        "Невский проспект украсили",
        "вулиця 5",
    ],
)
def test_a_street_word_alone_makes_no_address(text):
    assert found(text) == ""


def test_without_a_number_a_street_needs_a_capital_or_a_hint():
    assert found("вулиця Городоцька") == "вулиця Городоцька"
    assert found("вулиця городоцька") == ""
    assert found("вулиця городоцька", hinted=True) == "вулиця городоцька"
    assert found("Невский проспект украсили", hinted=True) == "Невский проспект"
    assert found("село Вишеньки без газу") == ""
    assert found("село Вишеньки", hinted=True) == "село Вишеньки"


def test_a_vague_street_word_needs_a_name_that_looks_like_one():
    assert found("площа ринок 12") == ""
    assert found("площа соборності 12", hinted=True)
    assert found("на площа олени теліги 12")


def test_nothing_is_taken_twice():
    assert found("Сумська вулиця 5", floor=1) == ""
