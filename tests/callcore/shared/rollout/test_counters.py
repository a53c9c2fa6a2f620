from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from callcore.shared.rollout.counters import (
    EDGES_MS,
    ArmCounters,
    Comparison,
    Tally,
    as_plain,
    tally_of_untrusted,
)

counts = st.integers(0, 10**9)
finals = st.lists(counts, min_size=len(EDGES_MS) + 1, max_size=len(EDGES_MS) + 1)
arms = st.builds(
    ArmCounters, counts, counts, counts, counts, counts, counts, counts, counts, finals
)
compared = st.builds(Comparison, *[counts] * 14)
tallies = st.builds(Tally, arms, arms, compared)


@given(tallies, tallies)
def test_what_was_added_can_be_taken_away_again(one, other):
    assert one.plus(other) == other.plus(one)
    assert one.plus(other).since(other) == one
    assert one.since(one) == Tally()


@given(tallies)
def test_counts_come_back_from_json_as_they_were(tally):
    assert tally_of_untrusted(json.loads(json.dumps(as_plain(tally)))) == tally


def test_a_copy_does_not_follow():
    tally = Tally()
    copy = tally.copy()
    tally.candidate.utterances += 1
    tally.candidate.final(3)
    assert copy == Tally()


def test_a_difference_is_never_negative():
    later, earlier = Tally(), Tally()
    earlier.control.utterances = 5  # a worker's file was deleted
    assert later.since(earlier).control.utterances == 0


@pytest.mark.parametrize(("ms", "place"), [(0, 0), (50, 0), (50.1, 1), (10_000, -2), (1e9, -1)])  # fmt: skip
def test_a_final_is_counted_in_its_place(ms, place):
    arm = ArmCounters()
    arm.final(ms)
    assert arm.finals[place] == sum(arm.finals) == 1


def test_an_utterance_fails_once_however_many_engines_it_took():
    assert ArmCounters(utterances=3, errors=2, fallbacks=4).failed == 3


def test_rates_without_a_sample_are_not_zero():
    empty = Comparison()
    assert (empty.wer, empty.cer, empty.precision, empty.recall) == (None,) * 4
    seen = Comparison(words=10, word_errors=5, heard=3, missed=1, extra=2)
    assert (seen.wer, seen.recall, seen.precision) == (0.5, 0.75, 0.6)


@given(tallies)
def test_only_counts_are_taken_for_counts(tally):
    good = as_plain(tally)
    arm = {item: getattr(tally.candidate, item) for item in ArmCounters.__slots__}
    garbage: tuple[object, ...] = (
        None,
        [],
        {},
        good | {"control": None},
        good | {"compared": {}},
        good | {"candidate": arm | {"errors": -1}},
        good | {"candidate": arm | {"errors": 1.5}},
        good | {"candidate": arm | {"errors": True}},
        good | {"candidate": arm | {"errors": 2**60}},
        good | {"candidate": arm | {"finals": [1]}},
        good | {"candidate": arm | {"finals": ["x"] * 20}},
    )
    for bad in garbage:
        with pytest.raises(ValueError, match=r"count|histogram"):
            tally_of_untrusted(bad)
