from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from callcore.shared.ids import CallId
from callcore.store.outboxport import CallOrders, Entry, How
from callcore.store.port import BINDING, OrderState
from callcore.store.rules import (
    Asked,
    Case,
    Times,
    Verdict,
    case_of,
    due_s,
    in_doubt,
    judge,
)

TIMES = Times()
CALL = CallId("3f0c9c0e-0000-4000-8000-000000000001")
OVER_S = 1_800_000_000.0
NOW_S = OVER_S + 30
ID = "123456"

TOLD = Asked(OVER_S - 60, doubt=False, refused=False, answered="draft")
CONFIRMED = Asked(OVER_S - 5, doubt=False, refused=False, answered="confirmed")
OPEN = Asked(OVER_S - 5, doubt=True, refused=False)
REFUSED = Asked(OVER_S - 5, doubt=False, refused=True)


def case(state: OrderState | None, how: How = "ended", **known: Asked | bool) -> Case:
    told = {"create": TOLD, "confirm": None, "cancel": None, "mine": True} | known
    return Case(state, how, **told)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("given_case", "verdict"),
    [
        # he said yes, and nobody heard the shop's answer
        (case("draft", confirm=OPEN), Verdict("confirm")),
        (case("draft", "human", confirm=OPEN), Verdict("cancel")),
        (case("draft", "died", confirm=OPEN), Verdict("cancel")),
        (case("confirmed", confirm=OPEN), Verdict(tell="confirmed")),
        (case("shipped", "human", confirm=OPEN), Verdict(tell="confirmed")),
        (case("cancelled", confirm=OPEN), Verdict(tell="cancelled")),
        (case(None, confirm=OPEN), Verdict(tell="lost")),
        # the shop said no to it after the call
        (case("draft", confirm=replace(OPEN, refused=True)), Verdict("cancel")),
        # he said yes, and all went well
        (case("confirmed", confirm=CONFIRMED), Verdict()),
        (case("confirmed", "human", confirm=CONFIRMED), Verdict()),
        (case("confirmed", "died", confirm=CONFIRMED), Verdict(tell="perhaps-unheard")),
        (case("draft", confirm=CONFIRMED), Verdict(tell="contradiction")),
        (case(None, confirm=CONFIRMED), Verdict(tell="lost")),
        # he never said yes, or the shop said no while he was there
        (case("draft"), Verdict("cancel")),
        (case("draft", "human"), Verdict("cancel")),
        (case("draft", confirm=REFUSED), Verdict("cancel")),
        (case("cancelled"), Verdict()),
        (case("confirmed"), Verdict(tell="not-by-us")),
        (case("confirmed", confirm=REFUSED), Verdict(tell="not-by-us")),
        (case(None), Verdict()),
        # nobody knew that it was made
        (case("draft", create=OPEN), Verdict("cancel")),
        (case("cancelled", create=OPEN), Verdict(tell="draft-cancelled")),
        # perhaps he said yes, and that died with the process
        (case("draft", "died"), Verdict("cancel")),
        (case("cancelled", "died"), Verdict(tell="broken-off")),
        (case("cancelled", "died", cancel=TOLD), Verdict()),
        (
            case("cancelled", "died", confirm=CONFIRMED, cancel=TOLD),
            Verdict(tell="cancelled-as-wished"),
        ),
        (
            case("cancelled", "died", mine=False, cancel=TOLD),
            Verdict(tell="cancelled-as-wished"),
        ),
        (
            case("packed", "died", confirm=CONFIRMED, cancel=REFUSED),
            Verdict(tell="not-cancelled"),
        ),
        # he wanted it cancelled, and nobody heard the answer
        (case("confirmed", confirm=CONFIRMED, cancel=OPEN), Verdict("cancel")),
        (
            case("confirmed", "human", confirm=CONFIRMED, cancel=OPEN),
            Verdict(tell="not-cancelled"),
        ),
        (
            case("packed", confirm=CONFIRMED, cancel=replace(OPEN, refused=True)),
            Verdict(tell="not-cancelled"),
        ),
        (
            case("cancelled", confirm=CONFIRMED, cancel=OPEN),
            Verdict(tell="cancelled-as-wished"),
        ),
        (case("draft", confirm=OPEN, cancel=OPEN), Verdict("cancel")),
        (case("packed", confirm=CONFIRMED, cancel=REFUSED), Verdict()),
        # an order of an earlier call
        (case("confirmed", mine=False), Verdict()),
        (case("draft", mine=False), Verdict()),
        (case("confirmed", mine=False, cancel=OPEN), Verdict("cancel")),
        (case("shipped", mine=False, cancel=REFUSED), Verdict()),
        (case(None, mine=False, cancel=OPEN), Verdict()),
    ],
)
def test_the_table(given_case: Case, verdict: Verdict) -> None:
    assert judge(given_case, NOW_S, TIMES) == verdict


