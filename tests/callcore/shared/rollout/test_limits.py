from __future__ import annotations

import pytest

from callcore.shared.rollout.limits import Limits, limits_of_untrusted


def test_what_is_missing_has_its_default():
    assert limits_of_untrusted({}) == Limits()
    assert limits_of_untrusted({"wer_most": 0.2}) == Limits(wer_most=0.2)


@pytest.mark.parametrize(
    "raw",
    [
        None,
        [],
        {"wer": 1},
        {"wer_most": "high"},
        {"wer_most": True},
        {"wer_most": None},
        {"wer_most": float("nan")},
        {"wer_most": float("inf")},
        {"wer_most": -0.1},
        {"wer_most": 10**400},
        {"least_n": 1},
        {"least_n": 50.5},
        {"least_n": 10**7},
    ],
)
def test_a_limit_that_means_nothing_is_refused_with_a_sentence(raw):
    with pytest.raises(ValueError, match=r"\.$"):
        limits_of_untrusted(raw)
