from __future__ import annotations

import argparse
import json
import logging

import pytest

from chaos.bench import barge, bargewire, cutting, measured, publishing
from chaos.bench.talkover import Kept, Recovery, Stop

WIRE = {
    "interruptions": 9,
    "stop_p50_ms": 0.0,
    "stop_p95_ms": 2.5,
    "stop_max_ms": 7.0,
    "ignored": 1,
}
VOICE = {
    "voice": "v",
    "language": "en",
    "cuts": 150,
    "word_times": False,
    "exact_with_times": 0.98,
    "error_mean_chars": 1.3,
    "error_max_chars": 10,
}


@pytest.fixture
def scenes(monkeypatch, tmp_path):
    """No call is made; each play finds what ``found`` says, in turn."""
    found: dict[str, list[object]] = {}
    readme = tmp_path / "README.md"
    readme.write_text("<!-- numbers:barge:begin -->\n<!-- numbers:barge:end -->\n")

    def run_scene(play, seed, **_more):
        each = found[play.__name__]
        return each[seed % len(each)]

    monkeypatch.setattr(barge, "run_scene", run_scene)
    monkeypatch.setattr(publishing, "README", readme)
    monkeypatch.setattr(measured, "machine", lambda: "2 cores of something")
    monkeypatch.setattr(bargewire, "measure", lambda _calls, _seconds: WIRE)
    monkeypatch.setattr(
        cutting, "measure", lambda lang, _cache: VOICE if lang == "en" else None
    )
    found["stop"] = [Stop(40.0, -12.0, 0), Stop(60.0, 8.0, 1)]
    found["play"] = [Recovery(True, True), Recovery(False, True), Recovery(True, False)]
    found["keep"] = [Kept(["a"], ["a"], ["a"]), Kept(["a"], ["a", "bcd"], ["a"])]
    yield found, readme
    logging.disable(logging.NOTSET)


def test_stops_are_never_better_than_at_once(scenes):
    assert barge.stops(2)["stopped_max_ms"] == 8.0
    scenes[0]["stop"] = [Stop(40.0, -12.0, 0)]
    found = barge.stops(3)
    assert (found["stopped_max_ms"], found["frames_max"]) == (0.0, 0)
    assert found["detected_p50_ms"] == 40.0


def test_a_share_is_of_what_was_taken_for_speech(scenes):
    found = barge.recoveries("cough", 6)
    assert found == {"calls": 6, "noticed": 4, "whole_of_noticed": 2, "whole": 4}
    rows = barge.recovery_rows({"cough": found})
    assert rows[0].measured == "50 % of 4"
    assert rows[1].measured == "4 of 6; 4 of 6"
    nothing = dict.fromkeys(found, 0)
    assert barge.recovery_rows({"cough": nothing})[0].measured == "none noticed"


def test_errors_have_a_sign(scenes):
    found = barge.kept(4, times=True)
    assert (found["exact"], found["error_mean_chars"]) == (2, 2.0)
    assert (found["too_much_max_chars"], found["too_little_max_chars"]) == (4, 0)


def test_the_table_has_a_row_for_each_promise(scenes, capsys, tmp_path):
    file = tmp_path / "barge.json"
    options = ["--moments", "4", "--voices", "--json", str(file), "--write"]
    assert barge.main(options) == 0
    shown = capsys.readouterr().out
    assert "60.0 / 60.0 ms" in shown
    assert "8.0 ms, 1 frames" in shown
    assert "0.0 / 2.5 / 7.0 ms; 1 ignored" in shown
    assert "98 % (not for each word); mean 1.3, at most 10 characters" in shown
    assert "Measured by `just bench barge` on 2 cores of something" in shown
    assert "2 of 4" in scenes[1].read_text()
    noted = json.loads(file.read_text())
    assert noted["wire"] == WIRE
    assert noted["voice ru"] is None


def test_sockets_and_voices_can_be_left_out(scenes, capsys):
    assert barge.main(["--moments", "2", "--no-wire"]) == 0
    shown = capsys.readouterr().out
    assert "sockets" not in shown
    assert "with word times" not in shown
    assert "numbers" in scenes[1].read_text()
    assert "|" not in scenes[1].read_text()


@pytest.mark.parametrize("text", ["", "0", "-1", "many", "1.5", "10001"])
def test_a_number_of_calls_that_makes_no_sense_is_refused_in_a_sentence(text):
    with pytest.raises(argparse.ArgumentTypeError, match="number of calls"):
        barge.moments(text)
