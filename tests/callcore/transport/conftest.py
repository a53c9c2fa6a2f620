"""A switchboard in memory: a ticker on a mock clock, lines and their callers."""

from __future__ import annotations

from contextlib import ExitStack

import pytest

from callcore.transport.memory import MemoryReadiness
from callcore.transport.ticker import Ticker
from tests.kit.switchboard import Switchboard


@pytest.fixture
async def switchboard(autojump_clock, nursery):
    with ExitStack() as stack:
        ticker = Ticker(MemoryReadiness())
        nursery.start_soon(ticker.run)
        yield Switchboard(ticker, stack)
        nursery.cancel_scope.cancel()
