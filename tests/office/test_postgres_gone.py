"""Whatever happens to PostgreSQL, calls go on, and every record is there afterwards, once."""

from __future__ import annotations

import logging

import pytest
import trio

from tests.kit.officecallers import GAP_S, ringing, wait_answered
from tests.kit.officehouse import OfficeHouse
from tests.kit.officeservers import Servers
from tests.kit.phone.result import Outcome
from tests.office.wholeness import check_whole

pytestmark = pytest.mark.integration
log = logging.getLogger(__name__)  # the numbers: --log-cli-level=info

BACK_S = 15.0  # from the return of PostgreSQL to the last record
FAULTS = {
    "hangs": (Servers.freeze_postgres, Servers.thaw_postgres),
    "dies": (Servers.kill_postgres, Servers.start_postgres),
    "is read-only": (Servers.forbid_writing, Servers.allow_writing),
}


@pytest.mark.parametrize("fault", FAULTS)
async def test_calls_go_on_and_no_record_is_lost_when_postgresql(
    fault, office_house: OfficeHouse
):
    house, servers = office_house, office_house.servers
    strike, heal = FAULTS[fault]
    await house.wait_open()
    async with ringing(house, 2) as party:
        early = party.callers[0]
        began_s = trio.current_time()
        await strike(servers)
        await party.say("Do you hear me?")
        await wait_answered(house, party, "Do you hear me?")
        early.hang_up()  # a call that ends without PostgreSQL
        assert (await early.wait_over()).outcome is Outcome.HUNG_UP
        late = await party.join()  # and one that begins
        await late.say("I am late.")
        await heal(servers)
        back_s = trio.current_time()
        await late.say("Still here.")
        gap_ms = party.worst_gap_ms(began_s)
    for call_id in party.ids:
        await house.wait_recorded(call_id, BACK_S)
    log.info("filed_s %.2f", trio.current_time() - back_s)
    log.info("gap_ms %.2f", gap_ms)
    assert party.outcomes == {Outcome.HUNG_UP}
    for call_id in party.ids:
        await check_whole(house, call_id)
    assert gap_ms <= 1000 * GAP_S
