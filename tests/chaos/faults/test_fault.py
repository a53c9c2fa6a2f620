"""What every fault has unless it says otherwise."""

from __future__ import annotations

import pytest

from chaos.faults.fault import Context, Fault


class Harmless(Fault):
    """Breaks nothing."""

    name = "harmless"
    about = "nothing happens"

    async def inject(self, context: Context) -> None:
        """Do nothing."""


async def test_a_fault_needs_nothing_before_the_call():
    async with Harmless().setting_up("en") as extra:
        assert extra == {}


def test_a_fault_strikes_anybody_after_an_answer_unless_it_says_otherwise():
    one = Harmless()
    assert (one.moment, one.ending, one.scenario) == ("answered", "human", "")
    assert not one.needs


def test_a_fault_without_a_blow_cannot_be_made():
    with pytest.raises(TypeError, match="inject"):
        type("Lame", (Fault,), {})()
