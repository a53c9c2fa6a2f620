from __future__ import annotations

import numpy as np
import pytest

from callcore.audio.prosody import FEATURES
from callcore.engines.turn.network import (
    HIDDEN,
    MEMBERS,
    Member,
    Network,
    flattened,
    restored,
)


@pytest.fixture
def network():
    rng = np.random.default_rng(5)
    shapes = [(FEATURES, HIDDEN[0]), (HIDDEN[0],), HIDDEN, (HIDDEN[1],), (HIDDEN[1], 1)]
    members = tuple(
        Member(
            tuple(
                rng.normal(0, 0.1, shape).astype(np.float32)
                for shape in [*shapes, (1,)]
            )
        )
        for _ in range(MEMBERS)
    )
    mean, scale = rng.normal(0, 1, (2, FEATURES)).astype(np.float32)
    return Network(mean, scale, members)


def test_a_network_survives_its_file(network):
    rows = np.random.default_rng(6).normal(0, 1, (7, FEATURES)).astype(np.float32)
    back = restored(flattened(network))
    assert back.judge(rows) == pytest.approx(network.judge(rows), abs=5e-3)
    assert (flattened(back) == flattened(network)).all()


def test_the_members_vote_by_the_mean_of_their_logits(network):
    rows = np.ones((2, FEATURES), np.float32)
    logits = [member.logits(network.scaled(rows)) for member in network.members]
    expected = 1 / (1 + np.exp(-np.mean(logits, axis=0)))
    assert network.judge(rows) == pytest.approx(expected)


def test_no_rows_get_no_answers(network):
    assert network.judge(np.zeros((0, FEATURES), np.float32)).shape == (0,)


def test_measures_far_from_all_that_was_learnt_are_bounded(network):
    huge = np.full((1, FEATURES), 1e6, np.float32)
    assert np.abs(network.scaled(huge)).max() == 4
    assert 0 <= network.judge(huge)[0] <= 1


@pytest.mark.parametrize("size", [0, 10, 1_000_000])
def test_another_number_of_weights_is_refused(size):
    with pytest.raises(ValueError, match="numbers, not"):
        restored(np.zeros(size, np.float16))
