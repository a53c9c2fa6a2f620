"""The tool calls of a model made safe to keep: so many, so long, each with its own id.

A history with two calls of one id, or with none, is refused by chat services for the rest
of the call; arguments of a megabyte would push the conversation out of it.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from callcore.engines.chat import ToolCall

MAX_CALLS: Final = 16  # of one reply; the guard allows 8 in a turn
MAX_ARGUMENTS_CHARS: Final = 8_000  # ours need 300; cut ones are no JSON, so refused
MAX_NAME_CHARS: Final = 64
MAX_ID_CHARS: Final = 100


class Proposals:
    """What one call's model has proposed so far. Synchronous, never raises."""

    def __init__(self) -> None:
        self._ids: dict[str, int] = {}  # and the number that was last added to it
        self.dropped = 0  #: calls beyond the most of one reply

    def take(self, call: ToolCall, so_far: int) -> ToolCall | None:
        """Return ``call`` as it is kept, ``None`` if the reply has ``so_far`` too many."""
        if so_far >= MAX_CALLS:
            self.dropped += 1
            return None
        return replace(
            call,
            id=self._unique(call.id[:MAX_ID_CHARS]),
            name=call.name[:MAX_NAME_CHARS],
            arguments=call.arguments[:MAX_ARGUMENTS_CHARS],
        )

    def _unique(self, wanted: str) -> str:
        """Return ``wanted``, numbered if it was taken; the guard bounds how many."""
        wanted = wanted or "call"
        found = wanted
        while found in self._ids:
            self._ids[wanted] += 1
            found = f"{wanted}-{self._ids[wanted]}"
        self._ids[found] = 1
        return found
