from __future__ import annotations

import pytest

from callcore.agent.arguments import CheckedCall
from callcore.agent.orderbook import MAX_SEEN, OrderBook, letters

READ = "Your order: four tyres. Is that right?"
CANCEL = "Your order. Do you really want to cancel it?"


def call(tool: str, order_id: str = "1") -> CheckedCall:
    return CheckedCall("c", tool, {"order_id": order_id})


class Call:
    """An order book and what happens to it."""

    def __init__(self) -> None:
        self.book = OrderBook()

    def returned(self, tool: str, order_id: str = "1", **result: object) -> None:
        self.book.tool_returned(call(tool, order_id), {"order_id": order_id, **result})

    def asked(self, tool: str, say: str, order_id: str = "1") -> None:
        self.returned(tool, order_id, say=say)
        self.book.caller_heard(say)

    def says(self, *, confirms: bool, cancels: bool) -> None:
        self.book.caller_said(confirms=confirms, cancels=cancels)

    def why_not(self, tool: str, order_id: str = "1") -> str:
        return self.book.why_not(call(tool, order_id))


@pytest.fixture
def draft() -> Call:
    book = Call()
    book.returned("create_order", state="draft")
    return book


@pytest.fixture
def bound() -> Call:
    book = Call()
    book.returned("order_status", state="confirmed")
    return book


def test_a_binding_order_is_cancelled_after_a_heard_question_and_a_yes(
    bound: Call,
) -> None:
    assert bound.why_not("cancel_order") == ""  # it asks
    assert not bound.book.being_sent("1", "cancel")
    bound.asked("cancel_order", CANCEL)
    bound.says(confirms=False, cancels=True)
    bound.book.tool_starts(call("cancel_order"))
    assert bound.book.being_sent("1", "cancel")
    bound.returned("cancel_order", state="cancelled")
    assert bound.why_not("cancel_order") == "cancelled"


@pytest.mark.parametrize("heard", [CANCEL[:-20], "", READ])
def test_a_question_that_was_not_heard_whole_is_asked_again(
    bound: Call, heard: str
) -> None:
    bound.returned("cancel_order", say=CANCEL)
    bound.book.caller_heard(heard)
    bound.says(confirms=True, cancels=True)
    bound.book.tool_starts(call("cancel_order"))
    assert not bound.book.being_sent("1", "cancel")


def test_a_yes_to_one_question_is_none_to_the_other() -> None:
    book = Call()
    book.returned("create_order", state="draft")
    book.returned("order_status", "2", state="confirmed")
    book.asked("read_back_order", READ)
    book.asked("cancel_order", CANCEL, "2")
    book.says(confirms=True, cancels=True)
    assert book.why_not("confirm_order") == "not-read-back"
    book.book.tool_starts(call("cancel_order", "2"))
    assert book.book.being_sent("2", "cancel")


def test_a_new_order_between_the_question_to_cancel_and_the_yes_undoes_it(
    bound: Call,
) -> None:
    bound.asked("cancel_order", CANCEL)
    bound.returned("create_order", "9", state="draft")
    bound.says(confirms=True, cancels=True)
    bound.book.tool_starts(call("cancel_order"))
    assert not bound.book.being_sent("1", "cancel")


def test_a_yes_to_cancelling_confirms_nothing(draft: Call) -> None:
    draft.asked("read_back_order", READ)
    draft.says(confirms=False, cancels=True)
    assert draft.why_not("confirm_order") == "not-read-back"


@pytest.mark.parametrize(
    ("said", "why"),
    [("Are you still there?", "not-read-back"), ("One moment, please.", "")],
)
def test_a_yes_to_another_question_confirms_nothing(
    draft: Call, said: str, why: str
) -> None:
    draft.asked("read_back_order", READ)
    draft.book.caller_heard(said)
    draft.says(confirms=True, cancels=True)
    assert draft.why_not("confirm_order") == why


def test_the_last_part_of_the_read_back_said_again_is_no_other_question(
    draft: Call,
) -> None:
    draft.asked("read_back_order", READ)
    draft.book.caller_heard("Is that right?")
    draft.says(confirms=True, cancels=True)
    assert draft.why_not("confirm_order") == ""


def test_an_order_of_old_is_never_confirmed_here() -> None:
    book = Call()
    book.returned("order_status", state="draft")
    assert book.why_not("read_back_order") == "unknown-order"
    assert book.why_not("confirm_order") == "unknown-order"
    assert book.why_not("cancel_order") == ""


def test_a_cancelled_draft_is_neither_read_nor_confirmed(draft: Call) -> None:
    draft.asked("read_back_order", READ)
    draft.says(confirms=True, cancels=True)
    draft.returned("cancel_order", state="cancelled")
    assert draft.why_not("confirm_order") == "cancelled"
    assert draft.why_not("read_back_order") == "cancelled"


def test_a_lost_answer_to_a_cancellation_may_be_asked_again_and_nothing_else(
    bound: Call,
) -> None:
    bound.asked("cancel_order", CANCEL)
    bound.says(confirms=False, cancels=True)
    bound.book.tool_starts(call("cancel_order"))
    bound.book.tool_returned(call("cancel_order"), {"error": "store_unavailable"})
    assert bound.book.unclear
    assert bound.why_not("end_call") == "order-unclear"
    assert bound.why_not("cancel_order") == ""
    bound.says(confirms=False, cancels=False)
    assert bound.why_not("cancel_order") == "order-unclear"
    bound.returned("order_status", state="cancelled")
    assert not bound.book.unclear


def test_what_order_status_says_of_an_unclear_order_is_the_truth(draft: Call) -> None:
    draft.asked("read_back_order", READ)
    draft.says(confirms=True, cancels=False)
    draft.book.tool_starts(call("confirm_order"))
    assert draft.book.unclear
    draft.returned("order_status", state="draft")
    assert draft.book.unclear  # the confirmation may still be on its way
    draft.returned("order_status", state="confirmed")
    assert not draft.book.unclear
    assert draft.why_not("confirm_order") == "confirmed"


def test_orders_are_forgotten_at_no_time_and_bounded() -> None:
    book = Call()
    for number in range(MAX_SEEN + 5):
        book.returned("order_status", str(number), state="draft")
    assert book.why_not("cancel_order", "0") == ""
    assert book.why_not("cancel_order", str(MAX_SEEN)) == "unknown-order"


def test_answers_about_orders_that_are_not_known_change_nothing() -> None:
    book = Call()
    book.returned("confirm_order", state="confirmed")
    book.returned("cancel_order", say=CANCEL)
    book.returned("cancel_order", state="cancelled")
    assert book.why_not("cancel_order") == "unknown-order"
    assert not book.book.any_binding


def test_letters_are_words_in_one_case() -> None:
    assert letters("Alpin-6, 205/55 ШИНА!") == "alpin 6 205 55 шина"
