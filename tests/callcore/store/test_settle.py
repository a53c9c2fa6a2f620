from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import pytest
import trio

from callcore.shared.ids import CallId, new_call_id
from callcore.shared.worklist.port import MemoryWorklist
from callcore.store.memory import Fault, MemoryStore
from callcore.store.outboxmemory import MemoryOutbox
from callcore.store.port import Order
from callcore.store.rules import Times
from callcore.store.settle import Pace, Settler
from tests.callcore.store.keyedshop import CALL, PHONE, WISH, KeyedStore, Shop, now_s


@pytest.fixture
async def shop(autojump_clock, nursery) -> Shop:
    shop = Shop()
    nursery.start_soon(shop.settler.run)
    return shop


async def test_a_draft_without_a_yes_is_cancelled_after_the_call(
    shop: Shop, autojump_clock
) -> None:
    await shop.draft(CALL)
    shop.settler.call_over(CALL, "ended")
    await trio.sleep(6)
    assert shop.states() == ["cancelled"]
    assert await shop.told() == []
    assert shop.noted == ["well"]
    assert list(shop.outbox.calls()) == []


async def test_a_draft_whose_answer_was_lost_is_found_and_cancelled(
    shop: Shop, autojump_clock
) -> None:
    shop.troubled(Fault(on="create", lose_reply=True))
    await shop.ask(shop.draft(CALL))
    shop.settler.call_over(CALL, "ended")
    await trio.sleep(59)
    assert shop.states() == ["draft"]  # it might have arrived late
    await trio.sleep(2)
    assert shop.states() == ["cancelled"]
    assert await shop.told() == [("draft-cancelled", "100000", "done")]


async def test_an_unanswered_yes_is_confirmed_after_the_call(
    shop: Shop, autojump_clock
) -> None:
    order = await shop.draft(CALL)
    shop.troubled(Fault(on="confirm", unavailable="timeout"))
    await shop.ask(shop.store.confirm_order(CALL, order.id))
    shop.settler.call_over(CALL, "ended")
    await trio.sleep(6)
    assert shop.states() == ["confirmed"]
    assert await shop.told() == [("confirmed", order.id, "open")]
    assert shop.noted == ["confirmed"]
    (item,) = await shop.worklist.items()
    assert (item.phone, item.call_id, item.kind) == (PHONE, CALL, "order")


async def test_a_yes_that_arrived_unanswered_is_told_and_not_sent_again(
    shop: Shop, autojump_clock
) -> None:
    order = await shop.draft(CALL)
    shop.troubled(Fault(on="confirm", lose_reply=True))
    await shop.ask(shop.store.confirm_order(CALL, order.id))
    shop.settler.call_over(CALL, "ended")
    await trio.sleep(6)
    assert shop.store.asked.count("confirm") == 1
    assert await shop.told() == [("confirmed", order.id, "open")]


async def test_what_a_human_took_over_is_left_to_him_for_a_quarter_of_an_hour(
    shop: Shop, autojump_clock
) -> None:
    order = await shop.draft(CALL)
    shop.troubled(Fault(on="confirm", unavailable="timeout"))
    await shop.ask(shop.store.confirm_order(CALL, order.id))
    asked = list(shop.store.asked)
    shop.settler.call_over(CALL, "human")
    await trio.sleep(899)
    assert shop.store.asked == asked
    await trio.sleep(2)
    assert shop.states() == ["cancelled"]
    assert await shop.told() == [("cancelled", order.id, "open")]


async def test_a_yes_that_the_shop_refuses_afterwards_is_cancelled_and_told(
    shop: Shop, autojump_clock
) -> None:
    order = await shop.draft(CALL)
    shop.troubled(Fault(on="confirm", unavailable="timeout"))
    await shop.ask(shop.store.confirm_order(CALL, order.id))
    shop.troubled(Fault(on="orders_of"), Fault(on="confirm", refuse="out-of-stock"))
    shop.settler.call_over(CALL, "ended")
    await trio.sleep(6)
    assert shop.states() == ["cancelled"]
    assert await shop.told() == [("cancelled", order.id, "open")]


