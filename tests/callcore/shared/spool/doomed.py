"""A process that starts writers, each to be killed at any moment: ``python doomed.py ROOT``.

For every line on stdin it forks a writer and says its process id. The writer says the
number of each record that it could put, and nothing else.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

import trio

from callcore.shared.offload import OneThread
from callcore.shared.spool.writer import open_spool

MOST_BYTES = 60_000  # small segments: many of them begin and end


async def write(root: Path, name: str) -> None:
    async with (
        open_spool(root, name, MOST_BYTES, OneThread()) as spool,
        trio.open_nursery() as nursery,
    ):
        nursery.start_soon(spool.run)
        number = 1
        while True:
            if spool.put("call.event", {"n": number, "filler": "x" * (number * 37 % 900)}):  # fmt: skip
                os.write(1, b"%d\n" % number)
                number += 1
            if number % 5 == 0:
                await spool.look_after()


def main() -> None:
    for count, _ in enumerate(sys.stdin):
        pid = os.fork()
        if not pid:
            os.close(0)
            trio.run(write, Path(sys.argv[1]), f"w{count}")
        os.write(1, b"pid %d\n" % pid)
        os.waitpid(pid, 0)
        os.write(1, b"gone\n")


if __name__ == "__main__":
    main()
