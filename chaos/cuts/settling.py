"""The settler after the crash: a process of its own that takes over what others left."""

from __future__ import annotations

import logging
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import trio

from callcore.shared import stamps
from callcore.shared.offload import OneThread
from callcore.shared.worklist.files import open_worklist
from callcore.store.client import open_http_store
from callcore.store.outbox import FileOutbox, open_outbox
from callcore.store.rules import Times
from callcore.store.settle import Pace, Settler
from chaos.cuts.knife import Knife, install

#: as the product waits, in a hurry: what a killed client had sent has arrived by then
PACE: Final = Pace(
    Times(quiet_s=0.5, arriving_s=2.0, human_s=2.0), first_s=0.1, last_s=1.0, look_s=0.2
)
DEADLINE_S: Final = 120.0
STUCK: Final = 3  # the exit code of a settler that does not come to an end
_STEP_S: Final = 0.05


@dataclass(frozen=True, slots=True)
class Settling:
    """What the settler's process does."""

    url: str
    folder: Path
    name: str
    knife: str = ""


def settle(role: Settling) -> None:
    """Settle what there is; the process may end at any line of it."""
    logging.disable(logging.CRITICAL)
    install(Knife(role.knife))
    sys.exit(0 if trio.run(settle_all, role) else STUCK)


async def settle_all(role: Settling) -> bool:
    """Settle in this process; ``False`` if it does not come to an end."""
    path = role.folder / "outbox" / f"{role.name}.jsonl"
    worklist = role.folder / "worklist"
    async with (
        open_outbox(path, OneThread(), stamps.now_s) as outbox,
        open_worklist(worklist, role.name, OneThread(), stamps.now_s) as list_,
        open_http_store(role.url, outbox) as store,
    ):
        settler = Settler(store, outbox, list_, stamps.now_s, pace=PACE)
        with trio.move_on_after(DEADLINE_S) as scope:
            async with trio.open_nursery() as nursery:
                nursery.start_soon(settler.run)
                while not await is_quiet(outbox):  # noqa: ASYNC110 -- others' files
                    await trio.sleep(_STEP_S)
                nursery.cancel_scope.cancel(reason="all is settled")
        return not scope.cancelled_caught


async def is_quiet(outbox: FileOutbox) -> bool:
    """Say whether nothing is left, in our file or in those of the dead.

    Looked at after an adoption of our own: while the settler's is under way, what was
    theirs is in no file of theirs any more and not yet known to be ours.
    """
    await outbox.adopt()
    return not outbox.calls() and not others_of(outbox)


def others_of(outbox: FileOutbox) -> set[Path]:
    """Return the outboxes beside ours."""
    return set(outbox.path.parent.glob("*.jsonl")) - {outbox.path}
