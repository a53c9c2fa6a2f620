"""Publishing: what new calls are answered with. Calls that run keep what they began with."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from typing import Any, Final

from adminapi.edges.endpoint import Answer, Ask
from adminapi.edges.problem import FieldError, Problem
from adminapi.office import Office
from adminapi.prompts import packaged, rows
from adminapi.prompts.checks import faults
from adminapi.prompts.shapes import Publish, Published, RollBack
from adminapi.prompts.telling import etag
from callcore.shared import audit
from callcore.shared.database.pool import Connection
from callcore.shared.observe.fields import Plain
from callcore.shared.state import names
from callcore.shared.state.port import EventDraft, StateDown

log = logging.getLogger(__name__)
_UNTRIED: Final = (
    "No regression run of exactly these texts has passed; run one, or force it."
)
_IN_USE: Final = "It is in use already."


class Publishing:
    """The handlers."""

    def __init__(self, office: Office) -> None:
        self._office = office

    async def publish(self, ask: Ask) -> Answer:
        """Put a prompt into use."""
        asked, prompt_id = ask.body(Publish), ask.id("prompt_id")

        def job(connection: Connection) -> Mapping[str, Any]:
            rows.lock(connection)
            row = rows.locked(connection, prompt_id)
            ask.require_match(etag(row))
            tried = _check(connection, row, forced=asked.force is not None)
            row = rows.publish(connection, prompt_id, ask.who.name)
            detail: dict[str, Plain] = {"version": row["version"], "sha": row["sha"]}
            if not tried:
                detail["forced"] = asked.force
            _note(connection, ask, "prompt.publish", row, detail)
            return row

        row = await self._office.database.run(job)
        return await self._told(ask, row)

    async def roll_back(self, ask: Ask) -> Answer:
        """Put the one before into use."""
        asked = ask.body(RollBack)

        def job(connection: Connection) -> Mapping[str, Any] | None:
            present, before = rows.roll_back(connection)
            to = packaged.versions()[-1] if before is None else before["version"]
            detail: dict[str, Plain] = {"to": to, "reason": asked.reason}
            _note(connection, ask, "prompt.roll-back", present, detail)
            return before

        return await self._told(ask, await self._office.database.run(job))

    async def _told(self, ask: Ask, row: Mapping[str, Any] | None) -> Published:
        """Tell the boards, and the client; workers look into the table themselves."""
        version = packaged.versions()[-1] if row is None else row["version"]
        draft = EventDraft(
            names.PROMPT_PUBLISHED,
            self._office.now_s(),
            fields={
                "prompt": version,
                "sha": "" if row is None else row["sha"],
                "by": ask.who.name,
            },
        )
        try:
            await self._office.state.publish([draft])
        except StateDown:
            log.info("a board was not told of a prompt", extra={"prompt": version})
        prompt_id = None if row is None else str(row["prompt_id"])
        return Published(version=version, prompt_id=prompt_id)


def _check(connection: Connection, row: Mapping[str, Any], *, forced: bool) -> bool:
    """Refuse what may not be published; return whether a run of it has passed."""
    if row["state"] == "published":
        raise Problem("conflict", _IN_USE)
    wrong = faults(row["texts"])
    if wrong:
        errors = [FieldError(where="texts", problem=fault) for fault in wrong]
        raise Problem("invalid", "The texts have faults.", errors=errors)
    tried = rows.passed(connection, str(row["prompt_id"]), row["sha"])
    if not tried and not forced:
        raise Problem("conflict", _UNTRIED)
    return tried


def _note(
    connection: Connection,
    ask: Ask,
    action: str,
    row: Mapping[str, Any],
    detail: Mapping[str, Plain],
) -> None:
    audit.note(
        connection,
        by=audit.Actor(ask.who.name, ask.who.user_id),
        action=action,
        subject=str(row["prompt_id"]),
        detail=detail,
    )
