from __future__ import annotations

from copy import deepcopy
from datetime import date
from itertools import pairwise

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from callcore.shared.costs import pricefile
from callcore.shared.costs.pricefile import (
    PACKAGED,
    packaged_prices,
    parse_prices,
    read_prices,
)
from callcore.shared.costs.pricetable import PriceError, Rounding, Source

ENTRY = {
    "id": "a.1",
    "component": "stt",
    "provider": "google",
    "models": ["v2/latest_long"],
    "modes": ["stream"],
    "unit": "audio_ms",
    "micros": 16000,
    "per": 60000,
    "from": date(2026, 1, 1),
    "source": "page",
    "checked": date(2026, 11, 22),
}
END = {"provider": "openai", "model": "whisper-1", "shutdown_date": date(2027, 2, 26)}


def written(entry=None, end=None, **more):
    content = {
        "currency": "USD",
        "sources": {"page": {"title": "A page", "url": "https://example.org/"}},
        "prices": [ENTRY if entry is None else entry],
        "models": [END if end is None else end],
        **more,
    }
    return yaml.safe_dump(content)


def refusal(text):
    with pytest.raises(PriceError) as caught:
        parse_prices(text, "p.yaml")
    said = str(caught.value)
    assert said.startswith("price table p.yaml, ")
    assert said.endswith(".")
    assert "\n" not in said
    return said


def test_an_entry_is_read_with_everything_in_it():
    full = {
        **ENTRY,
        "block": 15000,
        "minimum": 10000,
        "rounds": "line",
        "to": date(2027, 1, 1),
        "note": "a weak source",
    }
    (price,) = parse_prices(written(full), "p.yaml").prices
    assert price.rounding == Rounding(15000, 10000, "line")
    assert (price.since, price.until) == (date(2026, 1, 1), date(2027, 1, 1))
    assert price.source == Source("A page", "https://example.org/")
    assert price.note == "a weak source"


@pytest.mark.parametrize("field", list(ENTRY))
def test_a_missing_field_is_named_with_its_entry(field):
    said = refusal(written({key: ENTRY[key] for key in ENTRY if key != field}))
    assert f"field {field}: it is missing." in said
    assert "entry 1 of prices" in said if field == "id" else "entry a.1" in said


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("id", "has spaces"),
        ("id", ""),
        ("component", "vad"),
        ("provider", 7),
        ("provider", "x" * 501),
        ("models", []),
        ("models", "v2/latest_long"),
        ("models", ["a", "a"]),
        ("models", ["a", 1]),
        ("models", [["a"]]),
        ("modes", ["batch"]),
        ("unit", "minutes"),
        ("micros", 0.016),
        ("micros", -1),
        ("micros", True),
        ("micros", "16000"),
        ("micros", 10**13),
        ("per", 0),
        ("block", 0),
        ("minimum", -1),
        ("rounds", "call"),
        ("from", "soon"),
        ("to", date(2026, 1, 1)),
        ("checked", 2026),
        ("source", "nowhere"),
        ("note", ["a"]),
    ],
)
def test_a_wrong_field_is_named_with_its_entry(field, value):
    said = refusal(written({**ENTRY, field: value}))
    assert f", field {field}: it must be " in said
    assert ("entry a.1" in said) == (field != "id")


def test_a_time_of_day_is_no_date():
    text = written().replace("from: 2026-01-01", "from: 2026-01-01T00:00:00Z")
    assert "entry a.1, field from: it must be a date" in refusal(text)


def test_an_unknown_field_is_refused_wherever_it_stands():
    assert "entry a.1, field blok" in refusal(written({**ENTRY, "blok": 1}))
    assert "entry whisper-1, field date" in refusal(written(end={**END, "date": 1}))
    assert "the file, field price" in refusal(written(price=1))


def test_an_end_of_a_model_is_read_strictly():
    assert "field shutdown_date" in refusal(written(end={**END, "shutdown_date": "x"}))
    assert "field successor" in refusal(written(end={**END, "successor": "whisper-1"}))
    twice = written(models=[END, deepcopy(END)])  # the same one would be an alias
    assert "entry whisper-1, field model: there are two" in refusal(twice)


def test_a_key_that_is_said_twice_is_refused():
    said = refusal(written().replace("micros: 16000", "micros: 16000\n  micros: 1"))
    assert "a key is said twice" in said


@pytest.mark.parametrize(
    "text",
    [
        "",
        "just words",
        "[1, 2]",
        "a: [",
        "a: !!python/object:os.system x",
        "\t- x",
        "? [a]",
    ],
)
def test_what_is_no_table_is_refused_in_a_sentence(text):
    refusal(text)


def test_a_file_that_unfolds_itself_does_not_hold_up_the_start():
    bomb = ["a: &a [x, x]"]
    names = "abcdefghijklmnopqrstuvwxyz"
    bomb += [
        f"{name}: &{name} [*{was}, *{was}, *{was}, *{was}]"
        for was, name in pairwise(names)
    ]
    refusal("\n".join(bomb))
    refusal("[" * 100_000)


@given(st.text(max_size=200))
def test_garbage_never_gets_further_than_a_sentence(text):
    with pytest.raises(PriceError):
        parse_prices(text, "p.yaml")


def test_a_file_that_cannot_be_read_is_named(tmp_path, monkeypatch):
    with pytest.raises(PriceError, match=r"nowhere\.yaml cannot be read: No such file"):
        read_prices(tmp_path / "nowhere.yaml")
    latin = tmp_path / "latin.yaml"
    latin.write_bytes("währung: EUR".encode("latin-1"))
    with pytest.raises(PriceError, match="it is not UTF-8"):
        read_prices(latin)
    monkeypatch.setattr(pricefile, "MOST_BYTES", 10)
    with pytest.raises(PriceError, match="larger than 10 bytes"):
        read_prices(PACKAGED)


def test_the_packaged_table_is_right_and_every_price_says_where_it_was_read():
    table = packaged_prices()
    assert table.currency == "USD"
    assert len(table.prices) > 25
    for price in table.prices:
        assert price.source.url or price.provider == "local"
        assert price.micros or price.provider == "local", "free is for our own machine"
