"""Text-to-Speech: StreamingSynthesize, SynthesizeSpeech and ListVoices.

The sound comes in chunks of 150 ms as fast as it is made. Each input of a stream is
spoken when it arrives.
"""

from __future__ import annotations

import asyncio  # noqa: TID251 - a plain asyncio server, no trio here
import threading
from dataclasses import dataclass
from typing import Final

import grpc.aio
from google.cloud.texttospeech_v1.types import cloud_tts as types

from callcore.audio import wav
from callcore.shared.audioformat import SAMPLE_BYTES
from chaos.standins.google.answers import RUBBISH, Answers, Context, Message, attend
from chaos.standins.google.house import House
from chaos.standins.google.refusal import Code, Refusal, invalid
from chaos.standins.google.voices import Voice, all_voices, find_voice
from chaos.standins.mouths import Cutter
from chaos.standins.seen import Seen

SERVICE: Final = "google.cloud.texttospeech.v1.TextToSpeech"
STREAM_REQUEST: Final = types.StreamingSynthesizeRequest.pb()
REQUEST: Final = types.SynthesizeSpeechRequest.pb()
LIST_REQUEST: Final = types.ListVoicesRequest.pb()
MOST_TEXT_BYTES: Final = 5000
MOST_CHUNKS: Final = 1024  # made but not sent: two and a half minutes
NATIVE_HZ: Final = 24_000
RATES_HZ: Final = range(8000, 48_001)
HUGE_S: Final = 100  # of silence, against 100 kB of text
_LINEAR16: Final = types.AudioEncoding.LINEAR16
_PCM: Final = types.AudioEncoding.PCM


@dataclass(frozen=True, slots=True)
class Order:
    """How something is to be spoken."""

    voice: Voice
    rate_hz: int
    wav: bool = False


class Synthesis:
    """The methods of the service."""

    def __init__(self, house: House) -> None:
        self._house = house

    async def stream(self, _requests: Message, context: Context) -> None:
        """Answer StreamingSynthesize."""
        seen = self._house.seen.begin("tts.StreamingSynthesize")
        answers = Answers(context, self._house.mishaps.stream(), seen, spoil_chunk)
        await attend(context, seen, lambda: self._stream(context, answers, seen))

    async def synthesise(self, request: Message, context: Context) -> Message:
        """Answer SynthesizeSpeech."""
        seen = self._house.seen.begin("tts.SynthesizeSpeech")
        answers = Answers(context, self._house.mishaps.request(), seen, spoil_whole)
        return await attend(context, seen, lambda: self._whole(request, answers, seen))

    async def voices(self, request: Message, context: Context) -> Message:
        """Answer ListVoices."""
        seen = self._house.seen.begin("tts.ListVoices")
        answers = Answers(context, self._house.mishaps.request(), seen, spoil_voices)

        async def work() -> Message:
            await answers.begin()
            return await answers.prepare(_voices(request.language_code))

        return await attend(context, seen, work)

    async def _stream(self, context: Context, answers: Answers, seen: Seen) -> None:
        first = await self._read(context)
        if first is None or not first.HasField("streaming_config"):
            raise invalid("The first request must hold streaming_config and no input.")
        order = _stream_order(first.streaming_config)
        _note(seen, order)
        await answers.begin()
        while (request := await self._read(context)) is not None:
            text = _text_of(request)
            seen.text += text
            await self._speak(text, order, answers, seen)

    async def _read(self, context: Context) -> Message | None:
        try:
            async with asyncio.timeout(self._house.limits.input_gap_s):
                request = await context.read()
        except TimeoutError:
            raise Refusal(
                Code.ABORTED,
                "Stream aborted due to long duration elapsed without input sent.",
            ) from None
        return None if request is grpc.aio.EOF else request

    async def _speak(
        self, text: str, order: Order, answers: Answers, seen: Seen
    ) -> None:
        line = _Line(self._house, text, order)
        try:
            while (chunk := await line.next()) is not None:
                seen.audio_bytes += len(chunk)
                await answers.send(_chunk(chunk))
        finally:
            await line.close()

    async def _whole(self, request: Message, answers: Answers, seen: Seen) -> Message:
        order = _order(request.voice, request.audio_config)
        _note(seen, order)
        seen.text = _bounded(_input_text(request.input))
        await answers.begin()
        line = _Line(self._house, seen.text, order)
        sound = bytearray()
        try:
            while (chunk := await line.next()) is not None:
                sound += chunk
        finally:
            await line.close()
        seen.audio_bytes = len(sound)
        data = wav.encode(bytes(sound), order.rate_hz) if order.wav else bytes(sound)
        return await answers.prepare(_spoken(data))


