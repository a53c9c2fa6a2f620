"""Ground truth of silence."""

from __future__ import annotations

import numpy as np

from chaos.turns.silences import silences, spoken_span
from tests.chaos.turns.made import tone


def test_silences_are_found_to_5_ms():
    audio = np.concatenate([tone(300), np.zeros(1600), tone(200), np.zeros(400)])
    assert silences(audio, 800) == [(2400, 4000)]
    assert silences(audio, 400) == [(2400, 4000), (5600, 6000)]


def test_a_click_does_not_part_a_silence_but_a_word_does():
    click = np.concatenate([np.zeros(800), tone(10), np.zeros(800)])
    word = np.concatenate([np.zeros(800), tone(80), np.zeros(800)])
    ends = tone(300)
    assert len(silences(np.concatenate([ends, click, ends]), 400)) == 1
    assert len(silences(np.concatenate([ends, word, ends]), 400)) == 2


def test_silence_is_relative_to_the_loudest_speech():
    soft = tone(100, level=0.3 * 10 ** (-40 / 20))
    audio = np.concatenate([tone(200), soft, tone(200)])
    assert silences(audio, 400) == [(1600, 2400)]


def test_the_span_of_speech_leaves_out_what_is_around_it():
    audio = np.concatenate([np.zeros(800), tone(100), np.zeros(80), tone(100)])
    assert spoken_span(np.concatenate([audio, np.zeros(400)])) == (800, len(audio))
    assert spoken_span(np.zeros(800)) == (0, 0)
