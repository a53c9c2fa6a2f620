"""The order policy, driven through the toolbox as a model would drive it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from callcore.agent.guard import Budgets, Guard
from callcore.store.memory import Fault
from tests.callcore.agent.conftest import Desk, Sit, one


async def blocked(desk: Desk, tool: str, **arguments: object) -> str:
    """Run a tool that must be blocked; return the reason that was counted."""
    before = desk.guard.blocked.copy()
    answer = await desk.ask(tool, **arguments)
    assert answer["error"] == "not_allowed"
    assert answer["message"]
    (reason,) = desk.guard.blocked - before
    return reason


async def test_the_straight_way_ends_in_one_confirmed_order(desk: Desk) -> None:
    order_id = await desk.agreed()
    assert await desk.ask("confirm_order", order_id=order_id) == {
        "order_id": order_id,
        "state": "confirmed",
    }
    assert desk.store.confirmations == [order_id]
    assert not desk.guard.blocked


async def test_no_order_for_a_product_that_no_search_returned(desk: Desk) -> None:
    assert await blocked(desk, "create_order", **one("t02", 1)) == ("unknown-product")


async def test_no_more_pieces_than_there_are(desk: Desk) -> None:
    await desk.ask("search_products", query="Nokian Hakka Green 205/55 R16")
    assert await blocked(desk, "create_order", **one("t13", 5)) == ("quantity")


async def test_no_piece_of_what_is_sold_out(desk: Desk) -> None:
    await desk.ask("search_products", query="Goodyear Vector 205/55 R16")
    assert await blocked(desk, "create_order", **one("t37", 1)) == ("quantity")


@pytest.mark.parametrize("tool", ["read_back_order", "confirm_order"])
async def test_no_order_of_another_call(desk: Desk, tool: str) -> None:
    assert await blocked(desk, tool, order_id="100000") == "unknown-order"


async def test_no_confirmation_without_a_read_back(desk: Desk) -> None:
    order_id = await desk.draft()
    desk.guard.note_caller_turn("yes")
    assert await blocked(desk, "confirm_order", order_id=order_id) == "not-read-back"


async def test_no_confirmation_in_the_turn_of_the_read_back(desk: Desk) -> None:
    order_id = await desk.draft()
    read = await desk.run("read_back_order", order_id=order_id)
    assert await blocked(desk, "confirm_order", order_id=order_id) == "not-heard"
    desk.guard.note_spoken(read.say)
    assert await blocked(desk, "confirm_order", order_id=order_id) == "no-yes"


async def test_a_read_back_that_was_not_heard_does_not_count(desk: Desk) -> None:
    order_id = await desk.draft()
    read = await desk.run("read_back_order", order_id=order_id)
    desk.guard.note_spoken(read.say[: len(read.say) // 2])
    desk.guard.note_caller_turn("yes")
    assert await blocked(desk, "confirm_order", order_id=order_id) == "not-heard"


async def test_a_read_back_heard_in_several_sentences_counts(desk: Desk) -> None:
    order_id = await desk.draft()
    read = await desk.run("read_back_order", order_id=order_id)
    first, _, second = read.say.partition(". ")
    desk.guard.note_spoken(f"{first}.")
    desk.guard.note_spoken(second)
    desk.guard.note_caller_turn("yes")
    assert (await desk.ask("confirm_order", order_id=order_id))["state"] == "confirmed"


async def test_what_was_heard_of_an_earlier_read_back_does_not_count(
    desk: Desk,
) -> None:
    order_id = await desk.draft()
    read = await desk.run("read_back_order", order_id=order_id)
    desk.guard.note_spoken(read.say)
    desk.guard.note_caller_turn("what?")
    await desk.run("read_back_order", order_id=order_id)
    desk.guard.note_spoken("One moment, please.")
    desk.guard.note_caller_turn("yes")
    assert await blocked(desk, "confirm_order", order_id=order_id) == "not-heard"


@pytest.mark.parametrize("answer", ["no", "yes but three", "how much?", "mhm", "hello"])
async def test_anything_but_a_clear_yes_needs_a_new_read_back(
    desk: Desk, answer: str
) -> None:
    order_id = await desk.draft()
    read = await desk.run("read_back_order", order_id=order_id)
    desk.guard.note_spoken(read.say)
    desk.guard.note_caller_turn(answer)
    assert await blocked(desk, "confirm_order", order_id=order_id) == "not-read-back"
    desk.guard.note_caller_turn("yes")
    assert await blocked(desk, "confirm_order", order_id=order_id) == "not-read-back"


async def test_a_yes_to_one_order_is_none_to_another(desk: Desk) -> None:
    first, second = await desk.draft(), await desk.draft(quantity=2)
    read = await desk.run("read_back_order", order_id=first)
    desk.guard.note_spoken(read.say)
    desk.guard.note_caller_turn("yes")
    assert await blocked(desk, "confirm_order", order_id=second) == "not-read-back"


async def test_a_new_order_between_the_read_back_and_the_yes_undoes_it(
    desk: Desk,
) -> None:
    first = await desk.draft()
    read = await desk.run("read_back_order", order_id=first)
    desk.guard.note_spoken(read.say)
    await desk.draft(quantity=2)
    desk.guard.note_caller_turn("yes")
    assert await blocked(desk, "confirm_order", order_id=first) == "not-read-back"


async def test_the_same_order_made_again_is_the_same_order(desk: Desk) -> None:
    order_id = await desk.agreed()
    assert await desk.draft() == order_id
    assert (await desk.ask("confirm_order", order_id=order_id))["state"] == "confirmed"


async def test_no_second_confirmation(desk: Desk) -> None:
    order_id = await desk.agreed()
    await desk.ask("confirm_order", order_id=order_id)
    assert await blocked(desk, "confirm_order", order_id=order_id) == "confirmed"


async def test_what_is_ordered_is_not_ordered_again(desk: Desk) -> None:
    order_id = await desk.agreed()
    await desk.ask("confirm_order", order_id=order_id)
    assert await blocked(desk, "create_order", **one("t02", 4, name="Another")) == (
        "already-ordered"
    )


async def test_a_lost_confirmation_may_be_asked_again_and_nothing_else(
    desk: Desk,
) -> None:
    order_id = await desk.agreed()
    desk.store.faults.append(Fault(on="confirm", lose_reply=True))
    answer = await desk.ask("confirm_order", order_id=order_id)
    assert answer["error"] == "store_unavailable"
    again = one("t02", 3)
    assert await blocked(desk, "create_order", **again) == "order-unclear"
    assert await blocked(desk, "read_back_order", order_id=order_id) == "order-unclear"
    assert await blocked(desk, "end_call") == "order-unclear"
    assert (await desk.ask("confirm_order", order_id=order_id))["state"] == "confirmed"
    assert desk.store.confirmations == [order_id]


async def test_an_unclear_order_that_the_caller_takes_back_goes_to_a_human(
    desk: Desk,
) -> None:
    order_id = await desk.agreed()
    desk.store.faults.append(Fault(on="confirm", lose_reply=True))
    await desk.ask("confirm_order", order_id=order_id)
    desk.guard.note_caller_turn("no, stop")
    assert await blocked(desk, "confirm_order", order_id=order_id) == "order-unclear"
    assert (await desk.run("transfer_to_operator")).effect == "transfer"


async def test_a_refused_confirmation_needs_a_new_yes(desk: Desk) -> None:
    order_id = await desk.agreed()
    desk.store.faults.append(Fault(on="confirm", refuse="out-of-stock"))
    answer = await desk.ask("confirm_order", order_id=order_id)
    assert answer["error"] == "out_of_stock"
    assert await blocked(desk, "confirm_order", order_id=order_id) == "not-read-back"


async def test_tools_of_one_turn_are_counted(sit: Sit) -> None:
    desk = sit(budgets=Budgets(tools_per_turn=2))
    for _ in range(2):
        assert "products" in await desk.ask("search_products", query="oil")
    assert await blocked(desk, "search_products", query="oil") == "turn-budget"
    assert (await desk.run("transfer_to_operator")).effect == "transfer"
    desk.guard.note_caller_turn("go on")
    assert "products" in await desk.ask("search_products", query="oil")


async def test_tools_of_one_call_are_counted(sit: Sit) -> None:
    desk = sit(budgets=Budgets(tools_per_call=2))
    for _ in range(2):
        await desk.ask("search_products", query="oil")
        desk.guard.note_caller_turn("go on")
    assert await blocked(desk, "search_products", query="oil") == "call-budget"


async def test_drafts_are_counted(sit: Sit) -> None:
    desk = sit(budgets=Budgets(orders_per_call=1))
    await desk.draft()
    assert await blocked(desk, "create_order", **one("t02", 1)) == ("too-many-orders")


async def test_order_numbers_cannot_be_guessed_for_long(sit: Sit) -> None:
    desk = sit(budgets=Budgets(wrong_numbers=2))
    for _ in range(2):
        answer = await desk.ask("order_status", order_number="100001")
        assert answer["error"] == "not_found"
    assert await blocked(desk, "order_status", order_number="100002") == (
        "status-budget"
    )


def test_a_reply_is_cut_at_its_budget_and_the_next_turn_has_its_own() -> None:
    guard = Guard("en", budgets=Budgets(reply_chars=10))
    assert guard.take_reply("1234567") == "1234567"
    assert guard.take_reply("89abcdef") == "89a"
    assert guard.take_reply("more") == ""
    assert guard.blocked["reply-length"] == 2
    guard.note_caller_turn("go on")
    assert guard.take_reply("more") == "more"


@given(st.lists(st.text(max_size=40), max_size=20))
def test_what_is_heard_never_breaks_it(texts: list[str]) -> None:
    guard = Guard("uk")
    for text in texts:
        guard.note_spoken(text)
        guard.note_caller_turn(text)
        guard.take_reply(text)
