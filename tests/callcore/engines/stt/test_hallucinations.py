from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from callcore.engines.stt.hallucinations import clean, without_loops


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "[BLANK_AUDIO]"),
        ("en", "(crickets chirping)"),
        ("en", "[BEEP] [BEEP]"),
        ("en", "Thanks for watching!"),
        ("en", "Thank you so much for watching."),
        ("en", "you"),
        ("en", "♪ music ♪"),
        ("en", " . . ."),
        ("ru", "Редактор субтитров А.Семкин Корректор А.Егорова"),
        ("ru", "Субтитры сделал DimaTorzok"),
        ("ru", "Продолжение следует..."),
        ("ru", "[музыка]"),
        ("ru", "Спасибо за просмотр!"),
        ("uk", "Дякую за перегляд!"),
        ("uk", "[музика] *Кріля*"),
        ("uk", "Субтитри зробила спільнота"),
    ],
)
def test_what_whisper_says_in_silence_is_dropped(language, text):
    assert clean(text, language, 3.0) == ""


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "Thank you."),
        ("en", "Two red shirts, size M."),
        ("en", "no no no"),
        ("en", "What is in it for you?"),
        ("ru", "Спасибо, это всё."),
        ("ru", "Мне нужен корректор для волос"),
        ("uk", "Дякую, до побачення!"),
        ("uk", "дві сорочки і п'ять шкарпеток"),
    ],
)
def test_what_callers_say_stays(language, text):
    assert clean(text, language, 3.0) == text


def test_speech_before_a_credit_stays():
    text = "Где мой заказ? Спасибо за просмотр!"
    assert clean(text, "ru", 4.0) == "Где мой заказ?"


def test_more_text_than_anybody_can_say_is_dropped():
    text = " ".join(f"word{i}" for i in range(30))
    assert clean(text, "en", 1.0) == ""
    assert clean(text, "en", 12.0) == text


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("the shirt the shirt the shirt the shirt the shirt", "the shirt"),
        ("yes. yes. yes. yes. yes. please", "yes. please"),
        ("a b c a b c a b c a b c a b c and d", "a b c and d"),
        ("no no no thanks", "no no no thanks"),
        ("one two three", "one two three"),
        ("", ""),
    ],
)
def test_a_loop_is_said_once(text, kept):
    assert without_loops(text) == kept


@given(st.lists(st.sampled_from(["a", "b", "c."]), max_size=30).map(" ".join))
def test_cutting_loops_never_adds_words_and_ends(text):
    assert len(without_loops(text)) <= len(text)


@given(st.text(max_size=200), st.sampled_from(["en", "ru", "uk"]), st.floats(0, 60))
def test_any_text_is_cleaned_without_error(text, language, audio_s):
    assert len(clean(text, language, audio_s)) <= len(text)
