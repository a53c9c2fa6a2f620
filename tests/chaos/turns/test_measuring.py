"""A whole language, measured on made turns."""

from __future__ import annotations

import math

from callcore.dialog.patience import PROFILES, TurnProfile
from callcore.engines.models.errors import ModelError
from chaos.turns import measuring
from chaos.turns.measuring import flat, load_judge, measure, summary
from chaos.turns.replay import Signal
from chaos.turns.sweep import Point
from tests.chaos.turns.made import FixedJudge, replayed

PAUSES = [(1024, 1824), (2624, 6000)]


def clever(**how):
    """Return a turn that a good judge has heard, soon after each silence began."""
    signals = [
        Signal(1224, "judged", 1024, finished=0.01),
        Signal(1850, "resumed", 1824),
        Signal(2824, "judged", 2624, finished=0.99),
    ]
    return replayed(PAUSES, signals, **how)


HEARD = [clever(kind="comma"), clever(kind="digits"), clever(voice="human")]


def test_a_good_judge_beats_silence(monkeypatch):
    """With a profile that trusts the ear; the tuned ones may not."""
    monkeypatch.setattr(measuring, "PROFILES", {"en": TurnProfile()})
    result = measure("en", HEARD, judged=True)
    best, silent = result.families["audio only"], result.families["silence only"]
    assert best.cutoffs == (0.0, 0.0)
    assert silent.cutoffs == (1.0, 1.0)
    assert best.latency_ms[0] == 200
    assert silent.latency_ms == (800, 800)
    assert result.products["product"].cutoffs == 0.0
    neutral = result.products[f"fixed {TurnProfile().neutral_ms} ms"]
    assert neutral.cutoffs == 1.0
    assert result.products["product"].latency_ms < neutral.latency_ms


def test_kinds_and_humans_are_counted_apart():
    result = measure("en", HEARD, judged=True)
    assert result.human_turns == 1
    assert list(result.kinds) == [
        "comma",
        "digits",
        "all synthetic voices",
        "recorded humans",
    ]
    counts = {name: (some.holds, some.ends) for name, some in result.kinds.items()}
    assert counts["all synthetic voices"] == (2, 2)
    assert counts["recorded humans"] == (1, 1)


def test_a_kind_without_holds_has_no_rate():
    kinds = measure("en", [*HEARD, replayed([(1024, 4000)])], judged=True).kinds
    assert math.isnan(kinds["plain"].cutoffs)
    assert kinds["plain"].latency_ms > 0


def test_turns_that_end_where_nobody_paused_are_counted():
    strayed = replayed([(1024, 1150), (2624, 6000)])
    assert measure("en", [*HEARD, strayed], judged=True).stray == 0
    long = strayed.quiets[0].__class__(1024, 1900)  # the ear misses soft speech
    deaf = type(strayed)(strayed.turn, (), (long, strayed.quiets[1]))
    assert measure("en", [*HEARD, deaf], judged=True).stray == 1


def test_a_summary_has_the_best_at_each_budget():
    found = summary([Point(0.5, 300), Point(0.1, 500), Point(0.02, 900)])
    assert found.cutoffs == (0.5, 0.1)
    assert found.latency_ms == (900, 500)
    assert found.curve == ((300, 0.5), (500, 0.1), (900, 0.02))


def test_a_flat_profile_waits_for_the_same_whatever_is_heard():
    profile = flat(PROFILES["en"])
    assert profile.least_ms == profile.most_ms == PROFILES["en"].neutral_ms


def test_the_judge_is_the_products_own(monkeypatch):
    monkeypatch.setattr(measuring, "TurnModel", FixedJudge)
    assert isinstance(load_judge(), FixedJudge)


def test_a_judge_that_cannot_be_had_is_said_in_one_sentence(monkeypatch, capsys):
    def fail():
        raise ModelError("turn.npy is damaged")

    monkeypatch.setattr(measuring, "TurnModel", fail)
    assert load_judge() is None
    assert (
        capsys.readouterr().err == "turns: nobody judges by ear: turn.npy is damaged\n"
    )
