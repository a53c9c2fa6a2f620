"""The endpoints of the rollout. A new trial is begun with ``callcore rollout start``."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from typing import Final

from adminapi.edges.endpoint import (
    ADMIN,
    Answer,
    Ask,
    Endpoint,
    Handler,
    Method,
    Shaped,
)
from adminapi.edges.problem import Problem
from adminapi.edges.shapes import Wanted
from adminapi.office import Office
from adminapi.rollout.shapes import Resume, Rollout, Share, Why
from adminapi.rollout.telling import buckets_of, etag, percent_of, told, version_tag
from callcore.shared import audit, stamps
from callcore.shared.database.pool import Connection
from callcore.shared.rollout import changes, plantable
from callcore.shared.rollout.book import BookError, Conflict
from callcore.shared.rollout.changes import Signature
from callcore.shared.rollout.plan import NO_PLAN, PlanError, RolloutPlan
from callcore.shared.state import names
from callcore.shared.state.port import EventDraft, StateDown

TAG: Final = "rollout"
MOST_STEPS: Final = 50
DAMAGED: Final = "The plan in the database cannot be read."

log = logging.getLogger(__name__)


def endpoints(office: Office) -> Sequence[Endpoint]:
    """Return the table."""
    switch = Switch(office)
    return [
        Endpoint(
            method="GET",
            path="/rollout",
            about="Tell the rollout: plan, quality of each arm, changes.",
            handler=switch.state,
            told=Rollout,
            problems=("conflict",),
            tag=TAG,
        ),
        _change("PUT", "share", "Set who is tried.", switch.share, Share),
        _change("POST", "pause", "Try nobody for now.", switch.pause, Why),
        _change("POST", "resume", "Go on after a roll-back.", switch.resume, Resume),
        Endpoint(
            method="POST",
            path="/rollout/kill",
            about="Switch it off at once, whatever its version.",
            handler=switch.kill,
            roles=ADMIN,
            body=Why,
            told=Rollout,
            problems=("conflict",),
            tag=TAG,
        ),
    ]


def _change(
    method: Method, word: str, about: str, handler: Handler, body: type[Wanted]
) -> Endpoint:
    return Endpoint(
        method=method,
        path=f"/rollout/{word}",
        about=about,
        handler=handler,
        roles=ADMIN,
        body=body,
        told=Rollout,
        problems=("conflict",),
        action=method == "POST",
        matched=True,
        tag=TAG,
    )


class Switch:
    """The handlers."""

    def __init__(self, office: Office) -> None:
        self._office = office

    async def state(self, _ask: Ask) -> Answer:
        """Return all of it."""
        try:
            return await self._office.database.run(_state)
        except BookError:
            raise Problem("conflict", DAMAGED) from None

    async def share(self, ask: Ask) -> Answer:
        """Set the shares of a plan that runs."""
        asked = ask.body(Share)
        shadow = (
            None if asked.shadow_percent is None else buckets_of(asked.shadow_percent)
        )
        return await self._changed(
            ask,
            asked.reason,
            lambda plan, signed: changes.widened(
                plan, buckets_of(asked.percent), shadow, signed
            ),
        )

    async def pause(self, ask: Ask) -> Answer:
        """Set both shares to nothing; the counters go on."""
        return await self._changed(
            ask,
            ask.body(Why).reason,
            lambda plan, signed: changes.widened(plan, 0, 0, signed),
        )

    async def resume(self, ask: Ask) -> Answer:
        """Go on with what was rolled back, with new counters."""
        asked = ask.body(Resume)
        return await self._changed(
            ask,
            asked.reason,
            lambda plan, signed: changes.resumed(
                plan,
                buckets_of(asked.percent),
                buckets_of(asked.shadow_percent),
                signed,
            ),
        )

    async def kill(self, ask: Ask) -> Answer:
        """Switch it off; asking twice is no error."""
        reason = ask.body(Why).reason
        return await self._changed(ask, reason, changes.stopped, matched=False)

    async def _changed(
        self, ask: Ask, reason: str, step: plantable.Change, *, matched: bool = True
    ) -> Answer:
        def job(connection: Connection) -> tuple[RolloutPlan, Shaped]:
            before = plantable.read(connection) or NO_PLAN
            if matched:
                _require_match(ask, before)
            at = stamps.utc_text(self._office.now_s())
            signed = Signature(ask.who.name, reason, at)
            expected = before.version if matched else None
            after = plantable.apply(connection, step, signed, expected)
            _note(connection, ask, before, after)
            return after, _state(connection)

        try:
            after, answer = await self._office.database.run(job)
        except PlanError as error:
            raise Problem("conflict", str(error)) from None
        except Conflict:
            raise Problem("changed" if matched else "conflict") from None
        except BookError:
            raise Problem("conflict", DAMAGED) from None
        await self._tell(after)
        return answer

    async def _tell(self, plan: RolloutPlan) -> None:
        """Tell the boards; workers look into the table themselves."""
        draft = EventDraft(
            names.ROLLOUT_CHANGED,
            self._office.now_s(),
            fields={
                "status": plan.status,
                "percent": percent_of(plan.buckets),
                "shadow": percent_of(plan.shadow_buckets),
                "by": plan.changed_by,
            },
        )
        try:
            await self._office.state.publish([draft])
        except StateDown:
            log.info("a board was not told of the rollout", extra={"to": plan.version})


def _state(connection: Connection) -> Shaped:
    plan = plantable.read(connection) or NO_PLAN
    tally = plantable.tally_of(connection, plan.since)
    history = plantable.history(connection, MOST_STEPS)
    return Shaped(told(plan, tally, history), headers=(("ETag", etag(plan, tally)),))


def _require_match(ask: Ask, plan: RolloutPlan) -> None:
    """Refuse a change of another plan; that calls were counted meanwhile is no change."""
    given = [part.strip() for part in ask.headers.get("If-Match", "").split(",")]
    mine = version_tag(plan)
    ask.require_match(next((tag for tag in given if tag.startswith(mine)), mine))


def _note(
    connection: Connection, ask: Ask, before: RolloutPlan, after: RolloutPlan
) -> None:
    audit.note(
        connection,
        by=audit.Actor(ask.who.name, ask.who.user_id),
        action="rollout.change",
        subject=after.engine,
        detail={
            "version": after.version,
            "was": before.status,
            "status": after.status,
            "percent": percent_of(after.buckets),
            "shadow": percent_of(after.shadow_buckets),
            "reason": after.reason,
        },
    )
