"""POST /v1/audio/transcriptions: a file in, text out, at once or as events."""

from __future__ import annotations

import json
from collections.abc import AsyncGenerator
from dataclasses import dataclass
from functools import partial
from typing import Final

import trio
from quart import Response, request
from werkzeug.datastructures import MultiDict

from callcore.audio import wav
from callcore.shared.audioformat import BYTES_PER_S
from callcore.shared.ids import language_of
from chaos.standins.ears import Hearing, Listening
from chaos.standins.openai.house import TRANSCRIBERS, WHISPERS, House
from chaos.standins.openai.refusal import JSON, Refusal
from chaos.standins.openai.suffering import PAGE, Fate, attend, streaming
from chaos.standins.pauses import Pauses
from chaos.standins.seen import Seen
from chaos.standins.trouble import Trouble

MOST_FILE_BYTES: Final = 25 * 1024 * 1024
FORMATS: Final = {
    "json": TRANSCRIBERS,
    "verbose_json": WHISPERS,
    "text": WHISPERS,
}
HUGE_CHARS: Final = 100_000
TOKENS_PER_S: Final = 10  # of audio
CHARS_PER_TOKEN: Final = 4
NAMES: Final = {"en": "english", "ru": "russian", "uk": "ukrainian"}
EXPECTED: Final = "en"  # of a Whisper that is told no language


@dataclass(frozen=True, slots=True)
class Asked:
    """A request, read."""

    model: str
    answer: str  # its format
    stream: bool
    languages: tuple[str, ...]
    hints: tuple[str, ...]
    pcm: bytes  # 8 kHz

    @property
    def seconds(self) -> float:
        """Return how long the audio is."""
        return len(self.pcm) / BYTES_PER_S


class Transcriptions:
    """The method."""

    def __init__(self, house: House) -> None:
        self._house = house

    async def answer(self) -> Response:
        """Answer one request."""
        seen = self._house.seen.begin("audio.transcriptions")
        return await attend(seen, lambda: self._answer(seen))

    async def _answer(self, seen: Seen) -> Response:
        asked = await self._read(seen)
        mishaps = self._house.mishaps
        fate = Fate(mishaps.stream() if asked.stream else mishaps.request(), seen)
        await fate.begin()
        heard = await self._hear(asked)
        if asked.stream:
            return streaming(
                seen, self._events(asked, heard, fate), "text/event-stream"
            )
        trouble = await fate.meet()
        if trouble.kind == "huge":
            heard = Hearing("a" * HUGE_CHARS, heard.language)
        body = spoilt(trouble, seen) or _body(asked, heard)
        kind = "text/plain; charset=utf-8" if asked.answer == "text" else JSON
        return Response(body, content_type=kind)

    async def _read(self, seen: Seen) -> Asked:
        form = await request.form
        model = form.get("model", "")
        seen.model = model
        self._house.check_model(model, TRANSCRIBERS)
        answer = form.get("response_format", "json")
        if model in TRANSCRIBERS and model not in FORMATS.get(answer, frozenset()):
            text = f"response_format '{answer[:20]}' is not compatible with model '{model}'."
            raise Refusal(400, text, "unsupported_value")
        seen.languages = _listed(form, "language", "languages")
        seen.hints = _listed(form, "prompt", "keywords")
        stream = form.get("stream") == "true" and model not in WHISPERS
        languages = seen.languages or (EXPECTED,)
        return Asked(model, answer, stream, languages, seen.hints, await _pcm(seen))

    async def _hear(self, asked: Asked) -> Hearing:
        if not any(turn.kind == "begin" for turn in Pauses().feed(asked.pcm)):
            return Hearing("", asked.languages[0])
        ear = self._house.ear
        listening = Listening(asked.pcm, asked.languages, asked.hints)
        if ear.instant:
            heard = ear.hear(listening)
        else:
            heard = await trio.to_thread.run_sync(
                partial(ear.hear, listening), abandon_on_cancel=True
            )
        return heard or Hearing("", asked.languages[0])

    async def _events(
        self, asked: Asked, heard: Hearing, fate: Fate
    ) -> AsyncGenerator[bytes, None]:
        try:
            for word in _words(heard.text):
                trouble = await fate.meet()
                if trouble.kind == "huge":
                    word = "a" * HUGE_CHARS
                yield spoilt(trouble, fate.seen) or _event(
                    {"type": "transcript.text.delta", "delta": word}
                )
            done = {"type": "transcript.text.done", "text": heard.text}
            yield _event(
                {**done, **_named(asked, heard), "usage": _usage(asked, heard)}
            )
        except Refusal as refusal:
            yield _event(refusal.body)


