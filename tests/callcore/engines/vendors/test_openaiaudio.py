"""Whatever a speech service sends becomes the line's PCM, or a reason."""

from __future__ import annotations

import struct
from contextlib import suppress

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from callcore.audio import wav
from callcore.audio.pcm import pcm_of, samples_of
from callcore.engines.vendors.openaiaudio import (
    MAX_SPEECH_S,
    NotSpeech,
    SpeechStream,
)


def tone(seconds, rate_hz=24_000):
    return pcm_of(9000 * np.sin(np.arange(int(seconds * rate_hz)) / rate_hz * 2764))


def line(*pieces, content_type=""):
    stream = SpeechStream(content_type)
    out = b"".join(stream.feed_untrusted(piece) for piece in pieces)
    return out + stream.finish_untrusted()


def cut(data, sizes):
    at, pieces = 0, []
    for size in sizes:
        pieces.append(data[at : at + size])
        at += size
    return [*pieces, data[at:]]


@given(st.lists(st.integers(0, 5000), max_size=30), st.booleans())
def test_how_the_network_cuts_it_changes_nothing(sizes, is_wav):
    sound = tone(0.7) + b"\7"  # and half a sample
    data = wav.encode(sound) if is_wav else sound
    assert line(*cut(data, sizes)) == line(data)


@pytest.mark.parametrize("rate_hz", [8000, 16_000, 22_050, 24_000, 44_100, 48_000])
def test_a_wav_keeps_its_length_and_pitch_at_any_rate(rate_hz):
    out = samples_of(line(wav.encode(tone(1.0, rate_hz), rate_hz)))
    assert abs(len(out) - 8000) <= 8
    spectrum = np.abs(np.fft.rfft(out[:8000] * np.hanning(min(8000, len(out)))))
    assert abs(int(spectrum.argmax()) - 440) <= 1


def test_stereo_is_mixed():
    left = samples_of(tone(0.5))
    both = pcm_of(np.stack([left, left], axis=1).reshape(-1).astype(np.float32))
    assert line(wav.encode(both, 24_000, 2)) == line(tone(0.5))


@pytest.mark.parametrize("size", [0, 0xFFFFFFFF, 0x7FFFFFFF])
def test_a_wav_that_did_not_know_its_size_is_taken_to_the_end(size):
    data = bytearray(wav.encode(tone(0.5), 24_000))
    data[40:44] = struct.pack("<I", size)
    assert line(bytes(data)) == line(tone(0.5))


def test_what_stands_after_the_samples_or_before_them_is_no_sound():
    sound = tone(0.5)
    plain = wav.encode(sound, 24_000)
    extra = struct.pack("<4sI", b"LIST", 5) + b"abcde\0"
    data = plain[:12] + extra + plain[12:] + extra
    assert line(data) == line(sound)


def _header(code=1, channels=1, rate_hz=24_000, bits=16):
    form = struct.pack("<HHIIHH", code, channels, rate_hz, 0, 0, bits)
    return (
        b"RIFF\0\0\0\0WAVEfmt "
        + struct.pack("<I", 16)
        + form
        + b"data\0\0\0\0"
        + tone(1)
    )


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"\0" * 15,
        b'{"error": "no such voice"}',
        b"<!DOCTYPE html><html></html>",
        b"Internal Server Error",
        b"OggS" + bytes(99),
        b"fLaC" + bytes(99),
        b"ID3\x04" + bytes(99),
        _header(code=3),
        _header(channels=6),
        _header(rate_hz=0),
        _header(rate_hz=4_000_000_000),
        _header(bits=8),
        b"RIFF\0\0\0\0WAVEdata\0\0\0\0" + tone(1),
        b"RIFF\0\0\0\0WAVE" + b"junk\0\0\0\0" * 9000,
        b"RIFF\0\0\0\0WAVEjunk\xff\xff\xff\xff" + bytes(70_000),
        wav.encode(b""),
        wav.encode(tone(1))[:40],
    ],
)
def test_what_is_no_speech_is_refused(data):
    with pytest.raises(NotSpeech):
        line(data)


@pytest.mark.parametrize("kind", ["text/html", "Application/JSON", "application/xml"])
def test_a_text_is_refused_by_its_name(kind):
    with pytest.raises(NotSpeech):
        SpeechStream(kind)


def test_a_frame_of_mp3_is_refused_where_it_says_so():
    data = b"\xff\xf3\x84\xc4" + bytes(range(200))
    with pytest.raises(NotSpeech):
        line(data, content_type="audio/mpeg")
    assert line(data, content_type="audio/pcm")  # a sample of -3073: it may be sound


@pytest.mark.parametrize("rate_hz", [16_000, 22_050, 24_000])
def test_a_sentence_of_more_than_a_minute_is_cut_off(rate_hz):
    most = tone(MAX_SPEECH_S, rate_hz)
    assert line(wav.encode(most, rate_hz))
    with pytest.raises(NotSpeech):
        line(wav.encode(most + b"\0\0", rate_hz))


@given(st.binary(max_size=300), st.sampled_from(["", "audio/mpeg", "audio/wav"]))
def test_no_bytes_are_dangerous(data, content_type):
    for prefix in (b"", b"RIFF\0\0\0\0WAVE", b"RIFF\0\0\0\0WAVEfmt "):
        with suppress(NotSpeech):
            assert len(line(prefix + data, content_type=content_type)) % 2 == 0
