"""Standard input as a leash: faults come in as lines, and its end is ours.

Whoever starts the house holds the other end. If he dies, the kernel closes it, so no house
is left running without its test.
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from typing import Final

import trio

from chaos.dev.faults import Faults

MOST_BYTES: Final = 1_000  # of a line; our own lines have 15
READ_BYTES: Final = 4_096


async def obey(faults: Faults, tell: Callable[[str], None], fd: int = 0) -> None:
    """Do what the lines on ``fd`` say, one after another; return when it is closed."""
    waiting = b""
    async with trio.lowlevel.FdStream(os.dup(fd)) as stream:
        while data := await stream.receive_some(READ_BYTES):
            *lines, waiting = (waiting + data)[-MOST_BYTES:].split(b"\n")
            for line in filter(None, map(bytes.strip, lines)):
                text = line.decode(errors="replace")
                done = await trio.to_thread.run_sync(faults.do, text)
                tell(json.dumps(done))
