from __future__ import annotations

from chaos.standins.seen import MOST_SEEN, MOST_SIZES, SeenList


def test_a_record_counts_its_audio_and_is_open_until_it_ends():
    records = SeenList()
    seen = records.begin("v2.StreamingRecognize")
    seen.take(1600)
    seen.take(3)
    assert (seen.audio_bytes, seen.sizes) == (1603, [1600, 3])
    assert records.open_count == 1
    seen.ended = "done"
    assert records.open_count == 0


def test_records_and_their_sizes_are_bounded():
    records = SeenList()
    first = records.begin("first")
    for _ in range(MOST_SEEN):
        records.begin("later")
    assert len(records) == MOST_SEEN
    assert first not in records
    for _ in range(MOST_SIZES + 5):
        first.take(1)
    assert (first.audio_bytes, len(first.sizes)) == (MOST_SIZES + 5, MOST_SIZES)
