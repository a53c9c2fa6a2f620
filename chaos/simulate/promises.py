"""The promises of DESIGN.md section 1 as checks of a finished run.

Each check is independent of the code it checks: it looks at what crossed the wire, at
what the shop holds, and at the journal, never at the state of the call core.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Final

from chaos.simulate.floor import (
    decides_soon,
    goes_on_or_stops,
    is_silent_while_interrupted,
    runs_tools_in_turns,
)
from chaos.simulate.keyed import calls_the_operator, enters_once
from chaos.simulate.orders import (
    confirms_after_a_yes,
    orders_once,
    says_placed_only_if_so,
)
from chaos.simulate.reach import (
    arrives,
    fails_to_a_human,
    forgets_nobody,
    greets,
    is_answered,
    never_silent,
    only_so_many_fillers,
    waits_for_nobody,
)
from chaos.simulate.seams import hears_all_of_it, second_engines_stand_in
from chaos.simulate.supervisor import unanswered
from chaos.simulate.truth import (
    remembers_what_was_heard,
    settles_every_tool,
    thinks_of_what_was_said,
)
from chaos.simulate.world import Run, Simulated
from tests.kit.hall import Notes

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


def answers_the_house(run: Run) -> Broken:
    """Who asks something of a call is told what became of it."""
    yield from unanswered(run.acts, run.virtual_s)


WHOLE_RUN: Final[tuple[Callable[[Run], Broken], ...]] = (
    fails_to_a_human,
    leaves_nothing,
    orders_once,
    hears_all_of_it,
    answers_the_house,
)
PER_CALL: Final[tuple[Callable[[Run, Simulated, Notes], Broken], ...]] = (
    confirms_after_a_yes,
    says_placed_only_if_so,
    remembers_what_was_heard,
    thinks_of_what_was_said,
    settles_every_tool,
    arrives,
    waits_for_nobody,
    is_answered,
    forgets_nobody,
    never_silent,
    only_so_many_fillers,
    decides_soon,
    goes_on_or_stops,
    is_silent_while_interrupted,
    runs_tools_in_turns,
    enters_once,
    calls_the_operator,
    greets,
    second_engines_stand_in,
)
