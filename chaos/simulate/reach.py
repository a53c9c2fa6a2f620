"""P1: whatever happens, the caller is in conversation or on the way to a human.

He is in conversation while he himself makes a sound or presses keys, or the agent says something to him:
a sentence, a question, "are you still there?". A filler is no conversation, however often
it is said. He is on the way to a human once he hears "I am connecting you"; then the
human is due when that phrase is over. All of it is read from the phone's record.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Final

from callcore.shared.observe.events import (
    AGENT_SAYING,
    CALL_STATE,
    CALL_TRANSFERRED,
    CALLER_SAID,
    CALLER_SPEECH,
)
from chaos.simulate.ear import Ear
from chaos.simulate.heard import phrases
from chaos.simulate.truth import voice_is_garbage
from chaos.simulate.world import Run, Simulated
from tests.kit.hall import Notes
from tests.kit.phone.result import Outcome

Broken = Iterator[str]

SILENCE_S: Final = 2.15  # the promise, and the time a frame and a window take
WAIT_S: Final = 10.0
NOISY_S: Final = 20.0  # the same for who coughs meanwhile: each time we listen again
OVERLAP_S: Final = 3.0  # what he says over a reply is waited for, and its text
ARRIVE_S: Final = 8.5  # from the decision to the human: the longest last phrase
MAX_FILLERS: Final = 5
AGENTS_TURN: Final = ("thinking", "tooling", "speaking")
LETTER_S: Final = 0.06


def fails_to_a_human(run: Run) -> Broken:
    """P1: nobody is dropped, whatever happened."""
    for number, call in enumerate(run.calls):
        result = call.result
        if result.outcome is Outcome.DROPPED:
            yield f"P1 call {number} was dropped: {result.leg_end} {result.errors}"
    if len(run.calls) < len(run.hall.notes):
        yield "P1 a call did not end within its limit"
    reasons = [outcome.reason for outcome in run.hall.tally.outcomes]
    if "bug" in reasons:
        yield "a bug of ours ended a call"
    crashed = sum(call.caller.handset.is_crash for call in run.calls)
    if reasons.count("line-lost") > crashed:
        yield "a line was lost that nobody had cut"


def waits_for_nobody(run: Run, call: Simulated, _notes: Notes) -> Broken:
    """P1: no caller waits longer than 10 s for a word that is no filler."""
    result = call.result
    if result.connected_s is None or voice_is_garbage(run):
        return
    ends = (result.at_operator_s, result.leg_ended_s, result.over_s)
    end_s = min(t for t in ends if t is not None)
    caller, from_s = call.caller, result.connected_s
    marks = [*_words_s(caller.ear)]
    marks += (t for entry in caller.entries for t in (entry.from_s, entry.to_s))
    for before_s, after_s in _gaps([*marks, *caller.mouth.sounds_s], from_s, end_s):
        if after_s - before_s > WAIT_S:
            yield f"P1 he waits {after_s - before_s:.1f} s from {before_s:.1f} s on"
    spoken = [said for said in caller.said if not said.aside]
    marks += (t for said in spoken for t in (said.from_s, said.to_s))
    ends_s = {said.to_s for said in spoken}
    for before_s, after_s in _gaps(marks, from_s, end_s):
        if before_s in ends_s and after_s - before_s > NOISY_S:
            waited_s = after_s - before_s
            yield f"P1 amid noise he waits {waited_s:.1f} s from {before_s:.1f} s on"


def _gaps(
    marks: Sequence[float], from_s: float, to_s: float
) -> Iterator[tuple[float, float]]:
    return pairwise([from_s, *sorted(t for t in marks if from_s < t < to_s), to_s])


def is_answered(run: Run, call: Simulated, notes: Notes) -> Broken:
    """P1: in the agent's turn noise of his own does not make a caller wait for longer."""
    if voice_is_garbage(run):
        return
    spoken = [t for said in call.caller.said for t in (said.from_s, said.to_s)]
    words_s = sorted([*_words_s(call.caller.ear), *spoken])
    for from_s, to_s in _stretches(notes, (*AGENTS_TURN, "paused")):
        during = [t for t in words_s if from_s < t < to_s]
        worst = max(b - a for a, b in pairwise([from_s, *during, to_s]))
        if worst > WAIT_S + OVERLAP_S:
            yield f"P1 no word to him for {worst:.1f} s from {from_s:.1f} s on"


