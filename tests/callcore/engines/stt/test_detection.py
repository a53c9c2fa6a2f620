from __future__ import annotations

import pytest

from callcore.engines.stt.detection import SURE, Spoken, calibrated, most_likely


def test_ukrainian_that_looks_a_little_like_russian_is_ukrainian():
    found = calibrated({"ru": 0.8, "uk": 0.2})
    assert found["uk"] == pytest.approx(4 / 4.8)


def test_what_is_surely_russian_stays_so():
    found = most_likely(calibrated({"ru": 0.99, "uk": 0.005}), 1.0)
    assert found is not None
    assert found.language == "ru"


def test_the_shares_of_those_asked_for_sum_to_one():
    found = calibrated({"en": 0.02, "ru": 0.003, "uk": 0.0001})
    assert sum(found.values()) == pytest.approx(1.0)
    assert list(found) == ["en", "ru", "uk"]


@pytest.mark.parametrize("guesses", [{}, {"en": 0.0, "uk": 0.0}])
def test_no_guess_is_no_share(guesses):
    assert calibrated(guesses) == {}


@pytest.mark.parametrize(
    ("shares", "spoken"),
    [
        ({}, None),
        ({"ru": SURE - 0.01, "uk": 1.01 - SURE}, None),
        ({"ru": 1 - SURE, "uk": SURE}, Spoken("uk", SURE)),
        ({"en": 1.0}, Spoken("en", 1.0)),
    ],
)
def test_only_a_large_share_tells_a_language(shares, spoken):
    assert most_likely(shares, 2.0) == spoken


def test_short_audio_has_to_be_clearer():
    assert most_likely({"ru": 0.89, "uk": 0.11}, 1.9) is None
    assert most_likely({"ru": 0.91, "uk": 0.09}, 1.9) == Spoken("ru", 0.91)
