"""kill -9 of each of our processes under live calls: what happened is on record, once."""

from __future__ import annotations

import logging
import os
import random
import signal
from functools import partial

import pytest
import trio

from callcore.shared.state.opening import open_state
from tests.kit.officecallers import GAP_S, ringing, wait_answered
from tests.kit.officehouse import OfficeHouse
from tests.kit.phone.result import Outcome
from tests.office.wholeness import check_whole

pytestmark = pytest.mark.integration
log = logging.getLogger(__name__)  # the numbers: --log-cli-level=info

KILLS = 10


async def test_the_calls_of_a_killed_worker_are_lost_to_a_human_with_all_their_words(
    office_house: OfficeHouse,
):
    house = office_house
    await house.wait_open()
    async with ringing(house, 4) as party, open_state(house.servers.redis_url) as state:
        await party.say("The last I said.")
        workers = {c.call_id: c.worker for c in await state.calls()}
        pid = int(workers[party.callers[0].call_id].rpartition(":")[2])
        hit = [c for c in party.callers if workers[c.call_id].endswith(f":{pid}")]
        safe = [c for c in party.callers if c not in hit]
        began_s = trio.current_time()
        os.kill(pid, signal.SIGKILL)
        for caller in hit:
            assert (await caller.wait_over()).outcome is Outcome.HUMAN
        for caller in hit:
            await house.wait_recorded(caller.call_id)
        log.info("lost_s %.2f", trio.current_time() - began_s)
        assert safe
        for caller in safe:
            await caller.say("I am still here.")
        gap_ms = party.worst_gap_ms(began_s)
    for caller in hit:
        row = await house.call_row(caller.call_id)
        assert (row["outcome"], row["next"]) == ("lost", "human")
        assert "The last I said." in house.said(caller.call_id)
        await check_whole(house, caller.call_id, "lost")
        assert await handed_over(house, caller.call_id) == ["CONTINUE"]
    for caller in safe:
        assert caller.result is not None
        assert caller.result.outcome is Outcome.HUNG_UP
        await house.wait_recorded(caller.call_id)
        await check_whole(house, caller.call_id)
    assert gap_ms <= 1000 * GAP_S


async def handed_over(house, call_id):
    found: list[dict[str, object]] = []
    with trio.move_on_after(10):
        while not found:
            found = await house.servers.ask(
                "SELECT status FROM handovers WHERE call_id = %s", call_id
            )
            await trio.sleep(0.05)
    return [row["status"] for row in found]


async def test_an_archive_that_is_killed_ten_times_delivers_everything_once(
    office_house: OfficeHouse,
):
    house, chance = office_house, random.Random(6)
    await house.wait_open()
    async with ringing(house, 2) as party, trio.open_nursery() as nursery:
        nursery.start_soon(keep_talking, party)
        for number in range(KILLS):
            begun = house.log("archive works")[-1]
            await trio.sleep(chance.uniform(0, 0.3))
            await house.wait(lambda: house.processes("archive"))
            (pid,) = house.processes("archive")
            os.kill(pid, signal.SIGKILL)
            if number % 2:  # every other one is killed before it gets to work
                await wait_again(house, begun)
            else:
                await house.wait(partial(gone, house, pid))
        nursery.cancel_scope.cancel(reason="killed often enough")
    for call_id in party.ids:
        await house.wait_recorded(call_id)
        await check_whole(house, call_id)


def gone(house, pid):
    """Say whether the archive process is another one now."""
    return house.processes("archive") not in ([], [pid])


async def wait_again(house, begun):
    """Return when an archive process that is younger than a log line is at work."""
    await house.wait(lambda: house.log("archive works")[-1]["t"] > begun["t"])


async def keep_talking(party):
    number = 0
    while True:
        await party.say(f"Sentence number {number}.")
        number += 1


async def test_calls_outlive_a_killed_supervisor_and_the_next_one_files_them(
    office_house: OfficeHouse,
):
    house = office_house
    await house.wait_open()
    async with ringing(house, 2) as party:
        began_s = trio.current_time()
        house.kill_supervisor()
        await house.wait(lambda: not house.processes("archive"))
        await party.say("Do you hear me?")
        await wait_answered(house, party, "Do you hear me?")
        gap_ms = party.worst_gap_ms(began_s)
    assert party.outcomes == {Outcome.HUNG_UP}
    await house.wait(lambda: not house.processes("worker"))
    house.start()
    for call_id in party.ids:
        await house.wait_recorded(call_id)
        await check_whole(house, call_id)
    assert gap_ms <= 1000 * GAP_S
    await house.wait_open()
