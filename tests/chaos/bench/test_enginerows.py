from __future__ import annotations

from chaos.bench import enginerows

COST = {
    "streams": 100,
    "percent_per_stream": 0.231,
    "bare_percent_per_stream": 0.07,
    "lag_p99_ms": 1.9,
    "lag_max_ms": 4.2,
    "bare_lag_p99_ms": 1.1,
    "bare_lag_max_ms": 1.3,
    "own_lag_p99_ms": 1.5,
    "own_lag_max_ms": 2.5,
    "answered": 100,
    "failures": [],
}
TAKEN = {
    "utterances": 40,
    "hung": 39,
    "hung_early": 8,
    "budget_s": 1.5,
    "text_p50_ms": 2100.4,
    "text_max_ms": 2300.0,
    "over_p50_ms": 611.4,
    "over_max_ms": 800.0,
    "well_p50_ms": 600.6,
    "words": 500,
    "lost": 0,
    "added": 1,
}
HEARD = {
    "model": "base q8_0",
    "language": "en",
    "voice": "recorded sentences",
    "clips": 40,
    "audio_s": 100.0,
    "cpu_s": 24.6,
    "words": 250,
    "word_errors": 10,
    "chars": 1000,
    "char_errors": 12,
}
HITS = {
    "hits": 400,
    "missed": 0,
    "hit_p50_ms": 0.01,
    "hit_max_ms": 1.2,
    "voice_ms": 17.5,
}
MISSING = {"model": "x", "language": "uk", "missing": "nobody speaks uk here"}


def test_the_cost_stands_beside_what_the_growing_costs():
    cost, lag = enginerows.cost_rows([COST])
    assert (cost.measured, cost.wanted) == ("0.23 % (0.07 %)", "0.35 %")
    assert (lag.measured, lag.wanted) == (
        "1.9 / 4.2 ms; 1.5 / 2.5 ms (1.1 / 1.3 ms)",
        "p99 5 ms",
    )


def test_only_a_hundred_streams_have_a_limit_of_lag():
    _, lag = enginerows.cost_rows([COST | {"streams": 20, "answered": 20}])
    assert lag.wanted == ""


def test_streams_that_did_not_run_make_their_row_worthless_and_it_says_so():
    bad = COST | {"answered": 97, "failures": ["cut", "timeout"]}
    cost, _ = enginerows.cost_rows([bad])
    assert cost.measured.endswith("; 3 streams without an answer; failed: cut, timeout")


def test_a_takeover_is_two_rows():
    over, words = enginerows.takeover_rows(TAKEN)
    assert "hangs in 39 of 40 utterances" in over.what
    assert "budget of 1.5 s" in over.what
    assert (over.measured, over.wanted) == ("611 / 800 ms (601 ms)", "1500 ms")
    assert words.what.endswith("of 500")
    assert (words.measured, words.wanted) == ("0, 1", "0 lost")


def test_whisper_is_a_row_for_each_model_and_language_that_was_heard():
    rows = enginerows.whisper_rows([HEARD, MISSING])
    assert [row.measured for row in rows] == ["0.25; 4.0 %, 1.2 %"]
    assert "base q8_0 on one core, en, 40 clips (recorded sentences)" in rows[0].what
    assert enginerows.whisper_rows([HEARD | {"words": 0}])[0].measured[:7] == "0.25; -"


def test_a_hit_stands_beside_the_voice_if_there_is_one():
    (row,) = enginerows.hit_rows(HITS)
    assert (row.measured, row.wanted) == ("0.01 / 1.2 ms", "20 ms")
    assert "the English voice: p50 17.5 ms" in row.what
    (row,) = enginerows.hit_rows(HITS | {"voice_ms": None, "missed": 3})
    assert "voice" not in row.what
    assert row.measured.endswith("; 3 were not kept")


def test_what_was_not_measured_has_no_row_but_a_sentence():
    assert enginerows.rows({}) == []
    found = {"cost": [COST], "takeover": TAKEN, "whisper": [HEARD], "cache": HITS}
    assert len(enginerows.rows(found)) == 2 + 2 + 1 + 1
    again = {"whisper": [MISSING, HEARD, MISSING | {"model": "y"}]}
    assert enginerows.missing(again) == ["left out: nobody speaks uk here"]
