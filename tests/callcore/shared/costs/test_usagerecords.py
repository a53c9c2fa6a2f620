from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from callcore.shared.costs.pricefile import packaged_prices
from callcore.shared.costs.usagerecords import line_of, record_of_untrusted
from tests.callcore.shared.costs.madeup import ended, llm, spent, stt

TABLE = packaged_prices()
RECORDS = [
    spent(stt(3600, speech_ms=2600), TABLE, arm="candidate", aside=True),
    spent(llm(10, model="gpt-9"), TABLE),
    ended(),
]


@pytest.mark.parametrize("record", RECORDS)
def test_a_record_comes_back_as_it_was(record):
    line = line_of(record)
    assert line.endswith(b"\n")
    assert line.count(b"\n") == 1
    assert record_of_untrusted(line) == record


@pytest.mark.parametrize("record", RECORDS)
def test_a_field_that_a_newer_version_added_passes(record):
    fields = json.loads(line_of(record)) | {"weather": "rain"}
    assert record_of_untrusted(json.dumps(fields).encode()) == record


def test_an_unpriced_line_says_null_and_not_nothing():
    fields = json.loads(line_of(RECORDS[1]))
    assert fields["price_id"] is None
    assert fields["amount_micros"] is None


@pytest.mark.parametrize(
    "change",
    [
        {"kind": "weather"},
        {"kind": ["usage"]},
        {"id": ""},
        {"id": 7},
        {"at": "yesterday"},
        {"component": "vad"},
        {"mode": "batch"},
        {"unit": "minutes"},
        {"quantity": -1},
        {"quantity": 1.5},
        {"quantity": True},
        {"quantity": 10**400},
        {"model": "x" * 201},
        {"model": "\u001b[31mred"},
        {"facts": {"a": "b"}},
        {"facts": {str(n): n for n in range(17)}},
        {"amount_micros": None},
        {"price_id": None},
    ],
)
def test_a_line_with_a_wrong_field_is_no_record(change):
    fields = json.loads(line_of(RECORDS[0])) | change
    with pytest.raises(ValueError):  # noqa: PT011 - any, its text is for nobody
        record_of_untrusted(json.dumps(fields).encode())


@given(st.binary(max_size=200))
def test_garbage_raises_nothing_but_valueerror(line):
    with pytest.raises(ValueError):  # noqa: PT011
        record_of_untrusted(line)


def test_what_is_nested_too_deep_is_garbage():
    with pytest.raises(ValueError):  # noqa: PT011
        record_of_untrusted(b"[" * 100_000)
