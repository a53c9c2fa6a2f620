"""Denied tokens in Redis, and whether the list can be believed.

A key that is missing means "not denied" only while no denial can have been lost. The marker
holds the lineage of the server in which the list was seeded; together with the names the
server's lineage and role are asked for, in the same round trip. A restart, a flush, a
promotion (of a replica that may have lagged) or a server that drops keys when it is full make
the answer ``unknown``, for every process at once and until one of them has seeded anew.
"""

from __future__ import annotations

import re
import secrets
from collections.abc import Callable, Mapping, Sequence
from itertools import islice
from typing import Final

import trio

from callcore.shared import stamps
from callcore.shared.state import keys, scripts
from callcore.shared.state.port import Denied, StateDown
from callcore.shared.state.redisclient import Command, RedisClient

POLICY_S: Final = 10.0  # how long the server's policy for being full is believed
MAX_AT_ONCE: Final = 500  # names in one round trip
MAX_NAMES: Final = 256  # in one question: a request has two, a round of sockets more
_LINEAGE: Final = re.compile(rb"role:master\r\n(?:.*\r\n)*?master_replid:([0-9a-f]+)")
_NO_LIMIT: Final = b"maxmemory:0\r\n"
_KEEPS_ALL: Final = b"maxmemory_policy:noeviction\r\n"


class Denials:
    """The list, as :class:`~callcore.shared.state.port.State` describes it."""

    def __init__(
        self, client: RedisClient, now_s: Callable[[], float] = stamps.now_s
    ) -> None:
        self._client = client
        self._now_s = now_s
        self._keeps_all = False
        self._policy_until_s = float("-inf")  # trio's clock

    async def deny(self, names: Mapping[str, float]) -> None:
        """Deny these, each until its unix time and two minutes more."""
        todo = iter(names.items())
        while some := dict(islice(todo, MAX_AT_ONCE)):
            await self._client.run(*(self._denial(*item) for item in some.items()))

    async def denied(self, names: Sequence[str]) -> Denied:
        """Say whether any of these is denied."""
        if len(names) > MAX_NAMES:
            raise StateDown("too many names")
        commands: list[Command] = [
            ("MGET", keys.SEEDED, *map(keys.denial, names)),
            ("INFO", "replication"),
        ]
        if asks_policy := trio.current_time() >= self._policy_until_s:
            commands.append(("INFO", "memory"))
        (seeded, *found), replication, *memory = await self._client.run(*commands)
        if asks_policy:
            self._keeps_all = _keeps_all(memory[0])
            self._policy_until_s = trio.current_time() + POLICY_S
        if any(value is not None for value in found):
            return "yes"
        lineage = _LINEAGE.search(replication)
        whole = lineage is not None and lineage[1] == seeded
        return "no" if whole and self._keeps_all else "unknown"

    async def begin_seed(self) -> str:
        """Return a ticket for :meth:`seed`."""
        ticket = secrets.token_hex(8)
        life_ms = keys.SEEDING_TTL_S * 1000
        await self._client.script(scripts.BEGIN_SEED, [keys.seeding(ticket)], life_ms)
        return ticket

    async def seed(self, names: Mapping[str, float], ticket: str) -> None:
        """Deny all of these, then mark the list as whole. Raises :exc:`StateDown`."""
        ticket = ticket or await self.begin_seed()
        await self.deny(names)
        done = await self._client.script(
            scripts.END_SEED,
            [keys.seeding(ticket), keys.SEEDED],
            keys.SEEDED_TTL_S * 1000,
        )
        if not done:
            raise StateDown("changed")

    def _denial(self, name: str, until_s: float) -> Command:
        life_s = max(0.0, until_s - self._now_s()) + keys.DENIAL_EXTRA_S
        return ("SET", keys.denial(name), "1", "PX", round(life_s * 1000))


def _keeps_all(memory: bytes) -> bool:
    """Say whether a full server refuses writes, and never drops a denial to make room."""
    return _NO_LIMIT in memory or _KEEPS_ALL in memory
