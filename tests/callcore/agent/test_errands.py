"""What each tool asks of the shop and answers, driven through the toolbox."""

from __future__ import annotations

from dataclasses import replace

import pytest

from callcore.shared.ids import CallId
from callcore.store.memory import BRANCH, Fault
from callcore.store.port import Delivery, Order, OrderLine, OrderState, OrderWish
from tests.callcore.agent.conftest import Desk, Sit, one

OWN = "+380671234567"


async def held(desk: Desk, state: OrderState = "confirmed", phone: str = OWN) -> Order:
    """Return an order of an earlier call."""
    wish = OrderWish((OrderLine("t02", 2),), OWN, Delivery("pickup"))
    order = await desk.store.create_order(CallId("before"), wish)
    order = replace(order, state=state, phone=phone)
    desk.store.orders[order.id] = order
    return order


async def test_details_and_stock_are_as_they_are_now(desk: Desk) -> None:
    await desk.ask("search_products", query="michelin winter 205/55 R16")
    product = desk.store._products["t02"]
    desk.store._products["t02"] = replace(product, price_kopiykas=500_000, stock=3)
    details = await desk.ask("product_details", product_id="t02")
    assert details["product"]["price"] == "5 000 UAH"
    assert await desk.ask("check_stock", product_id="t02", quantity=4) == {
        "product_id": "t02",
        "stock": 3,
        "quantity": 4,
        "enough": False,
    }


async def test_the_ways_of_delivery_are_shown(desk: Desk) -> None:
    options = (await desk.ask("delivery_options", city="Lviv"))["options"]
    assert [o["id"] for o in options] == ["pickup", "nova-poshta", "courier"]
    assert [o["default"] for o in options] == [True, False, False]


async def test_an_order_goes_the_shop_s_default_way_unless_told(desk: Desk) -> None:
    await desk.ask("search_products", query="michelin winter 205/55 R16")
    order = await desk.ask("create_order", **one("t02", 4))
    assert order["delivery"]["id"] == "pickup"
    assert order["delivery_kopiykas"] == 0


async def test_an_order_with_several_lines_goes_to_a_place(desk: Desk) -> None:
    await desk.ask("search_products", query="michelin winter 205/55 R16")
    found = await desk.ask("search_products", query="oil 5W-40")
    oil = str(found["products"][0]["id"])
    await desk.ask("delivery_options")
    order = await desk.ask(
        "create_order",
        lines=[
            {"product_id": "t02", "quantity": 2},
            {"product_id": oil, "quantity": 1},
            {"product_id": "t02", "quantity": 2},
        ],
        delivery="nova-poshta",
        city="Lviv",
        place="5",
        name="Olha",
    )
    made = desk.store.orders[order["order_id"]]
    assert [(line.product_id, line.quantity) for line in made.lines] == [
        ("t02", 4),
        (oil, 1),
    ]
    assert made.delivery == Delivery("nova-poshta", "Lviv", "5")
    assert made.name == "Olha"
    read = await desk.run("read_back_order", order_id=order["order_id"])
    assert "Lviv, number five, for Olha" in read.say


@pytest.mark.parametrize(
    "where", [{}, {"city": "Lviv"}, {"place": "5"}, {"city": " ", "place": "5"}]
)
async def test_a_way_that_needs_a_place_needs_all_of_it(
    desk: Desk, where: dict[str, str]
) -> None:
    await desk.ask("search_products", query="michelin winter 205/55 R16")
    await desk.ask("delivery_options")
    desk.store.faults.append(Fault(on="create", refuse="asked-in-vain"))
    order = one("t02", 4, delivery="courier", **where)
    assert (await desk.ask("create_order", **order))["error"] == "place_needed"
    assert desk.store.orders == {}


async def test_a_shop_without_a_default_way_has_the_caller_asked(sit: Sit) -> None:
    desk = sit(options=[BRANCH])
    await desk.ask("search_products", query="michelin winter 205/55 R16")
    answer = await desk.ask("create_order", **one("t02", 4))
    assert answer["error"] == "delivery_needed"


async def test_a_price_that_has_changed_is_told_with_the_draft(desk: Desk) -> None:
    await desk.ask("search_products", query="michelin winter 205/55 R16")
    product = desk.store._products["t02"]
    desk.store._products["t02"] = replace(product, price_kopiykas=500_000)
    line = {"product_id": "t02", "quantity": 4, "price_kopiykas": 465_000}
    order = await desk.ask("create_order", lines=[line])
    assert order["price_changed"][0]["unit_kopiykas"] == 500_000
    assert "changed" in order["message"]
    read = await desk.run("read_back_order", order_id=order["order_id"])
    assert "twenty thousand hryvnias" in read.say


async def test_a_draft_is_cancelled_at_once(desk: Desk) -> None:
    order_id = await desk.draft()
    answer = await desk.ask("cancel_order", order_id=order_id)
    assert answer == {"order_id": order_id, "state": "cancelled"}
    assert desk.store.orders[order_id].state == "cancelled"


