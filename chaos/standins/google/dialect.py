"""The two versions of the Speech API behind one face; each has its file."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Final, Literal, Protocol

from chaos.standins.google.answers import RUBBISH, Message, mark_text, with_torn_text
from chaos.standins.google.refusal import Refusal
from chaos.standins.google.rules import Api, Asked
from chaos.standins.trouble import TroubleKind

HUGE_CHARS: Final = 100_000
EventKind = Literal["begin", "end"]


@dataclass(frozen=True, slots=True)
class Part:
    """One result. ``stability`` counts for interims, ``confidence`` for finals."""

    text: str
    language: str
    end_s: float
    final: bool = False
    stability: float = 0.0
    confidence: float = 0.0


class Dialect(Protocol):
    """Reads requests and writes responses of one version, as plain protobufs."""

    api: Api
    service: str
    block_s: int  # what is billed is rounded up to so much
    stream_request: Message
    unary_request: Message
    too_long: Refusal  # the stream is too old
    too_quiet: Refusal  # no audio came

    def asked(self, request: Message) -> Asked:
        """Return the configuration in the first request of a stream."""

    def audio(self, request: Message) -> bytes | None:
        """Return the audio of a later request; None if it holds none."""

    def results(self, parts: Sequence[Part], billed_s: int | None) -> Message:
        """Return a response with these results and what is billed so far."""

    def event(self, kind: EventKind, at_s: float) -> Message:
        """Return a response that says that speech begins or ends."""

    def unary_asked(self, request: Message) -> tuple[Asked, bytes]:
        """Return configuration and audio of a request without a stream."""

    def unary_results(self, parts: Sequence[Part], billed_s: int) -> Message:
        """Return the answer to it."""


def duration(seconds: float) -> timedelta:
    """Return ``seconds`` as the protobufs take them."""
    return timedelta(seconds=seconds)


def billed_s(audio_s: float, block_s: int) -> int:
    """Return what is billed for so much audio."""
    return math.ceil(round(audio_s, 3) / block_s) * block_s


class ResultSpoiler:
    """Makes bad recognition responses out of good ones."""

    def __init__(self, dialect: Dialect) -> None:
        self._dialect = dialect

    def __call__(self, kind: TroubleKind, message: Message, number: int) -> Message:
        """Return nonsense of ``kind``; ``number`` makes it vary."""
        final = any(result.is_final for result in message.results)
        if kind == "huge":
            text = ("слово " * HUGE_CHARS)[:HUGE_CHARS]
            return self._results([Part(text, "ru-RU", 1.0, final, 0.5, 0.5)])
        if kind == "rubbish":
            if number % 2:
                return RUBBISH
            return with_torn_text(
                self._results([Part(mark_text(), "ru-RU", 1.0, final)])
            )
        return self._garbage(number, final=final)

    def _garbage(self, number: int, *, final: bool) -> Message:
        nan = math.nan
        choices: tuple[list[Part], ...] = (
            [Part("", "", -5.0, final, nan, nan)],
            [],
            [Part("\x00\u202e\ufffd" * 9, "xx-XX", 9e8, final, 7.0, -3.0)],
            [Part("a", "tlh", 0.0, final, -1.0, 1e30)] * 40,
        )
        parts = choices[number % len(choices)]
        message = self._results(parts)
        if not number % 5 and message.results:
            del message.results[0].alternatives[:]
        return message

    def _results(self, parts: Sequence[Part]) -> Message:
        return self._dialect.results(parts, None)
