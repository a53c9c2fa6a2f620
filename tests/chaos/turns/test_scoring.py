"""One score of ear and text."""

from __future__ import annotations

import pytest

from callcore.dialog.patience import Patience, TurnProfile
from chaos.turns.ear import Quiet
from chaos.turns.policy import State, cases_of
from chaos.turns.replay import Signal
from chaos.turns.scoring import WEIGHTS, Weights, fit, log_odds, name
from tests.chaos.turns.made import replayed

PAUSES = [(1024, 1824), (2624, 6000)]


QUIET = Quiet(1024, 1824)


def state(text="", finished=None, covers_ms=1100):
    patience = Patience(TurnProfile())
    patience.asked("", "en")
    patience.begin()
    patience.heard_text(text)
    return State(0, patience, finished, covers_ms)


def test_nothing_known_is_a_half_and_the_ear_moves_it():
    weights = Weights(1.0, {})
    assert weights.score(state(), QUIET) == 0.5
    assert weights.score(state(finished=0.8), QUIET) == pytest.approx(0.8)
    assert weights.without_audio().score(state(finished=0.8), QUIET) == 0.5


def test_the_text_moves_it_too():
    complete = state("I would like to order four tyres")
    trailing = state("I need four tyres and")
    scores = [WEIGHTS.score(some, QUIET) for some in (trailing, state(), complete)]
    assert scores == sorted(scores)


def test_what_was_never_met_is_taken_from_its_sibling():
    signals = [Signal(1000, "text", 900, text="I need four tyres and")]
    found = fit(cases_of([replayed(PAUSES, signals)] * 5))
    assert found.texts["trailing"] == found.texts["trailing?"] != 0


def test_a_text_that_lags_behind_counts_otherwise():
    text = "I would like to order four tyres"
    assert name(state(text), QUIET) == "complete"
    assert name(state(text, covers_ms=900), QUIET) == "complete?"
    weights = Weights(0.0, {"complete": 2.0, "complete?": -1.0})
    assert weights.score(state(text), QUIET) > 0.5
    assert weights.score(state(text, covers_ms=900), QUIET) < 0.5


@pytest.mark.parametrize(
    ("finished", "odds"), [(None, 0), (0.5, 0), (0, -6), (1, 6), (0.999999, 6)]
)
def test_log_odds_are_bounded(finished, odds):
    assert log_odds(finished) == pytest.approx(odds)


def test_the_fit_finds_which_way_each_sign_points():
    heard = []
    for number in range(40):
        wrong = number % 8 == 0
        signals = [
            Signal(1150, "text", 1100, text="I need four tyres and"),
            Signal(1250, "judged", 1024, finished=0.7 if wrong else 0.2),
            Signal(1824, "resumed", 1824),
            Signal(2800, "text", 2700, text="I need four tyres and a bottle of oil"),
            Signal(2850, "judged", 2624, finished=0.3 if wrong else 0.8),
        ]
        heard.append(replayed(PAUSES, signals))
    found = fit(cases_of(heard))
    assert found.audio > 0
    assert found.texts["trailing"] < 0 < found.texts["complete"]
    assert found == fit(cases_of(heard))
