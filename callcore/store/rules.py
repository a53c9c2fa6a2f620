"""What becomes of an order in doubt when its call is over. Pure: facts in, verdict out.

An order is in doubt if the caller cannot know how it came out: the shop did not answer
while he was there, or our process died. The rule is asked again after each deed with what
is known then, until it says that nothing is left to do. As a table, for an order that the
call made (``yes``: he agreed and does not know the outcome; ``no more``: he wanted it
cancelled and does not know the outcome):

=========  =================================  ==================  =====================
the shop   the call                           deed                the operators hear of
says                                                              it as
=========  =================================  ==================  =====================
draft      yes, ended, at most 15 min ago     confirm, same key   (asked again)
draft      confirmed, as the shop said        none                contradiction
draft      anything else                      cancel              (asked again)
binding    no more, ended, at most 15 min     cancel, same key    (asked again)
binding    no more, anything else             none                not-cancelled
binding    yes                                none                confirmed
binding    confirmed, its process died        none                perhaps-unheard
binding    no more, refused, its process died none                not-cancelled
binding    never confirmed by us              none                not-by-us
cancelled  no more, or its process died       none                cancelled-as-wished
cancelled  yes                                none                cancelled
cancelled  it was not known that it was made  none                draft-cancelled
cancelled  its process died                   none                broken-off
unknown    yes, or confirmed                  none                lost
=========  =================================  ==================  =====================

Everything else is as it should be. Of an order of another call only "no more" counts.
A human may be working on the order, so after a hand-over nothing is asked for 15 minutes,
and then an order is cancelled but never confirmed (D-021).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal

from callcore.store.outboxport import REFUSED, CallOrders, Entry, How
from callcore.store.port import BINDING, OrderState

Deed = Literal["none", "confirm", "cancel"]
Reason = Literal[
    "",
    "confirmed",
    "cancelled",
    "cancelled-as-wished",
    "not-cancelled",
    "perhaps-unheard",
    "not-by-us",
    "draft-cancelled",
    "broken-off",
    "contradiction",
    "lost",
    "unsettled",
]

#: nothing is left to do for a human, it is only on record
ON_RECORD: Final[frozenset[Reason]] = frozenset({"draft-cancelled"})


@dataclass(frozen=True, slots=True)
class Times:
    """How long what is waited for; the product's own, shorter ones for tests."""

    quiet_s: float = 5.0  # after the call: the client gave up on its last try by then
    arriving_s: float = 60.0  # a create that went unanswered may still arrive
    human_s: float = 900.0  # an operator has done what he does with the order
    yes_s: float = 900.0  # so long a yes counts; then the caller has gone elsewhere
    give_up_s: float = 24 * 3600.0  # as long as a shop remembers a key


@dataclass(frozen=True, slots=True)
class Asked:
    """What became of one request. Its caller is in doubt if he could not be told."""

    at_s: float
    doubt: bool
    refused: bool
    answered: str = ""  # the state that came back; '' if none did


@dataclass(frozen=True, slots=True)
class Case:
    """One order of a call that is over."""

    state: OrderState | None  # as the shop says now; None: it does not know it
    how: How
    mine: bool  # this call made it
    create: Asked | None
    confirm: Asked | None
    cancel: Asked | None  # what the caller wanted, not what was done afterwards


@dataclass(frozen=True, slots=True)
class Verdict:
    """What to do, or why a human must know; neither: all is well."""

    deed: Deed = "none"
    tell: Reason = ""


WELL: Final = Verdict()


def due_s(call: CallOrders, times: Times) -> float:
    """Return when (unix time) the shop is first asked about a call."""
    if call.how != "ended":
        return call.over_s + times.human_s
    lost = any(entry.kind == "create" and not entry.done for entry in call.entries)
    return call.over_s + (times.arriving_s if lost else times.quiet_s)


