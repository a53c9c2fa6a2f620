from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from callcore.shared.observe.masking.line import read
from callcore.shared.observe.masking.vehicles import is_vin, vehicle


def found(text):
    line = read(text)
    for index in range(len(line.words)):
        start, end, label = vehicle(line, index)
        if label:
            return text[start:end], label
    return None


@pytest.mark.parametrize(
    "plate",
    ["АА1234ВВ", "AA 1234 BB",
        "аа 12 34 вв", "aa1234bb", "BC-6289-CE", "ка 4041ма", "bc3465 мх", "А123ВС77",
     "а123вс777", "М 777 ММ 77", "А123ВС/777", "х693ес 178", "AB12 CDE", "AB12CDE"],
)  # fmt: skip
def test_plates_are_found_in_both_alphabets(plate):
    assert found(plate) == (plate, "PLATE")
    assert found(f"it is {plate}, grey") == (plate, "PLATE")


@pytest.mark.parametrize(
    "text",
    ["open at 1830 to 2000",
        "flight BA2490 at 18:30", "на 2024 то", "с 120 км 12 часов",
        "на 16 20 та", "ORD-455059", "ab12 cde",
     "R16 and 91V", "шини 205 55 16", "AA batteries", "DS28540R18W85458"],
)  # fmt: skip
def test_words_around_numbers_are_no_plates(text):
    assert found(text) is None


def test_a_word_that_says_plate_lets_the_rest_pass():
    assert found("plate at 1830 to") == ("at 1830 to", "PLATE")
    assert found("registration ab12 cde") == ("ab12 cde", "PLATE")


@pytest.mark.parametrize(
    "vin", ["WVWZZZ1KZAW123456", "jtmshnx97f8g04273", "1HGYJZP42DVG55481"]
)
def test_the_number_of_a_vehicle_is_known_by_its_shape(vin):
    assert found(f"vin {vin}.") == (vin, "VIN")


@pytest.mark.parametrize(
    "text",
    ["97d5a7b1eb55e3d52", "WVWZZZ1KZAW12345", "IVWZZZ1KZAW123456", "MICHPS425R4018XLL",
     "12345678901234567", "WVWZZZABZAWABCDEF", "WVWZZZABZAWABCD12", "ZZZZZZABZAWABC123"],
)  # fmt: skip
def test_other_codes_are_no_vehicles(text):
    assert not is_vin(text) or len(text) != 17
    assert found(text) is None


LETTERS = "ABCEHIKMOPTXАВСЕНІКМОРТХ"


@given(
    st.text(LETTERS, min_size=2, max_size=2),
    st.text("0123456789", min_size=4, max_size=4),
    st.text(LETTERS, min_size=2, max_size=2),
    st.sampled_from(["", " "]),
)
def test_every_generated_plate_is_found_whole(series, number, rest, gap):
    plate = f"{series}{gap}{number}{gap}{rest}"
    assert found(f"авто {plate}") == (plate, "PLATE")


@given(
    st.text("ABCDEFGHJKLMNPRSTUVWXYZ", min_size=9, max_size=9),
    st.text("0123456789", min_size=8, max_size=8),
)
def test_every_generated_vehicle_number_is_found(letters, digits):
    vin = letters + digits
    assert found(vin) == (vin, "VIN")


@pytest.mark.parametrize(
    ("text", "yes"),
    [
        ("WBAW8K6S0EPZ8YYRY", True),
        ("wbaw0upp8ykp1r4yk", True),
        ("Y6D5AK7G23DP091L8", True),
        ("R7R4T9W2X5Y8Z3K6M", True),
        ("r7r4t9w2x5y8z3k6m", False),
        ("R7RTTWWXX5544ZZKM", False),
        ("5D41402ABC4B2A76B", False),
        ("9f86d081884c7d659", False),
        ("HKPL26R16T2055591", False),
        ("AbC9xYz12QrT34u56", False),
        ("WBAWWWWWWWWWWWW12", False),
    ],
)
def test_a_number_is_known_by_its_maker_or_its_mixture(text, yes):
    assert is_vin(text) is yes


def test_a_part_of_a_longer_code_is_no_vehicle():
    assert found("i-0a1b2c3d4e5f67890") is None
    assert found("#WBAW8K6S0EPZ8YYRY") is None
