"""The table of the try."""

from types import SimpleNamespace
from typing import Any

from adminapi.edges.endpoint import OPERATOR
from adminapi.trying.routes import endpoints, sockets
from callcore.shared.state.memory import MemoryState


def test_tickets_and_socket_are_for_operators_and_say_the_same():
    office: Any = SimpleNamespace(state=MemoryState(), now_s=lambda: 0.0)
    (ticket,) = endpoints(office)
    (socket,) = sockets(office)
    assert ticket.roles == socket.roles == OPERATOR
    assert (ticket.path, socket.path) == ("/try/ticket", "/try")
