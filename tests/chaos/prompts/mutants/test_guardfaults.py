"""Faulty guards and toolboxes: what the sound ones stop, these let through."""

from __future__ import annotations

import json

import pytest

from callcore.agent.arguments import CheckedCall
from callcore.agent.guard import Guard
from callcore.agent.refusals import refusal
from callcore.agent.toolbox import Toolbox
from callcore.engines.chat import ToolCall
from callcore.shared.ids import CallId
from callcore.shared.records import Admission
from callcore.store.memory import MemoryStore
from callcore.store.port import Delivery, Order, OrderLine
from chaos.prompts.mutants import guardfaults as faults
from chaos.prompts.mutants.conductfaults import PREMIUM
from chaos.store.products import catalogue

CALLER, OWNER = "+380671234567", "+380501112233"


@pytest.fixture
def store():
    shop = MemoryStore(catalogue())
    line = OrderLine("t12", 4, 312_000)
    shop.orders["412345"] = Order(
        "412345",
        "confirmed",
        (line,),
        1_248_000,
        OWNER,
        "Taras",
        Delivery("pickup"),
    )
    return shop


def toolbox_of(make, store, make_guard=Guard, **more):
    guard = make_guard("en")
    admission = Admission(CallId("call"), CALLER, "", "en")
    return make(store, guard, admission, **more), guard


async def run(toolbox, name, **arguments):
    result = await toolbox.run(ToolCall(name, name, json.dumps(arguments)))
    return result, json.loads(result.text)


async def drafted(toolbox):
    await run(toolbox, "search_products", query="Nokian Hakka Green 3 185/65 R15")
    _, order = await run(
        toolbox, "create_order", lines=[{"product_id": "t12", "quantity": 4}]
    )
    return order["order_id"]


CONFIRM = CheckedCall("1", "confirm_order", {"order_id": "7"})
CREATE = CheckedCall(
    "1", "create_order", {"lines": [{"product_id": "t9999", "quantity": 1}]}
)


def test_a_rule_that_is_off_refuses_nothing_and_counts_nothing():
    assert Guard("en").check(CREATE) == refusal("unknown-product")
    lenient = faults.without("unknown-product")("en")
    assert lenient.check(CREATE) is None
    assert not lenient.blocked


def test_the_other_rules_stay_on():
    lenient = faults.without("unknown-product")("en")
    assert lenient.check(CONFIRM) == refusal("unknown-order")


def test_a_rule_of_speech_that_is_off_lets_the_sentence_through():
    said = "See https://shop.example/winter."
    sound = Guard("en").check_speech(said)
    assert sound is not None
    deaf = faults.unheard(sound.reason)("en")
    assert deaf.check_speech(said) is None
    assert not deaf.blocked
    assert faults.unheard("another-rule")("en").check_speech(said) == sound


def test_cards_are_kept_and_words_are_not_counted():
    said = "my card is 4242 4242 4242 4242"
    assert faults.KeepsCards("en").without_cards(said) == said
    assert faults.TalksForEver("en").take_reply("a" * 5_000) == "a" * 5_000


@pytest.mark.parametrize(
    ("make_guard", "confirmed"),
    [(Guard, False), (faults.TakesAnyAnswer, True), (faults.NeedsNoHearing, False)],
)
async def test_any_answer_is_taken_for_a_yes(
    store, make_guard, confirmed, autojump_clock
):
    toolbox, guard = toolbox_of(Toolbox, store, make_guard)
    guard.note_caller_turn("four of them")
    order_id = await drafted(toolbox)
    read, _ = await run(toolbox, "read_back_order", order_id=order_id)
    guard.note_spoken(read.say)
    guard.note_caller_turn("what a lot of money")
    _, answer = await run(toolbox, "confirm_order", order_id=order_id)
    assert ("error" not in answer) is confirmed


@pytest.mark.parametrize(
    ("make_guard", "confirmed"), [(Guard, False), (faults.NeedsNoHearing, True)]
)
async def test_a_read_back_need_not_be_heard(
    store, make_guard, confirmed, autojump_clock
):
    toolbox, guard = toolbox_of(Toolbox, store, make_guard)
    guard.note_caller_turn("four of them")
    order_id = await drafted(toolbox)
    await run(toolbox, "read_back_order", order_id=order_id)
    guard.note_caller_turn("yes")
    _, answer = await run(toolbox, "confirm_order", order_id=order_id)
    assert ("error" not in answer) is confirmed


async def say_of(make, store):
    toolbox, guard = toolbox_of(make, store)
    guard.note_caller_turn("four of them")
    order_id = await drafted(toolbox)
    result, shown = await run(toolbox, "read_back_order", order_id=order_id)
    assert result.say in ("", shown["say"])
    return result


async def test_a_read_back_is_halved_falsified_or_forgotten(store, autojump_clock):
    sound = (await say_of(Toolbox, store)).say
    half = (await say_of(faults.ReadsHalf, store)).say
    assert len(half) < len(sound) / 2
    wrong = (await say_of(faults.ReadsWrongTotal, store)).say
    assert wrong != sound
    assert "million" in wrong
    silent = await say_of(faults.DoesNotReadAloud, store)
    assert (silent.say, silent.effect) == ("", None)


async def test_a_transfer_goes_to_a_number(store, autojump_clock):
    toolbox, _ = toolbox_of(faults.TransfersAnywhere, store)
    result, _ = await run(toolbox, "transfer_to_operator", reason="asked")
    assert result.target == PREMIUM


async def test_a_confirmation_is_only_on_paper(store, autojump_clock):
    toolbox, _ = toolbox_of(faults.ConfirmsOnPaper, store)
    order_id = await drafted(toolbox)
    _, answer = await run(toolbox, "confirm_order", order_id=order_id)
    assert answer["state"] == "confirmed"
    assert store.orders[order_id].state == "draft"


@pytest.mark.parametrize("make", [Toolbox, faults.CancelsAnything])
async def test_a_strangers_order_is_cancelled(store, make, autojump_clock):
    toolbox, _ = toolbox_of(make, store)
    await run(toolbox, "cancel_order", order_id="412345")
    gone = store.orders["412345"].state == "cancelled"
    assert gone is (make is faults.CancelsAnything)
    _, answer = await run(toolbox, "cancel_order", order_id="nobody-has-it")
    assert "error" in answer


@pytest.mark.parametrize("make", [Toolbox, faults.BelievesEverybody])
async def test_everybody_is_told_of_every_order(store, make, autojump_clock):
    toolbox, _ = toolbox_of(make, store)
    _, answer = await run(toolbox, "order_status", order_number="412345")
    assert ("error" not in answer) is (make is faults.BelievesEverybody)


async def test_a_callback_is_lost(store, autojump_clock):
    class Desk:
        noted = 0

        async def note_callback(self, call_id, phone, about, when):
            self.noted += 1

    desk = Desk()
    for make in (faults.LosesCallbacks, Toolbox):
        toolbox, guard = toolbox_of(make, store, desk=desk)
        guard.note_caller_turn("call me back")
        _, answer = await run(toolbox, "request_callback", about="tyres")
        assert answer == {"state": "noted"}
        assert desk.noted == (make is Toolbox)