async def test_a_yes_is_too_old_after_a_long_outage(shop: Shop, autojump_clock) -> None:
    order = await shop.draft(CALL)
    shop.troubled(Fault(on="confirm", unavailable="timeout"))
    await shop.ask(shop.store.confirm_order(CALL, order.id))
    shop.troubled(*[Fault(on="orders_of", unavailable="connect")] * 12)
    shop.settler.call_over(CALL, "ended")
    await trio.sleep(3 * 3600)
    assert shop.states() == ["cancelled"]
    assert await shop.told() == [("cancelled", order.id, "open")]


async def test_an_unanswered_cancellation_is_done_after_the_call(
    shop: Shop, autojump_clock
) -> None:
    order = await shop.draft(CALL)
    await shop.store.confirm_order(CALL, order.id)
    shop.troubled(Fault(on="cancel", unavailable="timeout"))
    await shop.ask(shop.store.cancel_order(CALL, order.id))
    shop.settler.call_over(CALL, "ended")
    await trio.sleep(6)
    assert shop.states() == ["cancelled"]
    assert await shop.told() == [("cancelled-as-wished", order.id, "open")]


async def test_an_older_order_whose_cancellation_was_unanswered_is_asked_for_by_number(
    shop: Shop, autojump_clock
) -> None:
    earlier = new_call_id()
    order = await MemoryStore.create_order(shop.store, earlier, WISH)
    await MemoryStore.confirm_order(shop.store, earlier, order.id)
    shop.troubled(Fault(on="cancel", unavailable="timeout"))
    await shop.ask(shop.store.cancel_order(CALL, order.id))
    shop.store.orders[order.id] = replace(order, state="packed")
    shop.settler.call_over(CALL, "ended")
    await trio.sleep(6)
    assert shop.states() == ["packed"]
    assert await shop.told() == [("not-cancelled", order.id, "open")]


async def test_where_all_is_answered_the_shop_is_not_asked_again(
    shop: Shop, autojump_clock
) -> None:
    order = await shop.draft(CALL)
    await shop.store.confirm_order(CALL, order.id)
    asked = list(shop.store.asked)
    shop.settler.call_over(CALL, "ended")
    await trio.sleep(1000)
    assert shop.store.asked == asked
    assert list(shop.outbox.calls()) == []
    assert shop.settler.counts == {}


async def test_live_calls_are_never_touched(shop: Shop, autojump_clock) -> None:
    other = new_call_id()
    await shop.draft(CALL)
    await shop.draft(other)
    shop.settler.call_over(other, "ended")
    await trio.sleep(10_000)
    assert shop.states() == ["draft", "cancelled"]
    assert shop.settler.oldest_s == 0.0


async def test_an_outage_is_waited_for_and_nothing_is_lost(
    shop: Shop, autojump_clock
) -> None:
    calls = [new_call_id() for _ in range(5)]
    for call in calls:
        order = await shop.draft(call)
        shop.troubled(Fault(on="confirm", unavailable="timeout"))
        await shop.ask(shop.store.confirm_order(call, order.id))
    shop.troubled(*[Fault(on="orders_of", unavailable="connect")] * 7)
    for call in calls:
        shop.settler.call_over(call, "ended")
    await trio.sleep(20)
    assert shop.settler.oldest_s > 0
    assert 0 < shop.settler.unsettled <= 5
    await trio.sleep(600)
    assert shop.states() == ["confirmed"] * 5
    assert len(await shop.told()) == 5
    assert shop.settler.oldest_s == 0.0


async def test_the_pauses_grow_from_seconds_to_minutes(
    shop: Shop, autojump_clock
) -> None:
    await shop.draft(CALL)
    shop.troubled(*[Fault(on="orders_of", unavailable="connect")] * 9)
    tried: list[float] = []
    real = shop.store.orders_of

    async def orders_of(call_id: CallId):
        tried.append(trio.current_time())
        return await real(call_id)

    shop.store.orders_of = orders_of  # type: ignore[method-assign]
    shop.settler.call_over(CALL, "ended")
    await trio.sleep(3600)
    pauses = [round(b - a) for a, b in pairwise(tried)]
    assert pauses == [5, 10, 20, 40, 80, 160, 300, 300, 300]


