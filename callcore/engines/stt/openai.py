"""Speech to text by an OpenAI-compatible service: one request an utterance.

The utterances are cut by the call's own VAD. The request starts when the caller seems to
have ended (:mod:`callcore.engines.stt.asking`), so that its answer is often there when the
turn closes. Audio goes out as the line carried it, a WAV of 8 kHz: its header names the
rate, and these services resample what they are sent.

``stream=True`` is not used: the whole text is known at its last event, which comes no
earlier than the answer without it, and a turn cannot be judged by half of its text.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from contextlib import aclosing
from dataclasses import dataclass, field
from typing import Any, Final, cast

import openai
import trio

from callcore.audio import wav
from callcore.engines.errors import EngineError
from callcore.engines.host.following import View, view_of
from callcore.engines.offers import Capabilities
from callcore.engines.ports import Partial, Transcript
from callcore.engines.stt.asking import Asker, Piece
from callcore.engines.stt.hallucinations import clean
from callcore.engines.stt.whisper import is_silent
from callcore.engines.utterance import MAX_BYTES, UtteranceAudio
from callcore.engines.vendors.openai import FREE, PROVIDER, guarded
from callcore.engines.vendors.openaitranscript import (
    MAX_BODY_BYTES,
    Answer,
    Fields,
    fields_of,
    kind_of,
    read_answer_untrusted,
)
from callcore.shared.audioformat import BYTES_PER_S
from callcore.shared.costs.usage import Spend, Usage
from callcore.shared.ids import LANGUAGES, Language

ANSWER_S: Final = 15.0  # a minute of audio takes a service of one's own so long
#: a service names a language without saying how sure it is; one turn is enough for the
#: call to switch (dialog/tongues.py: 0.7), and a second opinion outweighs it
NAMED_CONFIDENCE: Final = 0.8
#: no minute holds more, and cleaning takes time by the square: 10 000 brackets 0.4 s
_SAID_CHARS: Final = 2_000
_DETECT_BYTES: Final = BYTES_PER_S  # Whisper tells nothing from less than a second
_MS: Final = BYTES_PER_S // 1000


def capabilities(
    model: str, *, partial_ms: int = 0, detects: bool = False
) -> Capabilities:
    """Return what ``model`` can do; ``detects`` is for one that we cannot know."""
    return Capabilities(
        frozenset(LANGUAGES),
        partials=partial_ms > 0,
        detects=detects or kind_of(model) == "listing",
    )


class OpenAITranscriber:
    """A :class:`~callcore.engines.ports.SpeechToText`, made for one call.

    ``partial_ms`` of new audio make it ask for a partial; 0 asks once an utterance.
    ``detects``: the service names the language that it heard, if it is given none.
    """

    def __init__(
        self,
        client: openai.AsyncOpenAI,
        model: str,
        spend: Spend,
        *,
        partial_ms: int = 0,
        detects: bool = False,
        name: str = "openai",
    ) -> None:
        self._service = _Service(client, model, spend, name)
        self._can = capabilities(model, partial_ms=partial_ms, detects=detects)
        self._partial_bytes = partial_ms * _MS

    @property
    def name(self) -> str:
        """Return a short name for logs and metrics."""
        return self._service.name

    async def transcribe(
        self,
        audio: UtteranceAudio,
        language: Language,
        post: Callable[[Partial], None],
        hints: Sequence[str] = (),
        others: Sequence[Language] = (),
    ) -> Transcript:
        """Follow ``audio``; see :class:`~callcore.engines.ports.SpeechToText`.

        Cancelled: the connection is closed. What was asked is paid for and reported.
        """
        tongue = _Tongue(language, tuple(others) if self._can.detects else ())
        asker = Asker(self._partial_bytes)
        work = _Following(self._service, audio, tuple(hints), post, asker, tongue)
        await work.run()
        if work.error is not None:  # not raised inside: a nursery would wrap it
            raise work.error
        return Transcript(
            asker.text, tongue.language, work.confidence, tongue.confidence
        )


@dataclass(slots=True)
class _Tongue:
    """In which language an utterance is decoded; the expected one at first."""

    language: Language
    others: tuple[Language, ...] = ()
    confidence: float | None = None

    def among(self, pcm_bytes: int) -> tuple[Language, ...]:
        """Return what the service may choose from."""
        return (self.language, *(self.others if pcm_bytes >= _DETECT_BYTES else ()))

    def answered(self, answer: Answer, among: tuple[Language, ...]) -> bool:
        """Take what was heard; false if it is a text in a language nobody asked about."""
        if len(among) == 1 or answer.language is None:
            return True
        if answer.language not in among:
            self.others = ()  # it must be the expected one, then
            return False
        self.language = answer.language
        self.others = tuple(one for one in among if one != self.language)
        self.confidence = NAMED_CONFIDENCE
        return True


@dataclass(slots=True)
class _Request:
    """A question under way, and later its answer or error."""

    piece: Piece
    pcm: bytes
    speech_ms: int
    among: tuple[Language, ...]
    scope: trio.CancelScope = field(default_factory=trio.CancelScope)
    answer: Answer | None = None
    error: EngineError | None = None


@dataclass(slots=True)
class _Service:
    """Asks; knows what an answer costs."""

    client: openai.AsyncOpenAI
    model: str
    spend: Spend
    name: str

    async def ask(self, request: _Request, hints: Sequence[str]) -> Answer:
        """Return the answer; raises :exc:`EngineError`."""
        facts: dict[str, int] = {"speech_ms": request.speech_ms}
        free = False
        fields = fields_of(self.model, request.among, hints)
        try:
            answer = await guarded(self.name, self._answer(request.pcm, fields))
            facts |= answer.facts
        except EngineError as error:
            free = error.reason in FREE
            raise
        finally:  # also when nobody waits any more: the service bills what it was sent
            if not free:
                self._spent(len(request.pcm) // _MS, facts)
        return answer

    async def _answer(self, pcm: bytes, fields: Fields) -> Answer:
        sound = wav.encode(pcm)
        transcriptions = self.client.audio.transcriptions.with_streaming_response
        with trio.fail_after(ANSWER_S):
            async with transcriptions.create(
                file=("utterance.wav", sound, "audio/wav"),
                model=self.model,
                **cast("dict[str, Any]", fields),
            ) as response:
                body = bytearray()
                async with aclosing(response.iter_bytes()) as parts:
                    async for part in parts:
                        body += part
                        if len(body) > MAX_BODY_BYTES:
                            raise ValueError("an answer without end")
        return read_answer_untrusted(bytes(body))

    def _spent(self, audio_ms: int, facts: Mapping[str, int]) -> None:
        self.spend(
            Usage("stt", PROVIDER, self.model, "request", "audio_ms", audio_ms, facts)
        )


@dataclass(slots=True)
class _Following:
    """One utterance on its way to text; at most one request at a time."""

    service: _Service
    audio: UtteranceAudio
    hints: tuple[str, ...]
    post: Callable[[Partial], None]
    asker: Asker
    tongue: _Tongue
    request: _Request | None = None
    waiting: trio.CancelScope = field(default_factory=trio.CancelScope)
    stable_at: int = -1  # the speech that was said to be stable last
    confidence: float | None = None
    error: EngineError | None = None

    async def run(self) -> None:
        """Return when the text is there, or :attr:`error`."""
        async with trio.open_nursery() as nursery:
            while self.error is None:
                seen = view_of(self.audio)
                step = self.asker.step(seen)
                if step == "finish" or (self.audio.closed and self.audio.void):
                    break
                if step == "drop":
                    self._drop()
                elif isinstance(step, Piece):
                    if (request := self._prepared(step, seen)) is None:
                        continue  # silence: there is nothing to wait for
                    nursery.start_soon(self._ask, request)
                self._tell_stable(seen)
                await self._wait(seen)
                self._collect()
            nursery.cancel_scope.cancel(reason="the utterance has its text, or never")

    def _drop(self) -> None:
        if self.request is not None:
            self.request.scope.cancel(reason="the caller went on")
            self.request = None
        self.asker.gave_up()

    def _prepared(self, piece: Piece, seen: View) -> _Request | None:
        self._drop()
        self.asker.started(piece)
        front = self.audio.dropped_bytes
        pcm = bytes(self.audio.pcm[piece.start - front : piece.end - front])[:MAX_BYTES]
        if is_silent(pcm):
            self.asker.answered("")
            return None
        speech_ms = (min(piece.end, seen.speech) - piece.start) // _MS
        among = self.tongue.among(len(pcm))
        self.request = _Request(piece, pcm, max(0, speech_ms), among)
        return self.request

    async def _ask(self, request: _Request) -> None:
        with request.scope:
            try:
                request.answer = await self.service.ask(request, self.hints)
            except EngineError as error:
                request.error = error
            if self.request is request:
                self.waiting.cancel(reason="the service answered")

    def _collect(self) -> None:
        request = self.request
        if request is None or (request.answer is None and request.error is None):
            return
        self.request, self.error = None, request.error
        if request.answer is None:
            return
        if not self.tongue.answered(request.answer, request.among):
            self.asker.ask_again()
            return
        audio_s = len(request.pcm) / BYTES_PER_S
        self.confidence = request.answer.confidence
        said = request.answer.text[:_SAID_CHARS]
        self.asker.answered(clean(said, self.tongue.language, audio_s))
        view = view_of(self.audio)
        self._post(view, stable=view.settled and self.asker.covers(view))

    def _tell_stable(self, view: View) -> None:
        """Say once per silence that the newest partial was of all speech."""
        told = self.stable_at == view.speech or self.asker.latest is None
        if view.settled and not told and self.asker.covers(view):
            self._post(view, stable=True)

    def _post(self, view: View, *, stable: bool) -> None:
        self.stable_at = view.speech if stable else self.stable_at
        covered_ms = self.asker.covered_bytes() // _MS
        self.post(Partial(self.asker.text, covered_ms, stable=stable))

    async def _wait(self, seen: View) -> None:
        """Return when the audio is not as ``seen`` any more, or an answer is there."""
        with trio.CancelScope() as self.waiting:
            while view_of(self.audio) == seen:
                await self.audio.wait_change()
