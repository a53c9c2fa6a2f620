"""The phone on real sockets, against a server that misbehaves once per test."""

from __future__ import annotations

import pytest
import trio

from callcore.protocol.audiosocket import (
    HANGUP_FRAME,
    Decoder,
    Frame,
    Kind,
    encode_audio,
)
from tests.kit.phone.dialplan import Phone
from tests.kit.phone.handset import Handset, Speech
from tests.kit.phone.operators import Operators
from tests.kit.phone.result import LegEnd, Outcome
from tests.kit.phone.throwaway import (
    SILENT_FRAME,
    drain,
    receive_exactly,
    send_reset,
    serving,
)

pytestmark = pytest.mark.integration


async def say_three_and_hang_up(stream):
    for _ in range(3):
        await stream.send_all(SILENT_FRAME)
        await trio.sleep(0.02)
    await stream.send_all(HANGUP_FRAME)
    await drain(stream)


async def test_a_normal_call_ends_by_its_mark():
    async with serving(say_three_and_hang_up) as server:
        result = await Phone(server.desk).call()
    assert result.admitted
    assert result.outcome is Outcome.END
    assert result.leg_end is LegEnd.HANGUP
    assert [len(frame.pcm) for frame in result.heard] == [320] * 3
    assert result.agi_status == {"admit": "SUCCESS", "after": "SUCCESS"}
    assert [request.script for request in server.requests] == ["admit", "after"]
    assert server.requests[0].caller == "+15550100"
    assert server.requests[0].extension == "100"
    assert server.requests[1].args == (server.call_id,)
    assert server.call_ids == [b"\x01\x00\x10" + bytes(15) + b"\x07"]
    assert result.to_operator_s is None


async def test_the_caller_is_heard_every_20_ms():
    got: list[Frame] = []

    async def listen(stream):
        decoder = Decoder()
        decoder.receive_data_untrusted(b"\x01\x00\x10" + bytes(16))
        while len(got) < 25:
            got.extend(decoder.receive_data_untrusted(await stream.receive_some()))
        await stream.send_all(HANGUP_FRAME)
        await drain(stream)

    voice = Speech(b"\x01\x02" * 160 * 5)
    async with serving(listen) as server:
        result = await Phone(server.desk).call(Handset(voice))
    assert [frame.payload[:2] for frame in got[:6]] == [b"\x01\x02"] * 5 + [bytes(2)]
    assert len(result.sent) >= 25
    assert result.sent[24].time_s - result.sent[0].time_s >= 0.47


@pytest.mark.parametrize(
    "admits", ["nobody", "cut in the middle", "nonsense", "no such worker"]
)
async def test_without_a_call_id_the_caller_goes_to_a_human(admits):
    operators = Operators()
    async with serving(drain) as server:
        server.is_admitting = admits != "nobody"
        server.is_desk_cut = admits == "cut in the middle"
        if admits == "nonsense":
            server.call_id = "not-a-uuid"
        if admits == "no such worker":
            server.audio = "127.0.0.1:1"
        server.next = "human"
        result = await Phone(server.desk, operators=operators).call()
    assert result.outcome is Outcome.HUMAN
    assert len(operators.arrivals) == 1
    assert not result.heard
    assert result.agi_status["admit"] == "SUCCESS"  # so says Asterisk of a killed one
    assert server.requests[-1].script == "handover"


async def test_without_any_server_the_caller_goes_to_a_human():
    result = await Phone("127.0.0.1:1").call()
    assert result.outcome is Outcome.HUMAN
    assert result.agi_status == {"admit": "FAILURE", "handover": "FAILURE"}


async def send_half_a_frame(stream):
    await stream.send_all(SILENT_FRAME)
    await stream.send_all(SILENT_FRAME[:3])
    await drain(stream)


async def send_an_unknown_kind(stream):
    await stream.send_all(b"\x03\x00\x011")
    await drain(stream)


async def send_an_empty_frame(stream):
    await stream.send_all(b"\x10\x00\x00")
    await drain(stream)


async def close(stream):
    await receive_exactly(stream, 323)  # else the close is a reset


async def close_with_unread_input(stream):
    with trio.CancelScope(shield=True):
        await trio.sleep(0.1)


@pytest.mark.parametrize(
    ("script", "ends"),
    [
        (send_half_a_frame, {LegEnd.TORN}),
        (send_an_unknown_kind, {LegEnd.BAD_FRAME}),
        (send_an_empty_frame, {LegEnd.BAD_FRAME}),
        (send_reset, {LegEnd.RESET}),
        (close_with_unread_input, {LegEnd.RESET}),
        (close, {LegEnd.FIN, LegEnd.RESET}),  # a frame may cross the FIN
    ],
)
async def test_a_server_that_fails_loses_its_caller_to_a_human(script, ends):
    operators = Operators()
    async with serving(script) as server:
        server.is_after_up = False  # as the port of a worker that was killed
        result = await Phone(server.desk, operators=operators).call()
    assert result.leg_end in ends
    assert result.dial_status == "ANSWER"
    assert result.agi_status["after"] == "FAILURE"
    assert result.next == ""
    assert result.outcome is Outcome.HUMAN
    assert result.to_operator_s is not None
    assert operators.arrivals[0].uuid == server.call_id


async def test_a_frame_in_two_pieces_within_5_ms_is_taken():
    async def send_in_two(stream):
        await stream.send_all(SILENT_FRAME[:200])
        await stream.send_all(SILENT_FRAME[200:] + HANGUP_FRAME)
        await drain(stream)

    async with serving(send_in_two) as server:
        result = await Phone(server.desk).call()
    assert result.leg_end is LegEnd.HANGUP
    assert len(result.heard) == 1


