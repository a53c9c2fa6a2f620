"""When texts are there."""

from __future__ import annotations

from itertools import pairwise

import pytest

from callcore.audio.endpointing import EarSettings
from chaos.turns.ear import notice, speech_of
from chaos.turns.following import ABORT_MS, DECODE_MS, Stretch, follow
from tests.chaos.turns.made import LoudnessVad, turn


def texts_of(pauses, language="en"):
    one = turn(pauses, language=language)
    noticed, _ = notice(one, speech_of(one, LoudnessVad()), None, EarSettings())
    return one, follow(one.pcm, noticed, language)


def test_no_text_is_there_before_its_audio_was_heard_and_decoded():
    _, texts = texts_of([(1500, 2300), (4000, 7000)])
    assert texts
    for text in texts:
        assert text.at_ms >= text.stretches[-1].end // 16 + DECODE_MS["en"]


def test_one_decode_at_a_time_unless_the_end_cuts_in():
    _, texts = texts_of([(3000, 6000)])
    gaps = [b.at_ms - a.at_ms for a, b in pairwise(texts)]
    assert all(gap >= DECODE_MS["en"] for gap in gaps)
    assert max(gaps) <= DECODE_MS["en"] + ABORT_MS + 300


def test_a_decode_that_is_in_the_way_of_the_last_one_takes_a_while_to_stop():
    waits = []
    for end in range(2600, 3200, 50):
        one = turn([(end, end + 3000)])
        noticed, _ = notice(one, speech_of(one, LoudnessVad()), None, EarSettings())
        settled_ms = noticed[-1].at_ms
        waits.append(follow(one.pcm, noticed, "en")[-1].at_ms - settled_ms)
    assert max(waits) > DECODE_MS["en"] + ABORT_MS / 2
    assert max(waits) <= DECODE_MS["en"] + ABORT_MS + 20


@pytest.mark.parametrize("language", ["en", "ru", "uk"])
def test_the_last_text_covers_all_speech_and_comes_soon_after_the_end(language):
    _, texts = texts_of([(3010, 6000)], language)
    last = texts[-1]
    assert last.stretches[-1].end // 16 >= 3010
    assert last.at_ms <= 3010 + 300 + ABORT_MS + DECODE_MS[language]


def test_silence_is_decoded_once_and_not_again():
    _, texts = texts_of([(2000, 9000)])
    assert texts[-1].at_ms < 2000 + 1500


def test_a_long_turn_is_cut_and_its_parts_follow_each_other():
    one, texts = texts_of([(9000, 9400), (17_000, 20_000)])
    parts = texts[-1].stretches
    assert len(parts) == 2
    assert parts[0].end == parts[1].start
    assert parts[0] != Stretch(0, len(one.pcm))
    assert 9000 <= parts[0].end // 16 <= 9400  # in its quietest place


def test_a_turn_that_the_ear_never_heard_has_no_text():
    assert follow(bytes(16_000 * 3), [], "en") == []
