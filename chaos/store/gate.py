"""Who may come in, and how often: a bearer token and a rate for each client."""

from __future__ import annotations

import hmac
import math
from collections import OrderedDict
from typing import Final

from chaos.store.problem import Problem

MAX_CLIENTS: Final = 1024  # the one that was away longest is forgotten


class Gate:
    """Refuses whoever has no token (401) or comes too often (429).

    An empty ``token`` lets everybody in, a ``rate`` of 0 as often as he likes. Each
    client has a bucket of one second's worth of requests.
    """

    def __init__(self, token: str = "", rate: float = 0.0) -> None:
        self._token = token
        self._rate = rate
        self._full = max(1.0, rate)
        self._buckets: OrderedDict[str, tuple[float, float]] = OrderedDict()

    def check(self, client: str, authorization: str, now_s: float) -> None:
        """Let a request pass, or raise its :exc:`Problem`."""
        if self._token and not _same(authorization, f"Bearer {self._token}"):
            raise Problem(401, "unauthorized", headers={"WWW-Authenticate": "Bearer"})
        if self._rate > 0:
            self._take(client, now_s)

    def _take(self, client: str, now_s: float) -> None:
        drops, at_s = self._buckets.pop(client, (self._full, now_s))
        drops = min(self._full, drops + (now_s - at_s) * self._rate)
        self._buckets[client] = (
            (max(0.0, drops - 1), now_s) if drops >= 1 else (drops, now_s)
        )
        if len(self._buckets) > MAX_CLIENTS:
            self._buckets.popitem(last=False)
        if drops < 1:
            wait_s = math.ceil((1 - drops) / self._rate)
            raise Problem(429, "rate-limited", headers={"Retry-After": str(wait_s)})


def _same(given: str, right: str) -> bool:
    return hmac.compare_digest(given.encode(), right.encode())
