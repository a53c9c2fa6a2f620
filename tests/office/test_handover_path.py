"""From Asterisk's report of a hand-over to the operator's presence and the callback."""

from __future__ import annotations

import math

import pytest
import trio

from callcore.shared.state.opening import open_state
from tests.kit.adminhouse import admin_house
from tests.kit.officecallers import GREETING, ringing, wait_obeyed, wait_view
from tests.kit.officehouse import OfficeHouse
from tests.kit.phone.operators import MEMBER, Operators
from tests.kit.phone.result import Outcome

pytestmark = pytest.mark.integration

PATIENCE_S = 20


async def test_a_hand_over_sets_presence_and_an_unanswered_one_asks_for_a_callback(
    office_house: OfficeHouse,
):
    house, servers = office_house, office_house.servers
    await house.wait_open()
    async with (
        admin_house(servers.database_url, servers.redis_url, tasks=True) as office,
        open_state(servers.redis_url) as state,
        ringing(house, 1) as party,
    ):
        operator = {"name": "Operator", "interface": MEMBER}
        assert (await office.post("/operators", operator, role="admin")).status == 201
        await party.join(Operators(math.inf, wait_s=0.1))
        await party.say(GREETING)
        await wait_view(state, party, GREETING)
        async with trio.open_nursery() as nursery:
            for call_id in party.ids:
                nursery.start_soon(wait_obeyed, state, call_id, "transfer", {})
        for caller in party.callers:
            assert (await caller.wait_over()).outcome is Outcome.HUMAN
        answered, unanswered = (caller.call_id for caller in party.callers)
        rows = await wait_rows(servers, 2, answered, unanswered)
        assert rows[answered]["status"] == "CONTINUE"
        assert rows[answered]["queue"] == "operators"
        assert rows[answered]["member"] == MEMBER
        assert rows[answered]["waited_s"] == 0
        assert rows[answered]["since_ai_s"] is not None
        assert rows[unanswered]["status"] == "TIMEOUT"
        await wait_told(office, "/operators", lambda one: one["presence"] == "free")
        (item,) = await wait_told(
            office, "/worklist", lambda one: one["call_id"] == unanswered
        )
        assert item["kind"] == "callback"


async def wait_rows(servers, count, *call_ids):
    """Return the hand-overs of calls, by call."""
    rows: list[dict[str, object]] = []
    with trio.fail_after(PATIENCE_S):
        while len(rows) < count:
            rows = await servers.ask(
                "SELECT * FROM handovers WHERE call_id = ANY(%s::uuid[])",
                list(call_ids),
            )
            await trio.sleep(0.05)
    return {str(row["call_id"]): row for row in rows}


async def wait_told(office, path, wanted):
    """Return what a list of the API tells, once something in it is as wanted."""
    with trio.fail_after(PATIENCE_S):
        while True:
            told = await office.get(path, role="admin")
            assert told.status == 200, told.json
            found = [one for one in told.json["items"] if wanted(one)]
            if found:
                return found
            await trio.sleep(0.1)
