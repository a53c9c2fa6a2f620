from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from callcore.dialog.completeness import (
    MOST_ANSWER_WORDS,
    TABLES,
    TextVerdict,
    judge_text,
)
from callcore.dialog.plain import MAX_CHARS
from callcore.dialog.questions import Question
from callcore.shared.ids import LANGUAGES
from tests.callcore.dialog import turns_en, turns_ru, turns_uk

TURNS = {"en": turns_en, "ru": turns_ru, "uk": turns_uk}
CASES = [
    (verdict, language, *(turn if isinstance(turn, tuple) else (turn, Question.OPEN)))
    for verdict in TextVerdict
    for language in LANGUAGES
    for turn in getattr(TURNS[language], verdict.name)
]


@pytest.mark.parametrize(("verdict", "language", "text", "asked"), CASES)
def test_a_turn_is_judged_by_its_words(verdict, language, text, asked):
    assert judge_text(text, language, asked) is verdict


@pytest.mark.parametrize(("verdict", "language", "text", "asked"), CASES)
def test_case_and_a_full_stop_change_nothing(verdict, language, text, asked):
    if text and text[-1].isalnum():
        assert judge_text(text.upper(), language, asked) is verdict
        assert judge_text(f"  {text.capitalize()}.", language, asked) is verdict


@pytest.mark.parametrize(("verdict", "language", "text", "asked"), CASES)
def test_a_hesitation_after_it_leaves_no_turn_complete(verdict, language, text, asked):
    sound = {"en": "um", "ru": "э-э", "uk": "е-е"}[language]
    hesitating = judge_text(f"{text} {sound}", language, asked)
    expected = {TextVerdict.TRAILING}
    if verdict is TextVerdict.DICTATING:
        expected = {TextVerdict.DICTATING}
    assert hesitating in expected


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_phone_number_is_dictated_until_its_last_digit(language):
    number = "0671234567"
    for length in range(2, len(number)):
        for asked in (Question.OPEN, Question.PHONE, Question.NUMBER):
            part = " ".join(number[:length])
            assert judge_text(part, language, asked) is TextVerdict.DICTATING
    assert judge_text(" ".join(number), language) is TextVerdict.COMPLETE


@pytest.mark.parametrize("language", LANGUAGES)
def test_an_order_number_is_dictated_until_its_last_digit(language):
    for length in range(1, 6):
        part = "123456"[:length]
        assert judge_text(part, language, Question.NUMBER) is TextVerdict.DICTATING
    assert judge_text("123456", language, Question.NUMBER) is TextVerdict.COMPLETE


@pytest.mark.parametrize("asked", Question)
def test_only_the_end_of_a_long_turn_counts(asked):
    text = "and " * MAX_CHARS
    assert judge_text(text, "en", asked) is TextVerdict.TRAILING
    whole = judge_text(text + "I need four winter tyres please", "en", asked)
    assert whole is TextVerdict.COMPLETE


def test_yes_alone_is_no_answer_to_a_question_for_a_number():
    for asked in (Question.SIZE, Question.QUANTITY):
        assert judge_text("yes please", "en", asked) is TextVerdict.NEUTRAL
    for asked in (Question.PHONE, Question.NUMBER):
        assert judge_text("yes please", "en", asked) is TextVerdict.TRAILING
    assert judge_text("yes please", "en", Question.YES_NO) is TextVerdict.COMPLETE


def test_an_answer_is_short():
    assert judge_text("yes " * MOST_ANSWER_WORDS, "en") is TextVerdict.COMPLETE
    assert judge_text("yes " * (MOST_ANSWER_WORDS + 1), "en") is TextVerdict.NEUTRAL


@given(st.text(max_size=200), st.sampled_from(LANGUAGES), st.sampled_from(Question))
def test_no_text_raises(text, language, asked):
    assert judge_text(text, language, asked) in TextVerdict


VOCABULARY = sorted(
    {
        word
        for table in TABLES.values()
        for words in (table.dangling, table.glue, table.light, table.hesitations)
        for word in words
    }
    | {
        "205",
        "55",
        "0",
        "067",
        "five",
        "сто",
        "п'ять",
        ",",
        "?",
        "...",
        "tyres",
        "шины",
    }
)


@given(
    st.lists(st.sampled_from(VOCABULARY), max_size=12).map(" ".join),
    st.sampled_from(LANGUAGES),
    st.sampled_from(Question),
)
def test_no_jumble_of_known_words_raises_and_a_conjunction_never_completes(
    text, language, asked
):
    assert judge_text(text, language, asked) in TextVerdict
    conjunction = {"en": "because", "ru": "потому что", "uk": "тому що"}[language]
    assert judge_text(f"{text} {conjunction}", language, asked) is TextVerdict.TRAILING
