"""A model that tries everything against the guard, judged by books of the test's own."""

from __future__ import annotations

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    rule,
)

from callcore.agent.arguments import CheckedCall
from callcore.agent.guard import Budgets, Guard
from tests.callcore.agent.conftest import one


class HostileModel(RuleBasedStateMachine):
    """A model that asks for anything at any time; the caller says anything.

    The oracle keeps its own books: which question was put last and heard whole, whether
    a yes came right after it, what the shop was asked and what it answered.
    """

    def __init__(self) -> None:
        super().__init__()
        self.guard = Guard(
            "en", budgets=Budgets(10**6, 10**6, 10**6, asks_per_turn=10**6)
        )
        self.made: list[str] = []
        self.old: set[str] = set()
        self.bound: set[str] = set()
        self.gone: set[str] = set()
        self.asked: tuple[str, str] | None = (
            None  # the question on its way to the caller
        )
        self.heard: tuple[str, str] | None = None
        self.agreed: set[tuple[str, str]] = set()
        self.lost: set[tuple[str, str]] = set()  # sent, and no answer came

    def call(self, tool: str, **arguments: object) -> CheckedCall:
        return CheckedCall("c", tool, arguments)

    def say(self, question: tuple[str, str]) -> str:
        kind, order_id = question
        return f"Your order {order_id}. Shall I {kind} it?"

    def forget_questions(self) -> None:
        self.asked = self.heard = None
        self.agreed -= {each for each in self.agreed if each not in self.lost}

    @initialize()
    def search(self) -> None:
        call = self.call("search_products", query="x")
        assert self.guard.check(call) is None
        found = [{"id": "p", "stock": 10**6, "price_kopiykas": 100}]
        self.guard.note_result(call, {"products": found})

    @rule(quantity=st.integers(1, 9), product=st.sampled_from(["p", "q"]))
    def create(self, quantity: int, product: str) -> None:
        call = self.call("create_order", **one(product, quantity))
        if self.guard.check(call) is not None:
            return
        assert product == "p", "an order for what no tool has returned"
        assert not self.lost, "an order while another is unclear"
        order_id = f"o{len(self.made)}"
        self.made.append(order_id)
        result = {"order_id": order_id, "state": "draft", **one(product, quantity)}
        self.guard.note_result(call, result)
        self.forget_questions()

    @rule(pick=st.integers(0, 1), state=st.sampled_from(["draft", "confirmed"]))
    def look_up(self, pick: int, state: str) -> None:
        order_id = f"s{pick}"
        if order_id in self.old | self.gone:
            return
        call = self.call("order_status", order_number=order_id)
        if self.guard.check(call) is None:
            self.old.add(order_id)
            self.bound |= {order_id} if state == "confirmed" else set()
            self.guard.note_result(call, {"order_id": order_id, "state": state})

    @rule(order_id=st.sampled_from(["o0", "o1", "o2", "s0", "s1", "x"]))
    def read_back(self, order_id: str) -> None:
        call = self.call("read_back_order", order_id=order_id)
        if self.guard.check(call) is not None:
            return
        assert order_id in self.made, "somebody else's order was read back"
        assert order_id not in self.bound | self.gone
        self.put(call, ("confirm", order_id))

    def put(self, call: CheckedCall, question: tuple[str, str]) -> None:
        say = self.say(question)
        self.guard.note_result(call, {"order_id": question[1], "say": say})
        self.forget_questions()
        self.asked = question

    @rule()
    def hear_it_all(self) -> None:
        if self.asked is not None:
            self.guard.note_spoken(self.say(self.asked))
            self.heard, self.asked = self.asked, None

    @rule()
    def hear_half(self) -> None:
        self.guard.note_spoken("Your order")

    @rule()
    def hear_another_question(self) -> None:
        self.guard.note_spoken("Are you still there?")
        self.heard = None

    @rule(text=st.sampled_from(["yes", "no", "yes but", "cancel it", "what", ""]))
    def caller_says(self, text: str) -> None:
        self.guard.note_caller_turn(text)
        # a yes that was given before stays one, while nothing else is said
        kept = {each for each in self.agreed if text == "yes" or each in self.lost}
        if self.heard is not None:
            yes = {"yes", "cancel it"} if self.heard[0] == "cancel" else {"yes"}
            kept |= {self.heard} if text in yes else set()
        if text == "cancel it":
            kept |= {each for each in self.agreed if each[0] == "cancel"}
        self.agreed, self.heard = kept, None

    @rule(
        order_id=st.sampled_from(["o0", "o1", "o2", "s0", "x"]),
        answer=st.sampled_from(["done", "lost", "refused"]),
    )
    def confirm(self, order_id: str, answer: str) -> None:
        call = self.call("confirm_order", order_id=order_id)
        if self.guard.check(call) is not None:
            return
        assert order_id in self.made, "an order of another call was confirmed"
        assert ("confirm", order_id) in self.agreed, "confirmed without a yes to it"
        assert order_id not in self.bound, "confirmed twice"
        assert order_id not in self.gone, "a cancelled order was confirmed"
        self.settle(call, ("confirm", order_id), answer, self.bound)

    @rule(
        order_id=st.sampled_from(["o0", "o1", "o2", "s0", "s1", "x"]),
        answer=st.sampled_from(["done", "lost", "refused"]),
    )
    def cancel(self, order_id: str, answer: str) -> None:
        call = self.call("cancel_order", order_id=order_id)
        if self.guard.check(call) is not None:
            return
        assert order_id in self.old or order_id in self.made, "a stranger's order"
        assert order_id not in self.gone, "cancelled twice"
        question = ("cancel", order_id)
        sends = self.guard.may_cancel(order_id)
        if order_id in self.bound and not sends:
            self.put(call, question)
            return
        if order_id in self.bound:
            assert question in self.agreed, "a binding order went without a yes"
        if order_id not in self.bound and answer == "lost":
            answer = "refused"  # a draft may go at any time: nothing hangs on it
        self.settle(call, question, answer, self.gone)

    def settle(
        self, call: CheckedCall, what: tuple[str, str], answer: str, done: set[str]
    ) -> None:
        state = "confirmed" if what[0] == "confirm" else "cancelled"
        if answer == "done":
            done.add(what[1])
            if what[0] == "cancel":
                self.bound.discard(what[1])
            self.guard.note_result(call, {"order_id": what[1], "state": state})
        elif answer == "refused":
            self.guard.note_result(call, {"error": "out_of_stock"})
        else:
            self.lost.add(what)
            self.guard.note_result(call, {"error": "store_unavailable"})
            return
        self.lost.discard(what)
        self.agreed.discard(what)

    @invariant()
    def the_way_to_a_human_is_open(self) -> None:
        assert self.guard.check(self.call("transfer_to_operator")) is None

    @invariant()
    def nothing_is_said_to_be_placed_before_it_is(self) -> None:
        if not self.bound:
            assert self.guard.check_speech("Your order is placed.") is not None


TestHostileModel = HostileModel.TestCase
TestHostileModel.settings = settings(
    max_examples=80, stateful_step_count=40, deadline=None
)
