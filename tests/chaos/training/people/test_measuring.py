from __future__ import annotations

from array import array

from callcore.shared.observe.masking.names import lexicon
from callcore.shared.observe.masking.names.features import BIAS, GAP_BEFORE, SIZE
from callcore.shared.observe.masking.names.model import Model, Thresholds
from chaos.training.people.measuring import measured
from chaos.training.people.styles import Part, Piece

NAME = [Piece("це "), Piece("тарас", Part.NAME), Piece(" і дахи")]
PLAIN = [Piece("зелені дахи"), Piece(" 067", Part.CLAIMED)]


def model_with(bias):
    weights = array("b", bytes(SIZE))
    weights[BIAS] = bias
    return Model(weights, lexicon.packed([]), Thresholds(0, 0, 0, 0, -100))


def test_a_model_that_masks_everything_finds_all_and_alarms_always():
    count = measured(model_with(1), [("uk", NAME), ("uk", PLAIN)])["uk"]
    assert (count.names, count.strict) == (1, 1)
    assert (count.words, count.alarms) == (6, 5)
    assert (count.clean, count.changed) == (1, 1)
    assert count.wrong == ["<це тарас і дахи>", "<зелені дахи> 067"]


def test_a_model_that_masks_nothing_misses_all():
    counts = measured(model_with(-1), [("en", PLAIN), ("uk", NAME)])
    assert list(counts) == ["en", "uk"]
    assert (counts["uk"].strict, counts["uk"].alarms, counts["en"].changed) == (0, 0, 0)
    assert counts["uk"].missed == ["'тарас' in 'це тарас і дахи'"]


def test_the_shares_are_told_in_per_cent():
    told = str(measured(model_with(1), [("uk", PLAIN)])["uk"])
    assert "changed 100.00 %" in told
    assert "strict     -" in told
    assert GAP_BEFORE < SIZE
