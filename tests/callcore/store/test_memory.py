"""What only the memory twin can do; its manners are in test_port.py."""

from __future__ import annotations

import pytest
import trio
import trio.testing

from callcore.shared.ids import CallId
from callcore.store.limits import LIMITS
from callcore.store.memory import Fault, MemoryStore
from callcore.store.port import (
    Delivery,
    OrderLine,
    OrderWish,
    StoreRefused,
    StoreUnavailable,
)
from chaos.store.products import catalogue

CALL = CallId("call-1")
ONE = OrderWish((OrderLine("t01", 1),), "+380671234567", Delivery("pickup"))


async def test_a_slow_shop_takes_virtual_time(
    autojump_clock: trio.testing.MockClock,
) -> None:
    store = MemoryStore(catalogue(), [Fault(slow_s=2.0)])
    await store.search("tyres", "en")
    assert trio.current_time() == pytest.approx(2.0)


async def test_a_shop_slower_than_its_deadline_is_unavailable(
    autojump_clock: trio.testing.MockClock,
) -> None:
    store = MemoryStore(catalogue(), [Fault(slow_s=1e6)])
    with pytest.raises(StoreUnavailable, match="deadline"):
        await store.search("tyres", "en")
    assert trio.current_time() == pytest.approx(LIMITS["search"].total_s)


async def test_a_fault_waits_for_its_operation() -> None:
    store = MemoryStore(catalogue(), [Fault(on="create", refuse="closed")])
    await store.search("tyres", "en")
    with pytest.raises(StoreRefused, match="closed"):
        await store.create_order(CALL, ONE)
    await store.create_order(CALL, ONE)


async def test_a_lost_reply_was_carried_out() -> None:
    store = MemoryStore(catalogue(), [Fault(on="confirm", lose_reply=True)])
    order = await store.create_order(CALL, ONE)
    with pytest.raises(StoreUnavailable):
        await store.confirm_order(CALL, order.id)
    await store.confirm_order(CALL, order.id)
    assert store.confirmations == [order.id]
    assert store.owners == {order.id: CALL}
