"""Whatever goes wrong in a call: a day later no order is in doubt."""

from __future__ import annotations

from typing import Literal

import trio
from hypothesis import given, settings
from hypothesis import strategies as st

from callcore.store.memory import Fault
from callcore.store.port import StoreRefused, StoreUnavailable
from tests.callcore.store.keyedshop import CALL, Shop
from tests.kit.clock import run_virtual

_FAULTS = st.lists(
    st.builds(
        Fault,
        on=st.sampled_from([None, "create", "confirm", "cancel", "order", "orders_of"]),
        slow_s=st.sampled_from([0.0, 1.0, 100.0]),
        refuse=st.sampled_from(["", "", "out-of-stock"]),
        unavailable=st.sampled_from(["", "", "connect"]),
        lose_reply=st.booleans(),
    ),
    max_size=8,
)


@settings(max_examples=150, deadline=None)
@given(
    _FAULTS,
    st.lists(st.sampled_from(["create", "confirm", "cancel"]), max_size=5),
    st.sampled_from(["ended", "human"]),
    st.integers(0, 2**16),
)
def test_after_a_day_no_order_is_in_doubt_whatever_went_wrong(
    faults: list[Fault], deeds: list[str], how: Literal["ended", "human"], seed: int
) -> None:
    run_virtual(_any_day, faults, deeds, how, seed=seed)


async def _any_day(
    faults: list[Fault], deeds: list[str], how: Literal["ended", "human"]
) -> None:
    shop = Shop()
    shop.troubled(*faults)
    for deed in deeds:
        await _one(shop, deed)
    shop.settler.call_over(CALL, how)
    entries = [entry for call in shop.outbox.calls() for entry in call.entries]
    agreed = {e.what for e in entries if e.kind == "confirm" and not e.done}
    agreed -= {e.what for e in entries if e.kind == "cancel" and e.done and not e.spent}
    async with trio.open_nursery() as nursery:
        nursery.start_soon(shop.settler.run)
        await trio.sleep(26 * 3600)
        nursery.cancel_scope.cancel(reason="the day is over")
    told = {item.order_id for item in await shop.worklist.items()}
    assert list(shop.outbox.calls()) == []
    for order in shop.store.orders.values():
        assert order.state != "draft" or order.id in told
    assert agreed <= told


async def _one(shop: Shop, deed: str) -> None:
    orders = list(shop.store.orders)
    try:
        if deed == "create":
            await shop.draft(CALL)
        elif orders and deed == "confirm":
            await shop.store.confirm_order(CALL, orders[-1])
        elif orders:
            await shop.store.cancel_order(CALL, orders[-1])
    except (StoreRefused, StoreUnavailable):
        return
