"""What follows from reports: once, whoever looks."""

import uuid

import pytest
import trio

from adminapi.operators import reports
from callcore.shared.database.pool import rows
from callcore.shared.state.memory import MemoryState
from callcore.shared.worklist import office as worklist
from callcore.shared.worklist.sealing import opened
from tests.kit.adminhouse import admin_house
from tests.kit.callrecords import add_call
from tests.kit.keys import RING

pytestmark = pytest.mark.integration


@pytest.fixture
async def house(database_url):
    async with admin_house(database_url, state=MemoryState()) as house:
        yield house


async def handed_over(house, status, member="", call_id=None):
    handover_id = str(uuid.uuid4())
    await house.database.run(
        lambda c: c.execute(
            "INSERT INTO handovers (handover_id, call_id, at, status, queue, member) "
            "VALUES (%s, %s, now(), %s, 'sales', %s)",
            (handover_id, call_id, status, member),
        )
    )
    return handover_id


async def operator(house, presence, interface="PJSIP/101"):
    await house.database.run(
        lambda c: c.execute(
            "INSERT INTO operators (name, interface, presence, since) "
            "VALUES ('Ann', %s, %s, now() - interval '1 hour')",
            (interface, presence),
        )
    )


async def presence(house):
    return await house.database.run(lambda c: rows(c, "SELECT presence, seen_at FROM operators")[0])  # fmt: skip


async def items(house):
    return await house.database.run(lambda c: worklist.page(c, worklist.Wanted()))


@pytest.mark.parametrize("status", ["ABANDON", "TIMEOUT", "FULL", "JOINEMPTY", "WORD"])
async def test_a_caller_whom_nobody_answered_is_called_back(house, status):
    call_id = str(uuid.uuid4())
    await house.database.run(
        lambda c: add_call(c, call_id=call_id, caller="+380671234567")
    )
    handover_id = await handed_over(house, status, call_id=call_id)
    assert await reports.draw(house.office) == 1
    task = (await items(house))[0]
    assert task.item.id == f"h-{handover_id}"
    assert "67123" not in str(task)
    assert opened(task.item, RING).phone == "+380671234567"
    assert task.item.reason == f"not-answered-{status.lower()}"


async def test_each_report_is_drawn_upon_once_whoever_looks(house):
    for _ in range(20):
        await handed_over(house, "TIMEOUT")
    drawn = []

    async def draw():
        drawn.append(await reports.draw(house.office))

    async with trio.open_nursery() as nursery:
        for _ in range(4):
            nursery.start_soon(draw)
    assert sum(drawn) == 20
    assert len(await items(house)) == 20
    done = (await items(house))[0].item.id
    await house.database.run(lambda c: worklist.finish(c, done, "u", "reached", ""))
    assert await reports.draw(house.office) == 0
    assert [t.item.state for t in await items(house) if t.item.id == done] == ["done"]


@pytest.mark.parametrize(
    ("before", "after"),
    [("busy", "free"), ("offline", "free"), ("paused", "paused"), ("free", "free")],
)
@pytest.mark.parametrize("status", ["ANSWER", "CONTINUE"])
async def test_who_answered_is_free_again_unless_he_paused(
    house, before, after, status
):
    await operator(house, before)
    await handed_over(house, status, "PJSIP/101")
    await reports.draw(house.office)
    now = await presence(house)
    assert now["presence"] == after
    assert now["seen_at"] is not None
    assert not await items(house)


async def test_a_report_from_before_he_went_changes_nothing(house):
    await handed_over(house, "ANSWER", "PJSIP/101")
    await house.database.run(
        lambda c: c.execute(
            "INSERT INTO operators (name, interface, presence, since) "
            "VALUES ('Ann', 'PJSIP/101', 'offline', now() + interval '1 second')"
        )
    )
    await reports.draw(house.office)
    assert (await presence(house))["presence"] == "offline"


async def test_a_member_that_nobody_knows_changes_nothing(house):
    await handed_over(house, "ANSWER", "PJSIP/999")
    assert await reports.draw(house.office) == 1
    assert not await items(house)


async def test_what_was_drawn_is_published_and_a_state_that_is_down_does_not_matter(
    house,
):
    before = await house.state.head()
    await handed_over(house, "TIMEOUT")
    await reports.draw(house.office)
    assert len(await house.state.events_after(before, 10)) == 1
    house.state.down = "unreachable"
    await handed_over(house, "TIMEOUT")
    assert await reports.draw(house.office) == 1
    house.state.down = ""