async def test_an_order_that_comes_back_cancelled_is_no_draft(desk: Desk) -> None:
    order_id = await desk.draft()
    cancelled = replace(desk.store.orders[order_id], state="cancelled")

    async def again(call_id: CallId, wish: OrderWish) -> Order:
        return cancelled

    desk.store.create_order = again  # type: ignore[method-assign]
    answer = await desk.ask("create_order", **one("t02", 4))
    assert answer["error"] == "cancelled"


async def test_a_binding_order_is_cancelled_after_a_yes(desk: Desk) -> None:
    order = await held(desk)
    await desk.ask("order_status", order_number=order.id)
    asked = await desk.run("cancel_order", order_id=order.id)
    assert asked.effect == "say"
    assert "Do you really want to cancel it?" in asked.say
    assert desk.store.orders[order.id].state == "confirmed"
    desk.guard.note_spoken(asked.say)
    desk.guard.note_caller_turn("yes, cancel it")
    answer = await desk.ask("cancel_order", order_id=order.id)
    assert answer == {"order_id": order.id, "state": "cancelled"}


@pytest.mark.parametrize("said", ["no", "how much is it?", "yes, keep it", "mhm"])
async def test_a_binding_order_stays_without_a_clear_yes(desk: Desk, said: str) -> None:
    order = await held(desk)
    await desk.ask("order_status", order_number=order.id)
    asked = await desk.run("cancel_order", order_id=order.id)
    desk.guard.note_spoken(asked.say)
    desk.guard.note_caller_turn(said)
    assert "say" in await desk.ask("cancel_order", order_id=order.id)
    assert desk.store.orders[order.id].state == "confirmed"


@pytest.mark.parametrize("state", ["packed", "shipped", "delivered"])
async def test_what_is_packed_is_not_even_asked_about(
    desk: Desk, state: OrderState
) -> None:
    order = await held(desk, state)
    await desk.ask("order_status", order_number=order.id)
    answer = await desk.ask("cancel_order", order_id=order.id)
    assert answer["error"] == "too_late"


async def test_nobody_cancels_an_order_that_he_was_not_shown(desk: Desk) -> None:
    order = await held(desk, phone="+380509999999")
    await desk.ask("order_status", order_number=order.id)
    answer = await desk.ask("cancel_order", order_id=order.id)
    assert answer["reason"] == "unknown-order"
    assert desk.store.orders[order.id].state == "confirmed"


async def test_an_order_for_another_number_is_found_with_that_number(
    desk: Desk,
) -> None:
    order = await held(desk, "shipped", phone="+380509999999")
    wrong = await desk.ask("order_status", order_number=order.id, phone="0501111111")
    assert wrong["error"] == "not_found"
    right = await desk.ask("order_status", order_number=order.id, phone="050 999 99 99")
    assert right["state"] == "shipped"
    assert right["lines"][0]["name"]
    assert right["delivery"]["name"]


@pytest.mark.parametrize("number", ["   ", "--", "№"])
async def test_an_order_number_without_a_number_is_not_asked_for(
    desk: Desk, number: str
) -> None:
    desk.store.faults.append(Fault(unavailable="timeout"))
    answer = await desk.ask("order_status", order_number=number)
    assert answer["error"] in ("not_found", "bad_arguments")
    assert len(desk.store.faults) == 1


async def test_a_confirmation_that_does_not_bind_is_none(desk: Desk) -> None:
    order_id = await desk.agreed()

    async def shrug(call_id: CallId, order_id: str) -> Order:
        return desk.store.orders[order_id]

    desk.store.confirm_order = shrug  # type: ignore[method-assign]
    answer = await desk.ask("confirm_order", order_id=order_id)
    assert answer["error"] == "not_confirmed"
    assert desk.guard.check_speech("Your order is confirmed.") is not None


async def test_a_callback_is_noted_for_the_caller_s_number_or_another(
    desk: Desk,
) -> None:
    assert await desk.ask("request_callback", about="a discount", when="tomorrow") == {
        "state": "noted"
    }
    await desk.ask("request_callback", about="oil", phone="050 111 22 33")
    assert desk.notebook.notes == [
        (OWN, "a discount", "tomorrow"),
        ("+380501112233", "oil", ""),
    ]
    more = await desk.ask("request_callback", about="more")
    assert more["reason"] == "callback-budget"


@pytest.mark.parametrize(
    ("caller", "phone", "error"),
    [
        ("", "", "phone_needed"),
        ("", "not a number", "phone_needed"),
        ("0671234567", "0900123456", "not_allowed"),
        ("0900123456", "", "phone_needed"),
    ],
)
async def test_nobody_is_called_back_at_a_number_that_is_none(
    sit: Sit, caller: str, phone: str, error: str
) -> None:
    desk = sit(caller=caller)
    more = {"phone": phone} if phone else {}
    answer = await desk.ask("request_callback", about="oil", **more)
    assert answer["error"] == error
    assert desk.notebook.notes == []


async def test_a_note_that_was_not_kept_is_not_promised(desk: Desk) -> None:
    desk.notebook.broken = True
    answer = await desk.ask("request_callback", about="oil")
    assert answer["error"] == "callback_unavailable"
