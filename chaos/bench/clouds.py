"""The engines for vendors as a worker opens them, against stand-ins."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Final

from callcore.engines.ports import SpeechToText
from callcore.engines.stt.google import GoogleSpeech, SpeechOptions
from callcore.engines.stt.openai import OpenAITranscriber
from callcore.engines.vendors.google import GoogleAccount, open_google
from callcore.engines.vendors.openai import open_openai
from callcore.shared.costs.usage import unbilled

MODEL: Final = "whisper-1"

Make = Callable[[], SpeechToText]


@asynccontextmanager
async def open_speech(endpoint: str) -> AsyncIterator[Make]:
    """Open connections to Google at ``endpoint``; yield what makes a call's engine."""
    account = GoogleAccount(project="bench", endpoint=endpoint)
    options = SpeechOptions()
    async with open_google(account) as cloud:
        yield lambda: GoogleSpeech(cloud, options, unbilled)


@asynccontextmanager
async def open_ladder(endpoint: str, url: str) -> AsyncIterator[tuple[Make, Make]]:
    """Open Google at ``endpoint`` and an OpenAI-compatible service at ``url``."""
    async with open_speech(endpoint) as first, open_openai(url, key="") as client:
        yield first, lambda: OpenAITranscriber(client, MODEL, unbilled)
