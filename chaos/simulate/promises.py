"""The promises of DESIGN.md section 1 as checks of a finished run.

Each check is independent of the code it checks: it looks at what crossed the wire, at
what the shop holds, and at the journal, never at the state of the call core.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from itertools import pairwise
from typing import Final

from callcore.agent.phrases import PHRASES
from callcore.dialog.assent import explicit_yes
from callcore.dialog.sayable import sayable
from callcore.shared.ids import Language
from callcore.shared.observe.events import (
    AGENT_SAID,
    AGENT_SAYING,
    CALL_STATE,
    CALL_TRANSFERRED,
    CALLER_SAID,
    TOOL_CALLED,
    TOOL_RETURNED,
)
from chaos.simulate.world import Run, Simulated
from tests.kit.hall import Notes
from tests.kit.phone.result import Outcome

SILENCE_S: Final = 2.15  # the promise, and the time a frame and a window take
MAX_FILLERS: Final = 5
BARGE_S: Final = (
    0.45  # a loud start to the first silent frame, the ear's 60 ms included
)
CUT_WORDS: Final = 12  # "two thousand four hundred and fifty hryvnias ..." half said
AGENTS_TURN: Final = ("thinking", "tooling")

Broken = Iterator[str]


def broken_promises(run: Run) -> list[str]:
    """Return what this run broke, as sentences; empty if all is well."""
    found = [line for check in WHOLE_RUN for line in check(run)]
    for number, call in enumerate(run.calls):
        notes = run.hall.notes.get(call.result.uuid)  # type: ignore[call-overload]
        if notes is None:
            continue
        for check_call in PER_CALL:
            found += [f"call {number}: {line}" for line in check_call(run, call, notes)]
    return found


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


def leaves_nothing(run: Run) -> Broken:
    """P2: nothing outlives its call."""
    if run.tasks_after != run.tasks_before:
        yield f"P2 tasks: {run.tasks_before} before, {run.tasks_after} after"
    if run.hall.ticker.lines:
        yield f"P2 the ticker still serves {run.hall.ticker.lines} lines"
    if run.hall.board.live:
        yield f"P2 {len(run.hall.board.live)} calls are still live"
    if not all(notes.closed for notes in run.hall.notes.values()):
        yield "P2 a journal was left open"


def orders_once(run: Run) -> Broken:
    """P3: no order is confirmed twice, and none without its read-back and a yes."""
    binding = run.hall.store.confirmations
    if len(set(binding)) != len(binding):
        yield f"P3 confirmed twice: {binding}"


def confirms_after_a_yes(run: Run, _call: Simulated, notes: Notes) -> Broken:
    """P3: read-back heard whole, then a caller turn with an explicit yes, then confirm."""
    say, heard, said_yes, agreed = "", False, False, 0
    for _, event, fields in notes.events:
        if event == TOOL_RETURNED and fields["tool"] == "read_back_order":
            say = json.loads(fields["result"]).get("say", "")
            heard = said_yes = False
        elif event == AGENT_SAID and say and fields["text"] == say:
            heard = not fields["cut"]
        elif event == CALLER_SAID:
            said_yes = heard and explicit_yes(fields["text"], run.hall.language)
        elif event == TOOL_CALLED and fields["tool"] == "confirm_order":
            agreed += said_yes
    # the shop is asked, not the journal: it may have done it and its answer be lost
    if len(_confirmed_by(run, notes)) > agreed:
        yield "P3 an order was confirmed without a yes to a heard read-back"


def _confirmed_by(run: Run, notes: Notes) -> set[str]:
    """Return the orders of this call that the shop holds as binding."""
    mine = {
        order
        for order, owner in run.hall.store.owners.items()
        if owner == notes.admission.call_id
    }
    return mine & set(run.hall.store.confirmations)


def says_placed_only_if_so(run: Run, call: Simulated, notes: Notes) -> Broken:
    """P3: nobody is told that an order is placed when the shop has not said so."""
    told = [f for f in notes.of(AGENT_SAID) if "order is placed" in f["text"].lower()]
    if told and not _confirmed_by(run, notes):
        yield f"P3 told that it is placed: {told[0]['text']!r}"


def remembers_what_was_heard(run: Run, call: Simulated, notes: Notes) -> Broken:
    """P4: the history holds the words that crossed the wire, no more and no less."""
    if any(t.stage == "tts" and t.mode == "garbage" for t in run.troubles):
        return
    heard, at, room = call.caller.ear.text, 0, 0
    whole = [note["text"] for note in notes.of(AGENT_SAYING)]
    for said in notes.of(AGENT_SAID):
        words = _spoken(said["text"], whole, run.hall.language)
        found = heard.find(words, at)
        if found < 0:
            yield f"P4 in the history but not on the wire: {said['text']!r}"
            return
        if len(heard[at:found].split()) > room:
            yield f"P4 on the wire but not in the history: {heard[at:found]!r}"
            return
        at = found + len(words)
        # a number is one piece: of its words none counts before the last
        room = CUT_WORDS if said["cut"] else 0


def _spoken(part: str, whole: Sequence[str], language: Language) -> str:
    """Return how ``part`` sounded: as the beginning of its sentence, not by itself."""
    text = next(text for text in whole if text.startswith(part))
    spoken = sayable(text, language)
    until = next(
        (i for i, origin in enumerate(spoken.origin) if origin >= len(part)),
        len(spoken.text),
    )
    return spoken.text[:until].rstrip()


def thinks_of_what_was_said(run: Run, _call: Simulated, notes: Notes) -> Broken:
    """P4: the model is shown what the journal holds, and that is what was heard."""
    messages = run.hall.histories[notes.admission.call_id].messages()
    for role, event in (("user", CALLER_SAID), ("assistant", AGENT_SAID)):
        shown = " ".join(m.text for m in messages if m.role == role and m.text)
        noted = " ".join(note["text"] for note in notes.of(event) if note["text"])
        if shown != noted:
            yield f"P4 the {role} said {noted!r}, the model is shown {shown!r}"


def goes_where_it_was_told(_run: Run, call: Simulated, notes: Notes) -> Broken:
    """P1: a caller who was promised a human is not let go instead."""
    if notes.of(CALL_TRANSFERRED) and call.result.outcome is Outcome.END:
        yield "P1 promised a human, and ended"


def only_so_many_fillers(_run: Run, _call: Simulated, notes: Notes) -> Broken:
    """P1: "one moment" five times in a row is no conversation."""
    filler, row = PHRASES[notes.admission.language]["filler"], 0
    for _, event, note in notes.events:
        if event in (CALLER_SAID, AGENT_SAYING):
            row = row + 1 if event == AGENT_SAYING and note["text"] == filler else 0
        if row > MAX_FILLERS:
            yield "P1 nothing but fillers"
            return


def never_silent(_run: Run, call: Simulated, notes: Notes) -> Broken:
    """P1: while the caller waits for the agent there is no silence over 2 s."""
    sounds = call.caller.ear.sounds_s
    for from_s, to_s in _agents_turns(notes):
        edges = [from_s, *(t for t in sounds if from_s < t < to_s), to_s]
        worst = max(b - a for a, b in pairwise(edges))
        if worst > SILENCE_S:
            yield f"P1 {worst:.2f} s of silence from {from_s:.1f} s on"


def _agents_turns(notes: Notes) -> Iterator[tuple[float, float]]:
    since: float | None = None
    for time_s, event, fields in notes.events:
        if event != CALL_STATE:
            continue
        if fields["state"] in AGENTS_TURN:
            since = time_s if since is None else since
        elif since is not None:
            yield since, time_s
            since = None


def settles_every_tool(_run: Run, _call: Simulated, notes: Notes) -> Broken:
    """P4: a tool that was called has returned, were it stopped or the call over."""
    called, returned = len(notes.of(TOOL_CALLED)), len(notes.of(TOOL_RETURNED))
    if called != returned:
        yield f"P4 {called} tools called, {returned} returned"


def greets(_run: Run, call: Simulated, notes: Notes) -> Broken:
    """Every caller who stays for a second hears a voice."""
    stayed_s = notes.events[-1][0] - notes.events[0][0]
    if stayed_s > 1 and not call.caller.ear.sounds_s:
        yield "a caller heard nothing at all"


WHOLE_RUN: Final[tuple[Callable[[Run], Broken], ...]] = (
    fails_to_a_human,
    leaves_nothing,
    orders_once,
)
PER_CALL: Final[tuple[Callable[[Run, Simulated, Notes], Broken], ...]] = (
    confirms_after_a_yes,
    says_placed_only_if_so,
    remembers_what_was_heard,
    thinks_of_what_was_said,
    goes_where_it_was_told,
    never_silent,
    only_so_many_fillers,
    settles_every_tool,
    greets,
)
