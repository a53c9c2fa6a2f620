from __future__ import annotations

import json
from enum import Enum
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from callcore.shared.observe.fields import LONGEST_TEXT, clean
from callcore.shared.observe.pii import mask


class Colour(Enum):
    RED = 1


class Loud:
    def __str__(self):
        raise RuntimeError("nobody may call me")

    __repr__ = __str__


@pytest.mark.parametrize(
    ("value", "plain"),
    [
        (None, None),
        (True, True),
        (3, 3),
        (0.5, 0.5),
        (float("nan"), "nan"),
        (Colour.RED, "RED"),
        (Path("/tmp/x"), "/tmp/x"),
        ("ring 0671234567", "ring [PHONE]"),
        (["a@b.co", 1], ["[EMAIL]", 1]),
        ({"x": ("a@b.co",)}, {"x": ["[EMAIL]"]}),
        (Loud(), "<Loud>"),
        (b"0671234567", "<bytes>"),
    ],
)
def test_values_become_plain_and_masked(value, plain):
    assert clean("field", value, mask) == plain


@pytest.mark.parametrize("key", ["caller", "phone", "Phone"])
def test_a_personal_field_is_replaced_whatever_stands_in_it(key):
    assert clean(key, "extension 12", mask) == "[PHONE]"
    assert clean("x", {key: 7}, mask) == {key: "[PHONE]"}
    assert clean(key, "", mask) == ""


@pytest.mark.parametrize(
    ("key", "value", "tag"),
    [
        ("recipientPhone", "067 123 45 67", "[PHONE]"),
        ("msisdn", 380671234567, "[PHONE]"),
        ("customer_name", "Olena Koval", "[PERSON]"),
        ("shipping_address", "10 Main St, Apt 5001", "[ADDRESS]"),
        ("card_number", "4111111111111112", "[CARD]"),
        ("iban", "UA 0000 0000", "[IBAN]"),
        ("passport_number", "НН123456", "[ID]"),
        ("vin", "WVW123456", "[VIN]"),
        ("license_plate", "7ABC1234", "[PLATE]"),
    ],
)
def test_the_fields_of_others_are_known_by_what_their_keys_say(key, value, tag):
    assert clean(key, value, mask) == tag
    assert clean("x", {key: value}, mask) == {key: tag}


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("phone_asked", True),
        ("phone", False),
        ("phone_model", "Galaxy 5"),
        ("tool_name", "create_order"),
        ("ops_address", "0.0.0.0:8080"),
        ("card", "visa"),
        ("tax", 20),
        ("vin", "unknown"),
        ("order_id", "4194785"),
        ("msisdn", 3.5),
    ],
)
def test_a_field_that_only_sounds_personal_stays(key, value):
    assert clean(key, value, mask) == value


def test_everything_is_bounded():
    deep: list[object] = []
    for _ in range(100):
        deep = [deep]
    assert len(json.dumps(clean("x", deep, mask))) < 100
    assert len(json.dumps(clean("x", list(range(10**5)), mask))) < 1000
    assert len(str(clean("x", "q" * 10**6, mask))) < LONGEST_TEXT + 100


VALUES = st.recursive(
    st.none() | st.booleans() | st.floats() | st.integers() | st.text() | st.binary(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text() | st.integers(), inner),
)


@given(st.text(), VALUES)
def test_any_value_can_be_written_as_json(key, value):
    json.dumps(clean(key, value, mask), allow_nan=False)
