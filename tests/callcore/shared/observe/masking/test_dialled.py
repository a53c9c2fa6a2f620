from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from callcore.shared.observe.masking.claims import Claims
from callcore.shared.observe.masking.dialled import claim_dialled
from callcore.shared.observe.masking.line import read
from callcore.shared.observe.masking.memory import Memory, Topic

TOPICS = [Topic.NOTHING, Topic.PHONE, Topic.NAME, Topic.EMAIL, Topic.CARD, Topic.ORDER]


def masked(text, expecting=Topic.NOTHING):
    claims = Claims(text)
    claim_dialled(read(text), claims, Memory(expecting=expecting))
    return claims.masked()


def test_the_form_decides_for_a_single_numeral():
    assert masked("0671234567") == "[PHONE]"
    assert masked("1671234567") == "1671234567"


@pytest.mark.parametrize(
    "text",
    [
        "+48 22 123 45 67",
        "(067) 123 45 67",
        "плюс тридцять вісім нуль шістсот сімдесят сто",
    ],
)
def test_plus_and_brackets_go_with_the_number(text):
    assert masked(f"so {text} then") == "so [PHONE] then"


def test_an_extension_goes_with_its_number():
    assert masked("call 541-754-3010 x123 now") == "call [PHONE] now"
    assert masked("call 541-754-3010x123 now") == "call [PHONE] now"
    assert masked("[PHONE] ext. 12") == "[PHONE] [PHONE]"


def test_a_closing_bracket_goes_with_its_opening_one():
    assert masked("call (0671234567) now") == "call [PHONE] now"
    assert masked("call me (on 0671234567) now") == "call me (on [PHONE]) now"


def test_a_unit_behind_it_makes_the_last_number_an_amount():
    text = "123456789 штук"
    assert masked(text) == text
    assert masked("067 123 45 67 4 штуки") == "[PHONE] 4 штуки"
    assert masked("oh six seven one two three four five six seven, five tyres") == (
        "[PHONE], five tyres"
    )


@pytest.mark.parametrize(
    "said",
    [
        "4111 1111 1111 1111",
        "four triple one quadruple one quadruple one quadruple one",
        "сорок один" + " одиннадцать" * 7,
        "four um " + "one " * 14 + "one",
        "4111 1111 1111 1112",
    ],
)
def test_cards_are_known_by_check_digit_or_by_fours(said):
    assert masked(f"it is {said} thanks") == "it is [CARD] thanks"


def test_a_card_is_known_by_its_word_whatever_its_digits():
    assert masked("card nine one two three four five six seven eight nine one two") == (
        "card [CARD]"
    )
    assert "[CARD]" not in masked("order 4111111111111111")
    assert "[CARD]" not in masked("1004456234340638")


@pytest.mark.parametrize(
    ("text", "result"),
    [
        ("код із смс чотири вісім два один", "код із смс [ID]"),
        ("cvv 123", "cvv [ID]"),
        ("sms 123456789", "sms 123456789"),
        ("мій іпн три два один нуль п'ять сім вісім", "мій іпн [ID]"),
        ("паспорт ем те сто двадцять три двісті", "паспорт [ID]"),
        (
            "ібан двадцять один тридцять два двадцять",
            "ібан двадцять один тридцять два двадцять",
        ),
        ("ибан двадцать один тридцать два двадцать три десять двадцать", "ибан [IBAN]"),
        ("у а " + "двадцять один " * 13 + "п'ять", "[IBAN]"),
    ],
)
def test_codes_documents_and_accounts_are_named_by_a_word(text, result):
    assert masked(text) == result


@pytest.mark.parametrize(
    "text",
    ["four tyres", "two pieces", "205 55 16", "одну хвилину", "двадцать процентов"],
)
def test_amounts_and_sizes_stay_even_while_a_number_is_expected(text):
    assert masked(text, Topic.PHONE) == text


def test_parts_of_what_was_asked_for_get_its_label():
    assert masked("41 49", Topic.CARD) == "[CARD]"
    assert masked("four thousand one hundred", Topic.CARD) == "[CARD]"
    assert masked("48 21", Topic.DOCUMENT) == "[ID]"
    assert masked("oh", Topic.PHONE) == "[PHONE]"
    assert masked("oh") == "oh"


def test_the_digits_found_are_noted():
    memory, text = Memory(expecting=Topic.PHONE), "067 um 12"
    claim_dialled(read(text), Claims(text), memory)
    assert memory.said == "06712"


def test_what_others_claimed_is_left_alone():
    text = "0671234567"
    claims = Claims(text)
    claims.keep(0, 10)
    claim_dialled(read(text), claims, Memory())
    assert claims.masked() == text


def test_an_amount_is_kept_from_detectors_that_come_later():
    text = "oh six seven, five new tyres"
    claims = Claims(text)
    claim_dialled(read(text), claims, Memory())
    assert not claims.free(text.index("five"), len(text))
    assert claims.free(0, text.index(","))


PIECES = ["0", "67", "one", "двадцать", "thousand", "tyres", "+", "(", ")", "um", "order",
          "phone", "card", "r", "double", "zeros", ",", "\n", "4111"]  # fmt: skip


@given(st.lists(st.sampled_from(PIECES), max_size=40), st.sampled_from(TOPICS))
def test_any_mix_is_judged_without_an_error(words, topic):
    assert "[[" not in masked(" ".join(words), topic)


def test_a_line_within_a_house_goes_without_the_word_before_it():
    text = "Внутрішній 217, а міський [PHONE]."
    claims = Claims(text)
    claims.keep(26, 33)
    claim_dialled(read(text), claims, Memory())
    assert claims.masked() == "Внутрішній [PHONE], а міський [PHONE]."
