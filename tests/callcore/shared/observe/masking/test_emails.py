from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from callcore.shared.observe.masking.claims import Claims
from callcore.shared.observe.masking.emails import claim_emails


def masked(text):
    claims = Claims(text)
    claim_emails(claims)
    return claims.masked()


@pytest.mark.parametrize(
    "address",
    ["a@b.co", "x@y.z.example.org", "ім'я.п@пошта.укр", "o'neil+tag@mail.co.uk", "A_b-c%d@x-y.com",
     "ivan (at) gmail (dot) com", "ivan[at]gmail.com", "ivan (собака) ukr.net",
     "ivan [dot] p [at] gmail [dot] com", "12345678@qq.com", '"John Smith"@example.com',
     "ivan%40gmail.com"],
)  # fmt: skip
def test_written_addresses_go(address):
    assert masked(f"to {address}!") == "to [EMAIL]!"
    assert masked(address) == "[EMAIL]"


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("mailto:a@b.co?subject=x", "mailto:[EMAIL]?subject=x"),
        ("email=a@b.co&x=1", "email=[EMAIL]&x=1"),
        ("<a@b.co>, 'c@d.eu'.", "<[EMAIL]>, '[EMAIL]'."),
        ("user:a@b.co", "user:[EMAIL]"),
        ("sip:olena.koval@example.com", "sip:[EMAIL]"),
    ],
)
def test_what_stands_around_an_address_stays(text, kept):
    assert masked(text) == kept


@pytest.mark.parametrize(
    "text",
    ["meet @ noon", "@handle said", "sip:3051234567@10.0.0.1", "sip:380671234567@voip.example.com",
     "0671234567@pbx.local", "user@host", "a@", "@", "f(at) most", "[at] 5"],
)  # fmt: skip
def test_other_signs_are_no_addresses(text):
    assert masked(text) == text


@given(
    st.text("abcdefxyzабв0123456789._+-", min_size=1, max_size=30),
    st.from_regex(r"[a-z]{1,10}(\.[a-z]{2,5}){1,3}", fullmatch=True),
)
def test_no_letter_of_a_generated_address_survives(local, domain):
    local = "q" + local + "q"
    assert masked(f"write to {local}@{domain} now") == "write to [EMAIL] now"


@given(st.text())
def test_any_text_is_taken(text):
    masked(text + "@" + text + ".co")
