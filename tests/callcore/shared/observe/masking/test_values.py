from __future__ import annotations

import pytest

from callcore.shared.observe.masking.claims import Claims
from callcore.shared.observe.masking.keys import Holds
from callcore.shared.observe.masking.line import read
from callcore.shared.observe.masking.values import claim_value


def masked(found, value):
    text = f"k={value}"
    claims = Claims(text)
    claim_value(read(text), claims, found, 2)
    return claims.masked()[2:]


@pytest.mark.parametrize(
    ("found", "value", "kept"),
    [
        (Holds.PHONE, '"+380 67 123 45 67", "x"', '"[PHONE]", "x"'),
        (Holds.PHONE, "12345", "[PHONE]"),
        (Holds.PHONE, "%2B380671234567&x=1", "[PHONE]&x=1"),
        (Holds.DIALLED, "0671234567 x", "[PHONE] x"),
        (Holds.DIALLED, '"Olena Koval" <sip:1@x>', '"[PERSON]" <sip:1@x>'),
        (Holds.PERSON, "Гук Руслан phone=1", "[PERSON] phone=1"),
        (Holds.PERSON, '"O\'Neil Mary-Ann"', '"[PERSON]"'),
        (Holds.PERSON, "Іванов І.І.; city: x", "[PERSON]; city: x"),
        (Holds.PERSON, "%D0%9E%D0%BB%D0%B5&x=1", "[PERSON]&x=1"),
        (Holds.NAMED, "Olena, phone: 067", "[PERSON], phone: 067"),
        (Holds.LOGIN, "yara_muller_8652", "[PERSON]"),
        (Holds.ADDRESS, '"10 Main St, Apt 5", x', '"[ADDRESS]", x'),
        (Holds.ADDRESS, '"92112"', '"[ADDRESS]"'),
        (Holds.CARD, "4111111111111112", "[CARD]"),
        (Holds.IBAN, "DE89 3704 0044 0532 0130 01", "[IBAN]"),
        (Holds.PAPER, '"1985-03-12"', '"[ID]"'),
        (Holds.VIN, "WVW123456", "[VIN]"),
        (Holds.PLATE, '"7ABC123"', '"[PLATE]"'),
    ],
)
def test_a_value_that_looks_like_its_key_goes(found, value, kept):
    assert masked(found, value) == kept


@pytest.mark.parametrize(
    ("found", "value"),
    [
        (Holds.PHONE, "yes"),
        (Holds.PHONE, "1001"),
        (Holds.DIALLED, "Kyiv to=Lviv"),
        (Holds.DIALLED, "12345"),
        (Holds.PERSON, "search_products"),
        (Holds.PERSON, "unknown"),
        (Holds.PERSON, "null, x"),
        (Holds.PERSON, "Tyre 205/55 R16"),
        (Holds.NAMED, "Nokian Hakkapeliitta, price: 5"),
        (Holds.LOGIN, "admin"),
        (Holds.ADDRESS, "0.0.0.0:8080"),
        (Holds.ADDRESS, "localhost:8080"),
        (Holds.ADDRESS, "tcp://shop:5060"),
        (Holds.ADDRESS, "Kyiv"),
        (Holds.CARD, "visa"),
        (Holds.PAPER, "none"),
        (Holds.VIN, "unknown"),
        (Holds.OWN, "1771223647615.1069"),
        (Holds.PHONE, ""),
    ],
)
def test_a_value_that_does_not_stays(found, value):
    assert masked(found, value) == value


def test_an_id_is_protected_from_those_who_come_later():
    claims = Claims("id=0671234567")
    claim_value(read("id=0671234567"), claims, Holds.OWN, 3)
    assert not claims.free(3, 13)


def test_after_a_bare_colon_an_address_is_left_to_those_who_read_on():
    text = "k: 10 Main St, and please call before"
    claims = Claims(text)
    claim_value(read(text), claims, Holds.ADDRESS, 2)
    assert claims.masked() == text
