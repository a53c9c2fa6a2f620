"""The ports of the gate: who asks, how often he may, and what he asked already.

``adminapi.auth`` and :mod:`adminapi.edges.limits` implement them; the pipeline knows no more.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Protocol

from adminapi.edges.endpoint import Endpoint, Principal

#: status, headers, body: an answer as it goes over the wire
Wire = tuple[int, tuple[tuple[str, str], ...], bytes]


class Identify(Protocol):
    """Knows who sends a bearer token."""

    async def __call__(self, authorization: str) -> Principal:
        """Return who it is. Raises ``unauthorized``; ``unavailable`` if nobody can tell.

        Never fails open.
        """


class Throttle(Protocol):
    """Knows who asks too often."""

    async def __call__(
        self, endpoint: Endpoint, address: str, who: Principal | None
    ) -> None:
        """Return if he may. Raises ``too-many`` with Retry-After."""


class Remember(Protocol):
    """Answers a repeated action with its first answer."""

    async def __call__(
        self,
        key: str,
        who: Principal,
        endpoint: Endpoint,
        digest: str,
        run: Callable[[], Awaitable[Wire]],
    ) -> Wire:
        """Return the kept answer of ``key``, or run and keep it.

        ``digest`` names the request. Raises ``key-reused``, ``key-busy``.
        """


@dataclass(frozen=True, slots=True)
class Gate:
    """What every request passes."""

    identify: Identify
    throttle: Throttle
    remember: Remember
