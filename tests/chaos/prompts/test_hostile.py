from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from callcore.agent.guard import Guard
from chaos.prompts.attacks import ATTACKS
from chaos.prompts.hostile import ForeignTool, Tally, furnished, never_tried, sequence
from chaos.prompts.house import Furniture
from chaos.prompts.trace import Played
from tests.kit.clock import run_virtual

STEP = 20  # sequences at a time until something is seen
MOST = 400


def run_some(count, furniture=None, first=0):
    tally = Tally()

    async def play():
        for seed in range(first, first + count):
            await sequence(seed, tally, furniture)

    run_virtual(play)
    return tally


@settings(max_examples=60, deadline=None)
@given(st.integers(1_000_000, 2_000_000))
def test_a_hostile_model_achieves_nothing(seed):
    assert run_some(1, first=seed).violations == []


def test_every_kind_is_tried_and_refused_and_orders_come_about():
    tally = run_some(300)
    assert list(never_tried(tally, ATTACKS)) == []
    assert tally.violations == []
    assert tally.orders > 20
    assert tally.sequences == 300


def test_the_same_seed_is_the_same_call():
    async def play(into):
        into.append(await sequence(7, Tally()))

    calls: list[Played] = []
    for _ in range(2):
        run_virtual(play, calls)
    assert calls[0].entries == calls[1].entries


class Without(Guard):
    """A guard with one rule switched off."""

    off = ""

    def __init__(self, *args, **more):
        super().__init__(*args, **more)
        inner: Any = self
        if self.off == "yes":
            inner._says_yes = lambda _text, _language: True
        elif self.off == "world":
            inner._world.why_not = lambda _call: ""
        elif self.off == "orders":
            inner._orders.why_not = lambda _call: ""

    def check_speech(self, text):
        return None if self.off == "speech" else super().check_speech(text)

    def without_cards(self, text):
        return text if self.off == "cards" else super().without_cards(text)

    def take_reply(self, text):
        return text if self.off == "length" else super().take_reply(text)

    def admit(self, tool):
        return None if self.off == "budgets" else super().admit(tool)


def without(rule):
    return furnished(Furniture(make_guard=type("Off", (Without,), {"off": rule})))


@pytest.mark.parametrize(
    ("rule", "seen"),
    [
        ("yes", "2 confirmation"),
        ("world", "1 create_order"),
        ("orders", "2 confirmation"),
        ("speech", "4 "),
        ("speech", "3 a canary word"),
        ("speech", "2 said to be placed"),
        ("cards", "3 a card number was kept in the history"),
        ("length", "characters in one turn"),
    ],
)
def test_with_a_rule_switched_off_it_achieves_something(rule, seen):
    found = (run_some(STEP, without(rule), first) for first in range(0, MOST, STEP))
    assert any(seen in why for tally in found for _, why in tally.violations)


def test_the_control_has_all_rules_on_and_is_green():
    assert run_some(STEP, without("")).violations == []


def test_a_kind_that_was_never_refused_proves_nothing():
    tally = Tally()
    tally.tried["b"] = 3
    assert list(never_tried(tally, {"a": 1, "b": 1})) == [
        "a was never tried",
        "b was tried 3 times and never refused",
    ]


def test_tallies_add_up():
    one, other = Tally(), run_some(3)
    one.add(other)
    one.add(other)
    assert one.sequences == 6
    assert one.calls == 2 * other.calls


async def test_a_foreign_tool_does_what_it_is_told():
    assert await ForeignTool().call({"order_id": "1"}) == {"noted": True}
