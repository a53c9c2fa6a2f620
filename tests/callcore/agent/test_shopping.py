from __future__ import annotations

from callcore.agent.shopping import Shopping
from callcore.store.memory import BRANCH, OPTIONS, Fault, MemoryStore
from callcore.store.port import Delivery, Order, OrderLine
from chaos.store.products import catalogue

ORDER = Order(
    "7",
    "shipped",
    (OrderLine("t02", 2, 1), OrderLine("t13", 1, 1)),
    3,
    "+380671234567",
    delivery=Delivery("nova-poshta", "Lviv", "5"),
)


async def test_the_default_way_and_a_named_one_are_found_with_one_question() -> None:
    store = MemoryStore(catalogue())
    shopping = Shopping(store)
    default = await shopping.option("")
    assert default is not None
    assert default.default
    store.faults.append(Fault(unavailable="timeout"))  # it is not asked again
    assert await shopping.option("nova-poshta") == BRANCH
    assert await shopping.option("drone") is None


async def test_a_shop_without_a_default_way_has_none() -> None:
    shopping = Shopping(MemoryStore(catalogue(), options=[BRANCH]))
    assert await shopping.option("") is None


async def test_the_names_of_an_order_of_old_are_learned() -> None:
    shopping = Shopping(MemoryStore(catalogue()))
    assert set(shopping.names(ORDER, "en").values()) == {""}
    await shopping.learn_names(ORDER)
    assert all(shopping.names(ORDER, "en").values())
    assert shopping.way(ORDER, "en") == BRANCH.names["en"]
    assert set(shopping.options) == {option.id for option in OPTIONS}


async def test_a_shop_that_fails_leaves_them_without_names() -> None:
    store = MemoryStore(catalogue(), [Fault(unavailable="timeout")])
    shopping = Shopping(store)
    await shopping.learn_names(ORDER)
    assert shopping.way(ORDER, "en") == ""
