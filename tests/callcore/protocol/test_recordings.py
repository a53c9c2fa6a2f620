from __future__ import annotations

from collections import Counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from callcore.protocol.audiosocket import (
    HANGUP_FRAME,
    RATE_HZ,
    AsteriskDecoder,
    Decoder,
    Frame,
    Kind,
    encode_audio,
    encode_dtmf,
    encode_uuid,
)
from tests.kit.recordings import NAMES, load

pytestmark = pytest.mark.parametrize("name", NAMES)


def frames_of(decoder: Decoder | AsteriskDecoder, chunks) -> list[Frame]:
    got = [frame for chunk in chunks for frame in decoder.receive_data_untrusted(chunk)]
    decoder.receive_eof()
    return got


def encoded(frame: Frame) -> bytes:
    if frame.kind is Kind.UUID:
        return encode_uuid(frame.payload)
    if frame.kind is Kind.HANGUP:
        return HANGUP_FRAME
    if frame.kind is Kind.DTMF:
        return encode_dtmf(frame.payload.decode())
    return encode_audio(frame.payload, frame.kind)


def pieces(stream: bytes, size: int) -> list[bytes]:
    return [stream[at : at + size] for at in range(0, len(stream), size)]


def test_what_asterisk_sent_is_decoded_as_it_was_counted(name):
    recording = load(name)
    got = frames_of(Decoder(), recording.chunks_to_server)
    counted = Counter(f"0x{frame.kind:02x}/{len(frame.payload)}" for frame in got)
    assert counted == recording.frames_from_asterisk
    digits = [frame.payload.decode() for frame in got if frame.kind is Kind.DTMF]
    assert "".join(digits) == recording.digits


def test_what_asterisk_sent_is_encoded_to_the_same_bytes(name):
    recording = load(name)
    got = frames_of(Decoder(), [recording.to_server])
    assert b"".join(map(encoded, got)) == recording.to_server


def test_what_asterisk_took_is_encoded_to_the_same_bytes(name):
    recording = load(name)
    got = frames_of(AsteriskDecoder(), recording.chunks_to_asterisk)
    assert {frame.kind for frame in got} <= {*RATE_HZ, Kind.HANGUP}
    assert b"".join(map(encoded, got)) == recording.to_asterisk


def test_one_chunk_and_single_bytes_give_the_recorded_frames(name):
    recording = load(name)
    expected = frames_of(Decoder(), recording.chunks_to_server)
    assert frames_of(Decoder(), [recording.to_server]) == expected
    assert frames_of(Decoder(), pieces(recording.to_server, 1)) == expected
    expected = frames_of(AsteriskDecoder(), recording.chunks_to_asterisk)
    assert frames_of(AsteriskDecoder(), [recording.to_asterisk]) == expected
    assert frames_of(AsteriskDecoder(), pieces(recording.to_asterisk, 1)) == expected


@settings(max_examples=10, deadline=None)
@given(sizes=st.lists(st.integers(1, 5000), min_size=1, max_size=30))
def test_any_chunking_gives_the_recorded_frames(name, sizes):
    recording = load(name)
    chunks, at, turn = [], 0, 0
    while at < len(recording.to_server):
        size = sizes[turn % len(sizes)]
        chunks.append(recording.to_server[at : at + size])
        at, turn = at + size, turn + 1
    assert frames_of(Decoder(), chunks) == frames_of(Decoder(), [recording.to_server])
