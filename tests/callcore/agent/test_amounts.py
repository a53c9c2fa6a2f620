from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from callcore.agent.amounts import amounts_in, numbers_said, percents_off
from callcore.agent.figures import figures_of, with_halves
from callcore.agent.readback import price
from callcore.shared.ids import LANGUAGES, Language
from callcore.shared.spoken.say import money_words


def told(text: str, language: Language) -> list[set[int]]:
    """Return the amounts in hryvnias."""
    found = amounts_in(figures_of(with_halves(text), language))
    return [{reading // 100 for reading in readings} for readings in found]


CASES: list[tuple[Language, str, list[set[int]]]] = [
    ("en", "It costs 4650 UAH.", [{4650}]),
    ("en", "It costs 4,650 hryvnias.", [{4650}]),
    ("uk", "за 4 650 грн", [{4650, 650}]),
    ("uk", "до 5 000 гривень", [{5000}]),
    ("ru", "шина R16 4 650 грн", [{4650, 650}]),
    ("uk", "5W-40 520 грн", [{520, 40520}]),
    ("ru", "четыре тысячи шестьсот пятьдесят гривен", [{4650}]),
    ("ru", "4 тысячи 650 гривен", [{4650}]),
    ("ru", "4,6 тысячи гривен", [{4600}]),
    ("ru", "полторы тысячи гривен", [{1500}]),
    ("en", "four and a half thousand hryvnias", [{4500}]),
    ("en", "the price is 4650.", [{4650}]),
    ("uk", "коштує лише 3390, в наявності 4", [{3390}]),
    ("ru", "итого: 18 600.", [{18600, 600}]),
    ("en", "₴4650 each", [{4650}]),
    ("en", "one is 100 UAH, the other 200 UAH", [{100}, {200}]),
    ("en", "$20", [{-20}]),
    ("ru", "двадцать долларов", [{-20}]),
    ("en", "the price of 205/55 R16 tyres", []),
    ("en", "I have 400 pieces", []),
    ("ru", "всего 400 штук", []),
    ("ru", "всего 32.", []),
    ("en", "order 412345, phone 0671234567", []),
    ("uk", "номер 412345", []),
    ("en", "how many hryvnias?", []),
]


@pytest.mark.parametrize(("language", "text", "amounts"), CASES)
def test_an_amount_is_found_however_it_is_said(
    language: Language, text: str, amounts: list[set[int]]
) -> None:
    assert told(text, language) == amounts


@given(st.integers(0, 9_999_999), st.sampled_from(LANGUAGES))
def test_every_amount_is_read_as_it_is_written_and_as_it_is_spoken(
    kopiykas: int, language: Language
) -> None:
    for text in (price(kopiykas, language), money_words(kopiykas, language)):
        (readings,) = amounts_in(figures_of(f"It is {text}.", language))
        assert kopiykas in readings


def test_percentages_count_only_as_discounts() -> None:
    assert percents_off(figures_of("I give you 10 percent off", "en")) == [10]
    assert percents_off(figures_of("знижка двадцять відсотків", "uk")) == [20]
    assert percents_off(figures_of("100 % synthetic", "en")) == []


def test_the_numbers_of_a_caller_are_read_alone_and_in_groups() -> None:
    assert numbers_said(figures_of("до пяти тысяч или 4 650", "ru")) == {
        5000,
        4,
        650,
        4650,
    }


@given(st.text(max_size=200), st.sampled_from(LANGUAGES))
def test_no_text_breaks_it(text: str, language: Language) -> None:
    figures = figures_of(with_halves(text), language)
    amounts_in(figures)
    percents_off(figures)
    numbers_said(figures)
