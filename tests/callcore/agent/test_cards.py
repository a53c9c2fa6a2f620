from __future__ import annotations

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from callcore.agent.cards import TAG, CardWatch, holds_card, luhn
from callcore.agent.figures import figures_of
from callcore.shared.ids import LANGUAGES, Language
from callcore.shared.spoken.say import digit_words, number_words

VISA = "4242424242424242"
NUMBERS = [VISA, "4111111111111111", "5105105105105100", "2223003122003222",
           "378282246310005", "6011111111111117", "30569309025904", "3530111333300000"]  # fmt: skip


def with_check_digit(body: str) -> str:
    return next(f"{body}{digit}" for digit in "0123456789" if luhn(f"{body}{digit}"))


def fours(digits: str, gap: str) -> str:
    return gap.join(digits[at : at + 4] for at in range(0, len(digits), 4))


@pytest.mark.parametrize("number", NUMBERS)
@pytest.mark.parametrize("gap", ["", " ", "-", ", ", " then ", " дальше "])
def test_a_card_number_is_taken_out_however_it_is_grouped(
    number: str, gap: str
) -> None:
    text = f"it is {fours(number, gap)}, thank you"
    assert CardWatch().without(text) == f"it is {TAG}, thank you"


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("number", NUMBERS)
def test_a_card_number_in_words_is_taken_out(number: str, language: Language) -> None:
    assert CardWatch().without(digit_words(number, language)) == TAG


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_card_number_in_pairs_and_in_thousands_is_taken_out(
    language: Language,
) -> None:
    pairs = " ".join(number_words(42, language) for _ in range(8))
    thousands = ", ".join(number_words(4242, language) for _ in range(4))
    assert CardWatch().without(pairs) == CardWatch().without(thousands) == TAG


def test_what_follows_the_number_stays() -> None:
    text = CardWatch().without(f"{fours(VISA, ' ')} 12 27 123")
    assert text == f"{TAG} 12 27 123"


@pytest.mark.parametrize(
    "turns",
    [
        ["4242 4242", "4242 4242"],
        ["4242", "4242", "4242", "4242"],
        ["4242 4242", "wait a second", "4242", "4242"],
        ["4 2 4 2 4 2", "4 2 4 2 4 2 4 2", "4 2"],
        ["моя карта сорок два сорок два", "сорок два сорок два", "далее 4242", "4242"],
        ["картка 4242 4242 4242", "чотири два чотири два, термін 12 27"],
    ],
)
def test_a_number_dictated_over_several_turns_is_never_kept_whole(
    turns: list[str],
) -> None:
    watch = CardWatch()
    kept = [watch.without(turn) for turn in turns]
    assert TAG in kept[-1]
    assert kept[:-1] == turns[:-1]


def test_once_a_card_was_spoken_of_a_misheard_digit_does_not_save_it() -> None:
    wrong = fours("4242424242424241", " ")
    assert CardWatch().without(wrong) == wrong
    assert CardWatch().without(f"my card is {wrong}") == f"my card is {TAG}"
    watch = CardWatch()
    watch.without("I pay by card")
    assert watch.without(wrong) == TAG
    for _ in range(4):
        watch.without("hm")
    assert watch.without(wrong) == wrong


HARMLESS = [
    ["067 123 45 67"],
    ["+380 67 123 45 67", "412345"],
    ["412345", "067 123 45 67"],
    ["412345", "380671234567"],
    ["0671234567 0501112233"],
    ["380671234567 or 412345"],
    ["ноль шесть семь один два три четыре пять шесть семь"],
    ["4820000000001"],
    ["20450123456789", "59000123456789"],
    ["205/55 R16, 4 штуки, до 5 000 гривен"],
    ["I pay by card", "067 123 45 67"],
    ["my card, and my phone is 380671234567"],
    ["412345", "412346", "412347"],
    ["order 4123 4567 8901"],
    ["42424242424242424242424242"],
    ["first second third"],
    [""],
]


@pytest.mark.parametrize("turns", HARMLESS)
def test_other_numbers_stay_what_they_are(turns: list[str]) -> None:
    watch = CardWatch()
    assert [watch.without(turn) for turn in turns] == turns
    assert not any(holds_card(figures_of(turn)) for turn in turns)


def test_the_eans_of_a_shelf_are_no_cards() -> None:
    chance = random.Random(5)
    for _ in range(300):
        body = "482" + "".join(chance.choices("0123456789", k=9))
        weighed = sum(int(d) * (3 if at % 2 else 1) for at, d in enumerate(body))
        ean = f"{body}{-weighed % 10}"
        assert CardWatch().without(f"article {ean}") == f"article {ean}"


@given(st.text("0123456789", min_size=15, max_size=15), st.sampled_from(LANGUAGES))
def test_every_visa_number_is_found(body: str, language: Language) -> None:
    number = with_check_digit(f"4{body[:14]}")
    assert TAG in CardWatch().without(f"so: {fours(number, ' ')}")
    assert TAG in CardWatch().without(digit_words(number, language))


@given(st.lists(st.text(max_size=80), max_size=8))
def test_no_text_breaks_it(turns: list[str]) -> None:
    watch = CardWatch()
    for turn in turns:
        kept = watch.without(turn)
        assert kept == turn or TAG in kept
