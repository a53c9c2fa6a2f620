from __future__ import annotations

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from callcore.protocol.audiosocket import (
    DTMF_DIGITS,
    HANGUP_FRAME,
    HEADER_BYTES,
    MAX_PAYLOAD_BYTES,
    RATE_HZ,
    AsteriskDecoder,
    AudioSocketError,
    Decoder,
    Frame,
    Kind,
    OurError,
    PeerError,
    encode_audio,
    encode_dtmf,
    encode_uuid,
)

CALL = bytes(range(16))
UUID_FRAME = b"\x01\x00\x10" + CALL
pcm = st.binary(min_size=1, max_size=200).map(lambda half: half + half)
audio = st.tuples(st.sampled_from(sorted(RATE_HZ)), pcm)
cuts = st.lists(st.integers(1, 50), min_size=1)


def fed(decoder, wire, sizes):
    got, at, turn = [], 0, 0
    while at < len(wire):
        step = sizes[turn % len(sizes)]
        got += decoder.receive_data_untrusted(wire[at : at + step])
        at, turn = at + step, turn + 1
    decoder.receive_eof()
    return got


@given(st.lists(audio), cuts)
def test_any_chunking_yields_the_same_frames(sent, sizes):
    wire = UUID_FRAME + b"".join(encode_audio(payload, kind) for kind, payload in sent)
    got = fed(Decoder(), wire, sizes)
    assert got == [Frame(Kind.UUID, CALL)] + [Frame(*pair) for pair in sent]


@given(st.lists(audio), cuts)
def test_asterisk_gets_the_same_frames_in_any_chunking(sent, sizes):
    wire = b"".join(encode_audio(payload, kind) for kind, payload in sent)
    got = fed(AsteriskDecoder(), wire + HANGUP_FRAME, sizes)
    assert got == [Frame(*pair) for pair in sent] + [Frame(Kind.HANGUP, b"")]


@given(st.binary(), st.booleans(), cuts)
def test_garbage_can_only_raise_peer_error(data, is_identified, sizes):
    with suppress(PeerError):
        fed(Decoder(), UUID_FRAME * is_identified + data, sizes)


@given(st.binary(), cuts)
def test_garbage_from_a_server_can_only_raise_peer_error(data, sizes):
    with suppress(PeerError):
        fed(AsteriskDecoder(), data, sizes)


@given(st.binary(), st.booleans(), cuts)
def test_the_verdict_on_garbage_does_not_depend_on_the_chunking(data, ok, sizes):
    def verdict(sizes):
        try:
            return fed(Decoder(), UUID_FRAME * ok + data, sizes)
        except PeerError:
            return "refused"

    assert verdict(sizes) == verdict([len(data) + 99]) == verdict([1])


@pytest.mark.parametrize(
    "wire",
    [
        b"\x10\x00\x02\x00\x00",  # audio before the UUID
        b"\x00\x00\x00",  # a goodbye before the UUID
        UUID_FRAME * 2,
        b"\x01\x00\x04abcd",
        b"\x01\xff\xff",  # a UUID of 65,535 bytes is refused at its header
        UUID_FRAME + b"\x02",  # refused at its first byte
        UUID_FRAME + b"\x10\x00\x03",  # half a sample, refused at its header
        UUID_FRAME + b"\x10\xff\xff",
        UUID_FRAME + b"\x10\x00\x00",  # audio of no length
        UUID_FRAME + b"\x03\x00\x02",
        UUID_FRAME + b"\x03\x00\x00",
        UUID_FRAME + b"\x00\x00\x01",
        UUID_FRAME + b"\x19\x00\x02\x00\x00",
    ],
)
def test_what_no_asterisk_may_send_is_the_peers_fault(wire):
    with pytest.raises(PeerError):
        Decoder().receive_data_untrusted(wire)


@pytest.mark.parametrize(
    "wire",
    [
        b"\x01",  # these kinds are never for Asterisk: ASTERISK.md section 0, fact 8
        b"\x02",
        b"\x03",
        b"\x19",
        b"\x20",
        b"\xff",
        b"\x10\x00\x00",
        b"\x00\x00\x01",
    ],
)
def test_what_kills_a_call_in_asterisk_kills_it_here(wire):
    with pytest.raises(PeerError):
        AsteriskDecoder().receive_data_untrusted(wire)


