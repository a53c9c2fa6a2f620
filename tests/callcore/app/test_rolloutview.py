from __future__ import annotations

import io

import pytest
from rich.console import Console

from callcore.app.rolloutview import log_view, print_view, view_of, what_changed
from callcore.shared.rollout.audit import Entry
from callcore.shared.rollout.changes import forced, rolled_back, widened
from callcore.shared.rollout.counters import ArmCounters, Comparison, Tally
from tests.callcore.shared.rollout.plans import ANN, running


def printed(view, width=140):
    out = io.StringIO()
    print_view(view, Console(file=out, width=width))
    return out.getvalue()


def row(page, about):
    line = next(line for line in page.splitlines() if f"│ {about} " in line)
    return [cell.strip() for cell in line.strip("│").split("│")][1:]


@pytest.fixture
def tally():
    control = ArmCounters(utterances=1000, errors=10, cost_micros=4500, audio_ms=60_000)
    candidate = ArmCounters(utterances=100, fallbacks=5, empty=2, unpriced=3)
    for _ in range(100):
        control.final(900)
        candidate.final(350)
    seen = Comparison(
        utterances=100, words=500, word_errors=50, chars=2500, char_errors=100,
        heard=90, missed=10, extra=5, empty=1,
    )  # fmt: skip
    return Tally(control, candidate, seen)


def test_both_arms_stand_side_by_side_with_how_sure_one_can_be(tally):
    page = printed(view_of(running(1250, 300), tally))
    assert row(page, "utterances") == ["1000", "100"]
    assert row(page, "failed, next engine asked") == [
        "1.0 % (0.5 to 2.2)",
        "5.0 % (1.7 to 13.9)",
    ]
    assert row(page, "final p95") == ["990 ms", "395 ms"]
    assert row(page, "cost a minute") == ["0.004500", "- + 3 unpriced"]


def test_the_comparison_says_that_control_is_not_the_truth(tally):
    page = printed(view_of(running(), tally))
    assert row(page, "word error rate")[0].startswith("10.0 % (")
    assert row(page, "numbers and names found")[0].startswith("90.0 % (")
    assert "Control is not the truth" in page
    assert "disagreements.jsonl" in page


def test_the_plan_stands_above_with_who_changed_it_and_why():
    plan = forced(running(1250, 300), "0671234567", "candidate", ANN)
    page = printed(view_of(plan, Tally()))
    assert (
        "whisper is running, 12.50 % of callers, 3.00 % of calls in the shadow" in page
    )
    assert "1 numbers forced" in page
    assert "version 2, counted since version 1" in page
    assert "by ann: to see how it does" in page


def test_without_a_plan_and_without_counts_nothing_is_made_up():
    assert "every caller has the control arm" in printed(view_of(None, Tally()))
    page = printed(view_of(running(), Tally()))
    assert row(page, "failed, next engine asked") == ["-", "-"]
    assert row(page, "final p50") == ["-", "-"]


def test_the_log_says_who_what_and_why_and_obeys_no_markup():
    plan = running()
    wider = widened(plan, 900, 100, ANN)
    page = printed(log_view([Entry(None, plan), Entry(plan, wider)]))
    assert "engine - -> whisper, status off -> running" in page
    assert "share 5.00 % -> 9.00 %, shadow 0.00 % -> 1.00 %" in page
    assert page.count("to see how it does") == 2
    odd = rolled_back(plan, type(ANN)("[red]ann[/red]", "[/nonsense]", "now"))
    page = printed(log_view([Entry(plan, odd)]))
    assert "[red]ann[/red]" in page
    assert "[/nonsense]" in page


def test_a_change_of_nothing_is_called_nothing():
    assert what_changed(Entry(running(), running())) == "nothing"
    arm = forced(running(), "0671234567", "candidate", ANN)
    assert what_changed(Entry(running(), arm)) == "forced 0 -> 1"
