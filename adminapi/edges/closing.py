"""Why a WebSocket is closed, in numbers; and what a client may say at all.

======  ==========================================================================
code    why the server closes
======  ==========================================================================
4001    the session or the token is over
4008    the client reads too slowly; it may come back
4400    the client sent what makes no sense
1009    the client sent too much at once
1013    no room now; try again later
1011    a bug of ours
======  ==========================================================================
"""

from __future__ import annotations

import json
from typing import Final

SESSION_OVER: Final = 4001
TOO_SLOW: Final = 4008
NONSENSE: Final = 4400
TRY_LATER: Final = 1013
BUG: Final = 1011
MESSAGE_CHARS: Final = 4_096


class Closing(Exception):
    """Ends a socket with a code; the message is a machine word."""

    def __init__(self, code: int, why: str) -> None:
        super().__init__(why)
        self.code = code


def read_json(message: str | bytes) -> dict[str, object]:
    """Return the JSON object that a client sent. Raises :exc:`Closing`."""
    if not isinstance(message, str) or len(message) > MESSAGE_CHARS:
        raise Closing(NONSENSE, "not-json")
    try:
        value = json.loads(message)
    except (ValueError, RecursionError):
        raise Closing(NONSENSE, "not-json") from None
    if not isinstance(value, dict):
        raise Closing(NONSENSE, "not-json")
    return value