def test_asterisk_takes_audio_that_ends_in_half_a_sample():
    assert AsteriskDecoder().receive_data_untrusted(b"\x10\x00\x03abc") == [
        Frame(Kind.SLIN8, b"abc")
    ]


def test_digits_hangup_and_error_are_understood():
    got = Decoder().receive_data_untrusted(
        UUID_FRAME + encode_dtmf("7") + HANGUP_FRAME + b"\xff\x00\x01\x02"
    )
    assert got[1:] == [
        Frame(Kind.DTMF, b"7"),
        Frame(Kind.HANGUP, b""),
        Frame(Kind.ERROR, b"\x02"),
    ]


def test_a_frame_of_the_greatest_length_is_held_once_and_no_more():
    decoder, frame = Decoder(), encode_audio(bytes(MAX_PAYLOAD_BYTES))
    decoder.receive_data_untrusted(UUID_FRAME)
    held = 0
    for at in range(0, len(frame), 1000):
        decoder.receive_data_untrusted(frame[at : at + 1000])
        held = max(held, decoder.partial_bytes)
    assert held < len(frame)
    assert decoder.partial_bytes == 0


def test_closing_between_frames_is_fine_and_inside_one_is_not():
    decoder = Decoder()
    decoder.receive_data_untrusted(UUID_FRAME)
    decoder.receive_eof()
    decoder.receive_data_untrusted(b"\x10\x01")
    with pytest.raises(PeerError):
        decoder.receive_eof()


def test_a_peer_that_never_said_a_word_may_close():
    Decoder().receive_eof()  # AudioSocket() without Answer(): ASTERISK.md section 1


@pytest.mark.parametrize("size", [0, 3, MAX_PAYLOAD_BYTES + 1, MAX_PAYLOAD_BYTES + 2])
def test_audio_that_asterisk_would_refuse_is_our_bug(size):
    with pytest.raises(OurError):
        encode_audio(bytes(size))


@pytest.mark.parametrize("kind", sorted(set(Kind) - set(RATE_HZ)))
def test_only_audio_can_be_encoded_as_audio(kind):
    with pytest.raises(OurError):
        encode_audio(b"ab", kind)


@pytest.mark.parametrize("digit", ["", "12", "x", "\u0663"])
def test_only_a_digit_can_be_encoded_as_one(digit):
    with pytest.raises(OurError):
        encode_dtmf(digit)


@pytest.mark.parametrize("digit", DTMF_DIGITS)
def test_every_digit_survives_the_wire(digit):
    wire = encode_uuid(CALL) + encode_dtmf(digit)
    assert Decoder().receive_data_untrusted(wire)[1].payload.decode() == digit


@pytest.mark.parametrize("size", [0, 15, 17])
def test_a_uuid_has_sixteen_bytes(size):
    with pytest.raises(OurError):
        encode_uuid(bytes(size))


def test_a_header_says_kind_and_big_endian_length():
    frame = encode_audio(bytes(640), Kind.SLIN16)
    assert frame[:HEADER_BYTES] == b"\x12\x02\x80"
    assert HANGUP_FRAME == b"\x00\x00\x00"


def test_both_faults_have_one_base():
    assert issubclass(PeerError, AudioSocketError)
    assert issubclass(OurError, AudioSocketError)


def test_a_message_never_quotes_what_the_peer_sent():
    with pytest.raises(PeerError) as caught:
        Decoder().receive_data_untrusted(b"\x01\x00\x04abcd")
    assert "abcd" not in str(caught.value)


def test_the_usual_read_is_one_whole_frame_of_20_ms():
    decoder, voice = Decoder(), b"\x11\x22" * 160
    usual = encode_audio(voice)
    assert decoder.usual_voice(usual) is None  # the UUID comes first
    decoder.receive_data_untrusted(UUID_FRAME)
    assert decoder.usual_voice(usual) == voice
    unusual = (
        b"",
        usual[:-1],
        usual + usual,
        encode_audio(voice, Kind.SLIN16),
        encode_audio(voice[:-2] * 1) + b"ab",
        bytes(323),
    )
    assert [decoder.usual_voice(data) for data in unusual] == [None] * len(unusual)


def test_a_frame_behind_a_partial_one_is_not_the_usual_one():
    decoder, usual = Decoder(), encode_audio(bytes(320))
    decoder.receive_data_untrusted(UUID_FRAME + usual[:5])
    assert decoder.usual_voice(usual) is None
