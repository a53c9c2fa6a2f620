from __future__ import annotations

import pytest

from callcore.engines.failover.pace import SAMPLES_PER_CHAR, TELLING_CHARS, Paces


def test_before_anything_is_known_a_voice_speaks_at_an_ordinary_pace():
    assert Paces().of("a", "en") == SAMPLES_PER_CHAR


def test_the_first_sentence_shows_the_pace_and_later_ones_move_it_a_little():
    paces = Paces()
    paces.learn("a", "en", 100, 48_000)
    assert paces.of("a", "en") == 480
    paces.learn("a", "en", 100, 58_000)
    assert paces.of("a", "en") == pytest.approx(500)


def test_each_voice_and_each_language_has_its_own():
    paces = Paces()
    paces.learn("a", "en", 100, 48_000)
    assert paces.of("b", "en") == paces.of("a", "uk") == SAMPLES_PER_CHAR


@pytest.mark.parametrize(
    ("chars", "samples"), [(TELLING_CHARS - 1, 9), (50, 0), (0, 9)]
)
def test_what_says_little_teaches_nothing(chars, samples):
    paces = Paces()
    paces.learn("a", "en", chars, samples)
    assert paces.of("a", "en") == SAMPLES_PER_CHAR
