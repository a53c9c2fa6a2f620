"""What the dialplan hears about the end of a call."""

from __future__ import annotations

import pytest

from callcore.daemon.after import AfterDesk
from callcore.daemon.switchboard import Switchboard
from callcore.desk.fastagi import AgiChannel
from callcore.shared.ids import CallId
from callcore.shared.records import Admission
from tests.kit.agi import ask


def a_desk(next_: str = "end") -> AfterDesk:
    board = Switchboard(10, lambda _: None)
    board.expect(Admission(CallId("known"), "", "", "en"), 0.0)
    board.claim(CallId("known"), 0.0)
    board.decide(CallId("known"), next_, 0.0)
    return AfterDesk(board)


@pytest.mark.parametrize("next_", ["end", "human", "sales,s,1"])
async def test_a_known_call_gets_its_mark_once(next_):
    desk = a_desk(next_)
    assert await ask(desk.serve, "after", ("known",)) == {"CALL_NEXT": next_}
    assert await ask(desk.serve, "after", ("known",)) == {"CALL_NEXT": "human"}
    assert desk.tally == {"known": 1, "unknown": 1}


@pytest.mark.parametrize("args", [(), ("",), ("unknown",), ("known ",), ("x" * 3000,)])
async def test_everybody_else_goes_to_a_human(args):
    assert await ask(a_desk().serve, "after", args) == {"CALL_NEXT": "human"}


async def test_an_unknown_script_gets_nothing():
    desk = a_desk()
    assert await ask(desk.serve, "admit", ("known",)) == {}
    assert desk.tally == {"unknown_script": 1}


async def test_a_mark_that_asterisk_did_not_take_is_kept():
    desk = a_desk()

    class Refuses(AgiChannel):
        async def set_variable(self, name: str, value: str) -> bool:
            await super().set_variable(name, value)
            return False

    async def serve(agi: AgiChannel) -> None:
        agi.__class__ = Refuses
        await desk.serve(agi)

    await ask(serve, "after", ("known",))
    assert await ask(desk.serve, "after", ("known",)) == {"CALL_NEXT": "end"}
