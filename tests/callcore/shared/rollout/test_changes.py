from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from callcore.shared.rollout.changes import (
    GUARD,
    Signature,
    forced,
    resumed,
    rolled_back,
    started,
    stopped,
    unforced,
    widened,
)
from callcore.shared.rollout.plan import (
    MOST_FORCED,
    NO_PLAN,
    PlanError,
    parse_untrusted,
    to_json,
)
from tests.callcore.shared.rollout.plans import ANN, running, trial

BOT = Signature(GUARD, "failed: 40 %", "2026-11-22T12:00:00.000Z")


def test_a_start_begins_to_count_and_says_who_and_why():
    plan = started(NO_PLAN, trial(500, 100), ANN)
    assert (plan.version, plan.since, plan.status) == (1, 1, "running")
    assert (plan.buckets, plan.shadow_buckets, plan.engine) == (500, 100, "whisper")
    assert (plan.changed_by, plan.reason) == ("ann", "to see how it does")


def test_widening_and_forcing_go_on_counting():
    plan = widened(running(), 900, None, ANN)
    plan = forced(plan, "0671234567", "candidate", ANN)
    plan = unforced(plan, "0671234567", ANN)
    assert (plan.version, plan.since, plan.buckets) == (4, 1, 900)
    assert widened(plan, 900, 50, ANN).shadow_buckets == 50


def test_a_rollback_leaves_nobody_and_only_a_human_resumes():
    back = rolled_back(running(500, 500), BOT)
    assert (back.buckets, back.shadow_buckets, back.status) == (0, 0, "rolled-back")
    assert back.since == 1  # what it was judged by can be read
    for again in (
        lambda: widened(back, 100, None, ANN),
        lambda: started(back, trial(), ANN),
        lambda: forced(back, "0671234567", "candidate", ANN),
        lambda: rolled_back(back, BOT),
        lambda: resumed(back, 100, 0, BOT),
    ):
        with pytest.raises(PlanError):
            again()
    plan = resumed(back, 100, 20, ANN)
    assert (plan.status, plan.buckets, plan.since) == ("running", 100, plan.version)


def test_what_was_rolled_back_can_be_stopped_and_another_engine_started():
    off = stopped(rolled_back(running(), BOT), ANN)
    assert (off.status, off.buckets) == ("off", 0)
    plan = started(off, trial(engine="google"), ANN)
    assert (plan.engine, plan.since) == ("google", plan.version)
    assert stopped(off, ANN).status == "off"


def test_two_engines_are_not_tried_at_once():
    with pytest.raises(PlanError, match="already"):
        started(running(), trial(), ANN)


def test_a_new_start_forgets_the_forced_numbers():
    plan = forced(running(), "0671234567", "candidate", ANN)
    assert not started(stopped(plan, ANN), trial(), ANN).forced


@pytest.mark.parametrize("number", ["", "anonymous", "candidate"])
def test_only_numbers_are_forced(number):
    with pytest.raises(PlanError, match="not a number"):
        forced(running(), number, "candidate", ANN)


def test_the_list_of_forced_numbers_is_bounded_and_its_error_names_none():
    plan = running()
    for i in range(MOST_FORCED):
        plan = forced(plan, f"067{i:07}", "candidate", ANN)
    with pytest.raises(PlanError) as refused:
        forced(plan, "0509998877", "candidate", ANN)
    assert "9998877" not in str(refused.value)
    forced(plan, "0670000003", "control", ANN)  # one that is there may change
    assert parse_untrusted(to_json(plan)) == plan  # the largest plan fits its file


def test_a_number_that_is_not_forced_cannot_be_set_free():
    with pytest.raises(PlanError, match="not forced"):
        unforced(running(), "0671234567", ANN)


@pytest.mark.parametrize(
    ("by", "why"),
    [("", "x"), (" ", "x"), ("a", ""), ("a" * 65, "x"), ("a", "x" * 301),
     ("a\x1b[2J", "x"), ("a", "two\nlines")],
)  # fmt: skip
def test_nobody_changes_anything_without_a_name_and_a_reason(by, why):
    with pytest.raises(PlanError, match=r"\.$"):
        Signature(by, why, "now")


@given(st.data())
def test_on_every_way_the_version_grows_by_one_and_the_plan_can_be_read_back(data):
    plan = NO_PLAN
    changes = [
        lambda p: started(p, trial(100), ANN),
        lambda p: widened(p, 200, None, ANN),
        lambda p: stopped(p, ANN),
        lambda p: rolled_back(p, BOT),
        lambda p: resumed(p, 5, 5, ANN),
        lambda p: forced(p, "0671234567", "control", ANN),
        lambda p: unforced(p, "0671234567", ANN),
    ]
    for change in data.draw(st.lists(st.sampled_from(changes), max_size=12)):
        try:
            after = change(plan)
        except PlanError:
            continue
        assert after.version == plan.version + 1
        assert plan.since <= after.since <= after.version
        assert parse_untrusted(to_json(after)) == after
        plan = after
