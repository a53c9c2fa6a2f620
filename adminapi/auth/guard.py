"""Whether a token is still good, on every request and for as long as a socket is open.

The denylist in Redis says no quickly. It is asked first and believed when it says yes or no;
when it does not know or does not answer, PostgreSQL is asked; when nobody answers, nobody
gets in. Whatever this process ended itself it remembers until the tokens are over, even if
Redis did not take it, and tells Redis again and again.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Sequence
from collections.abc import Set as AbstractSet
from typing import Final

import trio

from adminapi.auth import sessionrows, tokens
from adminapi.auth.tokens import Tokens
from adminapi.edges.endpoint import Principal
from adminapi.edges.problem import Problem
from callcore.shared import stamps
from callcore.shared.database.errors import DatabaseError
from callcore.shared.database.pool import Database
from callcore.shared.state.port import State, StateDown

KEPT_S: Final = tokens.LIFE_S + 2 * tokens.LEEWAY_S  # a denial, after the session ended
RESEED_S: Final = 2.0  # what another process could not tell Redis is known so late
ASK_S: Final = 3.0  # for PostgreSQL
_BEARER: Final = "bearer "

log = logging.getLogger(__name__)


class Guard:
    """Judges tokens; one a process. :meth:`run` beside the servers."""

    def __init__(
        self,
        tokens: Tokens,
        database: Database,
        state: State,
        now_s: Callable[[], float] = stamps.now_s,
    ) -> None:
        self.tokens = tokens
        self._database = database
        self._state = state
        self._now_s = now_s
        self._ended: dict[str, float] = {}  # session -> when to forget it
        self._untold: dict[str, float] = {}  # of these, what Redis has not taken
        self.unknown = 0  # times the list did not know, for the metrics

    @property
    def untold(self) -> int:
        """How many denials Redis has not taken yet."""
        return len(self._untold)

    async def identify(self, authorization: str) -> Principal:
        """Return who sends this header. Raises ``unauthorized`` or ``unavailable``."""
        if authorization[: len(_BEARER)].lower() != _BEARER:
            raise Problem("unauthorized")
        who = self.tokens.read(authorization[len(_BEARER) :])
        await self.check(who)
        return who

    async def check(self, who: Principal) -> None:
        """Return if the session of a token that was read lives. Raises as above."""
        if not await self.is_alive(who):
            raise Problem("unauthorized")

    async def is_alive(self, who: Principal) -> bool:
        """Say whether a session lives and its token is not over. Raises ``unavailable``."""
        over = self._now_s() > who.expires_s + tokens.LEEWAY_S
        if over or who.session_id in self._ended:
            return False
        try:
            denied = await self._state.denied([who.token_id, who.session_id])
        except StateDown:
            denied = "unknown"
        if denied == "unknown":
            self.unknown += 1
            return bool(await self._alive_among([who]))
        return denied == "no"

    async def _alive_among(self, all_of: Sequence[Principal]) -> AbstractSet[Principal]:
        """Ask the truth."""
        try:
            with trio.fail_after(ASK_S):
                return await self._database.run(
                    lambda connection: sessionrows.alive_among(connection, all_of)
                )
        except (DatabaseError, trio.TooSlowError):
            raise Problem("unavailable", headers={"Retry-After": "5"}) from None

    async def deny(self, session_ids: Iterable[str], token_id: str = "") -> bool:
        """Make ended sessions known, after PostgreSQL has them.

        Returns whether every process knows at once; else Redis is told later, and who asks
        meanwhile hears it from PostgreSQL, or from Redis after :data:`RESEED_S`.
        """
        until_s = self._now_s() + KEPT_S
        names = dict.fromkeys(session_ids, until_s)
        self._ended.update(names)
        if token_id:
            names[token_id] = until_s
        if not names:
            return True
        try:
            await self._state.deny(names)
        except StateDown:
            self._untold.update(names)
            return False
        return True

    async def over(self, all_of: Sequence[Principal]) -> AbstractSet[str]:
        """Return the ids of the sessions whose sockets must close now.

        One question for all of them, once or twice a second. Over is a session that has
        ended, and one whose token is over. When neither Redis nor PostgreSQL can tell, all
        are: sockets do not fail open.
        """
        now_s = self._now_s()
        left = [
            who
            for who in all_of
            if now_s <= who.expires_s and who.session_id not in self._ended
        ]
        over = {who.session_id for who in all_of} - {who.session_id for who in left}
        if not left:
            return over
        names = {name for who in left for name in (who.token_id, who.session_id)}
        try:
            denied = await self._state.denied(list(names))
        except StateDown:
            denied = "unknown"
        if denied == "no":
            return over
        try:
            alive = await self._alive_among(left)
        except Problem:
            return {who.session_id for who in all_of}
        return over | {who.session_id for who in left if who not in alive}

    async def run(self) -> None:
        """Keep the list of denials whole, for ever."""
        while True:
            await self.reseed()
            await trio.sleep(RESEED_S)

    async def reseed(self) -> None:
        """Tell Redis what PostgreSQL knows; what cannot be done now is done later."""
        now_s = self._now_s()
        for table in (self._ended, self._untold):
            for name in [name for name, until_s in table.items() if until_s < now_s]:
                del table[name]
        try:
            ticket = await self._state.begin_seed()
            with trio.fail_after(ASK_S):
                ended = await self._database.run(
                    lambda connection: sessionrows.revoked_since(connection, KEPT_S)
                )
            names = {name: at_s + KEPT_S for name, at_s in ended}
            untold = dict(self._untold)
            await self._state.seed({**names, **untold}, ticket)
        except (DatabaseError, StateDown, trio.TooSlowError) as error:
            log.debug("denials not seeded", extra={"part": type(error).__name__})
            return
        for name in untold:
            self._untold.pop(name, None)
