"""The live board over HTTP, on a real PostgreSQL."""

import pytest
import trio

from callcore.shared.database.errors import DatabaseDown
from callcore.shared.state.memory import MemoryState
from callcore.shared.state.port import LiveCall, WorkerState
from tests.kit.adminhouse import admin_house
from tests.kit.callrecords import add_call

pytestmark = pytest.mark.integration
NUMBER = "+380671234567"
CALL = LiveCall(
    "11111111-1111-4111-8111-111111111111", "w", 5.0, "+380•••67", language="uk"
)
PATH = f"/live/calls/{CALL.call_id}"


@pytest.fixture
async def house(database_url, nursery):
    state = MemoryState()
    await state.put_calls([CALL])
    await state.beat(WorkerState("w", 1, 4, False, "1", "127.0.0.1:1"))
    async with admin_house(database_url, state=state) as house:
        await house.database.run(
            lambda c: add_call(c, call_id=CALL.call_id, caller=NUMBER)
        )
        nursery.start_soon(house.office.hub.run)
        with trio.fail_after(10):
            while house.office.hub.stale_since_s is not None:  # noqa: ASYNC110
                await trio.sleep(0.01)
        yield house
        nursery.cancel_scope.cancel()


async def test_everybody_sees_what_is_on_and_supervisors_the_numbers(house):
    """Security.md 59."""
    for role, caller in (
        ("viewer", CALL.caller),
        ("operator", CALL.caller),
        ("supervisor", NUMBER),
        ("admin", NUMBER),
    ):
        board = (await house.get("/live/calls", role=role)).json
        assert [call["caller"] for call in board["calls"]] == [caller]
        assert (await house.get(PATH, role=role)).json["caller"] == caller
        assert board["stale_since_s"] is None
        assert [worker["worker"] for worker in board["workers"]] == ["w"]


async def test_a_call_that_is_not_on_is_not_found(house):
    path = "/live/calls/22222222-2222-4222-8222-222222222222"
    assert (await house.get(path, role="admin")).status == 404


async def test_without_the_database_there_is_a_board_without_numbers(
    house, monkeypatch
):
    async def down(_work):
        raise DatabaseDown("unreachable")

    monkeypatch.setattr(type(house.database), "run", lambda _self, work: down(work))
    told = await house.get("/live/calls", role="supervisor")
    assert [call["caller"] for call in told.json["calls"]] == [CALL.caller]


async def test_everybody_gets_a_ticket_and_nobody_without_a_token(house):
    told = await house.post("/live/ticket", role="viewer")
    assert told.json["protocol"] == "callcore.live.v1"
    assert (await house.post("/live/ticket")).status == 401
