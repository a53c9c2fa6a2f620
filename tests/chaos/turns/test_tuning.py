"""Searching a profile."""

from __future__ import annotations

import pytest

from callcore.dialog.patience import TurnProfile
from chaos.turns.policy import TIMES, cases_of
from chaos.turns.tuning import GRIDS, neighbours, rated, tune
from tests.chaos.turns.made import replayed

# ten turns without hints, each with a hold of 672 ms and an end
CASES = cases_of([replayed([(1024, 1696), (2624, 6000)])] * 10)


def test_the_wait_grows_until_the_holds_are_spared():
    found = tune(CASES, TurnProfile(), wanted=0.0)
    assert found.cutoffs == 0.0
    assert 640 < found.profile.neutral_ms <= 700
    assert found.cost == found.latency_ms


def test_where_cut_offs_are_wanted_it_becomes_quick():
    found = tune(CASES, TurnProfile(), wanted=1.0)
    assert found.profile.neutral_ms == min(GRIDS["neutral_ms"])


def test_a_cut_off_has_its_price():
    quick = rated(CASES, TurnProfile(), wanted=0.05)
    assert quick.cutoffs == 1.0
    assert quick.cost == pytest.approx(quick.latency_ms + 60 * 95)


def test_every_value_is_tried_and_pushes_the_others_along():
    for name in TIMES:
        tried = list(neighbours(TurnProfile(), name))
        assert [getattr(profile, name) for profile in tried] == list(GRIDS[name])
        for profile in tried:
            times = [getattr(profile, time) for time in TIMES]
            assert times == sorted(times)


def test_sure_stays_above_unsure():
    tried = list(neighbours(TurnProfile(unsure=0.7), "sure"))
    assert [profile.sure for profile in tried] == [v for v in GRIDS["sure"] if v > 0.7]
