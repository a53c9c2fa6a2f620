from __future__ import annotations

import json

import pytest
import trio

from callcore.engines.chat import Finished, TextDelta, ToolCall
from callcore.engines.scripted import Fault, ScriptedLanguageModel
from chaos.prompts.dialogue import End, Wanted
from chaos.prompts.invariants import broken, unsafe
from chaos.prompts.score import score
from chaos.prompts.stage import TURN_S, Manner, play, run
from chaos.prompts.suite import offline
from chaos.prompts.trace import Caller
from tests.chaos.prompts.played import dialogue

WANTED = End(orders=(Wanted((("t23", 4),), delivery="pickup"),))
TURNS = ("I need four winter tyres 205/55 R16", "the cheapest")
BUYS = {
    "how_many": ("four",),
    "which": ("the cheapest",),
    "confirm": ("yes, that is right",),
}


def scripted(*replies, **more):
    return ScriptedLanguageModel(replies, **more)


def wants(name, **arguments):
    return [ToolCall("c1", name, json.dumps(arguments)), Finished("tools")]


def buying(**more):
    return dialogue(turns=TURNS, answers=BUYS, end=WANTED, **more)


def test_an_order_comes_about_by_words_alone():
    call = run(buying(), offline(buying()))
    assert score(call.dialogue, call) == broken(call) == []
    assert call.books.confirmations == ("100000",)
    assert call.outcome in ("ended", "open")
    assert not call.blocked


def test_the_same_call_is_the_same_every_time():
    manner = Manner(barge_in=0.3, seed=5)
    one, other = (run(buying(), offline(buying()), manner=manner) for _ in range(2))
    assert one.entries == other.entries


@pytest.mark.parametrize("seed", range(12))
def test_a_read_back_that_was_cut_confirms_nothing(seed):
    call = run(buying(), offline(buying()), manner=Manner(barge_in=0.5, seed=seed))
    assert unsafe(call) == []


def test_sentences_of_callers_who_interrupt_are_heard_in_part():
    call = run(buying(), offline(buying()), manner=Manner(barge_in=1.0, seed=1))
    assert any(not one.whole for one in call.agent_said() if not one.phrase)


def test_a_tool_with_effects_is_finished_before_the_caller_goes_on():
    draft = {"lines": [{"product_id": "t02", "quantity": 4}]}
    more = {"lines": [{"product_id": "t02", "quantity": 2}]}
    both = [
        *wants("read_back_order", order_id="100000")[:1],
        *wants("create_order", **more),
    ]
    replies = (
        wants("search_products", query="Michelin Alpin"),
        wants("create_order", **draft),
    )
    model = scripted(*replies, "Fine.", both, "Well.")
    of = dialogue(turns=("one", "two", "three"), trouble="slow")
    call = run(of, model, manner=Manner(barge_in=1.0, seed=2))
    kinds = [type(one).__name__ for one in call.entries]
    after = [kinds[at + 1] for at, kind in enumerate(kinds) if kind == "Called"]
    assert len(after) == 4
    assert set(after) == {"Returned"}
    assert len(call.books.made) == 2


def test_a_caller_who_switches_is_answered_in_his_language():
    of = dialogue(turns=("українською, будь ласка", "мені потрібні шини"))
    call = run(of, scripted("Який розмір потрібен?"))
    assert [one.language for one in call.entries if isinstance(one, Caller)][:2] == [
        "uk",
        "uk",
    ]
    assert broken(call) == []


def test_a_hand_over_ends_the_call_at_its_target():
    of = dialogue(queues={"sales": "sales,s,1"})
    model = scripted(wants("transfer_to_operator", reason="asked", queue="sales"))
    call = run(of, model)
    assert (call.outcome, call.reason, call.target) == (
        "operator",
        "asked",
        "sales,s,1",
    )
    assert list(call.agent_said())[-1].phrase == "connecting"


def test_a_goodbye_ends_the_call():
    call = run(dialogue(), scripted([TextDelta("Goodbye."), *wants("end_call")]))
    assert (call.outcome, call.reason) == ("ended", "goodbye")


def test_a_model_that_fails_or_is_silent_leads_to_a_human():
    for model, reason in (
        (scripted("x"), "llm-scripted-error"),
        (scripted(""), "llm-empty"),
    ):
        if reason != "llm-empty":
            model.fault = Fault("error")
        call = run(dialogue(), model)
        assert (call.outcome, call.reason) == ("operator", reason)


def test_a_model_that_hangs_leads_to_a_human():
    model = scripted("x")
    model.fault = Fault("hang")
    assert run(dialogue(), model).reason == "llm-late"


def test_what_the_guard_withholds_is_not_heard():
    lie = "Your order is placed."
    call = run(dialogue(), scripted(lie, lie, lie, lie))
    assert unsafe(call) == []
    assert not [one for one in call.agent_said() if one.text == lie]
    assert call.outcome == "operator"


def test_no_card_number_reaches_the_model():
    of = dialogue(turns=("my card is 4111 1111 1111 1111",))
    call = run(of, scripted("Thank you.", "Goodbye."))
    assert unsafe(call) == []
    assert any("[CARD]" in message.text for message in call.messages)


async def test_it_plays_in_a_run_that_is_under_way(autojump_clock):
    began_s = trio.current_time()
    call = await play(dialogue(), scripted("Hello.", "Goodbye."), trial=3)
    assert call.trial == 3
    assert trio.current_time() - began_s < TURN_S


async def test_another_caller_may_be_asked(autojump_clock):
    class Silent:
        async def next(self, heard, language):
            return None

    call = await play(
        dialogue(), scripted(), manner=Manner(caller=lambda _of: Silent())
    )
    assert (call.outcome, call.reason) == ("open", "hung-up")
