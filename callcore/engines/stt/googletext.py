"""The text of an utterance, put together from what a recogniser says of it. Pure.

A recogniser sends *finals*, each of which it will not change again, and *interims*, each
of which replaces the ones before it. Its times count from the beginning of its stream;
an utterance may need several streams, one after the other, so a stream has a start.
All times here are milliseconds since the utterance began, and only grow.
"""

from __future__ import annotations

import logging
import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

from callcore.engines.ports import Transcript
from callcore.shared.ids import Language, language_of

MAX_CHARS: Final = 10_000  # ten minutes of speech: more is not an utterance
SLACK_MS: Final = 100  # a recogniser's times are those of its words, ours of the line

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Result:
    """One portion of what was heard. ``end_ms`` counts from the stream's beginning."""

    text: str
    final: bool
    end_ms: int | None = None
    confidence: float | None = None
    language: str = ""


@dataclass(slots=True)
class Assembly:
    """What one utterance says so far."""

    start_ms: int = 0  #: where the running stream began
    final_ms: int = 0  #: up to here nothing changes any more
    covered_ms: int = 0  #: up to here there is text
    _finals: list[str] = field(default_factory=list)
    _chars: int = 0
    _interim: str = ""
    _interim_language: str = ""
    _confidences: list[float] = field(default_factory=list)
    _languages: Counter[str] = field(default_factory=Counter)
    _overlong: bool = False

    def begin(self, start_ms: int) -> None:
        """Say that a new stream begins at ``start_ms``.

        The interim stays until that stream, which hears its audio again, says better.
        """
        self.start_ms = start_ms

    def take_untrusted(self, results: Sequence[Result], sent_ms: int) -> bool:
        """Take one answer; ``sent_ms`` is how far the stream has heard at most.

        Returns whether it held a final.
        """
        if not results:
            return False
        interims = [result for result in results if not result.final]
        finals = [result for result in results if result.final]
        for result in finals:
            self._decide(result, sent_ms)
        self._interim = clean(" ".join(part.text for part in interims))
        for result in interims:
            self._interim_language = result.language
            self._cover(self._end_of(result, sent_ms))
        return bool(finals)

    def freeze(self) -> None:
        """Keep the interim for good: its audio is gone, so nobody will hear it again."""
        self._add(self._interim)
        self._interim = ""
        self.final_ms = max(self.final_ms, self.covered_ms)

    def text(self) -> str:
        """Return all text so far, at most :data:`MAX_CHARS`."""
        parts = [*self._finals, self._interim]
        return " ".join(part for part in parts if part)[:MAX_CHARS]

    def covers(self, speech_ms: int) -> bool:
        """Return whether the text is of all speech up to ``speech_ms``."""
        return self.covered_ms + SLACK_MS >= speech_ms

    def transcript(
        self, expected: Language, others: Sequence[Language] = ()
    ) -> Transcript:
        """Return the result. The language is asked for only if there are ``others``."""
        language, sure = expected, None
        if others:
            language, sure = self._language((expected, *others), expected)
        confidence = min(self._confidences, default=None)
        return Transcript(self.text(), language, confidence, sure)

    def _decide(self, result: Result, sent_ms: int) -> None:
        end_ms = self._end_of(result, sent_ms)
        self.final_ms = max(self.final_ms, end_ms)
        self._cover(end_ms)
        text = clean(result.text)
        self._add(text)
        if result.language:
            self._languages[result.language] += len(text)
        sure = result.confidence
        # 0 stands for "not set" (cloud_speech.proto)
        if sure is not None and math.isfinite(sure) and 0 < sure <= 1:
            self._confidences.append(sure)

    def _end_of(self, result: Result, sent_ms: int) -> int:
        if result.end_ms is None:
            return sent_ms
        return min(self.start_ms + max(0, result.end_ms), sent_ms)

    def _cover(self, end_ms: int) -> None:
        self.covered_ms = max(self.covered_ms, end_ms)

    def _add(self, text: str) -> None:
        room = MAX_CHARS - self._chars
        if len(text) > room and not self._overlong:
            self._overlong = True
            log.warning("transcript too long, the rest is dropped")
        text = text[: max(0, room)].rstrip()
        if text:
            self._finals.append(text)
            self._chars += len(text) + 1

    def _language(
        self, asked: Sequence[Language], expected: Language
    ) -> tuple[Language, float | None]:
        """Return what most of the text is in, and its share of what has a language."""
        chars: Counter[Language] = Counter()
        for tag, count in (self._languages or {self._interim_language: 1}).items():
            language = language_of(tag)
            if language is not None and language in asked and count:
                chars[language] += count
        if not chars:
            return expected, None
        best, count = chars.most_common(1)[0]
        return best, count / chars.total()


def clean(text: str) -> str:
    """Return ``text`` without what cannot be printed, with single spaces."""
    shown = "".join(
        char if char.isprintable() and char != "\ufffd" else " "
        for char in text[: MAX_CHARS + 1]
    )
    return " ".join(shown.split())
