"""How a stand-in misbehaves: one value, changed at any time, read at every request."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Final, Literal, get_args

TroubleKind = Literal[
    "none",
    "delay",  # answers, but ``delay_s`` later: each first answer
    "hang",  # takes everything and never answers (again)
    "reset",  # breaks the connection without a word
    "limit",  # quota: RESOURCE_EXHAUSTED, 429
    "unauthorised",  # UNAUTHENTICATED, 401
    "forbidden",  # PERMISSION_DENIED, 403: wrong region or project
    "missing",  # NOT_FOUND, 404: no such model, voice or recogniser
    "refuse",  # INVALID_ARGUMENT, 400
    "error",  # INTERNAL, 500
    "cut",  # ends the stream properly, but in the middle
    "garbage",  # answers nonsense of the right type: empty, huge, wrong numbers
    "rubbish",  # bytes that are not the protocol: no protobuf, no JSON, invalid UTF-8
    "huge",  # a text of 100 kB
]
TROUBLES: Final[tuple[TroubleKind, ...]] = get_args(TroubleKind)


@dataclass(frozen=True, slots=True)
class Trouble:
    """What goes wrong.

    ``after`` answers (partials, audio chunks, deltas) of a stream still come out well.
    ``times`` requests are struck, then all is well again; 0 strikes every one.
    """

    kind: TroubleKind = "none"
    after: int = 0
    delay_s: float = 3.0
    times: int = 0


WELL: Final = Trouble()


def write_trouble(path: Path, trouble: Trouble) -> None:
    """Tell a stand-in process; it reads ``path`` at every request and every answer."""
    part = path.with_suffix(".part")
    part.write_text(json.dumps(asdict(trouble)))
    part.replace(path)


def read_trouble(path: Path) -> Trouble:
    """Return what ``path`` asks for; nothing is wrong if it is not there or unreadable."""
    try:
        return Trouble(**json.loads(path.read_text()))
    except (OSError, ValueError, TypeError):
        return WELL
