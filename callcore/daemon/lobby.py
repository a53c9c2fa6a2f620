"""Connections that have not said who they are: few, and not for long.

Asterisk sends its id within 20 ms (ASTERISK.md section 1). When the lobby is full the
oldest must go, not the newest: a flood would need thousands of connections a second to
push out a caller, where a closed door would need only as many as the lobby holds.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Final

import trio

IDENTIFY_S: Final = 2.0


@dataclass(frozen=True, slots=True)
class LobbyLimits:
    """How many may wait at once; a loopback PBX is one source."""

    total: int = 128
    per_source: int = 96


class Lobby:
    """Holds the cancel scopes of those who wait, in order of arrival."""

    def __init__(self, limits: LobbyLimits) -> None:
        self.evicted = 0
        self._limits = limits
        self._waiting: dict[trio.CancelScope, str] = {}
        self._of_source: Counter[str] = Counter()

    def __len__(self) -> int:
        return len(self._waiting)

    @contextmanager
    def wait(self, source: str) -> Iterator[trio.CancelScope]:
        """Wait inside, at most 2 s; the scope is cancelled if somebody needs the place."""
        self._make_room(source)
        with trio.move_on_after(IDENTIFY_S) as scope:
            self._waiting[scope] = source
            self._of_source[source] += 1
            try:
                yield scope
            finally:
                self._leave(scope)

    def _make_room(self, source: str) -> None:
        if self._of_source[source] >= self._limits.per_source:
            self._evict(next(s for s, who in self._waiting.items() if who == source))
        elif len(self._waiting) >= self._limits.total:
            self._evict(next(iter(self._waiting)))

    def _evict(self, scope: trio.CancelScope) -> None:
        self.evicted += 1
        self._leave(scope)
        scope.cancel(reason="the lobby is full")

    def _leave(self, scope: trio.CancelScope) -> None:
        source = self._waiting.pop(scope, None)
        if source is not None:
            self._of_source[source] -= 1
            if not self._of_source[source]:
                del self._of_source[source]
