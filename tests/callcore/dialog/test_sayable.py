from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from callcore.dialog.sayable import sayable
from callcore.shared.ids import LANGUAGES


def test_what_was_heard_is_told_in_characters_of_the_original():
    said = sayable("Есть 2 450 грн за шину", "ru")
    whole = said.text.index("гривен") + len("гривен")
    assert said.heard(whole - 1) == len("Есть ")
    assert said.heard(whole) == len("Есть 2 450 грн")
    assert said.heard(0) == 0
    assert (
        said.heard(len(said.text)) == said.heard(10**6) == len("Есть 2 450 грн за шину")
    )


def test_a_dictated_number_is_heard_digit_by_digit():
    said = sayable("Номер #1042.", "uk")
    assert said.text == "Номер один нуль чотири два."
    assert said.heard(said.text.index(" чотири")) == len("Номер #10")


def test_plain_text_is_left_alone():
    said = sayable("Which one would you like?", "en")
    assert said.text == "Which one would you like?"
    assert said.origin == tuple(range(26))


PIECES = st.sampled_from(
    ["205/55 R16", "2 450 грн", "#10-42", "5W-30", "+380671234567", "25.11.2026", " ", ", ",
     "5%", "14:05", "Michelin", "шина", "6,5x16", "№", "1-й", "2nd", "99999999999999999999",
     "0", "00", "4 л", "-", "\n", "😀", "é", "٣", "²"]
)  # fmt: skip
TEXTS = st.text(max_size=60) | st.lists(PIECES, max_size=10).map("".join)


@given(TEXTS, st.sampled_from(LANGUAGES))
def test_any_text_keeps_its_origins_in_order_and_loses_its_digits(text, language):
    said = sayable(text, language)
    assert len(said.origin) == len(said.text) + 1
    assert list(said.origin) == sorted(said.origin)
    assert said.origin[-1] == len(text)
    assert not any(c.isdecimal() for c in said.text)


@given(TEXTS, st.sampled_from(LANGUAGES))
def test_heard_never_shrinks_as_more_is_spoken(text, language):
    said = sayable(text, language)
    heard = [said.heard(n) for n in range(len(said.text) + 1)]
    assert heard == sorted(heard)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_whole_reply_takes_no_time(language):
    text = "Michelin 205/55 R16, 4 650 грн. " * 400
    assert len(sayable(text, language).text) > len(text)
