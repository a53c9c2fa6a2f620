"""POST /v1/audio/speech: text in, sound out, in chunks as fast as it is made."""

from __future__ import annotations

from collections.abc import AsyncGenerator
from functools import partial
from typing import Final

import trio
from quart import Response, request

from callcore.audio import wav
from chaos.standins.mouths import Cutter
from chaos.standins.openai.house import SPEAKERS, House
from chaos.standins.openai.refusal import Refusal
from chaos.standins.openai.suffering import PAGE, Fate, attend, streaming
from chaos.standins.seen import Seen
from chaos.standins.trouble import Trouble

RATE_HZ: Final = 24_000  # of pcm and wav alike; it cannot be chosen
MOST_CHARS: Final = 4096
TYPES: Final = {"pcm": "audio/pcm", "wav": "audio/wav"}
VOICES: Final = frozenset(
    [
        "alloy",
        "ash",
        "ballad",
        "coral",
        "echo",
        "fable",
        "onyx",
        "nova",
        "sage",
        "shimmer",
        "verse",
        "marin",
        "cedar",
    ]
)
UNKNOWN_SIZE: Final = 0xFFFFFFFF  # of a WAV that streams
HUGE_CHUNK_BYTES: Final = 10_000_000  # 208 s


class Speech:
    """The method."""

    def __init__(self, house: House) -> None:
        self._house = house

    async def answer(self) -> Response:
        """Answer one request."""
        seen = self._house.seen.begin("audio.speech")
        return await attend(seen, lambda: self._answer(seen))

    async def _answer(self, seen: Seen) -> Response:
        body = await json_body()
        seen.body = body
        kind = self._check(body, seen)
        fate = Fate(self._house.mishaps.stream(), seen)
        await fate.begin()
        chunks = await self._spoken(seen.text)
        if kind == "wav":
            chunks.insert(0, wav.header(UNKNOWN_SIZE, RATE_HZ))
        return streaming(seen, self._parts(chunks, fate), TYPES[kind])

    def _check(self, body: dict[str, object], seen: Seen) -> str:
        seen.model = text_field(body, "model")
        self._house.check_model(seen.model, SPEAKERS)
        seen.text = text_field(body, "input")
        seen.voice = text_field(body, "voice")
        seen.rate_hz = RATE_HZ
        if not 0 < len(seen.text) <= MOST_CHARS:
            raise Refusal(400, "input must have 1 to 4096 characters.", "invalid_value")
        if seen.model in SPEAKERS and seen.voice not in VOICES:
            raise Refusal(400, f"No voice {seen.voice[:40]!r}.", "invalid_value")
        kind = body.get("response_format", "mp3")
        if not isinstance(kind, str) or kind not in TYPES:
            raise Refusal(400, "This stand-in makes pcm and wav.", "unsupported_value")
        return kind

    async def _spoken(self, text: str) -> list[bytes]:
        """Return all of it: a sentence is made in a few dozen ms, or at once."""
        scope = _Wanted()
        try:
            return await trio.to_thread.run_sync(
                partial(self._speak, text, scope), abandon_on_cancel=True
            )
        finally:
            scope.wanted = False

    def _speak(self, text: str, scope: _Wanted) -> list[bytes]:
        cutter = Cutter(RATE_HZ)
        chunks: list[bytes] = []

        def emit(pcm: bytes) -> bool:
            chunks.extend(cutter.feed(pcm))
            return scope.wanted

        self._house.mouth.speak(text, "", emit)
        return chunks + cutter.feed(b"", last=True)

    async def _parts(
        self, chunks: list[bytes], fate: Fate
    ) -> AsyncGenerator[bytes, None]:
        for chunk in chunks:
            try:
                part = spoilt(await fate.meet(), chunk, fate.seen)
            except Refusal:  # too late for a status
                await fate.tear()
                return
            fate.seen.audio_bytes += len(part)
            yield part
            await trio.lowlevel.checkpoint()


class _Wanted:
    """Whether somebody still listens; read on the mouth's thread."""

    wanted = True


def spoilt(trouble: Trouble, chunk: bytes, seen: Seen) -> bytes:
    """Return the chunk, or nonsense: half a sample more, a page, minutes of silence."""
    if trouble.kind == "garbage":
        return (b"\x7f", chunk[:-1], b"\xff\x7f\x00\x80" * 99 + b"!")[
            (seen.answers - 1) % 3
        ]
    if trouble.kind == "rubbish":
        return PAGE + b"!" * (1 + len(PAGE) % 2)  # an odd number of bytes
    return bytes(HUGE_CHUNK_BYTES) if trouble.kind == "huge" else chunk


async def json_body() -> dict[str, object]:
    """Return the JSON object in the request's body; raises :exc:`Refusal`."""
    body = await request.get_json(force=True, silent=True)
    if not isinstance(body, dict):
        raise Refusal(400, "We could not parse the JSON body of your request.")
    return body


def text_field(body: dict[str, object], name: str) -> str:
    """Return a field that must be text; raises :exc:`Refusal`."""
    value = body.get(name)
    if not isinstance(value, str):
        code = "missing_required_parameter"
        raise Refusal(400, f"Missing required parameter: '{name}'.", code)
    return value
