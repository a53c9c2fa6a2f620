"""The line to a worker, with memory streams in virtual time."""

import uuid

import pytest
import trio
import trio.testing

from adminapi.trying import line
from callcore.protocol import audiosocket
from callcore.protocol.audiosocket import Kind
from callcore.shared.audioformat import FRAME_BYTES

FRAME = bytes(FRAME_BYTES)


@pytest.mark.parametrize(
    "end",
    [audiosocket.HANGUP_FRAME, b"", b"\x77\x00\x01x", b"\xff\xff\xff"],
    ids=["hangup", "eof", "nonsense", "error"],
)
async def test_hearing_ends_however_the_worker_ends(end, autojump_clock):
    ours, theirs = trio.testing.memory_stream_pair()
    heard: list[bytes] = []
    await theirs.send_all(audiosocket.encode_audio(FRAME) + end)
    if not end:
        await theirs.send_eof()
    with trio.fail_after(1):
        await line.hear(ours, heard.append)
    assert heard == [FRAME] or end not in (b"", audiosocket.HANGUP_FRAME)


async def test_a_burst_is_spoken_no_faster_than_real_time(autojump_clock):
    ours, theirs = trio.testing.memory_stream_pair()
    microphone = line.new_microphone()
    got: list[tuple[float, audiosocket.Frame]] = []

    async def listen():
        decoder = audiosocket.Decoder()
        decoder.receive_data_untrusted(audiosocket.encode_uuid(bytes(16)))
        async for data in theirs:
            got.extend(
                (trio.current_time(), f)
                for f in decoder.receive_data_untrusted(bytes(data))
            )

    async with trio.open_nursery() as nursery:
        nursery.start_soon(listen)
        nursery.start_soon(line.speak, ours, microphone)
        for _ in range(4):
            microphone.put(FRAME * 50)
            await trio.sleep(0.5)
        await trio.sleep(3)
        nursery.cancel_scope.cancel()
    began_s = got[0][0]
    for number, (at_s, frame) in enumerate(got):
        assert frame.kind is Kind.SLIN8
        assert number <= (at_s - began_s) * 50 + line.AHEAD_FRAMES + 1
    assert len(got) > 100


async def test_a_line_that_breaks_ends_speaking(autojump_clock):
    ours, theirs = trio.testing.memory_stream_pair()
    microphone = line.new_microphone()
    microphone.put(FRAME)
    await theirs.aclose()
    with trio.fail_after(1):
        await line.speak(ours, microphone)


@pytest.mark.parametrize("address", ["", "nowhere", "127.0.0.1:x"])
async def test_an_address_that_is_none_is_refused(address):
    with pytest.raises((OSError, ValueError)):
        await line.connect(address, str(uuid.uuid4()))
