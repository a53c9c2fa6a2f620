from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from callcore.engines.rollout.comparing import (
    MOST_CHARS,
    distance,
    hallucinated,
    words_of,
)
from callcore.shared.ids import LANGUAGES

texts = st.text(max_size=60)
languages = st.sampled_from(LANGUAGES)


@pytest.mark.parametrize(
    ("language", "one", "other"),
    [
        ("en", "I need four tyres.", "i need 4 tyres"),
        ("en", "It's mine — don't!", "its mine don’t"),
        ("en", "two oh five fifty five sixteen", "205/55 R16"),
        ("en", "Good Year, please", "goodyear please"),
        ("en", "number 45", "number forty-five"),
        ("en", "ＡＢＣ １２", "abc 12"),
        ("ru", "Ещё одну", "еще 1"),
        ("ru", "двести пять пятьдесят пять эр шестнадцать Мишлен", "205/55 r16 michelin"),
        ("ru", "ноль шестьдесят семь, сто двадцать три", "067 123"),
        ("uk", "п'ять шин «Нокіан»", "5 шин nokian"),
        ("uk", "пʼять", "п’ять"),
    ],
)  # fmt: skip
def test_what_sounds_alike_is_alike(language, one, other):
    found = distance(one, other, language)
    assert (found.word_errors, found.char_errors) == (0, 0)
    assert found.words > 0


@pytest.mark.parametrize(
    ("one", "other", "words", "errors"),
    [
        ("the cat sat", "the cat sat", 3, 0),
        ("the cat sat", "the dog sat", 3, 1),
        ("the cat sat", "the sat", 3, 1),
        ("the cat sat", "the big cat sat", 3, 1),
        ("the cat sat", "", 3, 3),
        ("", "the cat", 0, 2),
        ("call 067 123", "call 067 124", 7, 1),
    ],
)
def test_words_are_counted_as_everybody_counts_them(one, other, words, errors):
    found = distance(one, other, "en")
    assert (found.words, found.word_errors) == (words, errors)


def test_characters_tell_a_slip_from_another_word():
    slip, other = distance("summer", "sumer", "en"), distance("summer", "winter", "en")
    assert slip.word_errors == other.word_errors == 1
    assert (slip.chars, slip.char_errors) == (6, 1)
    assert other.char_errors == 4


@given(texts, languages)
def test_a_text_is_as_itself(text, language):
    assert distance(text, text, language).word_errors == 0


@given(texts, texts, languages)
def test_distances_are_symmetrical_and_bounded(one, other, language):
    there, back = distance(one, other, language), distance(other, one, language)
    assert there.word_errors == back.word_errors <= max(there.words, back.words)
    assert there.char_errors == back.char_errors <= max(there.chars, back.chars)


def test_a_flood_of_text_is_cut():
    assert len(words_of("one " * 100_000, "en")) <= MOST_CHARS


@pytest.mark.parametrize(
    ("text", "speech_ms"),
    [
        ("yes", 0),  # nobody spoke
        ("Редактор субтитров А.Семкин", 3000),
        ("no " * 40, 9000),
        ("word " * 30, 400),
        ("[BLANK_AUDIO]", 1000),
        ("a" * 100_000, 60_000),
    ],
)
def test_what_nobody_says_is_a_hallucination(text, speech_ms):
    assert hallucinated(text, "ru", speech_ms)


@given(st.text(), languages, st.integers(0, 60_000))
def test_any_text_is_either(text, language, speech_ms):
    assert hallucinated(text, language, speech_ms) in (True, False)


@pytest.mark.parametrize(
    ("text", "speech_ms"),
    [("", 0), ("  ", 5000), ("да", 200), ("нет, нет, нет", 900),
     ("мне нужны зимние шины, четыре штуки", 2500)],
)  # fmt: skip
def test_what_people_say_is_none(text, speech_ms):
    assert not hallucinated(text, "ru", speech_ms)
