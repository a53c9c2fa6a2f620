from __future__ import annotations

from chaos.standins.google.refusal import REFUSALS, Code, invalid
from chaos.standins.trouble import TROUBLES

OTHERWISE = {"none", "delay", "hang", "reset", "cut", "garbage", "rubbish", "huge"}


def test_every_trouble_that_is_a_status_has_one_of_its_own():
    assert set(REFUSALS) == set(TROUBLES) - OTHERWISE
    assert len({code for code, _ in REFUSALS.values()}) == len(REFUSALS)


def test_what_is_wrong_with_a_request_is_said():
    refusal = invalid("no")
    assert (refusal.code, str(refusal)) == (Code.INVALID_ARGUMENT, "no")
