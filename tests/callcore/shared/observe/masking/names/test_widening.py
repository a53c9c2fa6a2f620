from __future__ import annotations

import pytest

from callcore.shared.observe.masking import line as lines
from callcore.shared.observe.masking.claims import Claims
from callcore.shared.observe.masking.names.model import packaged
from callcore.shared.observe.masking.names.tagger import case_of, looked_at
from callcore.shared.observe.masking.names.widening import joins_within, widened
from callcore.shared.observe.pii import mask


def around(text, found, kept=""):
    """Return what is masked of ``text`` if the tagger found ``found`` alone."""
    line, claims = lines.read(text), Claims(text)
    if kept:
        claims.keep(text.index(kept), text.index(kept) + len(kept))
    case = case_of(line)
    words = looked_at(packaged(), line, claims, case)
    start = text.index(found)
    first = line.starts.index(start)
    last = line.ends.index(start + len(found))
    first, last = widened(line, words, case, claims, (first, last))
    return text[line.starts[first] : line.ends[last]]


@pytest.mark.parametrize(
    ("text", "found", "expected"),
    [
        ("J. K. Harrington left", "Harrington", "J. K. Harrington"),
        ("отримувач Петренко В. І.", "Петренко", "Петренко В. І"),
        ("for Mr. Harrington", "Harrington", "Mr. Harrington"),
        ("це пані Ганна", "Ганна", "пані Ганна"),
        ("It's van den Berg", "Berg", "van den Berg"),
        ("put Ji-hoon down", "Ji", "Ji-hoon"),
        ("Summer Lake-Jones rang", "Jones", "Lake-Jones"),
        ("my name is thaddeus brimblecombe", "thaddeus", "thaddeus brimblecombe"),
        ("звати вартоломій нечитайлюк", "вартоломій", "вартоломій нечитайлюк"),
        ("I am Thaddeus Brimblecombe", "Thaddeus", "Thaddeus Brimblecombe"),
    ],
)
def test_what_belongs_to_a_name_goes_with_it(text, found, expected):
    assert around(text, found) == expected


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("мене звати вартоломій потрібна одна каністра", "вартоломій"),
        ("my name is thaddeus and", "thaddeus"),
        ("I am Thaddeus brimblecombing today", "Thaddeus"),
        ("thaddeus, brimblecombe", "thaddeus"),
        ("де Оксана", "Оксана"),
        ("Оксана-то", "Оксана"),
        ("to Oksana 5", "Oksana"),
    ],
)
def test_the_words_of_the_sentence_do_not(text, found):
    assert around(text, found) == found


def test_a_title_that_a_surer_detector_has_stays_there():
    assert around("for Mr Harrington", "Harrington", kept="Mr") == "Harrington"


@pytest.mark.parametrize(
    ("text", "joined"),
    [
        ("Maria de la Cruz", True),
        ("Maria with a Cruz", False),
        ("Maria, Cruz", False),
        ("Maria de la de Cruz", False),
    ],
)
def test_names_are_one_with_particles_between(text, joined):
    line = lines.read(text)
    assert joins_within(line, 0, len(line.words) - 1) is joined


@pytest.mark.parametrize(
    ("text", "found", "expected"),
    [
        ("Мороз Алексей тут не живёт", "Алексей", "Мороз Алексей"),
        ("Дзвонив Олексій Мороз, буде", "Олексій", "Олексій Мороз"),
        ("Will Harrington come?", "Harrington", "Harrington"),
        ("мороз Алексей не переносит", "Алексей", "Алексей"),
    ],
)
def test_a_word_in_capitals_that_is_a_name_too_goes_with_it(text, found, expected):
    assert around(text, found) == expected


def test_a_lone_capital_i_does_not_keep_a_small_surname():
    text = "hello, my name is thaddeus brimblecombe, I want one can"
    assert mask(text) == "hello, my name is [PERSON], I want one can"