@pytest.mark.parametrize("what", ["confirm", "cancel"])
def test_a_yes_counts_for_a_quarter_of_an_hour(what: str) -> None:
    state: OrderState = "draft" if what == "confirm" else "confirmed"
    asked: dict[str, Asked | bool] = {"confirm": CONFIRMED, what: OPEN}
    known = case(state, "ended", **asked)
    assert judge(known, OPEN.at_s + 900, TIMES) == Verdict(what)  # type: ignore[arg-type]
    too_late = judge(known, OPEN.at_s + 900.1, TIMES)
    assert too_late.deed != what


def entry(kind: str, **known: object) -> Entry:
    told = {"what": "4xt01" if kind == "create" else ID} | known
    return Entry(kind, "key", OVER_S - 5, CALL, kind, **told)  # type: ignore[arg-type]


def call(*entries: Entry, how: How = "ended") -> CallOrders:
    return CallOrders(CALL, how, OVER_S, entries)


MADE = entry("create", done=True, order_id=ID, state="draft")
BOUND = entry("confirm", done=True, state="confirmed")


def test_a_call_is_looked_at_soon_or_when_a_human_has_had_his_time() -> None:
    assert due_s(call(MADE), TIMES) == OVER_S + TIMES.quiet_s
    assert due_s(call(entry("create")), TIMES) == OVER_S + TIMES.arriving_s
    hows: tuple[How, ...] = ("human", "died")
    for how in hows:
        assert due_s(call(MADE, how=how), TIMES) == OVER_S + 900


@pytest.mark.parametrize(
    ("of_call", "doubt"),
    [
        (call(MADE, BOUND), False),
        (call(MADE, BOUND, how="human"), False),
        (call(MADE, BOUND, how="died"), True),
        (call(MADE), True),
        (call(entry("create")), True),
        (call(entry("create", done=True)), True),  # of the first format: no id
        (call(entry("create", done=True, state="refused")), True),  # an earlier try?
        (call(MADE, entry("confirm")), True),
        (call(MADE, replace(BOUND, late=True)), True),
        (call(MADE, entry("confirm", done=True, state="refused")), True),
        (
            call(
                replace(MADE, state="cancelled"),
                entry("cancel", done=True, state="cancelled"),
            ),
            False,
        ),
        (call(entry("cancel", done=True, state="refused")), False),
        (call(entry("cancel")), True),
    ],
)
def test_the_shop_is_asked_only_if_something_is_open(
    of_call: CallOrders, doubt: bool
) -> None:
    assert in_doubt(of_call) is doubt


def test_the_facts_are_those_of_the_order_and_of_no_other() -> None:
    other = replace(BOUND, what="999999")
    known = case_of(call(MADE, other, entry("cancel")), ID, "draft", mine=True)
    assert known.confirm is None
    assert known.create == Asked(
        OVER_S - 5, doubt=False, refused=False, answered="draft"
    )
    assert known.cancel == Asked(OVER_S - 5, doubt=True, refused=False)


def test_an_order_that_no_entry_names_was_made_without_anybody_knowing() -> None:
    known = case_of(call(entry("create")), ID, "draft", mine=True)
    assert known.create is not None
    assert known.create.doubt


def test_what_was_cancelled_afterwards_is_not_the_callers_wish() -> None:
    ours = replace(entry("cancel", done=True, state="cancelled"), at_s=OVER_S + 9)
    known = case_of(call(MADE, entry("confirm"), ours), ID, "cancelled", mine=True)
    assert known.cancel is None
    assert judge(known, NOW_S, TIMES) == Verdict(tell="cancelled")


_ASKED = st.none() | st.builds(
    Asked,
    at_s=st.floats(OVER_S - 3000, OVER_S),
    doubt=st.booleans(),
    refused=st.booleans(),
    answered=st.sampled_from(["", "draft", "confirmed", "cancelled"]),
)
_CASES = st.builds(
    Case,
    state=st.sampled_from(
        [None, "draft", "confirmed", "packed", "shipped", "delivered", "cancelled"]
    ),
    how=st.sampled_from(["ended", "human", "died"]),
    mine=st.booleans(),
    create=_ASKED,
    confirm=_ASKED,
    cancel=_ASKED,
)


@given(_CASES, st.floats(0, 100_000))
def test_whatever_happened_the_promises_hold(known: Case, later_s: float) -> None:
    now_s = OVER_S + later_s
    verdict = judge(known, now_s, TIMES)
    assert not (verdict.deed != "none" and verdict.tell)
    if verdict.deed == "confirm":
        assert known.state == "draft"
        assert known.how == "ended"
        assert known.confirm is not None
        assert now_s - known.confirm.at_s <= 900
        assert known.cancel is None
    if verdict.deed == "cancel":
        assert known.state in ("draft", "confirmed", "packed", "shipped", "delivered")
        if known.state in BINDING:
            assert known.cancel is not None
            assert known.cancel.doubt
    if known.state == "draft" and known.mine:
        assert verdict != Verdict()  # no draft is left behind
    yes = known.confirm is not None and known.confirm.doubt
    if yes and known.mine and known.cancel is None:
        assert verdict != Verdict()  # nobody who said yes is forgotten