def _words_s(ear: Ear) -> list[float]:
    """Return when the agent spelled a letter of anything but a filler."""
    text, times_s = "", []
    for time_s, letters in ear.words:
        text += letters
        times_s += [time_s] * len(letters)
    keep = [True] * len(text)
    for filler in phrases("filler"):
        at = text.find(filler)
        while at >= 0:
            keep[at : at + len(filler)] = [False] * len(filler)
            at = text.find(filler, at + len(filler))
    return [t for t, kept in zip(times_s, keep, strict=True) if kept]


def arrives(_run: Run, call: Simulated, notes: Notes) -> Broken:
    """P1: a caller who was promised a human is with one soon, and not let go instead."""
    promised_s = notes.times(CALL_TRANSFERRED)
    if not promised_s:
        return
    if call.result.outcome is Outcome.END:
        yield "P1 promised a human, and ended"
    there_s = call.result.at_operator_s
    if there_s is not None and there_s - promised_s[0] > ARRIVE_S:
        yield f"P1 {there_s - promised_s[0]:.1f} s from the promise to the human"


def forgets_nobody(_run: Run, _call: Simulated, notes: Notes) -> Broken:
    """P1: a caller who said something is not asked whether he is there, but answered."""
    asks, said = phrases("still_there"), ""
    for _, event, fields in notes.events:
        if event == CALLER_SAID and not fields.get("aside"):
            said = fields["text"]
        elif event == AGENT_SAYING and not _is_filler(fields["text"]):
            if said and fields["text"] in asks:
                yield f"P1 he said {said!r} and is asked whether he is there"
            said = ""


def _is_filler(text: str) -> bool:
    return text in phrases("filler")


def only_so_many_fillers(_run: Run, _call: Simulated, notes: Notes) -> Broken:
    """P1: "one moment" five times in a row is no conversation, if he says nothing."""
    row = 0
    for _, event, note in notes.events:
        if event in (CALLER_SAID, CALLER_SPEECH, AGENT_SAYING):
            row = row + 1 if event == AGENT_SAYING and _is_filler(note["text"]) else 0
        if row > MAX_FILLERS:
            yield "P1 nothing but fillers"
            return


def never_silent(_run: Run, call: Simulated, notes: Notes) -> Broken:
    """P1: while the caller waits for the agent there is no silence over 2 s.

    What he says himself meanwhile is no silence.
    """
    sounds = sorted([*call.caller.ear.sounds_s, *call.caller.mouth.sounds_s])
    for from_s, to_s in _stretches(notes, AGENTS_TURN):
        edges = [from_s, *(t for t in sounds if from_s < t < to_s), to_s]
        worst = max(b - a for a, b in pairwise(edges))
        if worst > SILENCE_S:
            yield f"P1 {worst:.2f} s of silence from {from_s:.1f} s on"


def _stretches(notes: Notes, states: Sequence[str]) -> Iterator[tuple[float, float]]:
    """Return from when to when the call was in any of ``states``."""
    since: float | None = None
    for time_s, event, fields in notes.events:
        if event != CALL_STATE:
            continue
        if fields["state"] in states:
            since = time_s if since is None else since
        elif since is not None:
            yield since, time_s
            since = None


def greets(_run: Run, call: Simulated, notes: Notes) -> Broken:
    """Every caller who stays for a second hears a voice."""
    stayed_s = notes.events[-1][0] - notes.events[0][0]
    if stayed_s > 1 and not call.caller.ear.sounds_s:
        yield "a caller heard nothing at all"