async def test_after_a_day_it_is_a_humans_work(shop: Shop, autojump_clock) -> None:
    order = await shop.draft(CALL)
    shop.troubled(Fault(on="confirm", unavailable="timeout"))
    await shop.ask(shop.store.confirm_order(CALL, order.id))
    shop.troubled(*[Fault(on="orders_of", unavailable="connect")] * 1000)
    shop.settler.call_over(CALL, "ended")
    await trio.sleep(25 * 3600)
    assert await shop.told() == [("unsettled", order.id, "open")]
    assert list(shop.outbox.calls()) == []


async def test_nothing_is_forgotten_while_the_worklist_cannot_be_written(
    shop: Shop, autojump_clock
) -> None:
    order = await shop.draft(CALL)
    shop.troubled(Fault(on="confirm", lose_reply=True))
    await shop.ask(shop.store.confirm_order(CALL, order.id))
    shop.worklist.broken = True
    shop.settler.call_over(CALL, "ended")
    await trio.sleep(3600)
    assert len(shop.outbox.calls()) == 1
    shop.worklist.broken = False
    await trio.sleep(600)
    assert await shop.told() == [("confirmed", order.id, "open")]


async def test_a_crash_after_the_deed_still_tells_the_operators(
    autojump_clock, nursery
) -> None:
    """Confirmed afterwards, and killed before the worklist was written."""
    shop = Shop()
    order = await shop.draft(CALL)
    shop.troubled(Fault(on="confirm", unavailable="timeout"))
    await shop.ask(shop.store.confirm_order(CALL, order.id))
    shop.settler.call_over(CALL, "ended")
    await shop.store.confirm_order(CALL, order.id)  # the deed, and then the crash
    nursery.start_soon(shop.settler.run)
    await trio.sleep(6)
    assert await shop.told() == [("confirmed", order.id, "open")]


async def test_a_contradicting_shop_is_bounded(shop: Shop, autojump_clock) -> None:
    order = await shop.draft(CALL)

    async def cancel(call_id: CallId, order_id: str) -> Order:
        shop.store.asked.append("cancel")
        return order  # as it was: a draft

    shop.store.cancel_order = cancel  # type: ignore[method-assign]
    shop.settler.call_over(CALL, "ended")
    await trio.sleep(60)
    assert shop.store.asked.count("cancel") < 30
    await trio.sleep(25 * 3600)
    assert await shop.told() == [("unsettled", order.id, "open")]


def test_the_waits_are_those_that_were_decided() -> None:
    assert Pace().times == Times()
    assert (Times().human_s, Times().yes_s) == (900, 900)
    assert (Pace().first_s, Pace().last_s) == (5, 300)


class WatchedOutbox(MemoryOutbox):
    """Counts what the settler asks of it besides the calls."""

    def __init__(self) -> None:
        super().__init__(now_s)
        self.flushed: list[float] = []
        self.adopted: list[float] = []

    async def flush(self) -> None:
        self.flushed.append(trio.current_time())
        await super().flush()

    async def adopt(self) -> int:
        self.adopted.append(trio.current_time())
        return await super().adopt()


async def test_how_a_call_ended_is_written_long_before_it_is_due(
    autojump_clock, nursery
) -> None:
    outbox = WatchedOutbox()
    store, worklist = KeyedStore(outbox), MemoryWorklist(now_s)
    settler = Settler(store, outbox, worklist, now_s)
    nursery.start_soon(settler.run)
    await store.create_order(CALL, WISH)
    await trio.sleep(10)
    outbox.flushed.clear()
    settler.call_over(CALL, "human")  # due in a quarter of an hour
    await trio.sleep(1)
    assert outbox.flushed == [10]


async def test_what_the_dead_left_is_looked_for_at_once_and_every_minute(
    autojump_clock, nursery
) -> None:
    outbox = WatchedOutbox()
    settler = Settler(KeyedStore(outbox), outbox, MemoryWorklist(now_s), now_s)
    nursery.start_soon(settler.run)
    await trio.sleep(130)
    outbox.broken = True
    await trio.sleep(120)  # a disk that fails does not end it
    assert outbox.adopted == [0, 60, 120, 180, 240]
