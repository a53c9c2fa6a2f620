"""Turns, voices and models for the tests of this room, made of tones and tables."""

from __future__ import annotations

import numpy as np

from callcore.audio.activity import WINDOW_SAMPLES
from callcore.engines.stt.whisper import Heard
from chaos.turns.ear import Quiet
from chaos.turns.replay import Replayed
from chaos.turns.sample import Pause, Turn
from chaos.turns.voices import Spoken

RATE = 8000
LETTER = RATE // 10  # every letter of the fake voice lasts 100 ms


def tone(ms, hz=150.0, level=0.3):
    """Return a voice-like tone: a few harmonics of ``hz``."""
    t = np.arange(ms * RATE // 1000) / RATE
    sound = sum(np.sin(2 * np.pi * hz * k * t) / k for k in range(1, 6))
    return level * sound / 2


def say(text):
    """Speak: letters are tones, spaces nothing, commas 100 ms of silence."""
    parts, ends, size = [np.zeros(240)], [], 240
    at = 0
    for word in text.split():
        at = text.index(word, at) + len(word)
        for letter in word:
            part = np.zeros(LETTER) if letter in ",." else tone(100)
            parts.append(part)
            size += len(part)
        stop = size - LETTER * (word[-1] in ",.")
        ends.append((at, stop))
    return Spoken(np.concatenate([*parts, np.zeros(240)]), tuple(ends), (-40, 40))


def turn(pauses, *, kind="plain", language="en", asked="", voice="fake", ms=None):
    """Return a turn whose audio is a tone outside ``pauses`` (after 300 ms of nothing)."""
    ms = ms or pauses[-1][1]
    audio = tone(ms)
    audio[: 300 * RATE // 1000] = 0
    for start, end in pauses:
        audio[start * RATE // 1000 : end * RATE // 1000] = 0
    pcm = np.rint(audio * 32767).astype("<i2").tobytes()
    spans = tuple(Pause(*pause) for pause in pauses)
    return Turn("t", language, kind, voice, "test", asked, pcm, spans, ((400, "a"),))


def replayed(pauses, signals=(), *, late_ms=0, **how):
    """Return a turn that an ear without a mistake has heard."""
    one = turn(pauses, **how)
    quiets = [Quiet(a + late_ms, b + late_ms) for a, b in pauses[:-1]]
    last = Quiet(pauses[-1][0] + late_ms, 600_000)
    return Replayed(one, tuple(signals), (*quiets, last))


class LoudnessVad:
    """Speech is what is loud."""

    def open_row(self):
        return 0

    def close_row(self, row):
        assert row == 0

    def infer(self, windows, rows):
        assert windows.shape == (len(rows), WINDOW_SAMPLES)
        return (np.abs(windows).max(axis=1) > 0.02).astype(np.float32)


class FixedJudge:
    """Gives the same answer to every tail, and keeps the tails."""

    def __init__(self, finished=0.9):
        self.finished = finished
        self.tails = []

    def judge(self, tails):
        self.tails += tails
        return [self.finished] * len(tails)


class FakeWhisper:
    """Writes how long the audio was."""

    def __init__(self):
        self.asked = 0

    def decode(self, pcm, language):
        self.asked += 1
        return Heard(f"{len(pcm) // 16} ms of {language}", None)
