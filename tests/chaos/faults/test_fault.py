"""What every fault has unless it says otherwise."""

from __future__ import annotations

from pathlib import Path

import pytest

from chaos.faults.fault import Context, Fault


async def test_a_fault_needs_nothing_before_the_call():
    async with Fault().setting_up("en") as extra:
        assert extra == {}


async def test_a_fault_without_a_blow_is_a_bug():
    with pytest.raises(NotImplementedError):
        await Fault().inject(Context(Path("/x"), 1, lambda: 2))
