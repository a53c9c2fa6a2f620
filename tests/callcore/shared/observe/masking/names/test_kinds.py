from __future__ import annotations

import pytest

from callcore.shared.observe.masking.names import lexicon
from callcore.shared.observe.masking.names.kinds import (
    BUCKET,
    BUCKETS,
    KINDS,
    Kind,
    kind_of,
)
from callcore.shared.observe.masking.words import word_of


def kind(raw, known=0):
    word = word_of(raw)
    return kind_of(word.text, word.flags, known)


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        ("зовут", Kind.CALLED),
        ("прізвищем", Kind.CALLED),
        ("Mrs", Kind.STYLED),
        ("пані", Kind.STYLED),
        ("дружиною", Kind.KIN),
        ("під", Kind.TOWARDS),
        ("recipient", Kind.PERSON),
        ("отримувача", Kind.PERSON),
        ("вул", Kind.STREET),
        ("сорок", Kind.NUMBER),
        ("205", Kind.DIGITS),
        ("r16", Kind.CODE),
        ("call_id", Kind.CODE),
        ("[PHONE]", Kind.CLAIMED),
        ("В", Kind.LETTER),
        ("г", Kind.LETTER),
        ("I", Kind.THIS),
        ("Я", Kind.THIS),
    ],
)
def test_words_that_say_what_follows_have_kinds_of_their_own(raw, expected):
    assert kind(raw) is expected


@pytest.mark.parametrize(
    "raw",
    ["ярополківна", "ізяславовичу", "добромиловны", "святогоровичем", "назарівною"],
)
def test_patronymics_are_known_by_their_endings_in_every_case(raw):
    assert kind(raw) is Kind.PATRONYMIC


@pytest.mark.parametrize(
    "raw",
    [
        "трепетенком",
        "бздикевичук",
        "хмельовська",
        "дубрякову",
        "кармазян",
        "quibberton",
    ],
)
def test_surnames_never_heard_are_known_by_their_endings(raw):
    assert kind(raw) is Kind.LIKE_SURNAME


@pytest.mark.parametrize(
    ("known", "expected"),
    [
        (lexicon.COMMON, Kind.COMMON),
        (lexicon.COMMON | lexicon.FIRST, Kind.COMMON_NAME),
        (lexicon.FIRST, Kind.FIRST),
        (lexicon.SURNAME, Kind.SURNAME),
        (lexicon.FIRST | lexicon.SURNAME, Kind.BOTH),
        (lexicon.BRAND, Kind.BRAND),
        (lexicon.BRAND | lexicon.SURNAME, Kind.BRAND_NAME),
        (lexicon.PLACE, Kind.PLACE),
        (lexicon.PLACE | lexicon.SURNAME, Kind.PLACE_NAME),
    ],
)
def test_what_a_word_is_known_as_decides_its_kind(known, expected):
    assert kind("щосьтаке", known) is expected


def test_there_is_room_for_every_kind_and_bucket():
    assert max(Kind) < KINDS
    assert max(BUCKET) < BUCKETS
    assert len(BUCKET) == KINDS


def test_a_form_of_an_ordinary_word_is_no_longer_a_stranger_but_a_patronymic_is_one():
    assert kind("антифризами", lexicon.RELATED) is Kind.RELATED
    assert kind("антифризами") is Kind.CYRILLIC
    assert kind("назарівною", lexicon.RELATED) is Kind.PATRONYMIC
