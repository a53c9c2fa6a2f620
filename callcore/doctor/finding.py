"""What one look found, and the words for it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final, Literal

Grade = Literal["ok", "note", "bad"]

_SIGNS: Final[dict[Grade, str]] = {"ok": " ok ", "note": "note", "bad": "BAD "}


@dataclass(frozen=True, slots=True)
class Finding:
    """One line of the report; ``topic`` names what was looked at, as ``ports``."""

    topic: str
    grade: Grade
    sentence: str


def as_text(findings: Iterable[Finding]) -> str:
    """Return the findings as lines with aligned topics."""
    rows = list(findings)
    width = max((len(row.topic) for row in rows), default=0)
    return "\n".join(
        f"[{_SIGNS[row.grade]}] {row.topic:<{width}}  {row.sentence}" for row in rows
    )
