"""How often who may do what: one table, counted in Redis for the whole house.

A *book* is how many requests one take in Redis stands for: the requests in between are torn
off in this process, so that a limit for everything costs a tenth of a round trip. While
Redis is away each process counts for itself, by the same table; nothing is ever unlimited.
"""

from __future__ import annotations

import ipaddress
import math
from collections import OrderedDict
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final, Literal

from adminapi.edges.endpoint import Endpoint, Principal
from adminapi.edges.problem import Problem
from callcore.shared import stamps
from callcore.shared.state.port import Limit, State, StateDown

MOST_KEYS: Final = 20_000  # kept in this process; the one used longest ago makes room


@dataclass(frozen=True, slots=True)
class Rule:
    """At most ``most`` requests in ``per_s`` seconds, ``book`` at a time."""

    most: int
    per_s: int
    by: Literal["address", "user", "key"]
    book: int = 1


LIMITS: Final[Mapping[str, Rule]] = {
    # whoever it is, before he has shown a token: pages of one office share an address
    "address": Rule(3_000, 60, "address", book=20),
    "public": Rule(120, 60, "address", book=5),
    "login": Rule(30, 60, "address"),
    # wrong passwords: one account from one address; from all addresses that do not know it;
    # one browser that has logged in before (its cookie says so)
    "login-pair": Rule(5, 60, "key"),
    "login-account": Rule(20, 900, "key"),
    "login-device": Rule(10, 300, "key"),
    "refresh": Rule(60, 60, "address"),
    "password": Rule(5, 300, "user"),
    "user": Rule(1_200, 60, "user", book=10),
    "action": Rule(60, 60, "user"),
    "export": Rule(10, 60, "user"),
    "ticket": Rule(60, 60, "user"),
    "try": Rule(10, 60, "user"),
}


class Limits:
    """The limits of one process. Cancel-safe; a take that is cancelled may have counted."""

    def __init__(
        self,
        state: State,
        now_s: Callable[[], float] = stamps.now_s,
        rules: Mapping[str, Rule] = LIMITS,
    ) -> None:
        self._state = state
        self._rules = rules
        self._local = LocalLimits(now_s)
        self._books: OrderedDict[tuple[str, str], int] = OrderedDict()
        self.hits: dict[str, int] = dict.fromkeys(rules, 0)

    async def throttle(
        self, endpoint: Endpoint, address: str, who: Principal | None
    ) -> None:
        """Take one of an endpoint's limit. Raises ``too-many`` with Retry-After."""
        by = self._rules[endpoint.limit].by
        key = who.user_id if by == "user" and who is not None else network_of(address)
        await self.take(endpoint.limit, key)

    async def take(self, name: str, key: str) -> None:
        """Take one of a limit for ``key``. Raises ``too-many`` with Retry-After."""
        wait_s = await self.wait_s(name, key)
        if wait_s > 0:
            self.hits[name] += 1
            after = str(max(1, math.ceil(wait_s)))
            raise Problem("too-many", headers={"Retry-After": after})

    async def wait_s(self, name: str, key: str) -> float:
        """Take one; return 0.0, or the seconds until there is another."""
        rule = self._rules[name]
        left = self._books.pop((name, key), 0)
        if not left:
            wait_s = await self._count(name, rule, key)
            if wait_s > 0:
                return wait_s
            left = rule.book
        if left > 1:
            self._books[name, key] = left - 1
            if len(self._books) > MOST_KEYS:
                self._books.popitem(last=False)
        return 0.0

    async def _count(self, name: str, rule: Rule, key: str) -> float:
        limit = Limit(name, max(1, rule.most // rule.book), rule.per_s)
        try:
            return await self._state.count(limit, key)
        except StateDown:
            return self._local.count(limit, key)


class LocalLimits:
    """The same limits for one process, while nobody counts for all of them."""

    def __init__(self, now_s: Callable[[], float]) -> None:
        self._now_s = now_s
        self._free_at: OrderedDict[tuple[str, str], float] = OrderedDict()

    def count(self, limit: Limit, key: str) -> float:
        """Take one; return 0.0, or the seconds until there is another.

        The steady form of a leaking bucket (GCRA): one number a key.
        """
        now_s, step_s = self._now_s(), limit.per_s / limit.most
        free_at = max(self._free_at.pop((limit.scope, key), now_s), now_s)
        wait_s = free_at - now_s - (limit.per_s - step_s)
        refused = wait_s > 1e-9
        self._free_at[limit.scope, key] = free_at if refused else free_at + step_s
        if len(self._free_at) > MOST_KEYS:
            self._free_at.popitem(last=False)
        return wait_s if refused else 0.0


def network_of(address: str) -> str:
    """Return what counts as one address: an IPv6 host has a whole /64 to itself."""
    if ":" not in address:
        return address
    groups = ipaddress.ip_address(address).exploded.split(":")
    return ":".join(groups[:4]) + "::/64"
