"""Under which keys the tools of a turn changed something; see test_think.py."""

import pytest

from callcore.agent.toolbox import ToolResult
from tests.callcore.call.test_think import Desk, tools


@pytest.fixture
def sit(nursery):
    return lambda *replies: Desk(nursery, replies)


async def test_the_journal_tells_under_which_key_the_shop_was_asked(
    autojump_clock, sit
):
    desk = sit(tools("create_order", "search_products"), "Done.")
    desk.toolbox.results["create_order"] = ToolResult("{}", key="k1")
    await desk.think()
    assert [note.get("idempotency_key") for note in desk.returned()] == ["k1", None]
