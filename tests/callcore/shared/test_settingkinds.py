from __future__ import annotations

import contextlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from callcore.shared import settingkinds as kind
from callcore.shared.settingkinds import PortRange

KINDS = [
    kind.number(0, 9),
    kind.port(),
    kind.port_range(65335, 100),
    kind.choice("one", "two"),
    kind.FLAG,
    kind.PATH,
    kind.URL,
    kind.HOST,
    kind.WORD,
    kind.LANGUAGE,
    kind.TARGETS,
    kind.DID_LANGUAGES,
]


@given(st.sampled_from(KINDS), st.text())
def test_any_text_is_a_value_or_a_value_error(of, text):
    with contextlib.suppress(ValueError):
        of.parse(text)


@pytest.mark.parametrize(
    ("text", "value"), [("true", True), ("ON", True), ("0", False)]
)
def test_flags_are_written_in_many_ways(text, value):
    assert kind.FLAG.parse(text) is value


def test_a_choice_ignores_capitals_and_gives_the_word_of_the_table():
    assert kind.choice("whisper").parse("Whisper") == "whisper"


def test_an_address_loses_its_trailing_slash():
    assert kind.URL.parse("https://shop.example/api/") == "https://shop.example/api"


def test_a_port_range_counts_both_ends():
    assert len(PortRange(9092, 9099)) == 8
    assert str(PortRange(9092, 9099)) == "9092-9099"
    assert list(PortRange(5, 6).ports()) == [5, 6]
