"""Take over, hang up, say a sentence: supervisors only, audited, answered with the truth."""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence
from typing import Final

from pydantic import BaseModel

from adminapi.actions.commanding import Order, command, live_call
from adminapi.actions.shapes import (
    HangUpWanted,
    OutcomeTold,
    SayWanted,
    TransferWanted,
)
from adminapi.edges.endpoint import SUPERVISOR, Ask, Endpoint, Handler, Principal
from adminapi.edges.problem import Problem
from adminapi.office import Office
from callcore.shared import audit
from callcore.shared.database.errors import DatabaseError
from callcore.shared.observe.fields import Plain
from callcore.shared.state.port import CommandName, Reply

log = logging.getLogger(__name__)
_PROBLEMS: Final = ("worker-gone", "no-answer", "conflict")


def endpoints(office: Office) -> Sequence[Endpoint]:
    """Return the endpoints of actions."""
    handlers = _Handlers(office)
    return [
        _action("transfer", "Hand the caller to an operator", TransferWanted, handlers.transfer),
        _action("hangup", "End the call", HangUpWanted, handlers.hang_up),
        _action("say", "Let the agent say a sentence", SayWanted, handlers.say),
    ]  # fmt: skip


def _action(verb: str, about: str, body: type[BaseModel], handler: Handler) -> Endpoint:
    return Endpoint(
        method="POST",
        path=f"/live/calls/<uuid:call_id>/{verb}",
        about=about,
        handler=handler,
        roles=SUPERVISOR,
        tag="live",
        told=OutcomeTold,
        body=body,
        problems=_PROBLEMS,
        action=True,
        limit="action",
    )


class _Handlers:
    def __init__(self, office: Office) -> None:
        self._office = office

    async def transfer(self, ask: Ask) -> OutcomeTold:
        wanted = ask.body_or_none
        assert isinstance(wanted, TransferWanted)
        arguments = {"reason": wanted.reason}
        if wanted.queue:
            arguments["queue"] = wanted.queue
        return await self._act(ask, "transfer", arguments, dict(arguments))

    async def hang_up(self, ask: Ask) -> OutcomeTold:
        wanted = ask.body_or_none
        assert isinstance(wanted, HangUpWanted)
        arguments = {"reason": wanted.reason}
        return await self._act(ask, "hangup", arguments, dict(arguments))

    async def say(self, ask: Ask) -> OutcomeTold:
        wanted = ask.body_or_none
        assert isinstance(wanted, SayWanted)
        # what is said may be personal: the audit holds its length, the call its words
        detail: dict[str, Plain] = {"characters": len(wanted.text)}
        return await self._act(ask, "say", {"text": wanted.text}, detail)

    async def _act(
        self,
        ask: Ask,
        name: CommandName,
        arguments: Mapping[str, str],
        detail: Mapping[str, Plain],
    ) -> OutcomeTold:
        """Note who asks, then do it, then note what became of it."""
        call = await live_call(self._office, ask.id("call_id"))
        await self._note(ask.who, f"call.{name}", call.call_id, detail)
        order = Order(name, call.call_id, ask.who.user_id, arguments)
        outcome = await self._outcome(call.worker, order)
        word = outcome.word if isinstance(outcome, Problem) else outcome.result
        if name == "say" and word == "no-answer":
            word = "pending"  # it may take a minute until the agent may speak
        await self._result(ask.who, name, call.call_id, word)
        if word == "pending":
            return OutcomeTold(result=word, fields={})
        if isinstance(outcome, Problem):
            raise outcome
        return _told(outcome)

    async def _outcome(self, worker: str, order: Order) -> Reply | Problem:
        try:
            return await command(self._office, worker, order)
        except Problem as problem:
            return problem

    async def _result(
        self, who: Principal, name: str, call_id: str, result: str
    ) -> None:
        """Note what became of it; it has happened, whether this can be noted or not."""
        try:
            await self._note(who, f"call.{name}.result", call_id, {"result": result})
        except DatabaseError:
            log.warning("a result is not in the audit", extra={"result": result})

    async def _note(
        self, who: Principal, action: str, call_id: str, detail: Mapping[str, Plain]
    ) -> None:
        by = audit.Actor(who.name, who.user_id)
        await self._office.database.run(
            lambda c: audit.note(
                c, by=by, action=action, subject=call_id, detail=detail
            )
        )


def _told(reply: Reply) -> OutcomeTold:
    """Return a worker's word. Raises ``not-found`` and ``invalid`` if it was that."""
    if reply.result == "no-such-call":
        raise Problem("not-found")
    if reply.result == "invalid":
        raise Problem("invalid", "the worker refuses what was asked")
    plain = {
        key: value
        for key, value in reply.fields.items()
        if value is None or isinstance(value, str | int | float | bool)
    }
    return OutcomeTold(result=reply.result, fields=plain)
