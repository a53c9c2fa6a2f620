from __future__ import annotations

import pytest

from tests.chaos.simulate.told import confirmed, ordered

READ = "Four tyres. Is that right?"
NO_YES = ["call 0: P3 an order was confirmed without a yes to a heard read-back"]


def test_an_order_that_is_confirmed_twice_is_found(world):
    world.store.confirmations += ["7", "7"]
    assert world.broken == ["P3 confirmed twice: ['7', '7']"]


def test_a_confirmation_without_a_read_back_is_found(world):
    confirmed(world.caller("yes"))
    assert world.broken == NO_YES


@pytest.mark.parametrize("answer", ["no", "what", "how much is it"])
def test_a_confirmation_without_a_yes_is_found(world, answer):
    confirmed(ordered(world, READ).caller(answer))
    assert world.broken == NO_YES


@pytest.mark.parametrize("answer", ["yes", "так", "да"])
def test_a_yes_in_any_language_confirms(world, answer):
    confirmed(ordered(world, READ).caller(answer))
    assert world.broken == []


def test_a_yes_that_was_taken_back_is_found(world):
    confirmed(ordered(world, READ).caller("yes").caller("no wait"))
    assert world.broken == NO_YES


def test_a_yes_that_was_an_aside_is_none(world):
    confirmed(ordered(world, READ).caller("yes", aside=True))
    assert world.broken == NO_YES


def test_a_yes_before_the_read_back_was_heard_is_found(world):
    world.state("thinking").tool("read_back_order", say=READ)
    confirmed(world.caller("yes").agent(READ))
    assert world.broken == NO_YES


def test_a_read_back_that_was_cut_is_found(world):
    world.state("thinking").tool("read_back_order", say=READ)
    confirmed(world.agent(READ, "Four tyres.").caller("yes"))
    assert world.broken == NO_YES


def test_a_yes_to_another_read_back_is_found(world):
    ordered(world, READ).caller("yes").state("thinking")
    confirmed(world.tool("read_back_order", say="Five tyres, right?"))
    assert world.broken == NO_YES


def test_a_refused_confirmation_is_no_confirmation(world):
    world.caller("yes").state("thinking").tool("confirm_order", ok=False)
    assert world.broken == []


@pytest.mark.parametrize("owner", ["id", "another"])
def test_an_order_that_is_told_and_not_placed_is_found(world, owner):
    world.store.owners["7"] = owner
    world.store.confirmations += ["7"] if owner == "another" else []
    world.agent("Your order is placed.")
    assert world.broken == [
        "call 0: P3 told that it is placed: 'Your order is placed.'"
    ]


def test_a_confirmation_that_nobody_asked_the_tool_for_is_found(world):
    ordered(world, READ).caller("yes")
    world.store.confirmations.append("7")
    assert world.broken == NO_YES


def test_a_confirmation_whose_answer_was_lost_needs_a_yes_too(world):
    ordered(world, READ).caller("what")
    world.store.confirmations.append("7")
    world.state("thinking").tool("confirm_order", ok=False)
    assert world.broken == NO_YES
