from __future__ import annotations

import contextlib
import re

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
    kind.QUEUES,
    kind.DID_LANGUAGES,
    kind.ladder("one", "two"),
    kind.BY_LANGUAGE,
    kind.JSON_OBJECT,
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


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("neutral=500", {"neutral": 500}),
        ("neutral=500, dictating=1500", {"neutral": 500, "dictating": 1500}),
        ("", {}),
    ],
)
def test_silences_are_named(text, value):
    assert kind.SILENCE_LIST.parse(text) == value


@pytest.mark.parametrize(
    "text", ["500", "neutral", "neutral=", "long=500", "neutral=50"]
)
def test_silences_of_another_name_or_length_are_refused(text):
    with pytest.raises(ValueError, match=r"\w"):
        kind.SILENCE_LIST.parse(text)


@pytest.mark.parametrize(
    ("text", "value"), [("uk", ("uk",)), ("uk, en", ("en", "uk")), ("en en", ("en",))]
)
def test_languages_come_in_their_own_order(text, value):
    assert kind.LANGUAGE_LIST.parse(text) == value


@pytest.mark.parametrize("text", [" ", "de", "en,de"])
def test_unknown_languages_are_refused(text):
    with pytest.raises(ValueError, match=text):
        kind.LANGUAGE_LIST.parse(text)


@pytest.mark.parametrize("text", ["one two", "one,two", " ONE ,  two "])
def test_a_ladder_is_an_order_of_words(text):
    assert kind.ladder("two", "one").parse(text) == ("one", "two")


@pytest.mark.parametrize("text", ["", "three", "one one", "one;two"])
def test_a_ladder_has_known_words_and_none_twice(text):
    with pytest.raises(ValueError, match=r".*"):
        kind.ladder("one", "two").parse(text)


@pytest.mark.parametrize(
    "text", ["[]", "1", "{", '"x"', "[" * 900, '{"a": 1' + " " * 1000 + "}"]
)
def test_parameters_are_one_json_object(text):
    assert kind.JSON_OBJECT.parse('{"effort": "low"}') == {"effort": "low"}
    with pytest.raises(ValueError, match=r".*"):
        kind.JSON_OBJECT.parse(text)


def test_queues_are_names_with_a_place_in_the_dialplan():
    found = kind.QUEUES.parse("sales=sales,s,1 parts-2=parts,100,2")
    assert found == {"sales": "sales,s,1", "parts-2": "parts,100,2"}


@pytest.mark.parametrize(
    "text",
    ["sales", "sales=", "sales=sales", "Sales=s,s,1", "a=s,s,1 a=t,s,1",
     " ".join(f"q{n}=s,s,1" for n in range(kind.MAX_QUEUES + 1))],
)  # fmt: skip
def test_a_queue_without_a_checked_place_is_none(text):
    with pytest.raises(ValueError, match=re.escape(text)):
        kind.QUEUES.parse(text)
