"""Labelled lines to judge a sanitizer by, as JSON Lines.

A line is ``{"text", "spans": [[start, end, label]], "lang", "src"}``; a dialogue has
``{"id", "lang", "src", "turns": [{"who", "text", "spans"}]}``. Labels of personal data must
vanish (PERSON, PHONE...), ``KEEP:<kind>`` must survive to the letter, and LOCATION, ORG and
NEUTRAL are not judged. ``src`` ends with the style: turn, asr, log, neg...
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

NEUTRAL: Final = frozenset({"LOCATION", "ORG", "NEUTRAL"})
KEEP: Final = "KEEP:"
STYLES: Final = {  # the last part of ``src``: what the tables call it
    "turn": "written",
    "neg": "written",
    "asr": "speech",
    "neg_asr": "speech",
    "log": "log",
    "log_neg": "log",
    "dialog": "turns",
}


class BadCase(ValueError):
    """A file of cases cannot be read; the message says where and why."""


@dataclass(frozen=True, slots=True)
class Span:
    """Characters ``start`` to ``end`` of a text, and what they are."""

    start: int
    end: int
    label: str

    @property
    def neutral(self) -> bool:
        """Whether nobody minds what becomes of it."""
        return self.label in NEUTRAL

    @property
    def keep(self) -> bool:
        """Whether it must survive."""
        return self.label.startswith(KEEP)


@dataclass(frozen=True, slots=True)
class Case:
    """One line or turn; those of one ``dialogue`` belong together, in order."""

    text: str
    spans: tuple[Span, ...]
    language: str = ""
    style: str = ""
    dialogue: str = ""
    who: str = "caller"


def load(path: Path) -> list[Case]:
    """Return the cases of a file; :exc:`BadCase`, ``OSError``."""
    cases: list[Case] = []
    with path.open(encoding="utf-8") as lines:
        for number, line in enumerate(lines, 1):
            if not line.strip():
                continue
            try:
                cases += _cases(json.loads(line))
            except (ValueError, KeyError, TypeError) as error:
                raise BadCase(f"{path.name}, line {number}: {error}") from None
    return cases


def _cases(row: object) -> Iterator[Case]:
    if not isinstance(row, dict):
        raise BadCase("no JSON object")
    language, source = str(row.get("lang") or ""), str(row.get("src") or "")
    if "turns" not in row:
        yield Case(*_text(row), language, _style(source))
        return
    for turn in row["turns"]:
        who = "agent" if str(turn.get("who", "caller")) in {"agent", "a"} else "caller"
        yield Case(*_text(turn), language, "turns", str(row["id"]), who)


def _style(source: str) -> str:
    last = source.rpartition("/")[2]
    return STYLES.get(last, last or "written")


def _text(row: Mapping[str, Any]) -> tuple[str, tuple[Span, ...]]:
    text = row["text"]
    spans = tuple(
        Span(int(start), int(end), str(label)) for start, end, label in row["spans"]
    )
    for span in spans:
        if not 0 <= span.start < span.end <= len(text):
            raise BadCase(f"the span {span.start} to {span.end} is not in the text")
    return text, spans
