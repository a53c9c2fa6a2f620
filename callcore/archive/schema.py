"""Waits until the database has the tables of this version; migrating is a person's act."""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable, Sequence
from typing import Final

import trio

from callcore.shared.database.errors import DatabaseError
from callcore.shared.database.migrate import MigrationError

AGAIN_S: Final = 3.0
ASK_S: Final = 15.0

log = logging.getLogger(__name__)


async def wait_schema(
    missing: Callable[[], Awaitable[Sequence[str]]], tell: Callable[[str], None]
) -> None:
    """Return once ``missing()`` is empty; ``tell`` gets a machine word while it waits.

    ``missing`` is :func:`callcore.shared.database.migrate.pending`. Cancel-safe.
    """
    told = ""
    while True:
        word = await _why_not(missing)
        tell(word)
        if not word:
            return
        if word != told:
            hint = "run `callcore db migrate`" if word == "schema-old" else ""
            log.error("waiting for the database", extra={"reason": word, "hint": hint})
        told = word
        await trio.sleep(AGAIN_S)


async def _why_not(missing: Callable[[], Awaitable[Sequence[str]]]) -> str:
    try:
        with trio.move_on_after(ASK_S):
            return "schema-old" if await missing() else ""
    except DatabaseError as error:
        return str(error) or "down"
    except MigrationError:
        return "schema-other"  # newer than this program, or changed
    return "late"
