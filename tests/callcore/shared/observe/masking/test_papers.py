from __future__ import annotations

import pytest

from callcore.shared.observe.masking.claims import Claims
from callcore.shared.observe.masking.codes import claim_codes
from callcore.shared.observe.masking.fieldnames import claim_fields
from callcore.shared.observe.masking.line import read
from callcore.shared.observe.masking.memory import Memory
from callcore.shared.observe.masking.papers import (
    abbreviated,
    birth,
    born_before,
    document,
)
from callcore.shared.observe.masking.shapes import claim_shapes


def paper(text):
    return text[: max(0, document(read(text), Claims(text), 0, 0)[0])]


@pytest.mark.parametrize(
    "number",
    ["3184710691", "500100732259", "МТ123456", "ВХВ 123456", "4510 123456", "45 10 номер 123456",
     "МТ № 123456", "001234567", "078 05 1120", "AB 12 34 56 C", "MORGA657054SM9IJ", "12/345/67890",
     "S123-4567-8901"],
)  # fmt: skip
def test_the_number_of_a_paper_is_read_to_its_end(number):
    assert paper(number) == number
    assert paper(f"{number}, issued") == number


@pytest.mark.parametrize(
    "text",
    [
        "2015-03-12",
        "205 55 16",
        "12345",
        "in 2015",
        "1234567890123456",
        "12.03.1985",
        "none",
    ],
)
def test_dates_and_sizes_are_no_papers(text):
    assert not paper(text)


@pytest.mark.parametrize(
    "date",
    ["12.03.1985", "3/12/85", "1985-03-12", "12 березня 1985", "12th of March 1985", "March 12, 1985",
     "12 03 1985"],
)  # fmt: skip
def test_a_date_of_birth_is_read_to_its_end(date):
    text = f"dob {date} ok"
    assert text[: birth(read(text), Claims(text), 0, 1)[0]] == f"dob {date}"


def test_a_date_needs_a_month_that_is_one():
    text = "dob 12 wheels 1985"
    assert birth(read(text), Claims(text), 0, 1)[0] < 0


def test_a_birth_that_is_told_of_another_stays():
    for text, gone in (
        ("I was born 12 May 1985 there, yes", True),
        ("He was born 12 May 1985 there, yes", False),
    ):
        at = 3
        assert (birth(read(text), Claims(text), 2, at)[0] > 0) == gone


def test_a_date_may_stand_before_the_word():
    text = "12.03.1985 року народження"
    claims = Claims(text)
    assert born_before(read(text), claims, 4)
    assert claims.masked() == "[ID] року народження"
    assert not born_before(read("5 днів народження"), Claims("5 днів народження"), 2)


@pytest.mark.parametrize(
    "text", ["д.н. 12.03.1985", "д. р.: 12.03.1985", "12.03.1985 р.н.", "12.03.85 г.р."]
)
def test_the_words_are_known_by_their_initials(text):
    claims = Claims(text)
    abbreviated(read(text), claims)
    assert "[ID]" in claims.masked()
    assert "85" not in claims.masked()


def masked(text):
    line, claims = read(text), Claims(text)
    for claim in (claim_fields, claim_codes, claim_shapes):
        claim(line, claims, Memory())
    return claims.masked()


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("мій ІПН для накладної 2961407830", "2961407830"),
        ("інн фізособи для рахунка 3184710691", "3184710691"),
        ("техпаспорт СХЕ 204715", "СХЕ 204715"),
        ("свідоцтво про реєстрацію САО 551903", "САО 551903"),
        ("свидетельство 99 УК 417203", "99 УК 417203"),
        ("ПТС 63 ОХ 118204", "63 ОХ 118204"),
        ("серія СМ номер 604418", "СМ номер 604418"),
        ("серия 40 09, номер 771355", "40 09, номер 771355"),
        ("серия тридцать два ноль семь номер сто девятнадцать пятьсот сорок", "тридцать два ноль семь номер сто девятнадцать пятьсот сорок"),
        ("посвідчення водія бе ка ікс сто двадцять дев'ятсот один", "бе ка ікс сто двадцять дев'ятсот один"),
        ("паспорт эн ка четыреста один пятьсот двенадцать", "эн ка четыреста один пятьсот двенадцать"),
        ("passport number h x seven oh two two nine five one", "h x seven oh two two nine five one"),
        ("licence KOVAL 704152 A99XZ", "KOVAL 704152 A99XZ"),
        ("driving licence: SMITH 612038 JD9KL", "SMITH 612038 JD9KL"),
        ("UTR 2913340875", "2913340875"),
        ("my utr is 29133 40875", "29133 40875"),
        ("national insurance is QQ 45 61 27 B", "QQ 45 61 27 B"),
        ("it is a b forty five sixty one twenty seven c", "a b forty five sixty one twenty seven c"),
        ("СТС 7731 804416", "7731 804416"),
        ("ИНН для счета 500100732259", "500100732259"),
        ("passport C01X00T47", "C01X00T47"),
    ],
)  # fmt: skip
def test_the_number_of_a_paper_goes(text, said):
    assert masked(text) == text.replace(said, "[ID]")
