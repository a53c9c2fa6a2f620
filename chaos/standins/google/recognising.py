"""One recognition stream: audio in, interims and finals out, for both versions.

What was said is settled at a pause and when the client half-closes. An interim may come
in two results, as Google's do: what will hardly change, then what may.
"""

from __future__ import annotations

import asyncio  # noqa: TID251 - a plain asyncio server, no trio here
from contextlib import suppress
from itertools import takewhile
from typing import Final

import grpc.aio

from callcore.audio.resample import resample
from callcore.shared.audioformat import BYTES_PER_S
from chaos.standins.ears import Hearing, Listening
from chaos.standins.google.answers import Answers, Context, Message, attend
from chaos.standins.google.dialect import Dialect, Part, ResultSpoiler, billed_s
from chaos.standins.google.house import House
from chaos.standins.google.intake import Intake
from chaos.standins.google.refusal import invalid
from chaos.standins.google.rules import (
    MOST_CONTENT_BYTES,
    MOST_CONTENT_S,
    Asked,
    check,
)
from chaos.standins.pauses import Pauses, Turn, seconds
from chaos.standins.seen import Seen

PREROLL_BYTES: Final = BYTES_PER_S * 3 // 10  # kept of silence, before speech begins
LONGEST_BYTES: Final = BYTES_PER_S * 60  # then it is settled without a pause
STABLE, UNSTABLE = 0.9, 0.01
CONFIDENCE: Final = 0.9


class Recognition:
    """The methods of one version's service."""

    def __init__(self, house: House, dialect: Dialect) -> None:
        self._house = house
        self._dialect = dialect
        self._spoil = ResultSpoiler(dialect)

    async def stream(self, _requests: Message, context: Context) -> None:
        """Answer StreamingRecognize."""
        seen = self._house.seen.begin(f"{self._dialect.api}.StreamingRecognize")
        luck = self._house.mishaps.stream()
        answers = Answers(context, luck, seen, self._spoil)
        await attend(context, seen, lambda: self._stream(context, answers, seen))

    async def recognise(self, request: Message, context: Context) -> Message:
        """Answer Recognize."""
        seen = self._house.seen.begin(f"{self._dialect.api}.Recognize")
        luck = self._house.mishaps.request()
        answers = Answers(context, luck, seen, self._spoil_whole)
        return await attend(context, seen, lambda: self._whole(request, answers, seen))

    async def _stream(self, context: Context, answers: Answers, seen: Seen) -> None:
        # read(), not the iterator: Trio's hooks do not know Cython's async generators
        first = await context.read()
        if first is grpc.aio.EOF:
            raise invalid("The stream ended without a request.")
        asked = self._dialect.asked(first)
        note(seen, asked)
        check(asked)
        intake = Intake(context, self._dialect, self._house.limits, seen)
        reading = asyncio.create_task(intake.run())
        listener = _Listener(self._house, self._dialect, asked, intake, answers)
        try:
            await answers.begin()
            await listener.run()
        finally:
            listener.give_up()
            reading.cancel()
            with suppress(asyncio.CancelledError):
                await reading

    async def _whole(self, request: Message, answers: Answers, seen: Seen) -> Message:
        asked, audio = self._dialect.unary_asked(request)
        note(seen, asked)
        seen.take(len(audio))
        check(asked, streams=False)
        line_s = len(audio) / 2 / asked.rate_hz
        if len(audio) > MOST_CONTENT_BYTES or line_s > MOST_CONTENT_S:
            raise invalid("Inline audio exceeds duration limit. Please use a URI.")
        await answers.begin()
        parts = await self._heard_whole(asked, audio)
        bill = billed_s(line_s, self._dialect.block_s)
        return await answers.prepare(self._dialect.unary_results(parts, bill))

    async def _heard_whole(self, asked: Asked, audio: bytes) -> list[Part]:
        pcm = resample(audio[: len(audio) & ~1], asked.rate_hz)
        if not any(turn.kind == "begin" for turn in Pauses().feed(pcm)):
            return []
        ear = self._house.ear
        listening = Listening(pcm, asked.languages, asked.hints)
        heard = await self._house.on_thread(
            lambda: ear.hear(listening), instant=ear.instant
        )
        return [_final(heard, seconds(len(pcm)))] if heard and heard.text else []

    def _spoil_whole(self, kind: Message, _message: Message, number: int) -> Message:
        """Spoil a Recognize response by way of a stream's, whose fields are like it."""
        spoilt = self._spoil(kind, self._dialect.results([], None), number)
        if isinstance(spoilt, bytes):
            return spoilt
        parts = [
            Part(one.alternatives[0].transcript if one.alternatives else "", "", -1.0)
            for one in spoilt.results
        ]
        return self._dialect.unary_results(parts, 10**9)


