from __future__ import annotations

import json

import pytest

from callcore.engines.llm.offline.callback import when_in
from callcore.engines.llm.offline.results import absorb
from callcore.engines.llm.offline.state import Asked, Callback, State
from callcore.engines.llm.offline.wording import Wording
from tests.callcore.engines.llm.offline.said import READ, WHEEL, after

PHONE = "0671234567"
WANTED = State(callback=Callback("the shop", "tomorrow"))


@pytest.mark.parametrize(
    ("language", "text", "when"),
    [("en", "please call me back tomorrow after six", "tomorrow after six"), ("en", "can somebody ring me", ""),
     ("en", "call me at 10 on monday", "at 10 monday"), ("ru", "перезвоните мне завтра утром", "завтра утром"),
     ("ru", "пусть оператор мне перезвонит через час", "через час"), ("ru", "наберите меня после обеда", "после обеда"),
     ("uk", "передзвоніть будь ласка", ""), ("uk", "хай хтось передзвонить завтра після шостої", "завтра після шостої"),
     ("uk", "зателефонуйте мені у п'ятницю", "у пятницю")],
)  # fmt: skip
def test_a_call_back_is_requested_with_its_time(language, text, when):
    _, act = after(text, language=language)
    assert act.tool == "request_callback"
    assert act.arguments.get("when", "") == when
    assert act.arguments["about"]
    assert "phone" not in act.arguments


@pytest.mark.parametrize(
    ("language", "text"),
    [("en", "I will call back later, bye"), ("ru", "я перезвоню позже, до свидания"), ("uk", "я передзвоню, до побачення")],
)  # fmt: skip
def test_who_calls_back_himself_is_not_called(language, text):
    assert after(text, language=language)[1].tool == "end_call"


def test_what_it_is_about_holds_nothing_personal():
    assert after("call me back", READ)[1].arguments["about"] == "an order"
    looking = State(current=WHEEL)
    assert after("call me back", looking)[1].arguments["about"] == "Alloy wheel Rial"


def test_a_number_is_asked_for_only_if_his_is_withheld():
    state, act = result({"error": "phone_needed"})
    assert state.asked is Asked.CALLBACK_PHONE
    _, act = after("zero six seven one two three four five six seven", state)
    assert act.arguments == {"about": "the shop", "when": "tomorrow", "phone": PHONE}


def test_another_number_after_it_was_noted_is_noted_anew():
    state, act = result({"state": "noted"})
    assert "call you back" in act.text
    assert after("no, on 067 123 45 67", state)[1].arguments["phone"] == PHONE


def result(answer, state=WANTED):
    return absorb(state, "request_callback", json.dumps(answer), Wording("en"))


@pytest.mark.parametrize(
    "answer",
    [{"error": "store_unavailable"}, {"error": "callback_unavailable"}, {"error": "not_allowed"}],
)  # fmt: skip
def test_what_cannot_be_noted_goes_to_a_human_now(answer):
    assert result(answer)[1].tool == "transfer_to_operator"


def test_a_premium_number_is_asked_for_again_and_not_forever():
    refused = {"error": "not_allowed", "reason": "premium-number"}
    state, _act = result(refused)
    assert state.asked is Asked.CALLBACK_PHONE
    assert result(refused, WANTED.but(misses=2))[1].tool == "transfer_to_operator"


def test_a_second_wish_is_already_noted():
    refused = {"error": "not_allowed", "reason": "callback-budget"}
    assert "noted" in result(refused)[1].text


def test_a_time_is_bounded():
    assert len(when_in("tomorrow " * 50, "en")) <= 60
