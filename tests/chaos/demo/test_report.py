"""What is printed at the end."""

from __future__ import annotations

from chaos.demo.report import report, summary
from chaos.demo.result import CallResult
from chaos.demo.scene import Scene
from chaos.demo.verdict import Verdict
from tests.chaos.demo.recorded import EVENTS
from tests.chaos.demo.test_spending import HEARD, spent

ORDER = {
    "id": "A-1",
    "state": "confirmed",
    "total_kopiykas": 378000,
    "phone": "+380441234567",
    "lines": [{"product_id": "o1", "quantity": 2}],
}
PRODUCTS = {"o1": {"id": "o1", "names": {"en": "Castrol EDGE 5W-30 4 l"}}}


def result(**changes):
    scene = Scene()
    for event in EVENTS:
        scene.apply(event)
    known = {"gaps_ms": [900, 1100], "orders": (ORDER,), "products": PRODUCTS}
    return CallResult(
        "id", Verdict(True, "as asked"), "end", scene, **(known | changes)
    )


def test_the_report_holds_transcript_times_order_and_outcome():
    told = "\n".join(report(result()))
    assert "Two cans of oil." in told
    assert "710 ms" in told
    assert "p50 900 ms, p95 1100 ms, 2 turns" in told
    assert "2 x Castrol EDGE 5W-30 4 l" in told
    assert "3780.00 UAH" in told
    assert "OK: as asked" in told
    assert "the call ended with: end (goodbye)" in told


def test_the_phone_number_of_the_order_is_not_printed():
    assert "380441234567" not in "\n".join(report(result()))


def test_a_missing_recording_is_said(tmp_path):
    assert "no recording" in "\n".join(report(result()))
    told = "\n".join(report(result(recording=tmp_path / "none.wav")))
    assert "PROBLEM: there is no readable recording" in told


def test_a_call_without_an_order_has_no_order_section():
    assert "as the store holds it" not in "\n".join(report(result(orders=())))


def test_a_failure_and_who_hung_up_are_told():
    one = result(left_because="gave-up")
    one.verdict = Verdict(False, "no order")
    told = "\n".join(report(one))
    assert "FAILED: no order" in told
    assert "the caller hung up: gave-up" in told


def test_who_served_and_what_was_degraded_is_told():
    one = result(spent=spent(HEARD), fault_gap_ms=1700, fault_turn_ms=3300.4)
    one.scene.apply({"event": "call:degraded", "stage": "stt", "engine": "google"})
    told = "\n".join(report(one))
    assert "google v2/latest_long" in told
    assert "degraded: stt google" in told
    assert "first sound after 1700 ms, its answer after 3300 ms" in told


def test_a_call_without_usage_or_degradation_says_so():
    told = "\n".join(report(result()))
    assert "nothing: the call left no usage" in told
    assert "nothing was degraded" in told
    assert "the fault struck" not in told


def test_the_summary_counts_and_measures_over_all_calls():
    bad = result(gaps_ms=[])
    bad.verdict = Verdict(False, "no order")
    told = list(summary([result(), bad]))
    assert told[-1].startswith("1 of 2 calls went as they should; turn gap")
    assert "FAIL" in told[2]
    assert "p50 900 ms" in told[-1]
