"""Tasks beside the calls that must never end one: they are caught, counted, begun again.

The live view, commands and records are comfort; a bug in one of them is told and repeated
at a slower pace, while every call goes on.
"""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable
from typing import Final, NoReturn, TypeVar

import trio

from callcore.desk.culprit import name_failure

FIRST_S: Final = 0.5
LONGEST_S: Final = 30.0
CALM_S: Final = 60.0  # it ran so long: the next failure is a new one

log = logging.getLogger(__name__)

Task = Callable[[], Awaitable[object]]
T = TypeVar("T")


async def keep(
    name: str, task: Task, note: Callable[[str], object] = lambda _name: None
) -> NoReturn:
    """Run ``task`` again whenever it ends; ``note`` counts its failures by name.

    The pause grows from half a second to half a minute while it keeps failing. Nothing
    but ``Cancelled`` comes out.
    """
    pause_s = FIRST_S
    while True:
        began_s = trio.current_time()
        try:
            await task()
        except* Exception as failures:  # noqa: BLE001 -- D-105: beside the calls
            note(name)
            told = {"task": name, "error": name_failure(failures)}
            log.error("a task beside the calls failed", extra=told)  # noqa: TRY400
        if trio.current_time() - began_s > CALM_S:
            pause_s = FIRST_S
        await trio.sleep(pause_s)
        pause_s = min(2 * pause_s, LONGEST_S)


def guarded(
    act: Callable[[T], object], name: str, note: Callable[[str], object]
) -> Callable[[T], None]:
    """Return ``act`` for use inside a call: a bug in it is counted, and the call goes on."""

    def run(given: T) -> None:
        try:
            act(given)
        except Exception as failure:  # noqa: BLE001 -- D-105: beside the call
            note(name)
            told = {"task": name, "error": name_failure(failure)}
            log.error("what is told beside a call failed", extra=told)  # noqa: TRY400

    return run
