"""Names in the archive of recordings: ``2026-11-23/CALL_ID.opus``. Pure.

The same call always gets the same name, so that a second try replaces the first. A name
that was not made here is refused: it becomes a path.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import Final, Literal

Suffix = Literal["opus", "wav"]
PEAKS: Final = ".peaks.json"
MIME: Final = {"opus": "audio/ogg; codecs=opus", "wav": "audio/wav"}
_UUID: Final = "[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}"
_NAME: Final = re.compile(
    rf"[0-9]{{4}}-[0-9]{{2}}-[0-9]{{2}}/{_UUID}\.(opus|wav)(\.peaks\.json)?", re.ASCII
)


def name_of(call_id: str, started_s: float, suffix: Suffix) -> str:
    """Return the name of a call's recording; the day is that of its start, in UTC.

    Raises :exc:`ValueError`.
    """
    day = datetime.fromtimestamp(started_s, tz=UTC).strftime("%Y-%m-%d")
    return checked(f"{day}/{call_id}.{suffix}")


def peaks_of(name: str) -> str:
    """Return the name of a recording's waveform. Raises :exc:`ValueError`."""
    return checked(checked(name) + PEAKS)


def mime_of(name: str) -> str:
    """Return the media type of a recording. Raises :exc:`ValueError`."""
    match = _NAME.fullmatch(name)
    if match is None or match[2]:
        raise ValueError("not the name of a recording")
    return MIME[match[1]]


def checked(name: str) -> str:
    """Return ``name``. Raises :exc:`ValueError` if it is none of ours."""
    if _NAME.fullmatch(name) is None:
        raise ValueError("not the name of a recording")
    return name
