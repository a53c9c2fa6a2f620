"""Records that cross a process or a room: the admission of a call and its outcome."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from callcore.shared.ids import CallId, Language

ADMISSION_TTL_S: Final = 10.0  # DESIGN.md section 4: an id that nobody used is dead
NEXT_END: Final = "end"
NEXT_HUMAN: Final = "human"


@dataclass(frozen=True, slots=True)
class Admission:
    """What the front desk knew of a caller before the first audio frame."""

    call_id: CallId
    caller: str  # as Asterisk gave it, "" if withheld; personal data
    did: str  # the number that was dialled
    language: Language
    channel: str = ""  # Asterisk's channel name


@dataclass(frozen=True, slots=True)
class Outcome:
    """How a call ended, and where the dialplan goes next.

    ``next`` is :data:`NEXT_END`, :data:`NEXT_HUMAN` or a checked ``context,exten,prio``.
    ``reason`` is a short machine word such as ``goodbye`` or ``stt-dead``.
    """

    next: str
    reason: str
