"""P5: who has the floor. The reply stops at once, is decided on soon, and goes on whole."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Final

from callcore.shared.observe.events import (
    AGENT_SAID,
    AGENT_SAYING,
    CALL_BARGE_IN,
    CALL_ENDED,
    CALL_STATE,
    TOOL_CALLED,
)
from chaos.simulate.heard import NOW_S, read_backs, sentences
from chaos.simulate.truth import voice_is_garbage
from chaos.simulate.world import Run, Simulated
from tests.kit.hall import Notes

Broken = Iterator[str]

VERDICT_MS: Final = 500
VERDICT_S: Final = 0.53  # and a frame on either side
FRAME_S: Final = 0.02
LATE_FRAME_S: Final = 0.0205  # of a pause
HOLE_S: Final = 0.03  # without a frame from him: his line stalls, and time with it
PAUSE_S: Final = 3.5
NOT_HIS_TURN: Final = ("greeting", "listening", "handover", "closing", "ended")


def decides_soon(_run: Run, call: Simulated, notes: Notes) -> Broken:
    """P5: a verdict within 500 ms of each pause, as counted and by the clock."""
    sent_s = [sent.time_s for sent in call.result.sent]
    for time_s, event, told in notes.events:
        late = event == CALL_BARGE_IN and told["after_ms"] > VERDICT_MS
        if late and not _stalls(sent_s, time_s - told["after_ms"] / 1000, time_s):
            yield f"P5 a verdict after {told['after_ms']} ms"
    begun_s, ended_s = notes.times(AGENT_SAYING), notes.times(AGENT_SAID)
    for from_s, to_s in _pauses(notes):
        if bisect_left(begun_s, from_s) <= bisect_right(ended_s, from_s + NOW_S):
            continue  # nothing was being said
        if to_s - from_s > VERDICT_S and not _stalls(sent_s, from_s, to_s):
            yield f"P5 no verdict {to_s - from_s:.2f} s after the pause at {from_s:.2f}"


def _pauses(notes: Notes) -> Iterator[tuple[float, float]]:
    """Return each pause up to its verdict, or up to what ended it without one."""
    since: float | None = None
    for time_s, event, fields in notes.events:
        over = event in (CALL_BARGE_IN, CALL_STATE, CALL_ENDED)
        if since is not None and over:
            yield since, time_s
            since = None
        if event == CALL_STATE and fields["state"] == "paused":
            since = time_s


def _stalls(sent_s: Sequence[float], from_s: float, to_s: float) -> bool:
    first, last = bisect_left(sent_s, from_s), bisect_right(sent_s, to_s)
    edges = [from_s, *sent_s[first:last], to_s]
    return any(b - a > HOLE_S for a, b in pairwise(edges))


def goes_on_or_stops(run: Run, call: Simulated, notes: Notes) -> Broken:
    """P5: a reply does not hang: it goes on or is cut when the caller is silent."""
    if voice_is_garbage(run):
        return
    own_s = call.caller.mouth.sounds_s
    for spoken in sentences(call.caller.ear, notes):
        end_s = spoken.said_s if spoken.said is not None else spoken.from_s
        edges = [spoken.from_s, *spoken.frames_s]
        if end_s > edges[-1]:
            edges.append(end_s)
        for before_s, after_s in pairwise(edges):
            last = bisect_left(own_s, after_s) - 1
            quiet_s = max(before_s, own_s[last]) if last >= 0 else before_s
            if after_s - quiet_s > PAUSE_S:
                yield f"P5 {spoken.text!r} hangs {after_s - quiet_s:.1f} s"


def is_silent_while_interrupted(run: Run, call: Simulated, notes: Notes) -> Broken:
    """P5: no frame of a reply between its pause and the verdict that he interrupts."""
    if voice_is_garbage(run):
        return
    uncut, found = read_backs(notes), sentences(call.caller.ear, notes)
    for verdict_s, told in _confirmed(notes):
        from_s = verdict_s - told["after_ms"] / 1000 + LATE_FRAME_S
        for spoken in found:
            if spoken.uncut or spoken.text in uncut:
                continue
            frames = [t for t in spoken.frames_s if from_s < t < verdict_s - NOW_S]
            if frames:
                yield f"P5 {len(frames)} frames of {spoken.text!r} at {frames[0]:.2f}"


def _confirmed(notes: Notes) -> Iterator[tuple[float, dict[str, int]]]:
    for time_s, event, fields in notes.events:
        if event == CALL_BARGE_IN and fields["verdict"] == "confirmed":
            yield time_s, fields


def runs_tools_in_turns(_run: Run, _call: Simulated, notes: Notes) -> Broken:
    """No tool runs from a guess: it is called in the agent's turn only."""
    state, since_s = "greeting", 0.0
    for time_s, event, fields in notes.events:
        if event == CALL_STATE:
            state, since_s = fields["state"], time_s
        elif event == TOOL_CALLED:
            # the caller may go on in the very instant in which it is called
            if state in NOT_HIS_TURN and time_s > since_s + NOW_S:
                yield f"a tool was called while {state}, at {time_s:.2f}"
            if fields["turn"] < 1:
                yield f"a tool was called in turn {fields['turn']}"
