from __future__ import annotations

import psycopg
import pytest
from psycopg.rows import dict_row

from chaos.bench import __main__ as benches
from chaos.bench import calls
from chaos.bench.callshapes import SHAPES


def test_it_is_one_of_the_benches() -> None:
    assert benches.BENCHES["calls"] == "chaos.bench.calls"
    assert "just bench calls" in (benches.__doc__ or "")


def test_too_few_calls_say_nothing() -> None:
    with pytest.raises(SystemExit):
        calls.parse(["--calls", "10"])


def test_the_percentile_of_one_page_is_that_page() -> None:
    assert calls.p95([7.0]) == 7.0
    assert 90 < calls.p95([float(n) for n in range(101)]) < 100


@pytest.mark.integration
def test_every_shape_finds_its_pages_in_a_small_house(database_url: str) -> None:
    calls.prepare(database_url, 2_000)
    with psycopg.connect(
        database_url, row_factory=dict_row, autocommit=True
    ) as connection:
        found = [calls.measure(connection, shape) for shape in SHAPES]
        there = connection.execute("SELECT count(*) AS n FROM calls").fetchone()
    assert there == {"n": 2_000}
    by_name = {each.shape.name: each for each in found}
    assert by_name["word nobody says"].found == 0
    assert len(by_name["everything"].deep_ms) == calls.ROUNDS * calls.DEEP
    page = calls.page(found, 2_000)
    assert all(f"| {shape.name} |" in page for shape in SHAPES)
