"""What a supervisor may do in a call, in whole calls in virtual time."""

from __future__ import annotations

from typing import Any

import pytest
import trio
import trio.testing

from callcore.call.control import DISMISSED, CallControl, Wish
from callcore.call.house import MOST_WISHES, House, obey
from callcore.dialog.machine import Event
from callcore.engines.scripted import Fault, ScriptedLanguageModel
from callcore.shared.records import Outcome
from tests.callcore.call.test_interruptions import (
    LONG,
    TYRE,
    at_state,
    hall_of,
    ordering,
)
from tests.kit.hall import Hall, wait_until
from tests.kit.phone.result import Outcome as Ended
from tests.kit.talker import in_call

NEWS = "Your tyres are ready since noon."


def control_of(hall):
    (call,) = hall.board.live.values()
    return call.control


async def settled(wish, within_s=60.0):
    with trio.fail_after(within_s):
        await wish.settled.wait()
    return wish.outcome


# -- a sentence of the house ------------------------------------------------------------


async def test_a_sentence_is_said_at_once_while_it_is_the_callers_turn(autojump_clock):
    hall = hall_of("Hello there.")
    async with in_call(hall) as caller:
        await trio.sleep(1)
        asked_s = trio.current_time()
        wish = control_of(hall).say(NEWS)
        assert await settled(wish) == "said"
        first_s = next(t for t in caller.sounds_s if t > asked_s)
        await caller.wait_state("listening")
    assert first_s - asked_s < 0.2
    assert NEWS in caller.words
    assert wish.heard == NEWS
    assert hall.heard_by_model()[-1].text.endswith(NEWS)
    said = hall.last.of("agent:said")[-1]
    assert (said["text"], said["by"], said["cut"]) == (NEWS, "supervisor", False)


async def test_a_sentence_over_the_agent_follows_what_he_says(autojump_clock):
    hall = hall_of(LONG)
    async with in_call(hall) as caller:
        await caller.say("tell me a story")
        await caller.wait_state("speaking")
        wish = control_of(hall).say(NEWS)
        assert await settled(wish) == "said"
        await caller.wait_state("listening")
    assert caller.words.index(LONG) < caller.words.index(NEWS)


async def test_a_sentence_over_the_greeting_follows_it(autojump_clock):
    hall = hall_of("Hello there.")
    async with in_call(hall, greeted=False) as caller:
        wish = control_of(hall).say(NEWS)
        assert await settled(wish) == "said"
    assert caller.words.endswith(NEWS)


async def test_a_sentence_waits_while_the_caller_speaks(autojump_clock):
    hall = hall_of("Hello there.")
    async with in_call(hall) as caller, trio.open_nursery() as nursery:
        nursery.start_soon(caller.say, "good morning to you, I want winter tyres")
        await wait_until(lambda: bool(hall.last.of("caller:speech")))
        wish = control_of(hall).say(NEWS)
        assert await settled(wish) == "said"
    assert caller.words.index("Hello there.") < caller.words.index(NEWS)


async def test_a_sentence_may_be_interrupted_and_the_heard_part_is_remembered(
    autojump_clock,
):
    hall = hall_of("Yes, please go on.")
    async with in_call(hall) as caller:
        wish = control_of(hall).say(LONG)
        await caller.wait_state("speaking")
        await trio.sleep(1.5)
        await caller.say("stop that, I want to ask something else")
        assert await settled(wish) == "cut"
        await caller.wait_state("speaking")
        await caller.wait_state("listening")
    assert 0 < len(wish.heard) < len(LONG)
    assert LONG.startswith(wish.heard)
    texts = [message.text for message in hall.heard_by_model()]
    assert any(text.endswith(wish.heard) for text in texts)
    assert texts[-1] == "Yes, please go on."


async def test_a_sentence_that_was_cut_in_the_queue_is_said_after_all(autojump_clock):
    hall = hall_of(LONG, "Yes.")
    async with in_call(hall) as caller:
        await caller.say("tell me a story")
        await caller.wait_state("speaking")
        wish = control_of(hall).say(NEWS)
        await trio.sleep(0.5)
        await caller.say("stop that, I want to ask something else")
        assert await settled(wish) == "said"
    assert caller.words.count(NEWS) == 1
    assert caller.words.index("Yes.") < caller.words.index(NEWS)


