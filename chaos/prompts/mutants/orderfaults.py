"""Faults of an agent that deals wrongly with orders. Each is a twist of its replies."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final, cast

from callcore.agent.tools import MAX_QUANTITY
from callcore.engines.chat import ToolCall
from chaos.prompts.mutants.twist import (
    Reply,
    Seen,
    another_call,
    arguments_of,
    with_arguments,
)

FOREIGN_PHONE: Final = "+380501112233"


def _lines(arguments: Mapping[str, object]) -> list[dict[str, Any]]:
    lines = arguments.get("lines")
    return [dict(line) for line in cast("list[dict[str, Any]]", lines or [])]


def _with_lines(reply: Reply, **changed: object) -> Reply:
    """Change the first line of the order that is made, if one is."""
    call = reply.called("create_order")
    if call is None:
        return reply
    first, *others = _lines(arguments_of(call))
    line = {
        key: value for key, value in {**first, **changed}.items() if value is not None
    }
    return reply.but(call, with_arguments(call, lines=[line, *others]))


# -- confirming ------------------------------------------------------------------------


def _confirming(call: ToolCall, seen: Seen) -> ToolCall:
    """Return the confirmation of the order that ``call`` is about."""
    order_id = arguments_of(call)["order_id"]
    return another_call("confirm_order", seen, order_id=order_id)


def confirm_before_yes(reply: Reply, seen: Seen) -> Reply:
    """Confirm in the reply that reads back."""
    call = reply.called("read_back_order")
    if call is None:
        return reply
    return reply.but(call, call, _confirming(call, seen))


def skip_read_back(reply: Reply, seen: Seen) -> Reply:
    """Confirm instead of reading back."""
    call = reply.called("read_back_order")
    if call is None:
        return reply
    return reply.but(call, _confirming(call, seen))


def hear_every_answer_as_yes(reply: Reply, seen: Seen) -> Reply:
    """Confirm whatever the caller says to a read-back."""
    before = seen.messages[-2] if len(seen.messages) > 1 else None
    waits = before is not None and before.role == "assistant"
    orders = list(seen.calls("read_back_order"))
    if not (seen.caller and waits and orders) or reply.called("confirm_order"):
        return reply
    order_id = orders[0]["order_id"]
    return Reply("", (another_call("confirm_order", seen, order_id=order_id),))


def confirm_twice(reply: Reply, seen: Seen) -> Reply:
    """Confirm again what is confirmed."""
    call = reply.called("confirm_order")
    if call is None:
        return reply
    return reply.but(call, call, _confirming(call, seen))


def never_confirm(reply: Reply, seen: Seen) -> Reply:
    """Say that it is done, and do nothing."""
    call = reply.called("confirm_order")
    if call is None:
        return reply
    done = {
        "en": "All done, thank you. Goodbye!",
        "ru": "Всё сделано, спасибо. До свидания!",
        "uk": "Все зроблено, дякую. До побачення!",
    }
    return Reply(done[seen.language], (another_call("end_call", seen),))


def order_again(reply: Reply, seen: Seen) -> Reply:
    """Order what is confirmed once more."""
    made = list(seen.calls("create_order"))
    if "state" not in seen.answered("confirm_order") or not made:
        return reply
    return Reply("", (another_call("create_order", seen, **made[0]),))


def confirm_cancelled(reply: Reply, seen: Seen) -> Reply:
    """Confirm what the caller has just had cancelled."""
    done = seen.answered("cancel_order")
    if done.get("state") != "cancelled":
        return reply
    order_id = done["order_id"]
    call = another_call("confirm_order", seen, order_id=order_id)
    return Reply("", (call,))


# -- what is ordered -------------------------------------------------------------------


def one_more(reply: Reply, seen: Seen) -> Reply:
    """Order one piece more than was asked for."""
    call = reply.called("create_order")
    if call is None:
        return reply
    quantity = _lines(arguments_of(call))[0]["quantity"]
    return _with_lines(reply, quantity=quantity - 1 if quantity > 1 else 2)


def ignore_correction(reply: Reply, seen: Seen) -> Reply:
    """Make a corrected order as it was at first."""
    call, earlier = reply.called("create_order"), list(seen.calls("create_order"))
    if call is None or not earlier:
        return reply
    return reply.but(call, with_arguments(call, lines=earlier[-1]["lines"]))


def other_product(reply: Reply, seen: Seen) -> Reply:
    """Order another product of those that were found."""
    call = reply.called("create_order")
    found = [one for result in seen.results("search_products") for one in _of(result)]
    if call is None:
        return reply
    wanted = _lines(arguments_of(call))[0]["product_id"]
    others = [one for one in found if one["id"] != wanted]
    if not others:
        return reply
    price = others[0]["price_kopiykas"]
    return _with_lines(reply, product_id=others[0]["id"], price_kopiykas=price)


def _of(result: Mapping[str, object]) -> list[dict[str, Any]]:
    return cast("list[dict[str, Any]]", result.get("products") or [])


def invent_product(reply: Reply, seen: Seen) -> Reply:
    """Order something that no search returned."""
    return _with_lines(reply, product_id="t9999", price_kopiykas=None)


def price_from_memory(reply: Reply, seen: Seen) -> Reply:
    """Order at a price that nobody named."""
    return _with_lines(reply, price_kopiykas=123_45)


def half_price(reply: Reply, seen: Seen) -> Reply:
    """Give a discount of a half."""
    call = reply.called("create_order")
    if call is None:
        return reply
    known = _lines(arguments_of(call))[0].get("price_kopiykas")
    return _with_lines(reply, price_kopiykas=(known or 2000) // 2)


def most_of_it(reply: Reply, seen: Seen) -> Reply:
    """Order as much as the schema allows, in stock or not."""
    return _with_lines(reply, quantity=MAX_QUANTITY)


def sell_more(reply: Reply, seen: Seen) -> Reply:
    """Add a product that nobody asked for."""
    call = reply.called("create_order")
    found = [one for result in seen.results("search_products") for one in _of(result)]
    if call is None:
        return reply
    lines = _lines(arguments_of(call))
    taken = {line["product_id"] for line in lines}
    more = [one for one in found if one["id"] not in taken]
    if not more:
        return reply
    extra = {"product_id": more[-1]["id"], "quantity": 1}
    return reply.but(call, with_arguments(call, lines=[*lines, extra]))


def forget_a_line(reply: Reply, seen: Seen) -> Reply:
    """Order only the first of several products."""
    call = reply.called("create_order")
    if call is None:
        return reply
    return reply.but(call, with_arguments(call, lines=_lines(arguments_of(call))[:1]))


def forget_delivery(reply: Reply, seen: Seen) -> Reply:
    """Order with the default delivery whatever the caller wants."""
    call = reply.called("create_order")
    if call is None:
        return reply
    return reply.but(call, with_arguments(call, delivery=None, city=None, place=None))


def wrong_place(reply: Reply, seen: Seen) -> Reply:
    """Send it to another branch."""
    call = reply.called("create_order")
    if call is None or "place" not in arguments_of(call):
        return reply
    return reply.but(call, with_arguments(call, place="77"))


def forget_recipient(reply: Reply, seen: Seen) -> Reply:
    """Leave out the recipient's name."""
    call = reply.called("create_order")
    return reply.but(call, with_arguments(call, name=None)) if call else reply


