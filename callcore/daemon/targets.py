"""Where the dialplan may go after a call: only where the shop has said. Pure."""

from __future__ import annotations

import re
from collections.abc import Set as AbstractSet
from typing import Final

from callcore.shared.records import NEXT_END, NEXT_HUMAN

# `Redirect` and `Goto` to a place that does not exist drop the caller (ASTERISK.md 6).
_TARGET: Final = re.compile(r"[A-Za-z0-9_-]{1,79},[A-Za-z0-9_+*#-]{1,79},[0-9]{1,4}\Z")


def is_target(text: str) -> bool:
    """Return whether ``text`` is written as ``context,exten,priority``."""
    return _TARGET.match(text) is not None


def checked_next(wanted: str, allowed: AbstractSet[str]) -> str:
    """Return ``wanted`` if the dialplan may go there, else :data:`NEXT_HUMAN`."""
    if wanted == NEXT_END or (is_target(wanted) and wanted in allowed):
        return wanted
    return NEXT_HUMAN
