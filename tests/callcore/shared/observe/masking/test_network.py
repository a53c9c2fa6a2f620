from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from callcore.shared.observe.masking.claims import Claims
from callcore.shared.observe.masking.line import read
from callcore.shared.observe.masking.network import claim_v6, network


def found(text):
    line = read(text)
    for index in range(len(line.words)):
        start, end, label = network(line, index)
        if label:
            return text[start:end]
    return ""


def v6(text):
    claims = Claims(text)
    claim_v6(read(text), claims)
    return claims.masked()


@pytest.mark.parametrize(
    "text",
    ["52.49.39.37", "from 8.8.8.8:5060", "sip:1@113.135.134.35>", "http://9.9.9.9/"],
)
def test_an_address_that_leads_to_a_person_is_found(text):
    assert found(text).count(".") == 3


@pytest.mark.parametrize(
    "text",
    ["127.0.0.1", "10.0.0.1:8080", "192.168.1.5", "172.16.0.1", "100.64.0.7", "169.254.1.1",
     "version 1.2.3.4", "section 3.2.1.4", "v1.2.3.4", "Chrome/114.0.57.1", "1.2.3.4.5",
     "067.123.45.67", "300.1.1.1", "3.11.2"],
)  # fmt: skip
def test_private_addresses_and_versions_stay(text):
    assert not found(text)


@pytest.mark.parametrize(
    "address",
    [
        "2001:db8:85a3::8a2e:370:7334",
        "2001:0db8:85a3:0000:0000:8a2e:0370:7334",
        "fe80::1",
    ],
)
def test_long_addresses_go(address):
    assert v6(f"from {address} on") == "from [IP] on"
    assert v6(f"[{address}]:5060") == "[[IP]]:5060"


@pytest.mark.parametrize(
    "text",
    ["::1", "edges[1::2]", "std::vector", "12:30:45", "aa:bb:cc:dd:ee:ff", "a::b::c", ":::::::",
     "1:2:3:4:5:6:7", "{1:2, 3:4, 5:6, 7:8, 9:1, 2:3, 4:5, 6:7}"],
)  # fmt: skip
def test_other_colons_are_no_addresses(text):
    assert v6(text) == text


@given(st.text(":0a1f.[]", max_size=60))
def test_any_text_of_their_characters_is_taken(text):
    v6(text)
    found(text)
