"""A transcriber at a real HTTP server, and something to transcribe."""

from __future__ import annotations

from contextlib import asynccontextmanager

from callcore.engines.spelled import spell
from callcore.engines.stt.openai import OpenAITranscriber
from callcore.engines.utterance import UtteranceAudio
from callcore.shared.costs.usage import Usage
from tests.callcore.engines.vendors.speechserver import serving

SPOKEN = spell("winter tyres for my car please")  # 1.8 s
WORDS = ("winter", "tyres", "please")


def unasked(_partial):
    """Take a partial."""


def uttered(pcm=SPOKEN, *, closed=True):
    audio = UtteranceAudio()
    audio.append(pcm)
    if closed:
        audio.close()
    return audio


@asynccontextmanager
async def hearing(script, model="whisper-x", **options):
    spent: list[Usage] = []
    async with serving(script) as (client, server):
        engine = OpenAITranscriber(client, model, spent.append, **options)
        yield engine, server, spent
