"""Operators, queues and hand-overs over HTTP."""

from __future__ import annotations

from collections.abc import Sequence

from adminapi.edges.endpoint import ANYBODY, OPERATOR, SUPERVISOR, Endpoint
from adminapi.edges.shapes import Page
from adminapi.office import Office
from adminapi.operators.handling import Operators
from adminapi.operators.handovers import Handovers
from adminapi.operators.queues import Queues
from adminapi.operators.reports import draw_for_ever
from adminapi.operators.shapes import (
    HandoversQuery,
    HandoverTold,
    NewQueueWanted,
    OperatorsTold,
    OperatorTold,
    OperatorWanted,
    PresenceWanted,
    QueuesTold,
    QueueTold,
    QueueWanted,
    RangeQuery,
    ReportTold,
)
from adminapi.serving import Task


def endpoints(office: Office) -> Sequence[Endpoint]:
    """Return the endpoints of operators, queues and hand-overs."""
    return [*_operators(office), *_queues(office), _handovers(office)]


def tasks(office: Office) -> Sequence[Task]:
    """Return what runs beside the servers."""
    return [lambda: draw_for_ever(office)]


def _operators(office: Office) -> Sequence[Endpoint]:
    handlers = Operators(office)
    one = "/operators/<uuid:operator_id>"
    return [
        Endpoint(method="GET", path="/operators", about="All operators", tag="operators",
                 handler=handlers.list_all, told=OperatorsTold, roles=ANYBODY),
        Endpoint(method="POST", path="/operators", about="Make an operator", tag="operators",
                 handler=handlers.add, body=OperatorWanted, told=OperatorTold, status=201,
                 roles=SUPERVISOR, problems=("conflict",), action=True),
        Endpoint(method="GET", path="/operators/me", about="The operator that I am",
                 tag="operators", handler=handlers.me, told=OperatorTold, roles=ANYBODY,
                 problems=("not-found",)),
        Endpoint(method="GET", path=one, about="One operator", tag="operators",
                 handler=handlers.one, told=OperatorTold, roles=ANYBODY),
        Endpoint(method="PUT", path=one, about="Change an operator", tag="operators",
                 handler=handlers.change, body=OperatorWanted, told=OperatorTold,
                 roles=SUPERVISOR, problems=("conflict",), matched=True),
        Endpoint(method="DELETE", path=one, about="Remove an operator", tag="operators",
                 handler=handlers.remove, status=204, roles=SUPERVISOR, matched=True),
        Endpoint(method="PUT", path=f"{one}/presence", about="Set an operator's presence",
                 tag="operators", handler=handlers.set_presence, body=PresenceWanted,
                 told=OperatorTold, roles=OPERATOR),
    ]  # fmt: skip


def _queues(office: Office) -> Sequence[Endpoint]:
    handlers = Queues(office)
    one = "/queues/<word:queue>"
    return [
        Endpoint(method="GET", path="/queues", about="All queues", tag="queues",
                 handler=handlers.list_all, told=QueuesTold, roles=ANYBODY),
        Endpoint(method="POST", path="/queues", about="Make a queue", tag="queues",
                 handler=handlers.add, body=NewQueueWanted, told=QueueTold, status=201,
                 roles=SUPERVISOR, problems=("conflict",), action=True),
        Endpoint(method="GET", path=one, about="One queue", tag="queues",
                 handler=handlers.one, told=QueueTold, roles=ANYBODY),
        Endpoint(method="PUT", path=one, about="Change a queue", tag="queues",
                 handler=handlers.change, body=QueueWanted, told=QueueTold,
                 roles=SUPERVISOR, matched=True),
        Endpoint(method="DELETE", path=one, about="Remove a queue", tag="queues",
                 handler=handlers.remove, status=204, roles=SUPERVISOR, matched=True),
        Endpoint(method="GET", path=f"{one}/report", about="How a queue did", tag="queues",
                 handler=handlers.report, query=RangeQuery, told=ReportTold, roles=ANYBODY),
    ]  # fmt: skip


def _handovers(office: Office) -> Endpoint:
    return Endpoint(
        method="GET",
        path="/handovers",
        about="What became of callers at the operators, newest first",
        handler=Handovers(office).page,
        query=HandoversQuery,
        told=Page[HandoverTold],
        roles=ANYBODY,
        tag="queues",
    )
