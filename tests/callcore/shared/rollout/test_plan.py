from __future__ import annotations

import json
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from callcore.shared.ids import CallId
from callcore.shared.rollout.buckets import BUCKETS, bucket_of, number_key
from callcore.shared.rollout.changes import forced, rolled_back, stopped, widened
from callcore.shared.rollout.plan import (
    MOST_BYTES,
    MOST_FORCED,
    NO_PLAN,
    PlanError,
    as_plain,
    assign,
    parse_untrusted,
    to_json,
)
from tests.callcore.shared.rollout.plans import ANN, running

CALL = CallId("3f0c9c0e-0000-4000-8000-000000000001")
CALLER = "+380671234567"
json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=9),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=9), inner)
    ),
    max_leaves=6,
)


def test_a_caller_below_the_share_is_a_candidate_and_stays_one():
    bucket = bucket_of("salt", number_key(CALLER))
    found = assign(running(bucket + 1), CALLER, CALL)
    assert (found.arm, found.reason, found.version) == ("candidate", "bucket", 1)
    assert assign(running(bucket + 1), "0671234567", CallId("other")) == found
    assert assign(running(bucket), CALLER, CALL).arm == "control"


@given(st.text(max_size=15), st.integers(0, BUCKETS), st.integers(0, BUCKETS))
def test_who_is_in_stays_in_when_the_plan_widens(caller, one, other):
    narrow, wide = sorted((one, other))
    plan = running(narrow)
    before = assign(plan, caller, CALL)
    after = assign(widened(plan, wide, None, ANN), caller, CALL)
    if before.arm == "candidate":
        assert after.arm == "candidate"
    back = assign(
        widened(widened(plan, wide, None, ANN), narrow, None, ANN), caller, CALL
    )
    assert back.arm == before.arm


def test_nobody_is_a_candidate_of_a_plan_that_does_not_run():
    plan = forced(running(BUCKETS), CALLER, "candidate", ANN)
    assert assign(plan, CALLER, CALL).reason == "forced"
    back = rolled_back(plan, ANN)
    assert assign(back, CALLER, CALL) == assign(back, "", CallId("x"))
    assert assign(back, CALLER, CALL).reason == "rolled-back"
    assert assign(back, CALLER, CALL).arm == "control"
    off = assign(stopped(plan, ANN), CALLER, CALL)
    assert (off.arm, off.reason) == ("control", "off")
    assert assign(NO_PLAN, CALLER, CALL).reason == "off"


def test_a_forced_arm_beats_the_bucket_in_both_directions():
    inside = forced(running(BUCKETS), CALLER, "control", ANN)
    outside = forced(running(0), CALLER, "candidate", ANN)
    assert assign(inside, CALLER, CALL).arm == "control"
    assert assign(outside, CALLER, CALL).arm == "candidate"
    assert assign(outside, "", CALL).reason == "bucket"
    assert assign(outside, "0501234567", CALL).reason == "bucket"


def test_the_shadow_takes_its_share_of_calls_whatever_their_arm():
    calls = [CallId(f"call-{i}") for i in range(4000)]
    found = [assign(running(5000, 1000), f"067{i:07}", c) for i, c in enumerate(calls)]
    shadowed = [each for each in found if each.shadow]
    assert 320 < len(shadowed) < 480
    candidates = sum(each.arm == "candidate" for each in shadowed)
    assert 0.35 < candidates / len(shadowed) < 0.65


def test_the_shadow_of_withheld_numbers_does_not_depend_on_their_arm():
    calls = [CallId(f"call-{i}") for i in range(4000)]
    found = [assign(running(1000, 5000), "", call) for call in calls]
    candidates = [each for each in found if each.arm == "candidate"]
    shadowed = sum(each.shadow for each in candidates)
    assert 0.4 < shadowed / len(candidates) < 0.6


def test_a_plan_comes_back_as_it_was_and_shows_no_number():
    plan = forced(running(1250, 10), CALLER, "candidate", ANN)
    text = to_json(plan)
    assert parse_untrusted(text) == plan
    assert "67123" not in text


GOOD = as_plain(running())


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("version", 0),
        ("version", True),
        ("version", "1"),
        ("version", 2**60),
        ("since", 2),
        ("buckets", BUCKETS + 1),
        ("buckets", -1),
        ("buckets", 1.5),
        ("shadow_buckets", None),
        ("status", "paused"),
        ("status", ["off"]),
        ("status", "off"),  # with a share of callers
        ("engine", ""),
        ("salt", ""),
        ("engine", "x" * 65),
        ("forced", []),
        ("forced", {"k": "both"}),
        ("forced", {"k": []}),
        ("forced", {str(i): "control" for i in range(MOST_FORCED + 1)}),
        ("limits", {"wer_most": -1}),
        ("limits", None),
        ("reason", "x" * 301),
        ("changed_by", 7),
    ],
)
def test_a_damaged_plan_is_refused_with_one_sentence(field, value):
    with pytest.raises(PlanError, match=r"^the plan.*\.$|^a plan.*\.$"):
        parse_untrusted(json.dumps(GOOD | {field: value}))


@pytest.mark.parametrize(
    "data",
    [b"", b"{", b"[]", b"null", b"\xff\xfe", b"[" * 5000, b'{"version": 1}',
     b" " * (MOST_BYTES + 1), b"1" * 5000],
)  # fmt: skip
def test_what_is_no_plan_is_refused_with_one_sentence(data):
    with pytest.raises(PlanError, match=r"\.$"):
        parse_untrusted(data)


@given(st.sampled_from(sorted(GOOD)), json_values)
def test_no_value_of_any_field_raises_anything_else(field, value):
    with suppress(PlanError):
        parse_untrusted(json.dumps(GOOD | {field: value}))


@given(st.binary(max_size=200))
def test_no_bytes_raise_anything_else(data):
    with pytest.raises(PlanError):
        parse_untrusted(data)