async def test_a_frozen_server_is_not_noticed_until_the_limit():
    async def freeze(_stream):
        await trio.sleep_forever()

    async with serving(freeze) as server:
        server.next = "human"
        result = await Phone(server.desk, limit_s=0.3).call()
    assert result.leg_end is LegEnd.LIMIT
    assert result.outcome is Outcome.HUMAN
    assert len(result.sent) >= 10


async def test_after_may_name_a_target_that_exists():
    async with serving(say_three_and_hang_up) as server:
        server.next = "sales,s,1"
        known = await Phone(server.desk, targets=["sales,s,1"]).call()
        unknown = await Phone(server.desk).call()
    assert known.outcome is Outcome.TARGET
    assert unknown.outcome is Outcome.HUMAN
    assert known.next == unknown.next == "sales,s,1"


async def test_a_digit_silences_the_caller_while_its_key_is_held():
    got: list[Frame] = []

    async def listen(stream):
        decoder = Decoder()
        decoder.receive_data_untrusted(b"\x01\x00\x10" + bytes(16))
        while not any(frame.kind is Kind.DTMF for frame in got):
            got.extend(decoder.receive_data_untrusted(await stream.receive_some()))
        await stream.send_all(HANGUP_FRAME)
        await drain(stream)

    handset = Handset()
    handset.press("5", held_s=0.2)
    async with serving(listen) as server:
        result = await Phone(server.desk).call(handset)
    digit = [frame.payload for frame in got if frame.kind is Kind.DTMF]
    assert digit == [b"5"]
    assert result.digits == "5"
    assert result.sent[0].time_s - (result.connected_s or 0) >= 0.2


async def test_a_caller_who_hangs_up_is_seen_as_eof_and_asked_no_more():
    ended = trio.Event()

    async def listen(stream):
        await drain(stream)
        ended.set()

    handset = Handset()
    async with serving(listen) as server, trio.open_nursery() as nursery:

        async def hang_up():
            await server.connected.wait()
            handset.hang_up()

        nursery.start_soon(hang_up)
        result = await Phone(server.desk).call(handset)
        await ended.wait()
    assert result.outcome is Outcome.HUNG_UP
    assert result.leg_end is LegEnd.CALLER
    assert "after" not in result.agi_status
    assert [request.script for request in server.requests] == ["admit"]


async def test_an_asterisk_that_crashes_is_seen_as_a_reset():
    seen = trio.Event()

    async def listen(stream):
        try:
            await drain(stream)
        except trio.BrokenResourceError:
            seen.set()

    handset = Handset()
    async with serving(listen) as server, trio.open_nursery() as nursery:

        async def crash():
            await server.connected.wait()
            handset.crash()

        nursery.start_soon(crash)
        await Phone(server.desk).call(handset)
        await seen.wait()


async def test_a_caller_on_hold_sends_nothing_and_stays():
    async def wait_and_hang_up(stream):
        with trio.move_on_after(0.3):
            held.append(await stream.receive_some())
        await stream.send_all(HANGUP_FRAME)
        await drain(stream)

    held: list[bytes] = []
    handset = Handset()
    handset.is_on_hold = True
    async with serving(wait_and_hang_up) as server:
        result = await Phone(server.desk).call(handset)
    assert held == []
    assert result.outcome is Outcome.END


async def test_a_frozen_phone_reads_nothing_until_it_thaws():
    handset = Handset()
    handset.freeze()

    async def say_and_thaw(stream):
        await stream.send_all(SILENT_FRAME)
        await trio.sleep(0.1)
        thawed.append(trio.current_time())
        handset.thaw()
        await stream.send_all(HANGUP_FRAME)
        await drain(stream)

    thawed: list[float] = []
    async with serving(say_and_thaw) as server:
        result = await Phone(server.desk).call(handset)
    assert result.heard[0].time_s >= thawed[0]


async def test_the_operators_status_is_told_to_handover():
    async with serving(say_three_and_hang_up) as server:
        server.next = "human"
        result = await Phone(server.desk).call()
    last = server.requests[-1]
    assert last.args == (server.call_id, "CONTINUE")
    assert (last.env["agi_context"], last.extension) == ("operators", "s")
    assert server.read == {"QUEUESTATUS": "CONTINUE"}
    assert result.queue_status == "CONTINUE"


async def test_the_ear_hears_each_frame_as_it_comes():
    heard = []

    async def say(stream):
        await stream.send_all(encode_audio(b"\x05\x06" * 160) + HANGUP_FRAME)
        await drain(stream)

    async with serving(say) as server:
        handset = Handset(ear=lambda time_s, pcm: heard.append((time_s, pcm)))
        result = await Phone(server.desk, keeps_audio=False).call(handset)
    assert heard == [(result.first_frame_s, b"\x05\x06" * 160)]
    assert result.heard[0].pcm == b""  # it was told not to keep audio


async def test_a_server_is_told_when_the_caller_leaves_during_admit():
    got: list[bytes] = []
    handset, ended = Handset(), trio.Event()

    async def be_slow(stream):
        async with stream:
            async for data in stream:
                got.append(bytes(data))
                handset.hang_up()
        ended.set()

    async with serving(drain) as server:
        result = await Phone(await server.listen(be_slow)).call(handset)
        await ended.wait()
    assert result.outcome is Outcome.HUNG_UP
    assert result.agi_status == {"admit": "HANGUP"}
    assert b"".join(got).endswith(b"\n\nHANGUP\n")
