"""The shapes of health."""

from typing import get_args

from adminapi.health.judging import ORDER
from adminapi.health.shapes import Condition


def test_every_condition_has_its_place_in_the_order():
    assert set(get_args(Condition)) == set(ORDER)
