from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from callcore.shared.observe.masking import checks
from callcore.shared.observe.masking.accounts import account
from callcore.shared.observe.masking.found import NOTHING
from callcore.shared.observe.masking.line import read

UA = "UA213223130000026007233566001"


def found(text):
    line = read(text)
    for index in range(len(line.words)):
        start, end, label = account(line, index)
        if label:
            return text[start:end]
    return ""


@pytest.mark.parametrize(
    "text",
    [
        UA,
        UA.lower(),
        "UA21 3223 1300 0002 6007 2335 6600 1",
        "UA 21 322313 0000026007233566001",
        "UA21-3223-1300-0002-6007-2335-6600-1",
        "ЮА 21 3223 1300 0002 6007 2335 6600 1",
        "DE89 3704 0044 0532 0130 00",
        "GB82 WEST 1234 5698 7654 32",
    ],
)
def test_an_account_is_found_however_it_is_cut(text):
    assert found(text) == text
    assert found(f"to {text}, please") == text


def test_a_wrong_digit_is_forgiven_where_the_form_or_a_word_is_sure():
    assert found(UA[:-1] + "2")
    assert found("UA" + UA[2:-3])
    assert found("IBAN DE89 3704 0044 0532 0130 01")
    assert not found("DE89 3704 0044 0532 0130 01")


@pytest.mark.parametrize(
    "text",
    ["DS18550R18W70125", "it 205 55 16 and four more tyres of the same kind", "is 16",
     "at 18 30 we close", "SKU GB12AB", "no 12 345 678"],
)  # fmt: skip
def test_other_words_and_digits_are_none(text):
    assert not found(text)


def test_the_words_around_decide_nothing_for_a_word_by_itself():
    assert account(read("205"), 0) == NOTHING


@st.composite
def accounts(draw):
    country = draw(st.sampled_from(["UA", "DE", "PL", "FR", "LT"]))
    length = checks.IBAN_LENGTHS[country]
    rest = draw(st.text("0123456789", min_size=length - 4, max_size=length - 4))
    whole = int("".join(str(int(char, 36)) for char in rest + country + "00"))
    return f"{country}{98 - whole % 97:02d}{rest}"


@given(accounts(), st.sampled_from(["", " ", "-", "."]), st.booleans())
def test_every_generated_account_is_found_whole(text, gap, lower):
    cut = gap.join(text[at : at + 4] for at in range(0, len(text), 4))
    cut = cut.lower() if lower else cut
    assert checks.iban(text)
    assert found(f"send to {cut} now") == cut
