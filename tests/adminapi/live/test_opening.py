"""A hub on the parts of this process."""

import pytest
import trio

from adminapi.live.opening import open_hub
from adminapi.live.seat import Seat
from callcore.shared.database.pool import open_database
from callcore.shared.state.memory import MemoryState
from callcore.shared.state.port import LiveCall
from tests.kit.keys import RING, keep_caller
from tests.kit.until import until

pytestmark = pytest.mark.integration
CALL = "11111111-1111-4111-8111-111111111111"


async def test_a_hub_finds_numbers_and_operators_by_itself(database_url):
    def fill(connection):
        connection.execute(
            "INSERT INTO calls (call_id, started_at) VALUES (%s, now())", (CALL,)
        )
        keep_caller(connection, CALL, "+1")
        connection.execute(
            "INSERT INTO operators (name, interface) VALUES ('A', 'P/1')"
        )

    state = MemoryState()
    await state.put_calls([LiveCall(CALL, "w", 0.0)])
    async with open_database(database_url) as database, trio.open_nursery() as nursery:
        await database.run(fill)
        hub = open_hub(database, state, RING)
        nursery.start_soon(hub.run)
        await hub.join(Seat(clear=True))
        await until(lambda: hub.numbers == {CALL: "+1"} and hub.operators)
        nursery.cancel_scope.cancel()
