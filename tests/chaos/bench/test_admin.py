from __future__ import annotations

from chaos.bench import admin

FOUND = {
    "request_cpu_ms": 1.2,
    "nobody_cpu_ms": 0.8,
    "quiet_p95_ms": 5.0,
    "flood_p95_ms": 7.5,
    "flood_answers": {401: 40, 503: 60},
}


def test_the_table_says_what_was_measured_and_what_was_wanted():
    first, _, third, last = admin.rows(FOUND)
    assert (first.measured, first.wanted) == ("1.20 ms", "<= 1.5 ms")
    assert "1.5 times" in third.measured
    assert last.measured == "40 x 401, 60 x 503"


def test_the_options_have_defaults():
    assert admin.parse([]).requests == admin.REQUESTS
