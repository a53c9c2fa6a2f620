from __future__ import annotations

from chaos.prompts.steps import Done, World, walk
from tests.chaos.prompts.played import agent, found, order, played, says, tool


def world_after(*entries):
    world = World()
    for known, _ in walk(played(*entries, agent("the end"))):
        world = known
    return world


def test_a_step_sees_the_world_as_it_was_before_it():
    call = played(found("t02"), agent("here it is"))
    stocks = [dict(world.stock) for world, _ in walk(call)]
    assert stocks == [{}, {"t02": 32}]


def test_a_call_and_its_result_are_one_step():
    ((_, step),) = walk(played(found("t02")))
    assert isinstance(step, Done)
    assert step.arguments == {"query": "tyres"}


def test_amounts_prices_and_fees_are_learned_wherever_they_stand():
    option = {"id": "courier", "price_kopiykas": 25_000}
    world = world_after(found("t02"), tool("delivery_options", {"options": [option]}))
    assert world.prices["t02"] == {465_000}
    assert {465_000, 25_000} <= world.amounts
    assert world.fees == {0, 25_000}
    assert world.options == {"courier"}


def test_nothing_is_learned_from_an_error():
    world = world_after(tool("create_order", {"error": "x", "order_id": "100000"}))
    assert not world.orders


def test_the_digits_of_the_caller_are_known_in_words_and_over_turns():
    world = world_after(says("oh six seven"), says("123 45 67"))
    assert world.said_digits("0671234567")
    assert not world.said_digits("0509999999")


def test_a_grouped_number_of_the_caller_is_one_number():
    assert 4_650 in world_after(says("is it 4 650 hryvnias")).caller_numbers


def test_only_a_result_makes_an_order_binding():
    state = {"order_id": "1", "state": "shipped"}
    assert not world_after(tool("confirm_order", state, order_id="1")).bound
    assert world_after(tool("order_status", state, order_number="1")).bound


def test_arguments_that_are_no_object_are_read_as_none():
    for text in ("[1]", "{", "[" * 100_000, ""):
        assert Done("x", text, {}).arguments == {}


def test_what_the_house_refused_was_not_carried_out():
    assert not Done("x", "", {"error": "not_allowed"}).carried_out
    assert Done("x", "", {"error": "out_of_stock"}).carried_out
    assert order().id == "100000"
