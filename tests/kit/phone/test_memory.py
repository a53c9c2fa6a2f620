"""The same phone under virtual time, against a server of one test."""

from __future__ import annotations

import pytest
import trio
import trio.testing

from callcore.protocol.audiosocket import HANGUP_FRAME, Decoder, Kind, encode_audio
from callcore.transport.memory import MemoryWire
from tests.kit.phone.dialplan import Phone
from tests.kit.phone.handset import Handset, Speech
from tests.kit.phone.memory import MemoryExchange, MemorySocket
from tests.kit.phone.operators import Operators
from tests.kit.phone.result import LegEnd, Outcome

SILENT_FRAME = encode_audio(bytes(320))
CALL = "00000000-0000-0000-0000-000000000007"


class World:
    """A server in memory: it keeps the wires and says what `after` is to say."""

    def __init__(self, next_: str = "end") -> None:
        self.next = next_
        self.wires: list[MemoryWire] = []
        self.connected = trio.Event()
        self.handed: list[tuple[str, str]] = []
        self.exchange = MemoryExchange(
            lambda request: (
                ("a:1", "b:2", CALL) if request.extension == "100" else None
            ),
            lambda _uuid: self.next,
            self.accept,
            lambda uuid, status: self.handed.append((uuid, status)),
        )
        self.phone = Phone(exchange=self.exchange)

    def accept(self, _target: str, wire: MemoryWire) -> None:
        self.wires.append(wire)
        self.connected.set()

    async def wait_wire(self) -> MemoryWire:
        await self.connected.wait()
        return self.wires[-1]


async def test_a_whole_call_takes_no_time(autojump_clock):
    world = World()

    async def serve():
        wire = await world.wait_wire()
        for _ in range(500):
            wire.send_nowait(SILENT_FRAME)
            await trio.sleep(0.02)
        wire.send_nowait(HANGUP_FRAME)
        wire.shutdown()

    async with trio.open_nursery() as nursery:
        nursery.start_soon(serve)
        result = await world.phone.call()
    assert result.outcome is Outcome.END
    assert result.leg_end is LegEnd.HANGUP
    assert len(result.heard) == 500
    assert result.pace.late_max_ms == pytest.approx(0, abs=1e-6)
    assert result.pace.reanchors == 0
    frames = Decoder().receive_data_untrusted(b"".join(world.wires[0].inbox))
    assert frames[0].kind is Kind.UUID
    assert len(frames) == len(result.sent) + 1 >= 501


async def test_speech_is_followed_by_silence_and_can_be_waited_for(autojump_clock):
    world, voice = World(), Speech()
    handset = Handset(voice)

    async def talk():
        await world.wait_wire()
        voice.say(b"\x01\x02" * 400)  # 50 ms: the third frame is half full
        await voice.wait_quiet()
        handset.hang_up()

    async with trio.open_nursery() as nursery:
        nursery.start_soon(talk)
        result = await world.phone.call(handset)
    spoken = [frame.pcm for frame in result.sent if any(frame.pcm)]
    assert b"".join(spoken) == b"\x01\x02" * 400 + bytes(160)
    assert result.outcome is Outcome.HUNG_UP
    assert world.wires[0].inbox[-1] == b""


async def test_more_speech_does_not_lose_who_waits_for_the_end(autojump_clock):
    voice = Speech(bytes(320) * 2)
    ends: list[int] = []

    async def wait():
        await voice.wait_quiet()
        ends.append(len(ends))

    async with trio.open_nursery() as nursery:
        nursery.start_soon(wait)
        await trio.testing.wait_all_tasks_blocked()
        voice.say(bytes(320))
        for _ in range(3):
            voice()
        await trio.testing.wait_all_tasks_blocked()
        assert ends == []
        voice()
        await trio.testing.wait_all_tasks_blocked()
        assert ends == [0]


async def test_half_a_frame_for_5_ms_ends_the_leg(autojump_clock):
    world = World("human")

    async def serve(pause_s):
        wire = await world.wait_wire()
        wire.send_nowait(SILENT_FRAME[:10])
        await trio.sleep(pause_s)
        if not wire.shut:
            wire.send_nowait(SILENT_FRAME[10:] + HANGUP_FRAME)

    ends = []
    for pause_s in (0.004, 0.006):
        world.connected = trio.Event()
        async with trio.open_nursery() as nursery:
            nursery.start_soon(serve, pause_s)
            ends.append((await world.phone.call()).leg_end)
    assert ends == [LegEnd.HANGUP, LegEnd.TORN]


async def test_the_5_ms_begin_anew_with_each_torn_frame(autojump_clock):
    world = World()

    async def serve():
        wire = await world.wait_wire()
        rest = SILENT_FRAME * 3 + HANGUP_FRAME
        for size in (10, 323, 323, 400):
            wire.send_nowait(rest[:size])
            rest = rest[size:]
            await trio.sleep(0.004)

    async with trio.open_nursery() as nursery:
        nursery.start_soon(serve)
        assert (await world.phone.call()).leg_end is LegEnd.HANGUP


async def test_slow_drops_of_one_frame_do_not_buy_time(autojump_clock):
    world = World()

    async def serve():
        wire = await world.wait_wire()
        for at in range(0, len(SILENT_FRAME), 41):  # whole after 7 ms
            wire.send_nowait(SILENT_FRAME[at : at + 41])
            await trio.sleep(0.001)
        wire.send_nowait(HANGUP_FRAME)

    async with trio.open_nursery() as nursery:
        nursery.start_soon(serve)
        result = await world.phone.call()
    assert result.leg_end is LegEnd.TORN


