"""What happens to the answers of a request; over the wire in test_recognising.py."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from chaos.standins.google.answers import Answers, attend
from chaos.standins.google.refusal import Code, Cut, Refusal
from chaos.standins.mishaps import Mishaps
from chaos.standins.seen import Seen
from chaos.standins.trouble import Trouble


class FakeContext:
    def __init__(self):
        self.sent = []
        self.aborted = None

    async def write(self, message):
        self.sent.append(message)

    async def abort(self, code, text):
        self.aborted = (code, text)


Context: Any = FakeContext


def spoil(kind, message, number):
    return f"{kind} {message} {number}"


def run(trouble, count=3):
    context, seen, mishaps = Context(), Seen("test"), Mishaps()
    mishaps.trouble = trouble
    answers = Answers(context, mishaps.stream(), seen, spoil)

    async def work():
        await answers.begin()
        for number in range(count):
            await answers.send(number)

    asyncio.run(attend(context, seen, work))
    return context, seen


def test_well_they_all_come_out():
    context, seen = run(Trouble())
    assert context.sent == [0, 1, 2]
    assert (seen.answers, seen.ended) == (3, "done")


def test_spoilt_ones_come_out_spoilt():
    context, _ = run(Trouble("garbage", after=1))
    assert context.sent == [0, "garbage 1 1", "garbage 2 2"]


def test_a_status_ends_the_request_and_is_written_down():
    context, seen = run(Trouble("limit", after=2))
    assert context.sent == [0, 1]
    assert context.aborted[0] == Code.RESOURCE_EXHAUSTED
    assert (seen.ended, seen.error) == ("refused", "RESOURCE_EXHAUSTED")


def test_a_cut_ends_it_without_a_status():
    context, seen = run(Trouble("cut", after=1))
    assert context.sent == [0]
    assert context.aborted is None
    assert seen.ended == "cut"


@pytest.mark.parametrize("error", [RuntimeError, asyncio.CancelledError])
def test_what_ends_otherwise_is_written_down_and_raised(error):
    async def work():
        raise error

    seen = Seen("test")
    with pytest.raises(error):
        asyncio.run(attend(Context(), seen, work))
    assert seen.ended == ("cut" if error is RuntimeError else "cancelled")


def test_refusals_and_cuts_are_told_apart():
    assert not issubclass(Cut, Refusal)
