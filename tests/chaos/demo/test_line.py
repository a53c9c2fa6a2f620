"""The caller's mouth and ear, and what is learned from the exchange."""

from __future__ import annotations

import trio

from chaos.demo.line import CallerLine, Observed
from tests.chaos.demo.test_gaps import pcm_of
from tests.kit.phone.dialplan import CALLER
from tests.kit.phone.exchange import AgiCall
from tests.kit.phone.handset import SILENCE


async def test_speech_goes_out_frame_by_frame_and_then_silence(autojump_clock):
    line = CallerLine()
    line.say(b"\1" * 320 + b"\2" * 100)
    assert line.speaking
    assert line.handset.voice() == b"\1" * 320
    assert line.handset.voice() == (b"\2" * 100).ljust(320, b"\0")
    assert line.handset.voice() == SILENCE
    await trio.sleep(0.041)
    assert not line.speaking


async def test_two_lines_are_said_one_after_the_other(autojump_clock):
    line = CallerLine()
    line.say(bytes(3200))
    line.say(bytes(3200))
    await trio.sleep(0.3)
    assert line.speaking
    await trio.sleep(0.11)
    assert not line.speaking


async def test_the_silence_of_the_agent_is_measured_on_the_line(autojump_clock):
    line = CallerLine()
    assert line.handset.ear is not None
    line.handset.ear(trio.current_time(), pcm_of(20, (0, 20)))
    await trio.sleep(0.4)
    line.handset.ear(trio.current_time(), SILENCE)
    assert round(line.agent_silent_s, 3) == 0.4


async def test_hanging_up_puts_the_handset_down():
    line = CallerLine()
    line.hang_up()
    assert line.handset.is_gone


class FakeExchange:
    """Answers admit with a call, after with an end."""

    async def run_agi(self, call):
        if call.url.endswith("/admit") and call.args != ("full",):
            call.variables |= {"CALL_UUID": "u1", "CALL_TARGET": "127.0.0.1:21001"}
        return "SUCCESS"

    async def connect(self, target):
        return target


async def test_the_admitted_call_is_told_and_nothing_else():
    told = []

    async def admitted(call_id, target):
        told.append((call_id, target))

    exchange = Observed(FakeExchange(), admitted)
    for url, args in (("agi://h/admit", ("full",)), ("agi://h/admit", ())):
        call = AgiCall(url, args, CALLER, {})
        assert await exchange.run_agi(call) == "SUCCESS"
    await exchange.run_agi(AgiCall("agi://h/after", (), CALLER, {"CALL_UUID": "u1"}))
    assert told == [("u1", "127.0.0.1:21001")]
    assert str(await exchange.connect("x:1")) == "x:1"