def in_doubt(call: CallOrders) -> bool:
    """Say whether the shop must be asked what became of the orders of a call.

    A refused draft too: an earlier try of the same may have made it.
    """
    told = [e for e in call.entries if _told(e) and e.state != REFUSED]
    over = {e.order for e in told if e.kind == "confirm" or e.state == "cancelled"}
    return call.how == "died" or any(
        not _told(entry)
        or (entry.kind == "create" and entry.state == REFUSED)
        or (entry in told and entry.order not in over)
        for entry in call.entries
    )


def case_of(
    call: CallOrders, order_id: str, state: OrderState | None, *, mine: bool
) -> Case:
    """Return the facts about one order of ``call``."""

    def asked(kind: str) -> Asked | None:
        found = [e for e in call.entries if e.kind == kind and e.order == order_id]
        return _asked(found[-1]) if found else None

    cancel = asked("cancel")
    if cancel is not None and cancel.at_s > call.over_s:
        cancel = None  # that was us, afterwards
    create = asked("create")
    if create is None and mine:
        create = Asked(call.over_s, doubt=True, refused=False)
    return Case(state, call.how, mine, create, asked("confirm"), cancel)


def judge(case: Case, now_s: float, times: Times) -> Verdict:
    """Return what to do next; see the table above."""
    if case.state is None:
        agreed = case.confirm is not None and not _refused(case.confirm)
        return Verdict(tell="lost") if agreed and case.mine else WELL
    if case.state in BINDING:
        return _binding(case, now_s, times)
    return _draft(case, now_s, times) if case.state == "draft" else _cancelled(case)


def _draft(case: Case, now_s: float, times: Times) -> Verdict:
    confirm, no_more = case.confirm, case.cancel is not None
    if confirm is not None and confirm.answered in BINDING and not no_more:
        return Verdict(tell="contradiction")
    if _yes(case) and not no_more and _may_act(case.confirm, case, now_s, times):
        return Verdict("confirm")
    return Verdict("cancel") if case.mine or no_more else WELL


def _binding(case: Case, now_s: float, times: Times) -> Verdict:
    if case.cancel is not None and case.cancel.doubt:
        may = _may_act(case.cancel, case, now_s, times)
        return Verdict("cancel") if may else Verdict(tell="not-cancelled")
    if case.cancel is not None:  # refused
        unclear = case.how == "died" or _yes(case)
        return Verdict(tell="not-cancelled") if unclear else WELL
    if not case.mine:
        return WELL
    if _yes(case):
        return Verdict(tell="confirmed")
    if case.confirm is None or case.confirm.refused:
        return Verdict(tell="not-by-us")
    unheard = case.how == "died" and case.confirm.answered
    return Verdict(tell="perhaps-unheard") if unheard else WELL


def _cancelled(case: Case) -> Verdict:
    if case.cancel is not None:
        bound = case.confirm is not None or not case.mine
        unheard = case.cancel.doubt or (case.how == "died" and bound)
        return Verdict(tell="cancelled-as-wished") if unheard else WELL
    if _yes(case):
        return Verdict(tell="cancelled")
    if case.how == "died" and case.mine:
        return Verdict(tell="broken-off")  # his yes may have died with the process
    lost = case.create is not None and case.create.doubt
    return Verdict(tell="draft-cancelled") if lost and case.mine else WELL


def _yes(case: Case) -> bool:
    """Say whether the caller agreed to the order and does not know what came of it."""
    return case.confirm is not None and case.confirm.doubt


def _may_act(asked: Asked | None, case: Case, now_s: float, times: Times) -> bool:
    if asked is None or asked.refused or case.how != "ended":
        return False
    return now_s - asked.at_s <= times.yes_s


def _refused(asked: Asked) -> bool:
    return asked.refused and not asked.doubt


def _told(entry: Entry) -> bool:
    return entry.done and not entry.late


def _asked(entry: Entry) -> Asked:
    refused = entry.state == REFUSED
    answered = "" if refused else entry.state
    return Asked(entry.at_s, not _told(entry), refused, answered)
