"""Workers start without PostgreSQL and Redis, take calls, and file them when both come."""

from __future__ import annotations

import logging

import pytest
import trio

from callcore.shared.state.opening import open_state
from tests.kit.officecallers import GAP_S, GREETING, ringing, wait_answered, wait_view
from tests.kit.officehouse import OfficeHouse
from tests.kit.phone.result import Outcome
from tests.office.wholeness import check_whole

pytestmark = pytest.mark.integration
log = logging.getLogger(__name__)  # the numbers: --log-cli-level=info

ASKED = "Do you hear me?"
WHOLE_S = 3.0  # also after an outage that was long
BACK_S = 15.0


async def test_calls_are_taken_without_any_database_and_are_on_record_later(
    closed_house: OfficeHouse,
):
    house, servers = closed_house, closed_house.servers
    house.stop()  # other tests may have run before
    await servers.kill_postgres()
    await servers.kill_valkey()
    began_s = trio.current_time()
    house.start()
    await house.wait_open()
    async with ringing(house, 2) as party:
        await wait_answered(house, party, GREETING)
        await party.say(
            ASKED
        )  # by now the worker looks for Redis as seldom as it ever does
        await wait_answered(house, party, ASKED)
        early = party.callers[0]
        early.hang_up()
        await early.wait_over()
        await servers.start_valkey()
        back_s = trio.current_time()
        party.callers.remove(early)
        async with open_state(servers.redis_url) as state:
            whole_s = await wait_view(state, party, ASKED)
        await servers.start_postgres()
        gap_ms = party.worst_gap_ms(back_s)
        party.callers.append(early)
    assert party.outcomes == {Outcome.HUNG_UP}
    for caller in party.callers:
        await house.wait_recorded(caller.call_id, BACK_S)
        await check_whole(house, caller.call_id)
    log.info("whole_s %.2f", whole_s)
    log.info("down_s %.2f", back_s - began_s)
    log.info("gap_ms %.2f", gap_ms)
    assert whole_s <= WHOLE_S
    assert gap_ms <= 1000 * GAP_S
