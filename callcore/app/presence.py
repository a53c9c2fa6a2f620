"""How a worker stands on the list of the house: a beat a second, and its leave."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from typing import Final, NoReturn

import trio

from callcore.shared.state.port import State, StateDown, WorkerState

BEAT_S: Final = 1.0  # it is forgotten 5 s after its last beat
LEAVE_S: Final = 0.5


async def be_present(state: State, look: Callable[[], WorkerState]) -> NoReturn:
    """Register what ``look`` sees, every second, until cancelled; then take leave."""
    worker = look().worker
    try:
        while True:
            with suppress(StateDown):  # the next beat comes soon
                await state.beat(look())
            await trio.sleep(BEAT_S)
    finally:
        with trio.move_on_after(LEAVE_S, shield=True):
            with suppress(StateDown):
                await state.leave(worker)