async def test_a_sentence_is_not_tried_for_ever(autojump_clock):
    hall = hall_of(*[LONG] * 9)
    async with in_call(hall) as caller:
        await caller.say("tell me a story")
        await caller.wait_state("speaking")
        wish = control_of(hall).say(NEWS)
        for _ in range(5):
            await trio.sleep(0.5)
            await caller.say("stop that, I want to ask something else")
            await caller.wait_state("speaking")
        assert (wish.outcome, wish.heard) == ("cut", "")
    assert NEWS not in caller.words


async def test_nothing_comes_between_a_read_back_and_its_answer(autojump_clock):
    """Else a yes to the house would be a yes to the order (P3)."""
    hall = Hall(ScriptedLanguageModel(ordering), products=[TYRE])
    async with in_call(hall) as caller:
        await caller.say("i want four winter tyres")
        await caller.wait_state("speaking")
        await wait_until(lambda: bool(hall.last.of("tool:returned")))
        wish = control_of(hall).say("Shall we fit them as well?")
        await caller.wait_state("listening", within_s=120)
        await trio.sleep(2)
        assert wish.outcome is None
        await caller.say("yes, order it please")
        await settled(wish, within_s=120)
    assert len(hall.store.confirmations) == 1


async def test_the_callers_question_before_is_still_answered(autojump_clock):
    hall = hall_of("The answer is four.")
    hall.llm.fault = Fault("slow", slow_s=2.0)
    async with in_call(hall) as caller:
        await caller.say("how many tyres does a car have")
        wish = control_of(hall).say(NEWS)
        assert await settled(wish) == "said"
        await caller.wait_state("listening")
    assert "The answer is four." in caller.words
    assert len(hall.last.of("call:turn")) == 1


async def test_a_call_that_ends_settles_what_was_wished(autojump_clock):
    hall = hall_of(LONG)
    async with in_call(hall) as caller:
        await caller.say("tell me a story")
        await caller.wait_state("speaking")
        begun, waiting = control_of(hall).say(NEWS), Wish("later")
        await trio.sleep(0.5)
        caller.handset.hang_up()
        await caller.wait_over()
        assert (await settled(begun), begun.heard) == ("cut", "")
    house = House()
    house.add(waiting)
    house.close()
    assert waiting.outcome == "too-late"


async def test_a_voice_that_fails_brings_the_caller_to_a_human(autojump_clock):
    hall = hall_of("Hello there.")
    async with in_call(hall) as caller:
        hall.tts.fault = Fault("error")
        wish = control_of(hall).say(NEWS)
        result = await caller.wait_over()
        assert await settled(wish) == "cut"
    assert result.outcome is Ended.HUMAN


def test_few_sentences_wait_and_the_rest_is_refused():
    house, wishes = House(), [Wish(f"{n}") for n in range(MOST_WISHES + 1)]
    for wish in wishes:
        house.add(wish)
    assert [wish.outcome for wish in wishes] == [None] * MOST_WISHES + ["refused"]
    wishes[0].settle("too-late")  # nobody wants it any more
    again = Wish("again")
    house.add(again)
    assert again.outcome is None
    found = house.take()
    assert found is not None
    assert found.text == "1"


# -- typed turns --------------------------------------------------------------------------


async def test_a_typed_turn_is_answered_like_a_spoken_one(autojump_clock):
    hall = hall_of("Hello there.")
    async with in_call(hall) as caller:
        assert control_of(hall).type_in("good morning")
        await caller.wait_state("speaking")
        await caller.wait_state("listening")
    texts = [(m.role, m.text) for m in hall.heard_by_model()[2:]]
    assert texts == [("user", "good morning"), ("assistant", "Hello there.")]
    assert hall.last.of("caller:said") == [
        {"turn": 1, "text": "good morning", "typed": True}
    ]
    assert hall.last.of("call:turn")[0]["total_ms"] < 1000


async def test_who_only_writes_is_not_asked_whether_he_is_there(autojump_clock):
    hall = hall_of("Which size?", "Thank you.", "Yes?")
    async with in_call(hall) as caller:
        control_of(hall).type_in("winter tyres")
        await trio.sleep(35)
        assert "still there" not in caller.words
        await caller.say("two hundred and five")
        await trio.sleep(20)
        assert "still there" in caller.words


