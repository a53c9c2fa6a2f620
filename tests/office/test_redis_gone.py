"""Whatever happens to Redis, calls go on, and the live view is whole again in 3 s."""

from __future__ import annotations

import logging

import pytest
import trio

from callcore.shared.state import names
from callcore.shared.state.opening import open_state
from callcore.shared.state.port import Cursor
from tests.kit.officecallers import (
    GAP_S,
    GREETING,
    ringing,
    wait_answered,
    wait_obeyed,
    wait_view,
)
from tests.kit.officehouse import OfficeHouse
from tests.kit.officeservers import Servers
from tests.kit.phone.result import Outcome

pytestmark = pytest.mark.integration
log = logging.getLogger(__name__)  # the numbers: --log-cli-level=info

ASKED = "Do you hear me?"
SENT_S = 0.3  # what is new has been sent: it is, ten times a second
LEVEL = {"level": "info"}
WHOLE_S = 3.0  # from the return of Redis to a whole live view
FAULTS = {
    "hangs": (Servers.freeze_valkey, Servers.thaw_valkey),
    "dies and comes back empty": (Servers.kill_valkey, Servers.start_valkey),
    "loses all keys": (Servers.empty_valkey, None),
    "is full": (Servers.fill_valkey, Servers.make_room),
    "is read-only": (Servers.demote_valkey, Servers.promote_valkey),
}


@pytest.mark.parametrize("fault", FAULTS)
async def test_calls_go_on_and_the_live_view_heals_when_redis(
    fault, office_house: OfficeHouse
):
    house, servers = office_house, office_house.servers
    strike, heal = FAULTS[fault]
    await house.wait_open()
    async with open_state(servers.redis_url) as state, ringing(house, 3) as party:
        await wait_view(state, party, GREETING)
        dropped = await house.measured("live_events_dropped")
        began_s = trio.current_time()
        await strike(servers)
        await party.say(ASKED)
        await wait_answered(house, party, ASKED)
        if heal is not None:
            await heal(servers)
        whole_s = await wait_view(state, party, ASKED)
        for caller in party.callers:
            await wait_obeyed(state, caller.call_id, "set-log-level", LEVEL)
        assert await missing_lines(state, party) == set()
        assert await house.measured("live_events_dropped") == dropped
        gap_ms = party.worst_gap_ms(began_s)
    log.info("whole_s %.2f", whole_s)
    log.info("gap_ms %.2f", gap_ms)
    assert whole_s <= WHOLE_S
    assert gap_ms <= 1000 * GAP_S
    assert party.outcomes == {Outcome.HUNG_UP}


async def test_the_live_view_of_silent_calls_heals_too(office_house: OfficeHouse):
    house = office_house
    await house.wait_open()
    async with open_state(house.servers.redis_url) as state, ringing(house, 2) as party:
        await wait_answered(house, party, GREETING)
        await wait_calm(state, party)  # nobody says a word after this
        await house.servers.empty_valkey()
        await wait_view(state, party, GREETING, WHOLE_S)


async def wait_calm(state, party):
    """Return when the view shows that it is every caller's turn, and all has been sent."""
    listening: set[str] = set()
    while not listening >= party.ids:
        await trio.sleep(SENT_S)
        calls = await state.calls()
        listening = {call.call_id for call in calls if call.state == "listening"}
    await trio.sleep(SENT_S)


async def missing_lines(state, party):
    """Return the calls whose words in the outage are not among the events."""
    head = await state.head()
    found = await state.events_after(Cursor(head.epoch, 0), 5000)
    return party.ids - {
        event.call_id
        for event in found
        if event.name == names.CALL_LINE and event.fields["text"] == ASKED
    }
