"""Turns with pauses in known places."""

from __future__ import annotations

import numpy as np
import pytest

from chaos.turns.making import LEAD_MS, TAIL_MS, make
from chaos.turns.markup import parse
from chaos.turns.voices import Spoken
from tests.chaos.turns.made import RATE, say, tone


def made(line, *lengths):
    return make(parse(line), lengths, say, "um", np.random.default_rng(1))


def test_a_turn_without_pauses_has_only_its_end():
    clean = made("aaa bbb")
    (end,) = clean.pauses
    assert end.start_ms == pytest.approx(LEAD_MS + 10 + 600, abs=15)
    assert end.end_ms == len(clean.audio) * 1000 // RATE
    assert end.ms >= TAIL_MS


@pytest.mark.parametrize("length", [200, 700, 2500])
@pytest.mark.parametrize("line", ["aaa bb | bbb", "aaa bb, | bbb", "aaa bb ~ bbb"])
def test_a_pause_is_as_long_as_asked_for_and_silent(line, length):
    clean = made(line, length)
    hold, _end = clean.pauses
    assert hold.ms == pytest.approx(length, abs=12)
    inside = clean.audio[(hold.start_ms + 20) * 8 : (hold.end_ms - 20) * 8]
    assert np.abs(inside).max(initial=0) < 0.02 * np.abs(clean.audio).max()


def soft(text):
    """Speak like the fake voice, with 60 ms of breath around every word."""
    breath, parts, ends, size = tone(60, level=0.003), [], [], 0
    at = 0
    for word in text.split():
        at = text.index(word, at) + len(word)
        parts += [breath, tone(100 * len(word)), breath]
        size += sum(len(part) for part in parts[-3:])
        ends.append((at, size))
    return Spoken(np.concatenate(parts), tuple(ends), (-40, 40))


@pytest.mark.parametrize("line", ["aaa bb | bbb", "aaa bb ~ bbb", "aa bb/bb // cc"])
def test_what_is_too_soft_to_be_speech_belongs_to_the_pause(line):
    clean = make(parse(line), [500], soft, "um", np.random.default_rng(1))
    assert clean.pauses[-2].ms == pytest.approx(500, abs=6)


def test_a_pause_lies_between_its_words():
    clean = made("aaa bb | bbb", 400)
    ends = {word: end for end, word in clean.words}
    hold = clean.pauses[0]
    assert ends["bb"] == pytest.approx(hold.start_ms, abs=25)
    assert ends["bbb"] == pytest.approx(clean.pauses[-1].start_ms, abs=25)
    assert [word for _, word in clean.words] == ["aaa", "bb", "bbb"]


def test_a_drawl_makes_the_word_before_the_pause_longer():
    plain, drawn = made("aaa bb | bbb", 400), made("aaa bb ~ bbb", 400)
    longer = drawn.pauses[0].start_ms - plain.pauses[0].start_ms
    assert 140 <= longer <= 420


def test_a_filler_is_said_before_the_pause():
    clean = made("aaa bb @ bbb", 400)
    assert [word for _, word in clean.words] == ["aaa", "bb", "um", "bbb"]
    assert clean.pauses[-2].ms == pytest.approx(400, abs=12)
    heard_ms = clean.pauses[-2].start_ms - LEAD_MS
    assert heard_ms > 500 + 200  # "aaa bb" and "um"


def test_a_restart_breaks_off_inside_its_word():
    clean = made("aaa bb/bb cccc // ddd", 600)
    assert [word for _, word in clean.words] == ["aaa", "bb-", "ddd"]
    hold = clean.pauses[0]
    assert hold.start_ms == pytest.approx(LEAD_MS + 10 + 500, abs=30)
    assert hold.ms == pytest.approx(600, abs=15)


def test_the_same_seed_makes_the_same_turn():
    first, again = made("aaa @ bbb", 300), made("aaa @ bbb", 300)
    assert np.array_equal(first.audio, again.audio)
    assert first.words == again.words
