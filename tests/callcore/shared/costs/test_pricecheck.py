from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from callcore.shared.costs.pricecheck import CheckError, check, read_theirs
from callcore.shared.costs.pricefile import packaged_prices
from callcore.shared.costs.pricetable import ModelEnd, PriceTable
from tests.callcore.shared.costs.test_pricetable import PRICE

TODAY = date(2026, 11, 22)
MINUTE = replace(PRICE, provider="openai", models=("gpt-transcribe",), micros=4500)


def theirs(**fields):
    return {"gpt-transcribe": fields}


def found(cost, price=MINUTE):
    return check(
        PriceTable("USD", [price]),
        theirs(input_cost_per_second=cost),
        TODAY,
    )


def test_the_same_price_is_no_difference():
    checked = found(Decimal("7.5e-05"))
    assert (checked.compared, checked.differences, checked.missing) == (1, (), ())


@pytest.mark.parametrize(
    ("cost", "differs"),
    [
        ("7.575e-05", False),
        ("7.58e-05", True),
        ("7.425e-05", False),
        ("7.42e-05", True),
    ],
)
def test_more_than_one_percent_is_a_difference(cost, differs):
    assert bool(found(Decimal(cost)).differences) == differs


def test_a_difference_names_both_prices():
    (one,) = found(Decimal("0.0001")).differences
    assert (one.where, one.ours, one.theirs) == (
        "p.1",
        "4500 micros for 60000 audio_ms",
        "6000",
    )


@pytest.mark.parametrize("cost", ["cheap", None, True, [], Decimal("NaN"), {}])
def test_a_price_that_is_none_is_missing(cost):
    checked = found(cost)
    assert (checked.compared, checked.missing) == (0, ("p.1",))


def test_what_does_not_hold_today_or_costs_nothing_is_not_compared():
    old = replace(MINUTE, until=date(2026, 6, 1))
    free = replace(MINUTE, id="free", micros=0, since=date(2026, 6, 1))
    checked = check(PriceTable("USD", [old, free]), {}, TODAY)
    assert (checked.compared, checked.missing) == (0, ())


def test_every_unit_and_every_vendor_has_its_field_and_name():
    table = packaged_prices()
    document = {
        "gpt-6-luna": {
            "input_cost_per_token": Decimal("1e-07"),
            "cache_read_input_token_cost": Decimal("1e-08"),
            "output_cost_per_token": Decimal("5e-07"),
        },
        "tts-1": {"input_cost_per_character": Decimal("1.5e-05")},
        "groq/whisper-large-v3-turbo": {"input_cost_per_second": Decimal("1.111e-05")},
        "vertex_ai/chirp": {"input_cost_per_character": Decimal("3e-05")},
        "vertex_ai/chirp_2": {"input_cost_per_second": Decimal("0.00026667")},
    }
    checked = check(table, document, TODAY)
    assert (checked.compared, checked.differences) == (7, ())


def test_another_end_of_a_model_is_a_difference():
    table = PriceTable("USD", [], [ModelEnd("openai", "whisper-1", date(2027, 2, 26))])
    said = {"whisper-1": {"deprecation_date": "2026-12-31"}}
    (one,) = check(table, said, TODAY).differences
    assert (one.where, one.theirs) == ("whisper-1", "ends 2026-12-31")
    said["whisper-1"]["deprecation_date"] = "2027-02-26"
    assert not check(table, said, TODAY).differences


def test_a_file_is_read_without_rounding(tmp_path):
    path = tmp_path / "prices.json"
    path.write_text(json.dumps({"m": {"input_cost_per_second": 0.1}}))
    assert read_theirs(path) == {"m": {"input_cost_per_second": Decimal("0.1")}}


@pytest.mark.parametrize("content", [b"", b"{", b"[1]", b"\xff", b"[" * 100_000])
def test_a_file_that_is_no_table_is_refused_in_a_sentence(tmp_path, content):
    path = tmp_path / "prices.json"
    path.write_bytes(content)
    with pytest.raises(CheckError, match=r"prices\.json is not"):
        read_theirs(path)
    with pytest.raises(CheckError, match="cannot be read: No such file"):
        read_theirs(tmp_path / "gone.json")
