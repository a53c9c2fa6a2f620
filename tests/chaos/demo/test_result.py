"""Results as numbers for the bench; the words of a call stay out."""

from __future__ import annotations

import json

from chaos.demo.result import CallResult, call_json, summary_json
from chaos.demo.scene import Scene
from chaos.demo.verdict import Verdict


def result(gaps, ok=True):
    scene = Scene(reason="goodbye")
    scene.put("caller", "my secret words", final=True)
    return CallResult("id", Verdict(ok, "why"), "end", scene, gaps, 61.23)


def test_a_campaign_counts_and_measures():
    found = summary_json([result([900, 1000]), result([1200], ok=False)])
    assert (found["calls"], found["ok"], found["gaps"]) == (2, 1, 3)
    assert (found["gap_p50_ms"], found["gap_p95_ms"]) == (1000, 1200)


def test_without_gaps_there_are_no_percentiles_and_still_json():
    found = summary_json([result([])])
    assert found["gap_p50_ms"] is None
    assert "NaN" not in json.dumps(found)


def test_the_words_of_the_call_stay_out():
    assert "secret" not in json.dumps(call_json(result([900])))
