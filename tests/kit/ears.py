"""For tests of ears: a scripted model, judge and thread, and who takes what they post."""

from __future__ import annotations

import threading

import numpy as np
import trio

from callcore.audio.activity import WINDOW_SAMPLES, VoiceActivityError
from callcore.audio.endpointing import EarSettings
from callcore.protocol.audiosocket import encode_audio

SETTINGS = EarSettings(
    start_ms=60, judge_ms=150, settle_ms=200, end_ms=500, least_ms=120
)
MOST_SILENT_BYTES = round(0.22 * 16_000)  # of a tail: 150 ms and two windows


def shout(peak, offset=0):
    """Return a frame that swings so far around ``offset``."""
    wave = [offset + peak, offset - peak] * 80
    return encode_audio(b"".join(n.to_bytes(2, "little", signed=True) for n in wave))


SOFT = shout(300)  # too soft for loudness


class Notes:
    """What an ear posted, and when."""

    def __init__(self):
        self.transitions, self.times, self.digits = [], [], []

    def __call__(self, transition):
        self.transitions.append(transition)
        self.times.append(trio.current_time())

    @property
    def kinds(self):
        return [transition.kind for transition in self.transitions]

    def of(self, kind):
        return [found for found in self.transitions if found.kind is kind]


def attach(ear, switchboard, settings=SETTINGS):
    """Return the wire, the line, its ear and the notes of a new caller."""
    wire, line = switchboard.call()
    notes = Notes()
    return wire, line, ear.attach(line, notes, settings, notes.digits.append), notes


class ByMean:
    """A model to which anything above -50 dBFS is speech; counts its rows."""

    def __init__(self):
        self.rows, self.batches, self.failing = {}, [], False
        self.threads = set()

    def open_row(self):
        row = next(n for n in range(9999) if n not in self.rows)
        self.rows[row] = 0
        return row

    def close_row(self, row):
        del self.rows[row]

    def infer(self, windows, rows):
        self.threads.add(threading.get_ident())
        if self.failing:
            raise VoiceActivityError("by the test")
        assert windows.dtype == np.float32
        assert windows.shape == (len(rows), WINDOW_SAMPLES)
        assert len(set(rows)) == len(rows)
        assert np.abs(windows).max() <= 1
        for row in rows:
            self.rows[row] += 1
        self.batches.append(rows)
        return (np.abs(windows).mean(axis=1) > 0.003).astype(np.float32)


class Oracle:
    """Judges every turn as it is told, ``None`` fails; keeps what it was asked."""

    def __init__(self):
        self.answer, self.jobs, self.threads = 0.75, [], set()

    def judge(self, tails):
        self.threads.add(threading.get_ident())
        self.jobs.append(tails)
        if self.answer is None:
            raise VoiceActivityError("by the test")
        return [self.answer] * len(tails)


class Gate:
    """A thread that answers when the test says so."""

    def __init__(self):
        self.open = trio.Event()
        self.open.set()
        self.jobs = 0

    async def __call__(self, work):
        self.jobs += 1
        await self.open.wait()
        return work()


def silent_bytes(tail):
    """Return how much silence a tail ends in."""
    return len(tail) - len(tail.rstrip(b"\0"))
