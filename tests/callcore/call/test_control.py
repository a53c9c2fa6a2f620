from __future__ import annotations

import trio
import trio.testing

from callcore.call.control import CallControl


async def test_the_first_reason_counts():
    control = CallControl()
    control.hand_over("drain")
    control.hand_over("overload")
    assert control.reason == "drain"
    assert await control.wait_hand_over() == "drain"


async def test_a_call_waits_until_somebody_asks(nursery):
    control, told = CallControl(), []

    async def wait():
        told.append(await control.wait_hand_over())

    nursery.start_soon(wait)
    await trio.testing.wait_all_tasks_blocked()
    assert told == []
    control.hand_over("operator")
    await trio.testing.wait_all_tasks_blocked()
    assert told == ["operator"]


async def test_waiting_may_be_cancelled_and_asked_again():
    control = CallControl()
    with trio.move_on_after(0) as scope:
        await control.wait_hand_over()
    assert scope.cancelled_caught
    assert control.reason == ""
    control.hand_over("drain")
    assert await control.wait_hand_over() == "drain"