@pytest.mark.parametrize("greeted", [True, False])
async def test_a_typed_turn_interrupts(autojump_clock, greeted):
    hall = hall_of(LONG, "Sorry.") if greeted else hall_of("Sorry.")
    async with in_call(hall, greeted=greeted) as caller:
        if greeted:
            assert control_of(hall).type_in("tell me a story")
            await caller.wait_state("speaking")
        await trio.sleep(1)
        assert control_of(hall).type_in("something else please")
        await wait_until(lambda: "Sorry." in caller.words)
        await caller.wait_state("listening")
    assert any(said["cut"] for said in hall.last.of("agent:said"))


async def test_typed_turns_in_a_flood_are_all_remembered(autojump_clock):
    hall = hall_of(*["Well."] * 50)
    async with in_call(hall) as caller:
        kept = [control_of(hall).type_in(f"line {n}") for n in range(40)]
        assert sum(kept) < 40
        await caller.wait_state("speaking")
        await caller.wait_state("listening")
    told = [said["text"] for said in hall.last.of("caller:said")]
    assert told == [f"line {n}" for n, taken in enumerate(kept) if taken]


async def test_a_typed_wish_for_another_language_switches(autojump_clock):
    hall = hall_of("Вітаю.", languages=("en", "uk"))
    async with in_call(hall) as caller:
        control_of(hall).type_in("говоріть українською")
        await wait_until(lambda: bool(hall.tally.languages))
        await trio.sleep(3)
        control_of(hall).type_in("добрий день")
        await wait_until(lambda: "Вітаю." in caller.words)
    assert hall.tally.languages == ["uk"]


async def test_a_typed_yes_confirms_an_order_as_a_spoken_one_does(autojump_clock):
    hall = Hall(ScriptedLanguageModel(ordering), products=[TYRE])
    async with in_call(hall) as caller:
        control_of(hall).type_in("i want four winter tyres")
        await caller.wait_state("speaking")
        await caller.wait_state("listening", within_s=120)
        control_of(hall).type_in("yes, order it please")
        await wait_until(lambda: bool(hall.store.confirmations), within_s=60)
    assert len(hall.store.confirmations) == 1


async def test_a_card_number_that_is_typed_is_kept_nowhere(autojump_clock):
    hall = hall_of("Thank you.")
    async with in_call(hall) as caller:
        control_of(hall).type_in("my card is 4111 1111 1111 1111")
        await caller.wait_state("speaking")
    assert "4111" not in str(hall.last.events) + str(hall.heard_by_model())


# -- the end of the call ------------------------------------------------------------------


@pytest.mark.parametrize(
    "state", ["greeting", "listening", "thinking", "tooling", "speaking"]
)
async def test_a_supervisor_ends_the_call_at_once(autojump_clock, state):
    hall = hall_of(LONG)
    async with in_call(hall, greeted=False) as caller:
        await at_state(caller, hall, state)
        asked_s, words = trio.current_time(), caller.words
        control_of(hall).hang_up()
        await caller.wait_over(within_s=8)
        took_s = trio.current_time() - asked_s
    assert hall.tally.outcomes == [Outcome("end", DISMISSED)]
    assert took_s < 1.5
    assert caller.ended.outcome is Ended.END
    assert len(caller.words) - len(words) < 10


async def test_a_take_over_goes_where_the_house_says(autojump_clock):
    hall = hall_of("Hello there.")
    control = None
    async with in_call(hall) as caller:
        control = control_of(hall)
        control.hand_over("operator-takes-over", "parts,s,1")
        await caller.wait_over()
    assert hall.tally.outcomes == [Outcome("parts,s,1", "operator-takes-over")]
    with trio.fail_after(10):
        assert (await control.wait_decided()).reason == "operator-takes-over"


async def test_orders_are_obeyed_in_turn_and_an_end_comes_first(
    autojump_clock, nursery
):
    control = CallControl()
    posted: list[Any] = []
    typed: list[str] = []
    control.type_in("first")
    control.hand_over("drain")
    nursery.start_soon(obey, control, posted.append, House(), typed.append)
    await trio.testing.wait_all_tasks_blocked()
    assert [happened.event for happened in posted] == [Event.HAND_OVER]
    assert typed == ["first"]
