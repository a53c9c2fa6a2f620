from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from callcore.engines.spelled import spell
from chaos.standins.pauses import PAUSE_MS, Pauses, Turn, seconds

WORD = spell("word")  # 240 ms
LONG, SHORT = bytes(16 * (PAUSE_MS + 20)), bytes(16 * (PAUSE_MS - 40))


def found(pcm, step=320):
    pauses = Pauses()
    pieces = [pcm[at : at + step] for at in range(0, len(pcm), step)]
    return [turn for piece in pieces for turn in pauses.feed(piece)]


def test_speech_begins_where_it_is_loud_and_ends_after_700_ms_of_silence():
    begin = len(LONG)
    end = begin + len(WORD) + 16 * PAUSE_MS
    assert found(LONG + WORD + LONG) == [Turn("begin", begin), Turn("end", end)]
    assert seconds(16_000) == 1.0


def test_a_short_pause_ends_nothing():
    assert [turn.kind for turn in found(WORD + SHORT + WORD)] == ["begin"]


def test_line_noise_is_silence():
    assert found(b"\x50\x00\xb0\xff" * 8000) == []


@given(st.integers(1, 5000))
def test_chunks_of_any_size_give_the_same(step):
    pcm = LONG + WORD + LONG + WORD
    assert found(pcm, step) == found(pcm)
