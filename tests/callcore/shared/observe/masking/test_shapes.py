from __future__ import annotations

import pytest

from callcore.shared.observe.masking.claims import Claims
from callcore.shared.observe.masking.shapes import claim_shapes


def masked(text):
    claims = Claims(text)
    claim_shapes(claims)
    return claims.masked()


def kept(text, part):
    claims = Claims(text)
    claim_shapes(claims)
    start = text.index(part)
    return not claims.free(start, start + len(part)) and part in claims.masked()


@pytest.mark.parametrize(
    ("text", "part"),
    [
        ("on 2026-11-22 please", "2026-11-22"),
        ("tyres 205/55 R16", "205/55 R16"),
        ("сума 27010.50 грн", "27010.50 грн"),
        ("order 0671234567 is there", "0671234567"),
        ("uniqueid=1777653352468", "1777653352468"),
        ("[PHONE] and", "[PHONE]"),
        ("sku DS18575R19W59327", "DS18575R19W59327"),
    ],
)
def test_own_formats_are_claimed_to_be_kept(text, part):
    assert kept(text, part)


def test_a_size_is_no_size_in_the_middle_of_a_telephone_number():
    claims = Claims("067 225 55 16")
    claim_shapes(claims)
    assert claims.free(0, 13)


@pytest.mark.parametrize("text", ["a@b.co", "x@y.z.example.org", "ім'я.п@пошта.укр"])
def test_written_addresses_go(text):
    assert "[EMAIL]" in masked(f"to {text}!")
    assert "@" not in masked(f"to {text}!")


def test_every_account_is_checked_by_its_digits():
    assert masked("UA21 3223 1300 0002 6007 2335 6600 1") == "[IBAN]"
    assert masked("UA21 3223 1300 0002 6007 2335 6600 2").startswith("UA21")


def test_structured_fields_are_believed():
    assert masked("callerid: 1234567") == "callerid: [PHONE]"
    assert masked("port: 1234567") == "port: 1234567"