class _Line:
    """One text on its way through the mouth, which blocks on a thread."""

    def __init__(self, house: House, text: str, order: Order) -> None:
        self._house = house
        self._cutter = Cutter(order.rate_hz)
        self._loop = asyncio.get_running_loop()
        # a mouth is quicker than a network; full, it waits for the network
        self._chunks: asyncio.Queue[bytes | None] = asyncio.Queue()
        self._room = threading.Semaphore(MOST_CHUNKS)
        self._left = False
        self._work = asyncio.ensure_future(
            house.on_thread(lambda: self._say(text, order.voice.language))
        )

    async def next(self) -> bytes | None:
        """Return the next chunk; None at the end. Raises what the mouth raises."""
        chunk = await self._chunks.get()
        self._room.release()
        if chunk is None:
            await self._work
        return chunk

    async def close(self) -> None:
        """Tell the mouth that nobody listens."""
        self._left = True
        self._room.release()
        self._work.cancel()

    def _say(self, text: str, language: str) -> None:
        try:
            self._house.mouth.speak(text, language, self._emit)
            self._post(self._cutter.feed(b"", last=True))
        finally:
            self._put(None)

    def _emit(self, pcm: bytes) -> bool:
        return self._post(self._cutter.feed(pcm))

    def _post(self, chunks: list[bytes]) -> bool:
        for chunk in chunks:
            self._room.acquire()
            if self._left:
                return False
            self._put(chunk)
        return not self._left

    def _put(self, chunk: bytes | None) -> None:
        if not self._loop.is_closed():
            self._loop.call_soon_threadsafe(self._chunks.put_nowait, chunk)


def _stream_order(config: Message) -> Order:
    voice = _voice(config.voice)
    if not voice.streams:
        raise invalid(
            "Currently, only Chirp 3: HD voices are supported for streaming synthesis."
        )
    audio = config.streaming_audio_config
    if audio.audio_encoding not in (0, _PCM):
        raise invalid("This stand-in streams PCM only.")
    return Order(voice, _rate(audio.sample_rate_hertz))


def _order(voice: Message, audio: Message) -> Order:
    if audio.audio_encoding not in (_LINEAR16, _PCM):
        raise invalid("Invalid audio encoding: this stand-in makes LINEAR16 and PCM.")
    found = _voice(voice)
    return Order(
        found, _rate(audio.sample_rate_hertz), audio.audio_encoding == _LINEAR16
    )


def _voice(asked: Message) -> Voice:
    found = find_voice(asked.name, asked.language_code)
    if found is None:
        raise invalid(f"Voice '{asked.name[:80]}' does not exist. Is it misspelled?")
    if asked.language_code.lower() != found.language.lower():
        raise invalid(
            f"Requested language code '{asked.language_code[:20]}' doesn't match the "
            f"voice '{found.name}''s language code '{found.language}'."
        )
    return found


def _rate(rate_hz: int) -> int:
    if rate_hz and rate_hz not in RATES_HZ:
        raise invalid(f"Sample rate {rate_hz} is not supported.")
    return rate_hz or NATIVE_HZ


def _text_of(request: Message) -> str:
    if request.WhichOneof("streaming_request") != "input":
        raise invalid("All requests but the first must hold input.")
    return _bounded(_input_text(request.input))


def _input_text(asked: Message) -> str:
    source = asked.WhichOneof("input_source")
    if source not in {"text", "markup"}:
        raise invalid("Input must hold text or markup.")
    return str(getattr(asked, source))


def _bounded(text: str) -> str:
    if len(text.encode()) > MOST_TEXT_BYTES:
        raise invalid("Input size limit exceeded. It is 5000 bytes.")
    return text


def _note(seen: Seen, order: Order) -> None:
    seen.voice = order.voice.name
    seen.languages = (order.voice.language,)
    seen.rate_hz = order.rate_hz


def _chunk(audio: bytes) -> Message:
    return types.StreamingSynthesizeResponse.pb()(audio_content=audio)


def _spoken(audio: bytes) -> Message:
    return types.SynthesizeSpeechResponse.pb()(audio_content=audio)


def _voices(language: str) -> Message:
    response = types.ListVoicesResponse.pb()()
    for voice in all_voices():
        if voice.language.lower().startswith(language.lower()):
            response.voices.add(
                name=voice.name,
                language_codes=[voice.language],
                natural_sample_rate_hertz=NATIVE_HZ,
            )
    return response


def spoil_chunk(kind: Message, message: Message, number: int) -> Message:
    """Return a bad chunk of a stream: no audio, half a sample, noise, no protobuf."""
    if kind == "rubbish":
        return RUBBISH
    if kind == "huge":
        return _chunk(bytes(HUGE_S * 8000 * SAMPLE_BYTES))
    size = len(message.audio_content)
    return _chunk((b"", b"\x7f", b"\xff\x7f\x00\x80" * (size // 4) + b"!")[number % 3])


def spoil_whole(kind: Message, message: Message, number: int) -> Message:
    """Return bad audio: empty, a WAV that lies about its rate, no WAV, no protobuf."""
    if kind == "rubbish":
        return RUBBISH
    if kind == "huge":
        return _spoken(wav.encode(bytes(HUGE_S * 8000 * SAMPLE_BYTES)))
    lying = wav.encode(message.audio_content[wav.HEADER_BYTES :], 44_100)
    return _spoken((b"", lying, b"RIFF" + bytes(9), b"<html>")[number % 4])


def spoil_voices(kind: Message, _message: Message, _number: int) -> Message:
    """Return a list of voices that is none."""
    response = types.ListVoicesResponse.pb()()
    response.voices.add(name="", natural_sample_rate_hertz=-1)
    return RUBBISH if kind == "rubbish" else response