class _Listener:
    """Follows the audio of one stream."""

    def __init__(
        self,
        house: House,
        dialect: Dialect,
        asked: Asked,
        intake: Intake,
        answers: Answers,
    ) -> None:
        self._house = house
        self._ear = house.ear
        self._dialect = dialect
        self._asked = asked
        self._intake = intake
        self._answers = answers
        self._pauses = Pauses()
        self._spoken = False  # speech since the last final
        self._piece = bytearray()  # audio since the last final
        self._end_bytes = 0  # where it ends, from the start of the stream
        self._shown = ""  # the last interim
        self._shown_bytes = 0  # and where it ended
        self._finals = 0
        self._stale = False  # the running interim is not wanted any more
        self._interim: asyncio.Task[None] | None = None

    async def run(self) -> None:
        """Answer until the client has half-closed and all was heard."""
        intake = self._intake
        while True:
            intake.changed.clear()
            while intake.chunks:
                await self._take(intake.chunks.popleft())
            if intake.closed:
                break
            await self._show()
            await intake.changed.wait()
        if intake.refusal:
            raise intake.refusal
        await self._settle(last=True)

    def give_up(self) -> None:
        """Drop the interim that may still be running."""
        self._stale = True
        if self._interim:
            self._interim.cancel()

    async def _take(self, chunk: bytes) -> None:
        self._piece += chunk
        self._end_bytes += len(chunk)
        if not self._ear.finds_pauses:
            self._spoken = bool(self._piece)
        else:
            for turn in self._pauses.feed(chunk):
                await self._turn(turn)
            if not self._spoken:
                del self._piece[:-PREROLL_BYTES]
        if len(self._piece) >= LONGEST_BYTES:
            await self._settle()

    async def _turn(self, turn: Turn) -> None:
        if self._asked.events:
            at_s = seconds(turn.at_bytes)
            await self._answers.tell(self._dialect.event(turn.kind, at_s))
        if turn.kind == "begin":
            self._spoken = True
        else:
            await self._settle()

    async def _show(self) -> None:
        """Send an interim if it is time for one."""
        if self._interim and self._interim.done():
            self._interim.result()
            self._interim = None
        new_ms = seconds(self._end_bytes - self._shown_bytes) * 1000
        wanted = self._asked.interim and self._spoken and new_ms >= self._ear.every_ms
        if not wanted or self._interim:
            return
        self._shown_bytes = self._end_bytes
        if self._ear.instant:
            await self._send_interim(bytes(self._piece), self._end_bytes)
        else:
            self._stale = False
            work = self._send_interim(bytes(self._piece), self._end_bytes)
            self._interim = asyncio.create_task(work)
            self._interim.add_done_callback(lambda _: self._intake.changed.set())

    async def _send_interim(self, pcm: bytes, end_bytes: int) -> None:
        heard = await self._hear(pcm, final=False)
        if heard is None or self._stale or heard.text in {"", self._shown}:
            return
        kept = _kept(self._shown, heard.text)
        self._shown = heard.text
        end_s = seconds(end_bytes)
        parts = [
            Part(self._joined(text, at), heard.language, end_s, stability=stability)
            for text, at, stability in (
                (heard.text[:kept], 0, STABLE),
                (heard.text[kept:], kept, UNSTABLE),
            )
            if text
        ]
        await self._answers.send(self._dialect.results(parts, None))

    async def _settle(self, *, last: bool = False) -> None:
        """Send the final of this piece, and what was billed."""
        self._stale = True
        if self._interim:
            await self._interim
            self._interim = None
        pcm, end_bytes, spoken = bytes(self._piece), self._end_bytes, self._spoken
        self._piece.clear()
        self._spoken, self._shown, self._shown_bytes = False, "", end_bytes
        heard = await self._hear(pcm, final=True) if spoken else None
        # version 1 tells it in the last response only
        telling = last or self._dialect.api == "v2"
        bill = (
            billed_s(self._intake.audio_s, self._dialect.block_s) if telling else None
        )
        if heard and heard.text:
            part = _final(heard, seconds(end_bytes), self._joined(heard.text, 0))
            self._finals += 1
            await self._answers.send(self._dialect.results([part], bill))
        elif last and bill:
            await self._answers.tell(self._dialect.results([], bill))

    async def _hear(self, pcm: bytes, *, final: bool) -> Hearing | None:
        asked = Listening(
            pcm,
            self._asked.languages,
            self._asked.hints,
            final,
            lambda: not final and self._stale,
        )
        return await self._house.on_thread(
            lambda: self._ear.hear(asked), instant=self._ear.instant
        )

    def _joined(self, text: str, at: int) -> str:
        """Return ``text`` so that all finals and interims in a row are the whole."""
        gap = self._finals and not at and not text.startswith(" ")
        return f" {text}" if gap else text


def note(seen: Seen, asked: Asked) -> None:
    """Write down what was asked for."""
    seen.model = asked.model
    seen.languages = asked.languages
    seen.hints = asked.hints
    seen.rate_hz = asked.rate_hz
    seen.interim = asked.interim
    seen.facts["recognizer"] = asked.recognizer


def _final(heard: Hearing, end_s: float, text: str | None = None) -> Part:
    return Part(
        heard.text if text is None else text,
        heard.language,
        end_s,
        final=True,
        confidence=heard.confidence,
    )


def _kept(before: str, now: str) -> int:
    """Return how much of ``now``, in whole words, was there ``before``."""
    pairs = zip(before, now, strict=False)
    same = sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], pairs))
    return same if same == len(now) else max(0, now.rfind(" ", 0, same + 1))
