from __future__ import annotations

from callcore.call.deadlines import TOOL_S
from callcore.store.limits import LIMITS


def test_the_store_gives_up_before_the_tool_is_cut_off() -> None:
    assert LIMITS["search"].total_s < TOOL_S
    assert LIMITS["orders"].total_s < TOOL_S


def test_a_second_attempt_fits_into_every_deadline() -> None:
    for limit in LIMITS.values():
        assert 2 * limit.attempt_s < limit.total_s
