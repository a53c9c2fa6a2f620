from __future__ import annotations

from contextlib import nullcontext

import pytest

from callcore.shared.worklist.port import MAX_OPEN, MemoryWorklist, WorklistError
from tests.callcore.shared.worklist.worklistcontract import (
    WorklistContract,
    item,
    now_s,
)


class TestMemoryWorklist(WorklistContract):
    @pytest.fixture
    def open_one(self):
        return nullcontext(MemoryWorklist(now_s))


async def test_a_broken_one_takes_nothing() -> None:
    worklist = MemoryWorklist(now_s)
    worklist.broken = True
    with pytest.raises(WorklistError):
        await worklist.add(item())
    worklist.broken = False
    assert list(await worklist.items()) == []


def test_there_is_room_for_a_bad_day() -> None:
    assert MAX_OPEN >= 1000
