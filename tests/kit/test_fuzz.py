from __future__ import annotations

import random

import pytest

from tests.kit import fuzz


def test_damaged_recordings_raise_nothing_but_peer_error():
    results = [fuzz.play(seed) for seed in range(300)]
    assert any(results)
    assert not all(results)


def test_a_round_can_be_repeated_by_its_seed():
    rng_a, rng_b = random.Random(5), random.Random(5)
    stream = bytes(range(256)) * 40
    assert list(fuzz.chunks(rng_a, stream)) == list(fuzz.chunks(rng_b, stream))


def test_another_exception_says_how_to_repeat_it(monkeypatch):
    def feed_of():
        def fail(_chunk):
            raise IndexError

        return fail

    monkeypatch.setattr(fuzz, "SUBJECTS", [("x", b"abc", feed_of)])
    with pytest.raises(IndexError) as caught:
        fuzz.play(3)
    assert "--seed 3" in caught.value.__notes__[0]
