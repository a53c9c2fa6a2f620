"""Wait for a condition of another process or thread, with a deadline, never a pause."""

from __future__ import annotations

from collections.abc import Callable

import trio

PATIENCE_S = 40.0  # a loaded machine
STEP_S = 0.01


async def until(
    condition: Callable[[], object], patience_s: float = PATIENCE_S
) -> None:
    """Return when ``condition()`` is true; ``TooSlowError`` if it does not get so."""
    with trio.fail_after(patience_s):
        while not condition():  # noqa: ASYNC110 -- nobody here could set an event
            await trio.sleep(STEP_S)
