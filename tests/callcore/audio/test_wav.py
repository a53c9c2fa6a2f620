from __future__ import annotations

import io
import struct
import wave

import pytest
from hypothesis import given
from hypothesis import strategies as st

from callcore.audio.wav import (
    HEADER_BYTES,
    RATES_HZ,
    Wav,
    WavError,
    decode_untrusted,
    encode,
    header,
    to_line,
)

PCM = bytes(range(200)) * 8


@pytest.mark.parametrize("rate_hz", RATES_HZ)
@pytest.mark.parametrize("channels", [1, 2])
def test_what_we_write_the_standard_library_reads_and_so_do_we(rate_hz, channels):
    data = encode(PCM, rate_hz, channels)
    with wave.open(io.BytesIO(data)) as file:
        assert file.getparams()[:4] == (channels, 2, rate_hz, len(PCM) // 2 // channels)
        assert file.readframes(9999) == PCM
    assert decode_untrusted(data) == Wav(PCM, rate_hz, channels)


def test_what_the_standard_library_writes_we_read():
    file = io.BytesIO()
    with wave.open(file, "wb") as writer:
        writer.setparams((2, 2, 44_100, 0, "NONE", ""))
        writer.writeframes(PCM)
    assert decode_untrusted(file.getvalue()) == Wav(PCM, 44_100, 2)


@pytest.mark.parametrize("size", [0, 0xFFFFFFFF, 2 * len(PCM)])
def test_a_size_that_was_never_filled_in_is_taken_from_the_file(size):
    data = bytearray(encode(PCM))
    data[40:44] = struct.pack("<I", size)
    assert decode_untrusted(bytes(data)).pcm == PCM


def test_a_file_cut_in_the_middle_of_a_sample_plays_to_there():
    assert decode_untrusted(encode(PCM)[:-1]).pcm == PCM[:-2]
    assert decode_untrusted(encode(PCM, channels=2)[:-1]).pcm == PCM[:-4]


def test_chunks_that_we_do_not_know_are_passed_over_odd_sizes_padded():
    data = encode(PCM)
    extra = b"LIST\x05\0\0\0abcde\0"
    assert decode_untrusted(data[:36] + extra + data[36:]).pcm == PCM


def extensible(subformat):
    fmt = struct.pack("<HHIIHHHHI", 0xFFFE, 1, 8000, 16_000, 2, 16, 22, 16, 4)
    fmt += struct.pack("<H", subformat) + bytes(14)
    body = b"WAVEfmt " + struct.pack("<I", len(fmt)) + fmt
    return b"RIFF\0\0\0\0" + body + b"data" + struct.pack("<I", 4) + b"abcd"


def test_an_extensible_header_that_means_pcm_is_read():
    assert decode_untrusted(extensible(1)) == Wav(b"abcd")
    with pytest.raises(WavError, match="16-bit PCM is needed"):
        decode_untrusted(extensible(3))


def changed(offset, fmt, value):
    data = bytearray(encode(PCM))
    struct.pack_into(fmt, data, offset, value)
    return bytes(data)


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "not a WAV file"),
        (b"OggS" + bytes(100), "not a WAV file"),
        (encode(PCM)[:30], "damaged format"),
        (encode(PCM)[:12] + encode(PCM)[36:], "without a format"),
        (encode(PCM)[:36], "without audio"),
        (changed(20, "<H", 3), "16-bit PCM is needed"),
        (changed(34, "<H", 24), "24 bits"),
        (changed(22, "<H", 6), "6 channels"),
        (changed(24, "<I", 11_025), "11025 Hz: one of 8000"),
    ],
)
def test_what_cannot_be_played_is_refused_with_a_sentence(data, reason):
    with pytest.raises(WavError, match=reason):
        decode_untrusted(data)


@given(st.binary(max_size=200), st.integers(0, 60), st.binary(max_size=60))
def test_garbage_is_refused_or_read_and_nothing_else(tail, cut, patch):
    data = bytearray(encode(PCM) + tail)
    data[cut : cut + len(patch)] = patch
    try:
        wav = decode_untrusted(bytes(data))
    except WavError:
        return
    assert len(wav.pcm) % (2 * wav.channels) == 0


def test_a_header_is_44_bytes_and_never_overflows():
    assert len(header(0)) == len(header(1 << 40)) == HEADER_BYTES


def test_a_recording_becomes_what_the_line_carries():
    left, right = 1000, 3000
    stereo = Wav(struct.pack("<hh", left, right) * 4800, 48_000, 2)
    pcm = to_line(stereo)
    assert len(pcm) == 1600
    middle = struct.unpack("<h", pcm[800:802])[0]
    assert middle == pytest.approx(2000, abs=5)
    assert to_line(Wav(PCM)) == PCM


def test_a_recordings_length_is_known():
    assert Wav(bytes(32_000)).duration_s == 2
    assert Wav(bytes(48_000 * 4), 48_000, 2).duration_s == 1
