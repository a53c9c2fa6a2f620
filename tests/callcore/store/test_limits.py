from __future__ import annotations

from typing import get_args

import pytest

from callcore.call.deadlines import TOOL_S
from callcore.store.limits import LIMITS, Group

IN_THE_CALL: tuple[Group, ...] = ("search", "details", "delivery", "orders", "status")


@pytest.mark.parametrize("group", IN_THE_CALL)
def test_the_store_gives_up_before_the_tool_is_cut_off(group: Group) -> None:
    assert LIMITS[group].total_s < TOOL_S


def test_a_second_attempt_fits_into_every_deadline() -> None:
    for limit in LIMITS.values():
        assert 2 * limit.attempt_s < limit.total_s


def test_every_group_has_a_limit_and_may_wait_twice() -> None:
    assert set(LIMITS) == set(get_args(Group))
    for limit in LIMITS.values():
        assert limit.waiting * limit.attempt_s <= limit.at_once * limit.total_s
