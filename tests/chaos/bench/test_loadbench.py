from __future__ import annotations

import argparse
import json

import pytest

from chaos.bench import loadbench as bench
from chaos.bench import measured, publishing


def result(ear, calls=100, **more):
    return {
        "ear": ear,
        "calls": calls,
        "end_ms": 0 if ear == "bare" else 20 if ear == "energy" else 500,
        "gap_p50_ms": 2.04,
        "gap_p95_ms": 3.0,
        "gap_max_ms": 9.0,
        "late_p99_ms": 1.5,
        "core_percent": 10.0,
        "kb_per_call": 90.0,
        **more,
    }


def test_a_list_of_calls_is_read():
    assert bench.numbers("1,20, 400") == (1, 20, 400)


@pytest.mark.parametrize("text", ["", "many", "1,,2", "0", "-3", "1.5", "99999"])
def test_what_is_no_list_of_calls_is_refused_in_a_sentence(text):
    with pytest.raises(argparse.ArgumentTypeError, match="calls"):
        bench.numbers(text)


@pytest.mark.parametrize("text", ["", "soon", "1", "nan", "1e9"])
def test_a_time_that_measures_nothing_is_refused_in_a_sentence(text):
    with pytest.raises(argparse.ArgumentTypeError, match="seconds"):
        bench.seconds(text)
    assert bench.seconds("12") == 12.0


def test_the_model_for_turns_is_measured_where_there_is_one(monkeypatch):
    monkeypatch.setattr(bench, "find_spec", lambda _name: object())
    assert bench.ears_of("both") == ("energy", "judged")
    monkeypatch.setattr(bench, "find_spec", lambda _name: None)
    assert bench.ears_of("on") == ("silero",)
    assert bench.ears_of("off") == ("energy",)

    def no_folder(_name):
        raise ModuleNotFoundError

    monkeypatch.setattr(bench, "find_spec", no_folder)
    assert bench.ears_of("on") == ("silero",)


def test_a_row_stands_beside_the_bare_loop_of_the_same_number_of_calls():
    bare = result("bare", core_percent=8.0)
    cells = bench.cells_of(result("energy", core_percent=20.0), bare)
    assert cells[2:] == ("2.0 / 3.0 / 9.0 ms", "1.5 ms", "0.200 %", "2.5", "0.09 MB")


def test_with_a_model_the_silence_that_ends_a_turn_is_not_ours():
    found = result("judged", gap_p50_ms=590.0, gap_p95_ms=620.0, gap_max_ms=700.0)
    assert bench.latency_of(found) == "90.0 / 120.0 / 200.0 ms"
    assert bench.latency_of(result("energy")) == "2.0 / 3.0 / 9.0 ms"


def test_a_run_without_a_turn_says_so():
    found = result("silero", gap_p50_ms=None, gap_p95_ms=None, gap_max_ms=None)
    assert bench.latency_of(found) == "no turn"


@pytest.fixture
def house(monkeypatch, tmp_path):
    """Nothing is measured; the README is another one."""
    readme = tmp_path / "README.md"
    readme.write_text("# x\n<!-- numbers:load:begin -->\n<!-- numbers:load:end -->\n")
    asked = []

    def load(calls, seconds, ear, profile):
        asked.append((calls, seconds, ear, profile))
        return result(ear, calls)

    monkeypatch.setattr(publishing, "README", readme)
    monkeypatch.setattr(bench, "find_spec", lambda _name: None)
    monkeypatch.setattr(measured, "load", load)
    monkeypatch.setattr(measured, "machine", lambda: "2 cores of something")
    return readme, asked


def test_every_load_is_measured_beside_a_bare_loop(house, capsys):
    readme, asked = house
    before = readme.read_text()
    assert bench.main(["--calls", "1,20", "--seconds", "9", "--profile", "p"]) == 0
    assert asked == [
        (calls, 9.0, ear, "" if ear == "bare" else "p")
        for calls in (1, 20)
        for ear in ("bare", "energy", "silero")
    ]
    shown = capsys.readouterr().out
    assert "2 cores of something" in shown
    assert "(500 ms)" in shown
    assert shown.count("\n|") == 1 + 6
    assert readme.read_text() == before


def test_json_and_readme_are_written_if_asked_for(house, tmp_path, capsys):
    readme, _asked = house
    file = tmp_path / "load.json"
    options = ["--calls", "5", "--vad", "off", "--json", str(file), "--write"]
    assert bench.main(options) == 0
    noted = json.loads(file.read_text())
    assert [row["ear"] for row in noted["rows"]] == ["bare", "energy"]
    assert noted["machine"] == "2 cores of something"
    assert "| 5 | bare loop |" in readme.read_text()
    assert "not measured" in readme.read_text()


def test_the_default_is_what_the_issue_asks_for():
    options = bench.parse([])
    assert options.calls == (1, 20, 100, 200, 400)
    assert (options.vad, options.write, options.json) == ("both", False, None)
