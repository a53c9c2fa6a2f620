"""OpenAI's own client, pointed at the stand-in; and what the tests ask with it."""

from __future__ import annotations

from contextlib import asynccontextmanager

import openai
import pytest
import trio

from callcore.audio import wav

#: the SDK and its HTTP library leave generators to the collector; ours would be reported
THEIR_GENERATORS = pytest.mark.filterwarnings(
    "ignore:Async generator '(httpcore2|httpx2|openai)[.]:ResourceWarning"
)
MESSAGES = [{"role": "user", "content": "hello"}]


@asynccontextmanager
async def open_client(standin, key="sk-test"):
    async with openai.AsyncOpenAI(
        base_url=standin.url, api_key=key, max_retries=0, timeout=8
    ) as client:
        yield client


async def transcribe(client, pcm, model="gpt-transcribe", **options):
    return await client.audio.transcriptions.create(
        file=("utterance.wav", wav.encode(pcm), "audio/wav"), model=model, **options
    )


async def speak(client, text="hello", **options):
    options = {"model": "tts-1", "voice": "alloy", "response_format": "pcm", **options}
    parts = []
    create = client.audio.speech.with_streaming_response.create
    async with create(input=text, **options) as response:
        async for part in response.iter_bytes():
            parts.append(part)  # noqa: PERF401 - what came before an error counts
    return b"".join(parts)


async def chat(client, chunks=None, **options):
    """Return all chunks of a streamed reply; they are also put into ``chunks``."""
    chunks = [] if chunks is None else chunks
    options = {"messages": MESSAGES, "model": "gpt-6-luna", **options}
    stream = await client.chat.completions.create(
        stream=True, stream_options={"include_usage": True}, **options
    )
    async with stream:
        async for chunk in stream:
            chunks.append(chunk)
    return chunks


def text_of(chunks):
    return "".join(
        chunk.choices[0].delta.content or "" for chunk in chunks if chunk.choices
    )


async def until(condition):
    with trio.fail_after(5):
        while not condition():  # noqa: ASYNC110 - of another thread
            await trio.sleep(0.005)
