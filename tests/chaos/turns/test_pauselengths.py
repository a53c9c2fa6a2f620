"""Pauses as long as people's."""

from __future__ import annotations

import numpy as np
import pytest

from chaos.turns.markup import BreakKind
from chaos.turns.pauselengths import (
    LONGEST_MS,
    SURVIVAL,
    length_ms,
    lengths_ms,
    longer_than,
)


@pytest.mark.parametrize(("ms", "share"), SURVIVAL)
def test_the_published_points_are_met(ms, share):
    assert longer_than(ms) == pytest.approx(share, abs=1e-9)
    assert length_ms(share) == pytest.approx(ms, rel=0.005)


def test_a_set_of_pauses_has_the_published_shares_and_not_a_draw_of_them():
    for seed in range(3):
        lengths = np.array(lengths_ms(["gap"] * 200, np.random.default_rng(seed)))
        for ms, share in SURVIVAL[1:]:
            assert float(np.mean(lengths > ms)) == pytest.approx(share, abs=0.01)
        assert SURVIVAL[0][0] <= lengths.min()
        assert lengths.max() <= LONGEST_MS


def test_a_filler_pauses_longer_than_a_comma_on_average():
    kinds: list[BreakKind] = ["comma", "filler"] * 300
    lengths = np.array(lengths_ms(kinds, np.random.default_rng(1)))
    assert np.median(lengths[1::2]) > 1.2 * np.median(lengths[::2])


def test_no_pauses_have_no_lengths():
    assert lengths_ms([], np.random.default_rng(1)) == []
