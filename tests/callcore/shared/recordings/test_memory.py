"""Recordings in memory keep the same contract."""

from __future__ import annotations

import pytest
import trio

from callcore.shared.recordings.memory import MemoryRecordings
from callcore.shared.recordings.port import RecordingsDown
from tests.callcore.shared.recordings.contract import NAME, RecordingsContract


@pytest.fixture
def recordings():
    return MemoryRecordings()


class TestContract(RecordingsContract):
    """See the contract."""


async def test_trouble_is_of_all_or_of_one(recordings, autojump_clock):
    recordings.sick = {NAME: "503"}
    with pytest.raises(RecordingsDown, match="503"):
        await recordings.delete(NAME)
    await recordings.delete(NAME.replace("opus", "wav"))
    recordings.trouble = "hang"
    with trio.move_on_after(5) as scope:
        await recordings.delete(NAME)
    assert scope.cancelled_caught
