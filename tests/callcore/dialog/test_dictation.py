from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from callcore.dialog.completeness import TABLES
from callcore.dialog.dictation import COUNTRY_DIGITS, Dictated, judge_digits
from callcore.dialog.plain import numbered_words
from callcore.dialog.questions import Question as Q
from callcore.shared.ids import LANGUAGES
from callcore.shared.spoken.say import digit_words

W, V, P = Dictated.WHOLE, Dictated.VAGUE, Dictated.PART


def judged(text, language, asked=Q.OPEN):
    return judge_digits(numbered_words(text, language), TABLES[language], asked)


@pytest.mark.parametrize(
    ("text", "asked", "expected"),
    [
        ("0671234567", Q.OPEN, W),
        ("067123456", Q.OPEN, P),
        ("380671234567", Q.OPEN, W),
        ("38067123456", Q.PHONE, P),
        ("80671234567", Q.PHONE, W),
        ("00380671234567", Q.OPEN, W),
        ("0038067", Q.OPEN, P),
        ("67123456", Q.PHONE, P),
        ("671234567", Q.PHONE, W),
        ("100001", Q.NUMBER, W),
        ("1000011", Q.NUMBER, V),
        ("100001", Q.OPEN, W),
        ("123 456", Q.OPEN, V),
        ("12345", Q.OPEN, V),
        ("1234567", Q.OPEN, P),
        ("5000", Q.OPEN, V),
        ("1 2 3", Q.OPEN, P),
        ("0", Q.OPEN, P),
        ("0", Q.QUANTITY, V),
        ("4", Q.QUANTITY, W),
        ("2 3", Q.QUANTITY, V),
        ("2", Q.CHOICE, W),
        ("4", Q.OPEN, V),
        ("205/55 R16", Q.OPEN, W),
        ("205/55 R16 4", Q.OPEN, W),
        ("205/55", Q.QUANTITY, V),
        ("205", Q.OPEN, P),
        ("200", Q.OPEN, V),
        ("200", Q.SIZE, P),
        ("205 55 1", Q.SIZE, P),
        ("20", Q.SIZE, P),
        ("R20", Q.SIZE, W),
        ("rim 20", Q.SIZE, W),
        ("16", Q.SIZE, W),
        ("5W", Q.OPEN, P),
        ("0W20", Q.OPEN, W),
        ("5 30", Q.SIZE, W),
        ("order 100", Q.OPEN, P),
        ("order 4", Q.OPEN, V),
        ("number 4", Q.OPEN, P),
        ("number 4", Q.CHOICE, W),
        ("the second", Q.CHOICE, W),
        ("the second", Q.OPEN, V),
        ("the first one", Q.CHOICE, None),
        ("the first four", Q.QUANTITY, W),
        ("the cheap one", Q.OPEN, None),
        ("the cheap one", Q.CHOICE, None),
        ("just one", Q.QUANTITY, W),
        ("205 by", Q.OPEN, P),
        ("4 and", Q.OPEN, None),
        ("tyres", Q.OPEN, None),
        ("", Q.OPEN, None),
        ("067 um then 123", Q.OPEN, P),
    ],
)  # fmt: skip
def test_a_number_is_judged_by_its_form_and_by_what_was_asked(text, asked, expected):
    assert judged(text, "en", asked) is expected


@pytest.mark.parametrize(
    ("text", "language", "asked", "expected"),
    [
        ("one hundred thousand", "en", Q.NUMBER, P),
        ("сто тысяч", "ru", Q.NUMBER, P),
        ("сто тисяч", "uk", Q.NUMBER, P),
        ("сто двадцать три четыреста", "ru", Q.NUMBER, P),
        ("сто двадцать три четыреста пятьдесят", "ru", Q.NUMBER, V),
        ("сто двадцать три четыреста пятьдесят шесть", "ru", Q.NUMBER, W),
        ("twenty", "en", Q.QUANTITY, V),
        ("twenty four", "en", Q.QUANTITY, W),
        ("ten", "en", Q.QUANTITY, W),
        ("двісті п'ять п'ятдесят п'ять двадцять", "uk", Q.SIZE, W),
        ("п'ять тридцять", "uk", Q.SIZE, W),
    ],
)
def test_a_number_that_grammar_lets_grow_is_never_taken_for_whole(
    text, language, asked, expected
):
    assert judged(text, language, asked) is expected


@given(
    st.from_regex(r"0[1-9]\d{8}|380[1-9]\d{8}", fullmatch=True),
    st.sampled_from(LANGUAGES),
    st.sampled_from([Q.OPEN, Q.PHONE, Q.YES_NO]),
)
def test_every_phone_said_digit_by_digit_is_whole_only_at_its_end(
    number, language, asked
):
    words = digit_words(number, language)
    assert judged(words, language, asked) is W
    parts = number[:-1]
    # "380" may still be a price; from four digits on it is a phone
    for length in range(4 if number.startswith("38") else 2, len(parts) + 1):
        spoken = " ".join(number[:length])
        assert judged(spoken, language, asked) is P


def test_a_number_longer_than_a_phone_is_not_waited_for():
    assert judged("38" + "0671234567" * 3, "en", Q.PHONE) is W
    assert COUNTRY_DIGITS == 12


@given(st.text(max_size=100), st.sampled_from(LANGUAGES), st.sampled_from(Q))
def test_no_text_raises(text, language, asked):
    assert judged(text, language, asked) in {*Dictated, None}
