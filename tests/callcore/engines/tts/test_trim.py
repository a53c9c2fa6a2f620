from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from callcore.engines.tts.trim import trimmed

LOUD = b"\x00\x10" * 800  # 100 ms


def silence(ms):
    return bytes(ms * 16)


def test_silence_around_a_sentence_is_cut_to_30_and_160_ms():
    pcm, _ = trimmed(silence(300) + LOUD + silence(440), [])
    assert pcm == silence(30) + LOUD + silence(160)


def test_silence_inside_a_sentence_stays():
    spoken = LOUD + silence(500) + LOUD
    pcm, _ = trimmed(spoken, [])
    assert pcm == spoken


def test_marks_move_with_the_audio_and_stay_inside():
    whole = silence(300) + LOUD + silence(440)
    pcm, marks = trimmed(whole, [(100, 1), (2400 + 400, 3), (len(whole) // 2, 5)])
    assert marks == [(0, 1), (240 + 400, 3), (len(pcm) // 2, 5)]


def test_what_is_silent_altogether_stays_as_it_is():
    assert trimmed(silence(200), [(1600, 3)]) == (silence(200), [(1600, 3)])
    assert trimmed(b"", []) == (b"", [])


@given(st.binary(max_size=2000).map(lambda raw: raw[: len(raw) & ~1]))
def test_any_audio_comes_out_as_a_part_of_itself(pcm):
    found, _ = trimmed(pcm, [])
    assert found in pcm
