"""Tickets are worth something once, soon, for one purpose."""

import pytest
import trio

from adminapi.edges.endpoint import Principal
from adminapi.edges.tickets import TICKET_S, Tickets
from callcore.shared.state.memory import MemoryState

WHO = Principal("u", "Vera", "viewer", "s", "t", 5.0)


@pytest.fixture
def tickets():
    return Tickets(MemoryState(trio.current_time), trio.current_time)


async def test_a_ticket_names_who_got_it(tickets):
    ticket = await tickets.give(WHO, "live")
    assert "Vera" not in ticket
    assert await tickets.take(ticket, "live") == WHO


async def test_a_ticket_is_taken_once(tickets):
    ticket = await tickets.give(WHO, "live")
    await tickets.take(ticket, "live")
    assert await tickets.take(ticket, "live") is None


async def test_a_ticket_for_another_purpose_is_used_up(tickets):
    ticket = await tickets.give(WHO, "live")
    assert await tickets.take(ticket, "try") is None
    assert await tickets.take(ticket, "live") is None


async def test_a_ticket_is_over_after_its_time(tickets, autojump_clock):
    ticket = await tickets.give(WHO, "live")
    await trio.sleep(TICKET_S + 0.1)
    assert await tickets.take(ticket, "live") is None


@pytest.mark.parametrize(
    "ticket", ["", "x", "A" * 33, "../../denylist:x", "A" * 31 + "é"]
)
async def test_what_is_no_ticket_is_not_even_looked_up(tickets, ticket):
    tickets._state.down = "unreachable"
    assert await tickets.take(ticket, "live") is None


async def test_tickets_cannot_be_guessed(tickets):
    given = {await tickets.give(WHO, "live") for _ in range(100)}
    assert len(given) == 100
    assert all(len(ticket) == 32 for ticket in given)
