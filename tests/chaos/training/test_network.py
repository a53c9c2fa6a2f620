from __future__ import annotations

import numpy as np
import pytest

from callcore.audio.prosody import FEATURES
from callcore.engines.turn.network import MEMBERS, flattened
from chaos.training.network import Course, Examples, loss_of, train

SHORT = Course(epochs=4, batch=32, seed=11)


def drawn(count, seed):
    """Return examples whose answer is in forty of the measures."""
    rng = np.random.default_rng(seed)
    features = rng.normal(3, 2, (count, FEATURES)).astype(np.float32)
    features[:, :40] += rng.normal(0, 1.5, (count, 1)).astype(np.float32)
    finished = (features[:, :40].mean(axis=1) > 3).astype(np.float32)
    return Examples(features, finished, np.ones(count, np.float32))


@pytest.fixture(scope="module")
def told():
    return []


@pytest.fixture(scope="module")
def trained(told):
    return train(drawn(600, 1), drawn(200, 2), SHORT, lambda *row: told.append(row))


def test_training_lowers_the_loss(trained, told):
    assert [row[:2] for row in told[: SHORT.epochs]] == [(0, n) for n in range(4)]
    for member in range(MEMBERS):
        losses = [loss for number, _, loss, _ in told if number == member]
        assert losses[-1] < losses[0] - 0.03


def test_what_was_learnt_holds_for_other_examples(trained):
    fresh = drawn(400, 3)
    right = (trained.judge(fresh.features) > 0.5) == (fresh.finished > 0.5)
    assert right.mean() > 0.75


def test_the_same_seed_gives_the_same_network(trained):
    again = train(drawn(600, 1), drawn(200, 2), SHORT)
    assert (flattened(again) == flattened(trained)).all()
    other = train(drawn(600, 1), drawn(200, 2), Course(epochs=4, batch=32, seed=12))
    assert (flattened(other) != flattened(trained)).any()


def test_a_member_keeps_its_best_moment(told):
    """Training on answers turned round makes tuning worse and worse."""
    learn, tune = drawn(600, 1), drawn(200, 2)
    wrong = Examples(learn.features, 1 - learn.finished, learn.weights)
    rows = []
    network = train(wrong, tune, SHORT, lambda *row: rows.append(row))
    first = network.members[0]
    kept = loss_of(first.logits(network.scaled(tune.features)), tune)
    assert kept == pytest.approx(min(row[3] for row in rows if row[0] == 0))


def test_examples_count_by_their_weight():
    two = Examples(
        np.zeros((2, FEATURES), np.float32),
        np.array([1, 0], np.float32),
        np.array([3, 1], np.float32),
    )
    sure = np.array([2.0, 2.0], np.float32)
    right, wrong = np.log1p(np.exp(-2)), np.log1p(np.exp(2))
    assert loss_of(sure, two) == pytest.approx((3 * right + wrong) / 4)
