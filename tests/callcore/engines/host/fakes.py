"""Native engines without models: quick, and blocking when told to."""

from __future__ import annotations

import threading

from callcore.engines.host.natives import Natives, Voices
from callcore.engines.ports import SpeechChunk
from callcore.engines.spelled import read_spelled, spell, word_marks
from callcore.engines.stt.whisper import Aborted, Heard

PATIENCE_S = 20  # real seconds; only a broken program waits so long


class FakeDecoder:
    name = "fake-stt"

    def __init__(self):
        self.gate = threading.Event()
        self.gate.set()
        self.started = threading.Semaphore(0)
        self.asked = []
        self.languages = []  # each text was decoded in
        self.detected = []  # (milliseconds, among) of each detection
        self.shares = {}  # what detection finds; an exception is raised

    def detect(self, pcm, among, aborted):
        self.detected.append((len(pcm) // 16, among))
        if isinstance(self.shares, Exception):
            raise self.shares
        return self.shares

    def decode(self, pcm, language, hints, aborted):
        text = read_spelled(pcm).strip()
        self.asked.append(text)
        self.languages.append(language)
        self.started.release()
        while not self.gate.wait(0.005):
            if aborted():
                raise Aborted
        if text == "crash":
            raise ZeroDivisionError
        return Heard(text, 0.8)


class FakeVoice:
    def __init__(self, name):
        self.name = name
        self.chunks = 0

    def say(self, text, emit):
        at = 0
        for end, chars in word_marks(text):
            self.chunks += 1
            if not emit(SpeechChunk(spell(text[at:chars]), ((end, chars),))):
                return
            at = chars


class FakeComparer:
    def similarity(self, text, examples):
        return [1.0 if text == example else 0.0 for example in examples]


def fake_natives():
    voices: Voices = {("agent", "en"): [FakeVoice("first"), FakeVoice("second")]}
    return Natives(FakeDecoder(), voices, FakeComparer())
