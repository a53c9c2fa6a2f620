"""What follows from reports of hand-overs: presence, and callbacks. One task a process.

Several processes may do it at the same time: each report is drawn upon once.
"""

from __future__ import annotations

import logging
from typing import Final

import trio

from adminapi.office import Office
from adminapi.operators import handoverrows
from callcore.shared.database.errors import DatabaseError
from callcore.shared.database.pool import Connection
from callcore.shared.observe.fields import Plain
from callcore.shared.state import names
from callcore.shared.state.port import EventDraft, StateDown

LOOK_S: Final = 2.0
JOB_S: Final = 10.0

log = logging.getLogger(__name__)


async def draw_for_ever(office: Office) -> None:
    """Look for new reports every :data:`LOOK_S`. Never raises for a part that is down."""
    while True:
        more = 0
        try:
            with trio.fail_after(JOB_S):
                more = await draw(office)
        except (DatabaseError, trio.TooSlowError) as error:
            log.debug("hand-overs not read", extra={"part": type(error).__name__})
        if more < handoverrows.BATCH:
            await trio.sleep(LOOK_S)


async def draw(office: Office) -> int:
    """Draw the conclusions of some new reports; return how many there were."""
    found, drafts = await office.database.run(lambda c: _draw(c, office))
    if drafts:
        try:
            await office.state.publish(drafts)
        except StateDown:
            log.debug("presence not published")  # the board asks again by itself
    return found


def _draw(connection: Connection, office: Office) -> tuple[int, list[EventDraft]]:
    now_s = office.now_s()
    new = handoverrows.take_new(connection)
    drafts: list[EventDraft] = []
    for handover in new:
        if handover["status"] not in handoverrows.ANSWERED:
            item = handoverrows.callback_of(handover, office.ring)
            handoverrows.add_callback(connection, item)
            told: dict[str, Plain] = {"item_id": item.id, "state": "open"}
            drafts.append(EventDraft(names.QUEUE_CALLBACK, now_s, item.call_id, told))
        elif handover["member"]:
            changed = handoverrows.seen_again(
                connection, handover["member"], handover["at_s"]
            )
            if changed is not None:
                drafts.append(EventDraft(names.OPERATOR_PRESENCE, now_s, "", changed))
    return len(new), drafts
