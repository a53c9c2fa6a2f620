"""What the house may ask of a running call, and what came of it.

The daemon asks, synchronously and at any time; the call's own task obeys. A call that is
over, or never begins, answers too: whoever waits is told when the call is decided.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Final, Literal

import trio

from callcore.agent.cards import CardWatch
from callcore.shared.records import NEXT_HUMAN, Admission, Outcome
from callcore.transport.line import Line

MOST_ORDERS: Final = 16  # that wait to be obeyed; a call obeys within one step
MOST_CHARS: Final = 500  # of a supervisor's sentence or a typed turn
DISMISSED: Final = "supervisor-hang-up"

SayOutcome = Literal["said", "cut", "too-late", "refused"]


@dataclass(eq=False, slots=True)
class Wish:
    """A sentence that a supervisor wants to be said; ``heard`` is what was heard of it.

    ``begun`` is set when it is on its way to the caller: then it cannot be taken back.
    """

    text: str
    outcome: SayOutcome | None = None
    heard: str = ""
    tries: int = 0  # how often it was begun
    begun: trio.Event = field(default_factory=trio.Event)
    settled: trio.Event = field(default_factory=trio.Event)

    def settle(self, outcome: SayOutcome, heard: str = "") -> None:
        """Decide it; the first decision counts."""
        if self.outcome is None:
            self.outcome, self.heard = outcome, heard
            self.settled.set()


@dataclass(frozen=True, slots=True)
class HandOver:
    """Bring the caller to a human, or to a checked dialplan ``target``."""

    reason: str
    target: str


@dataclass(frozen=True, slots=True)
class HangUp:
    """End the call now, without a phrase."""

    reason: str


@dataclass(frozen=True, slots=True)
class Typed:
    """Take this for what the caller said."""

    text: str


Order = HandOver | HangUp | Typed | Wish


class CallControl:
    """One per live call; the daemon asks, :func:`callcore.call.house.obey` obeys."""

    def __init__(self) -> None:
        self.reason = ""
        self.outcome: Outcome | None = None  #: once the call is decided
        self._orders: deque[Order] = deque()
        self._asked = trio.Event()
        self._leaves = trio.Event()
        self._decided = trio.Event()

    # -- whoever asks ------------------------------------------------------------

    def hand_over(self, reason: str, target: str = "") -> None:
        """Ask the call to bring its caller to a human; the first reason counts."""
        if not self.reason:
            self.reason = reason
            self._orders.appendleft(HandOver(reason, target))
            self._asked.set()
            self._leaves.set()

    def hang_up(self, reason: str = DISMISSED) -> None:
        """Ask the call to end at once, without a word."""
        if not self.reason:
            self.reason = reason
            self._orders.appendleft(HangUp(reason))
            self._asked.set()

    def say(self, text: str) -> Wish:
        """Ask the agent to say ``text`` when it may speak next.

        Returns at once; ``settled`` is set when it was heard, cut or refused. Whoever does
        not want it any more settles it as ``too-late`` before it is ``begun``.
        """
        wish = Wish(sayable_text(text))
        if not wish.text or not self._ask(wish):
            wish.settle("refused")
        return wish

    def type_in(self, text: str) -> bool:
        """Take ``text`` for what the caller said; ``False`` if it is refused."""
        typed = tidy(text)
        return bool(typed) and self._ask(Typed(typed))

    async def wait_hand_over(self) -> str:
        """Return the reason once somebody asked for a human. Cancel-safe."""
        await self._leaves.wait()
        return self.reason

    async def wait_decided(self) -> Outcome:
        """Return how the call ended. Cancel-safe."""
        await self._decided.wait()
        return self.outcome or Outcome(NEXT_HUMAN, "unknown")

    # -- the call ----------------------------------------------------------------

    async def wait_order(self) -> Order:
        """Return the next order. Cancel-safe: an order is never lost."""
        while not self._orders:
            self._asked = trio.Event()
            await self._asked.wait()
        return self._orders.popleft()

    def decide(self, outcome: Outcome) -> None:
        """Say how the call ended; what was asked and not done is too late."""
        if self.outcome is None:
            self.outcome = outcome
            self._decided.set()
        while self._orders:
            order = self._orders.popleft()
            if isinstance(order, Wish):
                order.settle("too-late")

    def _ask(self, order: Order) -> bool:
        if self.outcome is not None or len(self._orders) >= MOST_ORDERS:
            return False
        self._orders.append(order)
        self._asked.set()
        return True


def sayable_text(text: str) -> str:
    """Return a supervisor's sentence as it may be said, ``""`` if it may not.

    A payment card's number is never spoken, whoever wants it.
    """
    tidied = tidy(text)
    return tidied if CardWatch().without(tidied) == tidied else ""


def tidy(text: str) -> str:
    """Return ``text`` on one line without what cannot be said; ``""`` if it is too long."""
    if len(text) > MOST_CHARS:
        return ""
    printable = "".join(c if c.isprintable() else " " for c in text)
    return " ".join(printable.split())


Answer = Callable[[Line, Admission, CallControl], Awaitable[Outcome]]
"""Serves one identified line until the call is decided; the daemon keeps the mark and
hangs up afterwards. Raises nothing but ``Cancelled``: the session is the boundary."""
