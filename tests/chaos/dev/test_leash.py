from __future__ import annotations

import json
import os

import trio

from chaos.dev.faults import Faults
from chaos.dev.leash import obey


class Deaf(Faults):
    """Does nothing and says so."""

    def do(self, line: str) -> dict[str, object]:
        return {"did": line}


async def test_each_line_is_answered_in_order_and_the_end_ends_it(tmp_path):
    ours, theirs = os.pipe()
    told: list[str] = []
    os.write(theirs, b"pause redis\n\n  resume redis \nhalf a l")
    os.close(theirs)
    with trio.fail_after(20):
        await obey(Deaf(tmp_path, "", ""), told.append, ours)
    os.close(ours)
    assert [json.loads(line)["did"] for line in told] == ["pause redis", "resume redis"]


async def test_a_line_that_comes_in_pieces_is_one(tmp_path):
    ours, theirs = os.pipe()
    told: list[str] = []
    with trio.fail_after(20):
        async with trio.open_nursery() as nursery:
            nursery.start_soon(obey, Deaf(tmp_path, "", ""), told.append, ours)
            os.write(theirs, b"pause ")
            await trio.testing.wait_all_tasks_blocked(0.01)
            os.write(theirs, b"redis\n")
            os.close(theirs)
    os.close(ours)
    assert [json.loads(line)["did"] for line in told] == ["pause redis"]
