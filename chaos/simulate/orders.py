"""P3: no order without a heard read-back and a yes, and none twice."""

from __future__ import annotations

import json
from collections.abc import Iterator

from callcore.dialog.assent import explicit_yes
from callcore.shared.ids import LANGUAGES
from callcore.shared.observe.events import (
    AGENT_SAID,
    CALLER_SAID,
    TOOL_CALLED,
    TOOL_RETURNED,
)
from chaos.simulate.world import Run, Simulated
from tests.kit.hall import Notes

Broken = Iterator[str]


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
        elif event == CALLER_SAID and not fields.get("aside"):
            said_yes = heard and _is_yes(fields["text"])
        elif event == TOOL_CALLED and fields["tool"] == "confirm_order":
            agreed += said_yes
    # the shop is asked, not the journal: it may have done it and its answer be lost
    if len(_confirmed_by(run, notes)) > agreed:
        yield "P3 an order was confirmed without a yes to a heard read-back"


def says_placed_only_if_so(run: Run, _call: Simulated, notes: Notes) -> Broken:
    """P3: nobody is told that an order is placed when the shop has not said so."""
    told = [f for f in notes.of(AGENT_SAID) if "order is placed" in f["text"].lower()]
    if told and not _confirmed_by(run, notes):
        yield f"P3 told that it is placed: {told[0]['text']!r}"


def _is_yes(text: str) -> bool:
    return any(explicit_yes(text, language) for language in LANGUAGES)


def _confirmed_by(run: Run, notes: Notes) -> set[str]:
    """Return the orders of this call that the shop holds as binding."""
    mine = {
        order
        for order, owner in run.hall.store.owners.items()
        if owner == notes.admission.call_id
    }
    return mine & set(run.hall.store.confirmations)
