from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from callcore.audio.pcm import rms_dbfs
from callcore.engines.spelled import spell
from chaos.standins.mouths import Cutter, PluggedMouth


def said_by(said):
    def emit(pcm):
        said.append(pcm)
        return True

    return emit


def test_the_plugged_mouth_spells_or_says_what_it_is_told():
    said: list[bytes] = []
    PluggedMouth().speak("ab", "en-US", said_by(said))
    PluggedMouth(lambda text, language: f"{text}{language}".encode()).speak(
        "ab", "en", said_by(said)
    )
    assert said == [spell("ab"), b"aben"]


@given(st.lists(st.integers(0, 9000).map(lambda n: n * 2), max_size=6))
def test_at_the_same_rate_nothing_is_lost_and_chunks_have_150_ms(sizes):
    cutter = Cutter(8000)
    pieces = [bytes([number + 1]) * size for number, size in enumerate(sizes)]
    chunks = [chunk for piece in pieces for chunk in cutter.feed(piece)]
    chunks += cutter.feed(b"", last=True)
    assert b"".join(chunks) == b"".join(pieces)
    assert all(len(chunk) == 2400 for chunk in chunks[:-1])
    assert all(chunks)


@pytest.mark.parametrize("rate_hz", [16_000, 24_000, 44_100])
def test_another_rate_lasts_as_long_and_is_as_loud(rate_hz):
    pcm, cutter = spell("hello"), Cutter(rate_hz)
    chunks = [
        c for at in range(0, len(pcm), 700) for c in cutter.feed(pcm[at : at + 700])
    ]
    sound = b"".join(chunks + cutter.feed(b"", last=True))
    assert abs(len(sound) / rate_hz - len(pcm) / 8000) < 0.001
    assert abs(rms_dbfs(sound) - rms_dbfs(pcm)) < 2
