"""A sample of utterances that the arms hear differently, for humans to label.

It is how one learns which arm is right. Texts are masked as if a telephone number had
just been asked for: a fragment of one, without the question, would look harmless. The
file is private (0600) and bounded: a full one becomes ``.1`` and replaces the one before.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Final

from callcore.engines.rollout.judging import Verdict
from callcore.engines.rollout.shadow import Shadowed
from callcore.shared.observe.pii import Sanitizer
from callcore.shared.rollout.privatefile import append_line

MOST_BYTES: Final = 2_000_000
_LINE_BYTES: Final = 16_384
_QUESTION: Final = "What is your phone number?"


def sample_line(shadowed: Shadowed, verdict: Verdict, at: str) -> bytes:
    """Return the JSON line of one disagreement, without personal data."""
    overheard = shadowed.overheard
    record = {
        "at": at,
        "utterance": overheard.utterance_id,
        "since": overheard.since,
        "arm": overheard.arm,
        "language": overheard.language,
        "speech_ms": overheard.speech_ms,
        "control": masked(shadowed.control or ""),
        "candidate": masked(shadowed.candidate or ""),
        "word_errors": verdict.distance.word_errors,
        "words": verdict.distance.words,
        "missed": list(verdict.match.kinds_missed),
        "hallucinated": verdict.hallucinated,
    }
    return json.dumps(record, ensure_ascii=False).encode(errors="backslashreplace")


def masked(text: str) -> str:
    """Return ``text`` without personal data, every run of digits under suspicion."""
    sanitizer = Sanitizer()
    sanitizer.feed(_QUESTION, speaker="agent")
    return sanitizer.feed(text)


class Sample:
    """The file. Blocking; raises :exc:`OSError`. Workers share it.

    Two that find it full at once may lose what the other one has just kept: it is a sample.
    """

    def __init__(self, path: Path, most_bytes: int = MOST_BYTES) -> None:
        self._path = path
        self._most_bytes = most_bytes

    def add(self, line: bytes) -> None:
        """Append a line; one of more than 16 kB is left out."""
        if len(line) > _LINE_BYTES:
            return
        try:
            size = self._path.stat().st_size
        except FileNotFoundError:
            size = 0
        if size + len(line) + 2 > self._most_bytes:
            self._path.replace(self._path.with_name(self._path.name + ".1"))
        append_line(self._path, line, self._most_bytes)
