from __future__ import annotations

import pytest
from pydantic import ValidationError

from adminapi.rollout.shapes import Share


@pytest.mark.parametrize("percent", [-1, 101, float("nan"), "5"])
def test_a_share_is_0_to_100_percent(percent: object) -> None:
    with pytest.raises(ValidationError):
        Share.model_validate({"percent": percent, "reason": "x"}, strict=True)


def test_a_change_needs_a_reason() -> None:
    with pytest.raises(ValidationError):
        Share.model_validate({"percent": 5})
