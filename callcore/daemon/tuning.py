"""What the interpreter is told, in one place, and what was measured.

- A busy Python thread moves the tick's lag from 0.9/2.5 ms (p50/p99) to 6.1/8.8; a
  switch interval of 0.5 ms brings it to 1.4/3.7 (STACK.md section 6).
- With the collector's own timing, p99 at 800 calls was 6-9 ms, with ``freeze`` and no
  automatic collection 1.1-1.9. Never collecting would break P2, so it is done here, in
  small steps, and in full when nobody is on the line.
"""

from __future__ import annotations

import gc
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Final, NoReturn

import trio

SWITCH_INTERVAL_S: Final = 0.0005
COLLECT_EVERY_S: Final = 1.0
MIDDLE_EVERY: Final = 10  # rounds: a collection of the middle generation
FULL_EVERY: Final = 600  # rounds: in full, although somebody is always on the line


def quicken_threads() -> None:
    """Let the loop's thread have the GIL back soon; before any thread starts."""
    sys.setswitchinterval(SWITCH_INTERVAL_S)


@contextmanager
def collector_in_hand() -> Iterator[None]:
    """Freeze what is there and switch automatic collection off; undone on leaving."""
    gc.collect()
    gc.freeze()
    gc.disable()
    try:
        yield
    finally:
        gc.enable()
        gc.unfreeze()


async def collect_garbage(is_idle: Callable[[], bool]) -> NoReturn:
    """Collect once a second: the young; in full once after every busy time."""
    n, dirty = 0, False
    while True:
        await trio.sleep(COLLECT_EVERY_S)
        n += 1
        idle = is_idle()
        full = n % FULL_EVERY == 0 or (idle and dirty)
        gc.collect(2 if full else int(n % MIDDLE_EVERY == 0))
        dirty = not idle
