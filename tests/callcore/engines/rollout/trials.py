"""Utterances, engines and prices for the tests of this room."""

from __future__ import annotations

import trio

from callcore.engines.errors import EngineLost
from callcore.engines.ports import Transcript
from callcore.engines.rollout.shadow import Overheard, Shadowed
from callcore.engines.spelled import spell
from callcore.engines.utterance import UtteranceAudio
from callcore.shared.costs.usage import Usage


def said(text, *, close=True):
    """Return the audio of an utterance that spells ``text``."""
    audio = UtteranceAudio()
    audio.append(spell(text))
    if close:
        audio.close()
    return audio


def overheard(text="four tyres", *, arm="control", since=1, speech_ms=2000, **more):
    """Return an utterance as the shadow gets it."""
    fields = {"language": "en", "pcm": spell(text), "utterance_id": "call-1/1"} | more
    return Overheard(since=since, arm=arm, text=text, speech_ms=speech_ms, **fields)


def shadowed(control, candidate, **more):
    """Return what both arms made of one utterance; ``None`` for a candidate that failed."""
    return Shadowed(overheard(control, **more), candidate)


def minute(quantity=60_000):
    """Return the usage of a minute of audio at some vendor."""
    return Usage("stt", "vendor", "model", "stream", "audio_ms", quantity)


class Engine:
    """Speech to text that does what the test says: ``text`` may be a function."""

    def __init__(self, text="four tyres", *, takes_s=0.3, name="engine", speaks=None):
        self.name = name
        self.text = text
        self.takes_s = takes_s
        self.spend = None
        self.speaks = speaks
        self.heard = []

    async def transcribe(self, audio, language, post, hints=(), others=()):
        self.heard.append((bytes(audio.pcm), language, hints, others))
        while not audio.closed:
            await audio.wait_change()
        if self.spend is not None:
            self.spend(minute())
        await trio.sleep(self.takes_s)
        text = self.text() if callable(self.text) else self.text
        return Transcript(text, self.speaks or language)


def lost():
    raise EngineLost("engine", "connection")


def bug():
    raise ZeroDivisionError("the caller said 0671234567")
