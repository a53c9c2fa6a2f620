"""The tables."""

from __future__ import annotations

import io
import json

from rich.console import Console

from chaos.turns import report
from chaos.turns.measuring import Outcome, Result, Summary

BEST = Summary((0.123, None), (612.0, None), ((300.0, 0.123),))
SILENT = Summary((0.55, 0.2), (1600.0, 1000.0), ())


def result(humans=2):
    found = Result("en", 10, humans, judged=True, stray=1)
    found.families = {"audio and text": BEST, "silence only": SILENT}
    found.products = {"product": Outcome(0.05, 700.4, 20, 10)}
    found.kinds = {"plain": Outcome(float("nan"), 500, 0, 5)}
    if humans:
        found.kinds["recorded humans"] = Outcome(0.1, 800, 5, 5)
    return found


def shown(*tables):
    text = io.StringIO()
    console = Console(file=text, width=160)
    for table in tables:
        console.print(table)
    return text.getvalue()


def test_the_columns_are_those_of_eot_bench():
    text = shown(report.families([result()]))
    for part in ("cut-offs at 300 ms", "at 600 ms", "latency at 5 %", "at 10 %"):
        assert part in text
    assert "12.3 %" in text
    assert "612 ms" in text


def test_what_cannot_be_reached_is_a_dash():
    row = next(
        line
        for line in shown(report.families([result()])).splitlines()
        if "12.3" in line
    )
    assert row.count(" - ") == 2
    assert " - " in shown(report.kinds(result()))


def test_the_product_and_its_strays_are_shown():
    text = shown(report.products([result()]))
    assert "700 ms" in text
    assert "1 more turns ended where nobody paused" in text


def test_a_language_without_humans_says_so():
    assert report.NO_HUMANS in shown(report.kinds(result(humans=0)))
    assert report.NO_HUMANS not in shown(report.kinds(result()))
    assert report.NO_HUMANS in report.rows([result(humans=0)])[2][1]


def test_rows_for_the_readme_stand_beside_what_is_wanted():
    rows = report.rows([result()])
    assert [wanted for _, _, wanted in rows] == [
        report.WANTED_CUTOFFS,
        report.WANTED_LATENCY,
        "",
    ]
    assert rows[0][1] == "12.3 % / - (silence only 55.0 % / 20.0 %)"
    assert rows[2][1] == (
        "5.0 % of 20 holds cut off, 700 ms after a true end (humans 10.0 %, 800 ms)"
    )


def test_json_has_the_curve_and_no_number_that_is_none():
    found = json.loads(json.dumps(report.as_json([result()]), allow_nan=False))
    english = found["languages"]["en"]
    assert english["families"]["audio and text"]["curve"] == [[300.0, 0.123]]
    assert english["kinds"]["plain"]["cutoffs"] is None
    assert "eot-bench" in found["method"]


def test_the_vads_own_clock_has_a_row_where_it_was_measured():
    measured = result()
    clock = measured.families["audio and text"]
    measured.families["audio and text, VAD's clock"] = clock
    row = report.rows([measured])[2]
    assert "VAD hears" in row[0]
    assert row[1].startswith("12.3 % / -; ")
