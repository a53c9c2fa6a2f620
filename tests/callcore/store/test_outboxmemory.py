from __future__ import annotations

from contextlib import nullcontext

import pytest

from callcore.store.outboxmemory import MemoryOutbox
from callcore.store.outboxport import OutboxError
from tests.callcore.store.outboxcontract import CALL, CREATE, OutboxContract, Wall


class TestMemoryOutbox(OutboxContract):
    @pytest.fixture
    def open_one(self):
        return nullcontext(MemoryOutbox(Wall()))

    async def test_a_broken_one_gives_no_key(self) -> None:
        outbox = MemoryOutbox(Wall())
        outbox.broken = True
        with pytest.raises(OutboxError):
            await outbox.key_of(CREATE, CALL, "create", "")
        outbox.broken = False
        assert not outbox.call_over(CALL, "ended")

    async def test_nobody_leaves_anything_to_be_taken_over(self) -> None:
        assert await MemoryOutbox(Wall()).adopt() == 0
