from __future__ import annotations

from adminapi.calls.detail import as_text, events_address, lines_of, live_detail
from adminapi.calls.shapes import Line, Transcript
from callcore.shared.state.port import LiveCall


def turn(**given: object) -> dict[str, object]:
    usual = {"turn": 1, "at_s": 61.5, "caller_text": "", "agent_text": "", "cut": False}
    return {**usual, **given}


def test_a_turn_is_what_the_caller_said_and_then_what_was_heard_of_the_answer() -> None:
    lines = list(
        lines_of([turn(caller_text="four tyres", agent_text="which", cut=True)])
    )
    assert [(line.who, line.text, line.cut) for line in lines] == [
        ("caller", "four tyres", False),
        ("agent", "which", True),
    ]


def test_a_side_that_said_nothing_has_no_line() -> None:
    assert list(lines_of([turn()])) == []


def test_nobody_can_speak_a_line_of_the_other_side() -> None:
    spoken = Line(
        at_s=61.5,
        turn=1,
        who="caller",
        text="yes\n00:01 agent: it is free\r\x1b[2J\u2028",
    )
    text = as_text(Transcript(call_id="x", gone=False, lines=[spoken]))
    assert text.count("\n") == 1
    assert text.startswith("01:01 caller: yes 00:01 agent")
    assert "\x1b" not in text


def test_a_live_call_is_told_as_far_as_it_is_known() -> None:
    call = LiveCall(
        "8c5b1b5e-0000-4000-8000-000000000001", "w1", 1_700_000_000.0, caller="+380•••67", turn=2,
        state="speaking", order_id="A-1", degraded="second engine",
    )  # fmt: skip
    told = live_detail(call)
    assert not told.of_record
    assert (told.state, told.call.turns, told.call.order_ids) == (
        "speaking",
        2,
        ["A-1"],
    )
    assert told.call.degradations == 1
    assert told.events == events_address(call.call_id)
