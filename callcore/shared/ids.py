"""Names that every process understands: call ids and languages."""

from __future__ import annotations

import uuid
from typing import Literal, NewType, get_args

CallId = NewType("CallId", str)
"""A random UUID in its 36-character form; the one-time secret of an admission too."""

Language = Literal["en", "ru", "uk"]
LANGUAGES: tuple[Language, ...] = get_args(Language)


def new_call_id() -> CallId:
    """Return a fresh id; 122 random bits, so it cannot be guessed in its 10 s of life."""
    return CallId(str(uuid.uuid4()))


def call_id_of_wire(payload: bytes) -> CallId:
    """Return the id in the 16 bytes that AudioSocket sends first."""
    return CallId(str(uuid.UUID(bytes=payload)))


def language_of(text: str) -> Language | None:
    """Return the language that ``text`` names, as ``ru`` or ``ru-RU``; else ``None``."""
    head = text.strip().lower().replace("_", "-").partition("-")[0]
    return next((language for language in LANGUAGES if language == head), None)