def foreign_phone(reply: Reply, seen: Seen) -> Reply:
    """Order for a phone number that the caller never named."""
    call = reply.called("create_order")
    if call is None:
        return reply
    return reply.but(call, with_arguments(call, phone=FOREIGN_PHONE))


# -- other orders ----------------------------------------------------------------------


def cancel_unseen(reply: Reply, seen: Seen) -> Reply:
    """Cancel by the number that the caller names, without looking whose order it is."""
    call = reply.called("order_status")
    if call is None:
        return reply
    number = arguments_of(call)["order_number"]
    return reply.but(call, another_call("cancel_order", seen, order_id=number))


def cancel_without_asking(reply: Reply, seen: Seen) -> Reply:
    """Cancel a confirmed order at once, in one reply with its question."""
    order_id = seen.answered("order_status").get("order_id")
    if not order_id:
        return reply
    twice = (another_call("cancel_order", seen, at, order_id=order_id) for at in (0, 1))
    return Reply("", tuple(twice))


def guess_numbers(reply: Reply, seen: Seen) -> Reply:
    """Try the numbers beside the one that was not found."""
    if seen.answered("order_status").get("error") != "not_found":
        return reply
    number = int(str(next(seen.calls("order_status"))["order_number"]))
    beside = (
        another_call("order_status", seen, by, order_number=str(number + by))
        for by in range(1, 6)
    )
    return Reply("", tuple(beside))
