from __future__ import annotations

from typing import Any

import pytest

from adminapi.calls.speech import Speech, speech_of


def told(*records: tuple[float, str, dict[str, Any]], sha: str = "s0") -> Speech:
    rows = [
        {"seq": seq, "t": t, "event": event, "fields": fields}
        for seq, (t, event, fields) in enumerate(records, 1)
    ]
    return speech_of(rows, sha)


def when(began: int, ended: int = 0) -> dict[str, int]:
    return {"began_ago_ms": began, "ended_ago_ms": ended}


def test_a_phrase_lies_where_it_sounded_not_where_it_was_noted() -> None:
    speech = told(
        (5.0, "caller:said", {"turn": 1, "text": "four tyres", **when(2200, 900)}),
        (8.0, "agent:said", {"turn": 1, "text": "Which size?", **when(1500)}),
    )
    caller, agent = speech.phrases[1]
    assert (caller.who, caller.at_s, caller.end_s) == ("caller", 2.8, 4.1)
    assert (agent.who, agent.at_s, agent.end_s) == ("agent", 6.5, 8.0)


def test_what_an_earlier_version_noted_has_no_place_in_the_recording() -> None:
    (phrase,) = told((5.0, "caller:said", {"turn": 1, "text": "hello"})).phrases[1]
    assert (phrase.at_s, phrase.end_s, phrase.text) == (None, None, "hello")


def test_a_phrase_of_the_house_belongs_to_the_turn_under_way() -> None:
    speech = told(
        (1.0, "agent:said", {"turn": -1, "text": "Hello"}),
        (5.0, "caller:said", {"turn": 1, "text": "four tyres"}),
        (7.0, "agent:said", {"turn": -1, "text": "One moment, please."}),
    )
    assert [each.text for each in speech.phrases[0]] == ["Hello"]
    assert [each.text for each in speech.phrases[1]] == [
        "four tyres",
        "One moment, please.",
    ]


def test_of_a_cut_answer_the_whole_sentence_and_what_never_began_are_told() -> None:
    speech = told(
        (8.0, "agent:said", {"turn": 1, "text": "We", "planned": "We have.", "cut": True, "exact": True}),
        (8.0, "agent:unsaid", {"turn": 1, "text": "Four of them."}),
    )  # fmt: skip
    begun, never = speech.phrases[1]
    assert (begun.text, begun.planned, begun.cut, begun.exact) == (
        *("We", "We have."),
        *(True, True),
    )
    assert (never.text, never.planned, never.cut, never.at_s) == (
        *("", "Four of them."),
        *(True, None),
    )
    assert speech.cut_by == {1: "caller"}


@pytest.mark.parametrize(
    ("event", "by"), [("call:ended", "end"), ("call:transferred", "handover")]
)
def test_what_the_house_ended_was_not_cut_by_the_caller(event: str, by: str) -> None:
    cut = (8.0, "agent:said", {"turn": 1, "text": "We", "cut": True})
    assert told(cut, (8.02, event, {})).cut_by == {1: by}
    assert told(cut, (9.0, event, {})).cut_by == {1: "caller"}


def test_a_cough_is_told_as_what_it_was_taken_for() -> None:
    speech = told(
        (5.0, "caller:said", {"turn": 1, "text": "four tyres"}),
        (7.5, "call:barge_in", {"verdict": "false", "by": "duration", "after_ms": 500}),
    )
    (overlap,) = speech.barge_ins
    assert (overlap.turn, overlap.at_s, overlap.verdict, overlap.after_ms) == (
        *(1, 7.5),
        *("false", 500),
    )


def test_answers_of_one_tool_go_to_its_calls_in_order_with_their_keys() -> None:
    speech = told(
        (1.0, "tool:called", {"turn": 1, "tool": "create_order"}),
        (1.1, "tool:returned", {"turn": 1, "tool": "create_order", "idempotency_key": "k1"}),
        (1.2, "tool:called", {"turn": 1, "tool": "create_order"}),
        (1.3, "tool:called", {"turn": 1, "tool": "search_products"}),
        (1.4, "tool:returned", {"turn": 1, "tool": "search_products"}),
        (1.5, "tool:returned", {"turn": 1, "tool": "create_order", "idempotency_key": "k2"}),
    )  # fmt: skip
    assert {seq: tool.key for seq, tool in speech.tools.items()} == {
        1: "k1",
        3: "k2",
        4: "",
    }


def test_a_tool_was_called_under_the_prompt_of_its_moment() -> None:
    speech = told(
        (1.0, "tool:called", {"turn": 1, "tool": "a"}),
        (2.0, "call:language", {"language": "uk", "prompt_sha": "s1"}),
        (3.0, "tool:called", {"turn": 2, "tool": "a"}),
    )
    assert [tool.prompt_sha for tool in speech.tools.values()] == ["s0", "s1"]


def test_the_clock_of_a_turn_begins_at_the_end_of_the_words_it_answers() -> None:
    speech = told((6.0, "call:turn", {"turn": 1, "total_ms": 1250.0}))
    assert speech.asked_at_s == {1: 4.75}


@pytest.mark.parametrize("odd", ["x", None, True, [], {}])
def test_a_damaged_record_is_told_as_far_as_it_goes(odd: object) -> None:
    names = ("turn", "text", "planned", "began_ago_ms", "total_ms", "after_ms", "tool")
    fields = dict.fromkeys((*names, "by", "exact", "verdict", "prompt_sha"), odd)
    for event in ("agent:said", "agent:unsaid", "caller:said", "call:turn", "call:barge_in", "tool:called", "tool:returned", "call:language"):  # fmt: skip
        told((1.0, event, fields))