@pytest.mark.parametrize(("unread", "end"), [(False, LegEnd.FIN), (True, LegEnd.RESET)])
async def test_a_killed_server_is_fin_or_reset(autojump_clock, unread, end):
    world = World()
    world.exchange._after = refuse
    world.phone.operators = operators = Operators()

    async def kill():
        wire = await world.wait_wire()
        await trio.sleep(1)
        if not unread:
            wire.inbox.clear()
        world.exchange.sockets[0].kill_server()

    async with trio.open_nursery() as nursery:
        nursery.start_soon(kill)
        result = await world.phone.call()
    assert result.leg_end is end
    assert result.agi_status["after"] == "FAILURE"
    assert result.outcome is Outcome.HUMAN
    assert operators.arrivals == [(result.at_operator_s, CALL)]
    assert result.to_operator_s == 0


def refuse(*_args):
    raise ConnectionRefusedError


async def test_a_refused_audio_port_is_no_answer_but_goes_on(autojump_clock):
    world = World("human")
    world.exchange._accept = refuse
    result = await world.phone.call()
    assert (result.leg_end, result.dial_status) == (LegEnd.REFUSED, "CHANUNAVAIL")
    assert result.outcome is Outcome.HUMAN


async def test_a_blackhole_is_given_up_after_2_s(autojump_clock):
    class Blackhole(MemoryExchange):
        async def connect(self, target):
            await trio.sleep_forever()

    world = World("human")
    exchange = Blackhole(lambda _r: ("a:1", "b:2", CALL), lambda _u: "human", refuse)
    world.phone.exchange = exchange
    result = await world.phone.call()
    assert result.leg_end is LegEnd.NO_ANSWER
    assert (result.leg_ended_s or 0) - result.started_s == pytest.approx(2)


async def test_admit_may_take_its_time_and_be_asynchronous(autojump_clock):
    async def admit(_request):
        await trio.sleep(1)

    world = World()
    world.exchange._admit = admit
    result = await world.phone.call()
    assert not result.admitted
    assert (result.at_operator_s or 0) - result.started_s == pytest.approx(1)


@pytest.mark.parametrize(
    ("pickup_s", "talk_s", "leaves_s", "status"),
    [
        (1, 5, 99, "CONTINUE"),
        (1, 5, 3, "ANSWER"),
        (5, 5, 3, "ABANDON"),
        (99, 5, 999, "TIMEOUT"),
    ],
)
async def test_handover_learns_how_it_went_with_the_operators(
    autojump_clock, pickup_s, talk_s, leaves_s, status
):
    world, handset = World(), Handset()
    world.exchange._admit = lambda _request: None
    world.phone.operators = Operators(pickup_s, talk_s)

    async def leave():
        await trio.sleep(leaves_s)
        handset.hang_up()

    async with trio.open_nursery() as nursery:
        nursery.start_soon(leave)
        result = await world.phone.call(handset)
        nursery.cancel_scope.cancel()
    assert world.handed == [("", status)]
    assert result.queue_status == status
    assert result.outcome is Outcome.HUMAN


async def test_a_phone_that_reads_nothing_fills_the_kernel(autojump_clock):
    wire = MemoryWire()
    socket = MemorySocket(wire, kernel_bytes=1000)
    for _ in range(4):
        wire.send_nowait(SILENT_FRAME)
    wire.send_nowait(SILENT_FRAME)
    assert wire.unsent_bytes() > 0
    assert await socket.receive() == SILENT_FRAME * 5
    assert wire.unsent_bytes() == 0


async def test_what_came_before_a_close_is_read_before_it(autojump_clock):
    wire = MemoryWire()
    socket = MemorySocket(wire)
    wire.send_nowait(HANGUP_FRAME)
    wire.shutdown()
    assert await socket.receive() == HANGUP_FRAME
    assert await socket.receive() == b""
    socket.close()
    wire.close()
    with pytest.raises(BrokenPipeError):
        socket.send_nowait(b"x")


async def test_operators_can_be_waited_for(autojump_clock):
    world = World("human")
    world.exchange._accept = refuse
    world.phone.operators = operators = Operators()
    async with trio.open_nursery() as nursery:
        for _ in range(3):
            nursery.start_soon(world.phone.call)
        await operators.wait_arrivals(3)


async def test_a_frozen_server_is_noticed_when_the_kernel_is_full(autojump_clock):
    world = World("human")
    result = await world.phone.call()
    assert result.leg_end is LegEnd.STUCK
    waited_s = (result.leg_ended_s or 0) - result.started_s
    assert waited_s == pytest.approx(4_000_000 / 323 / 50, abs=1)
    assert result.outcome is Outcome.HUMAN


async def test_a_crash_of_asterisk_is_a_reset(autojump_clock):
    world, handset = World(), Handset()

    async def crash():
        await world.wait_wire()
        await trio.sleep(1)
        handset.crash()

    async with trio.open_nursery() as nursery:
        nursery.start_soon(crash)
        result = await world.phone.call(handset)
    with pytest.raises(ConnectionResetError):
        world.wires[0].receive_nowait()
    assert result.outcome is Outcome.HUNG_UP
    assert world.handed == []
