"""The picture of a call, drawn from its journal."""

from __future__ import annotations

import pytest

from chaos.demo.scene import STAGES, Entry, Scene, Turn
from tests.chaos.demo.recorded import EVENTS


def drawn(*events):
    scene = Scene()
    for event in events:
        scene.apply(event)
    return scene


def texts(scene):
    return [(one.side, one.text, one.final) for one in scene.entries]


def test_a_partial_is_rewritten_until_it_is_final():
    scene = drawn({"event": "caller:partial", "t": 1.0, "turn": 1, "text": "win"})
    assert texts(scene) == [("caller", "win", False)]
    scene.apply({"event": "caller:partial", "t": 1.5, "turn": 1, "text": "winter"})
    scene.apply({"event": "caller:said", "t": 2.0, "turn": 1, "text": "Winter tyres."})
    assert texts(scene) == [("caller", "Winter tyres.", True)]


def test_a_sentence_of_the_agent_stands_while_it_plays_and_ends_as_heard():
    scene = drawn({"event": "agent:saying", "t": 1, "turn": 1, "text": "I have two."})
    assert texts(scene) == [("agent", "I have two.", False)]
    scene.apply({"event": "agent:said", "t": 2, "turn": 1, "text": "I", "cut": True})
    assert texts(scene) == [("agent", "I —", True)]
    assert scene.answers == 1


def test_a_sentence_without_an_end_is_closed_by_the_next():
    scene = drawn(
        {"event": "agent:saying", "t": 1, "turn": 1, "text": "One."},
        {"event": "agent:saying", "t": 2, "turn": 1, "text": "Two."},
    )
    assert texts(scene) == [("agent", "One.", True), ("agent", "Two.", False)]


def test_a_sentence_that_nobody_heard_is_no_answer():
    scene = drawn({"event": "agent:said", "t": 2, "turn": 1, "text": "", "cut": True})
    assert scene.entries == []
    assert scene.answers == 0


def test_both_sides_may_be_open_at_once():
    scene = drawn(
        {"event": "agent:saying", "t": 1, "turn": 1, "text": "I have two."},
        {"event": "caller:partial", "t": 1.2, "turn": 2, "text": "the fir"},
        {"event": "agent:said", "t": 1.4, "turn": 1, "text": "I have", "cut": True},
        {"event": "caller:said", "t": 2, "turn": 2, "text": "The first one."},
    )
    assert texts(scene) == [
        ("agent", "I have —", True),
        ("caller", "The first one.", True),
    ]


def test_what_he_says_stands_in_brackets_until_it_is_understood():
    scene = Scene()
    scene.speak("Winter tyres, please.")
    assert texts(scene) == [("caller", "(Winter tyres, please.)", False)]
    scene.apply({"event": "caller:partial", "t": 1.0, "text": "Winter"})
    assert texts(scene) == [("caller", "Winter", False)]


def test_what_nobody_understood_stays_in_brackets():
    scene = Scene()
    scene.speak("Hello?")
    scene.speak("Is anybody there?")
    assert texts(scene) == [
        ("caller", "(Hello?)", True),
        ("caller", "(Is anybody there?)", False),
    ]


def test_system_events_are_noted():
    scene = drawn(
        {
            "event": "call:degraded",
            "t": 3.0,
            "rung": "retry",
            "stage": "stt",
            "engine": "whisper",
            "reason": "late",
        },
        {"event": "call:transferred", "t": 4.0, "next": "human", "reason": "stt-dead"},
        {"event": "call:ended", "t": 4.5, "next": "human", "reason": "stt-dead"},
    )
    assert [one.text for one in scene.entries] == [
        "degraded: stt whisper retry late",
        "transferred to human: stt-dead",
    ]
    assert (scene.state, scene.ending, scene.reason) == ("ended", "human", "stt-dead")


def test_a_turn_keeps_its_stages():
    scene = drawn(
        {"event": "call:turn", "t": 5, "turn": 2, "stt_ms": 40.0, "total_ms": 900.5}
    )
    stages = dict.fromkeys(STAGES, 0.0) | {"stt": 40.0}
    assert scene.turns == [Turn(2, stages, 900.5)]


@pytest.mark.parametrize(
    "odd", [{"event": "future:thing", "t": 9.0}, {"event": 7, "t": "x"}, {}]
)
def test_unknown_events_do_no_harm(odd):
    assert drawn(odd).entries == []


def test_the_clock_never_goes_back():
    assert drawn({"event": "x", "t": 9.0}, {"event": "x", "t": 3.0}).t == 9.0


def test_a_recorded_call_is_drawn_whole():
    scene = drawn(*EVENTS)
    assert [one.side for one in scene.entries if one.side != "note"] == [
        "agent",
        "caller",
        "agent",
        "caller",
        "agent",
    ]
    assert all(one.final for one in scene.entries)
    assert scene.ending == "end"
    assert len(scene.turns) == 2


def test_what_the_demo_knows_is_added_at_its_time():
    scene = drawn({"event": "x", "t": 2.0})
    scene.note("FAULT")
    scene.operator("Hello")
    assert scene.entries == [
        Entry("note", "FAULT", True, 2.0),
        Entry("operator", "Hello", True, 2.0),
    ]
