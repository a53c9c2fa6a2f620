"""Commands to workers, and their answers: the one place of adminapi that sends them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final
from uuid import uuid4

import trio

from adminapi.edges.problem import Problem
from adminapi.office import Office
from callcore.shared.state.port import Command, CommandName, LiveCall, Reply

OBEY_S: Final = 8.0  # nobody obeys a command that is older
ANSWER_S: Final = 8.5  # we wait so long; a request as a whole has 10 s


@dataclass(frozen=True, slots=True)
class Order:
    """What is asked of a worker. ``by`` is a user id."""

    name: CommandName
    call_id: str
    by: str
    arguments: Mapping[str, str]


async def live_call(office: Office, call_id: str) -> LiveCall:
    """Return a call that is on. Raises ``not-found``."""
    call = await office.state.call(call_id)
    if call is None:
        raise Problem("not-found")
    return call


async def command(office: Office, worker: str, order: Order) -> Reply:
    """Send a command and return the worker's own word on it.

    Raises ``worker-gone`` if the worker is not there, now or when the time is over, and
    ``no-answer`` if it is there and says nothing: then nobody knows whether it obeyed.
    Cancelled: the command stays sent.
    """
    if not await _is_there(office, worker):
        raise Problem("worker-gone")
    sent = Command(
        command_id=str(uuid4()),
        name=order.name,
        call_id=order.call_id,
        by=order.by,
        until_s=office.now_s() + OBEY_S,
        arguments=order.arguments,
    )
    await office.state.send(worker, sent)
    with trio.move_on_after(ANSWER_S):
        return await office.state.wait_reply(sent.command_id)
    raise Problem("no-answer" if await _is_there(office, worker) else "worker-gone")


async def _is_there(office: Office, worker: str) -> bool:
    return any(each.worker == worker for each in await office.state.workers())