async def _pcm(seen: Seen) -> bytes:
    file = (await request.files).get("file")
    if file is None:
        raise Refusal(400, "You must provide a file.", "missing_required_parameter")
    data = file.read()
    seen.take(len(data))
    if len(data) > MOST_FILE_BYTES:
        text = f"Maximum content size limit ({MOST_FILE_BYTES}) exceeded."
        raise Refusal(413, text)
    try:
        recording = wav.decode_untrusted(data)
    except wav.WavError:
        text = "Audio file might be corrupted or unsupported"
        raise Refusal(400, text, "invalid_value") from None
    seen.rate_hz = recording.rate_hz
    return wav.to_line(recording)


def _listed(form: MultiDict[str, str], one: str, many: str) -> tuple[str, ...]:
    """Return a field, or the list that newer models take, as the clients write it."""
    values = form.getlist(f"{many}[]") or form.getlist(many) or form.getlist(one)
    return tuple(value for value in values if value)


def _body(asked: Asked, heard: Hearing) -> str:
    if asked.answer == "text":
        return f"{heard.text}\n"
    said: dict[str, object] = {"text": heard.text, **_named(asked, heard)}
    if asked.answer == "verbose_json":
        said |= _verbose(asked, heard)
    return json.dumps({**said, "usage": _usage(asked, heard)}, ensure_ascii=False)


def _named(asked: Asked, heard: Hearing) -> dict[str, object]:
    """Return the language, which only gpt-transcribe tells without being asked."""
    if not asked.model.startswith("gpt-transcribe"):
        return {}
    code = language_of(heard.language) or heard.language
    return {"languages": [{"code": code}] if heard.text else []}


def _verbose(asked: Asked, heard: Hearing) -> dict[str, object]:
    segment = {
        "id": 0,
        "seek": 0,
        "start": 0.0,
        "end": asked.seconds,
        "text": heard.text,
        "tokens": [],
        "temperature": 0.0,
        "avg_logprob": -0.2,
        "compression_ratio": 1.0,
        "no_speech_prob": 0.01,
    }
    language = language_of(heard.language) or EXPECTED
    return {
        "task": "transcribe",
        "language": NAMES[language],
        "duration": asked.seconds,
        "segments": [segment] if heard.text else [],
    }


def _usage(asked: Asked, heard: Hearing) -> dict[str, object]:
    if not asked.model.startswith("gpt-4o"):
        return {"type": "duration", "seconds": round(asked.seconds + 0.499)}
    audio = int(asked.seconds * TOKENS_PER_S)
    said = len(heard.text) // CHARS_PER_TOKEN + 1
    return {
        "type": "tokens",
        "input_tokens": audio,
        "output_tokens": said,
        "total_tokens": audio + said,
        "input_token_details": {"audio_tokens": audio, "text_tokens": 0},
    }


def _words(text: str) -> list[str]:
    words = text.split(" ")
    return [word if not at else f" {word}" for at, word in enumerate(words) if text]


def _event(said: dict[str, object]) -> bytes:
    return f"data: {json.dumps(said)}\n\n".encode()


_GARBAGE: Final[tuple[object, ...]] = (
    {"text": None},
    {},
    [{"text": "a"}],
    {"text": 5, "usage": "much", "languages": 7},
    {"text": {"text": "a"}},
)


def spoilt(trouble: Trouble, seen: Seen) -> bytes | None:
    """Return nonsense to send instead of an answer, or None if it is well."""
    if trouble.kind == "rubbish":
        return PAGE if seen.answers % 2 else b'{"text": "\xff\xfe\xd0"}'
    if trouble.kind != "garbage":
        return None
    body = json.dumps(_GARBAGE[(seen.answers - 1) % len(_GARBAGE)])
    return body.encode()
