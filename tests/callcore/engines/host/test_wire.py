from __future__ import annotations

import struct
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from callcore.engines.host.wire import (
    AUDIO_MAX_BYTES,
    JSON_MAX_BYTES,
    Packet,
    Unpacker,
    WireError,
    pack,
)

FIELDS = st.dictionaries(
    st.text(max_size=8),
    st.text(max_size=20) | st.integers() | st.booleans(),
    max_size=4,
)
PACKETS = st.lists(st.builds(Packet, FIELDS, st.binary(max_size=50)), max_size=5)


@given(PACKETS, st.lists(st.integers(1, 40), min_size=1, max_size=30))
def test_packets_survive_any_chunking(packets, sizes):
    data = b"".join(map(pack, packets))
    got: list[Packet] = []
    unpacker, at, turn = Unpacker(), 0, 0
    while at < len(data):
        size = sizes[turn % len(sizes)]
        got += unpacker.feed_untrusted(data[at : at + size])
        at, turn = at + size, turn + 1
    assert got == packets


@given(st.binary(max_size=200))
def test_garbage_gives_packets_or_a_wire_error_and_nothing_else(data):
    with suppress(WireError):
        for packet in Unpacker().feed_untrusted(data):
            assert isinstance(packet, Packet)


@pytest.mark.parametrize(
    "lengths",
    [(JSON_MAX_BYTES + 1, 0), (2, AUDIO_MAX_BYTES + 1), (2**32 - 1, 2**32 - 1)],
)
def test_a_length_beyond_the_limit_is_refused_before_it_is_collected(lengths):
    with pytest.raises(WireError):
        list(Unpacker().feed_untrusted(struct.pack(">II", *lengths)))


@pytest.mark.parametrize("text", [b"[1]", b"{", b"\xff\xff", b"3", b"[" * 100_000])
def test_what_is_no_object_is_refused(text):
    with pytest.raises(WireError):
        list(Unpacker().feed_untrusted(struct.pack(">II", len(text), 0) + text))


def test_a_packet_too_large_to_send_is_our_mistake():
    with pytest.raises(ValueError, match="too large"):
        pack(Packet({"text": "x" * JSON_MAX_BYTES}))
    with pytest.raises(ValueError, match="too large"):
        pack(Packet({}, bytes(AUDIO_MAX_BYTES + 1)))


def test_the_audio_of_a_packet_stays_out_of_its_repr():
    assert "secret" not in repr(Packet({}, b"secret"))
