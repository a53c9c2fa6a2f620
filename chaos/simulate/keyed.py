"""Keys: a number is entered once, and ``0`` alone is the way to a human."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from callcore.shared.observe.events import CALL_STATE, CALLER_PRESSED
from chaos.simulate.caller import Entry
from chaos.simulate.world import Run, Simulated
from tests.kit.hall import Notes

Broken = Iterator[str]

ENTERED_S: Final = 3.0  # from the last key until the number is in the history
OPERATOR_S: Final = 2.0
PHRASE_S: Final = 8.5  # "I am connecting you", behind what must be heard to its end
OVER: Final = ("handover", "closing", "ended")


def enters_once(run: Run, call: Simulated, notes: Notes) -> Broken:
    """Keys: what was keyed in is in the history, once."""
    messages = run.hall.histories[notes.admission.call_id].messages()
    users = [message.text for message in messages if message.role == "user"]
    pressed = [note["number"] for note in notes.of(CALLER_PRESSED)]
    over_s = _over_s(call, notes)
    for entry in call.caller.entries:
        if not entry.number or entry.to_s + ENTERED_S > over_s:
            continue
        if pressed.count(entry.number) != 1:
            yield f"keys {entry.keys} were entered {pressed.count(entry.number)} times"
        elif sum(text.count(entry.number) for text in users) != 1:
            yield f"the number {entry.number} is not once in the history"


def calls_the_operator(_run: Run, call: Simulated, notes: Notes) -> Broken:
    """``0`` alone brings the operator: decided in 2 s, there when the phrase is over."""
    over_s = _over_s(call, notes)
    for entry in call.caller.entries:
        if entry.keys == "0" and entry.from_s < over_s:
            yield from _operator_for(entry, over_s, call)


def _operator_for(entry: Entry, over_s: float, call: Simulated) -> Broken:
    there_s = call.result.at_operator_s
    if over_s - entry.from_s > OPERATOR_S:
        yield f"0 was pressed at {entry.from_s:.2f}, decided at {over_s:.2f}"
    elif there_s is not None and there_s - entry.from_s > OPERATOR_S + PHRASE_S:
        yield f"0 was pressed at {entry.from_s:.2f}, the operator came at {there_s}"


def _over_s(call: Simulated, notes: Notes) -> float:
    """Return when the conversation was over, decided or broken off."""
    states = ((t, f) for t, name, f in notes.events if name == CALL_STATE)
    decided = [time_s for time_s, fields in states if fields["state"] in OVER]
    ended = call.result.leg_ended_s
    return min([*decided[:1], float("inf") if ended is None else ended])
