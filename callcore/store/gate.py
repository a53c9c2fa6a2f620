"""The way to one group of the shop's endpoints: places, breaker, attempts.

Each group has a gate of its own, so that what happens behind one gate is not felt at the
others: a shop whose orders hang still answers searches.

::

    in_time()  the deadline of the whole operation
      run()    open breaker or full queue: no, at once
               a place
               attempts, each with leave of the breaker, pauses between them
"""

from __future__ import annotations

import logging
import random
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from typing import Final, Literal, TypeVar

import trio

from callcore.store.breaker import Breaker, BreakerState, Pass
from callcore.store.limits import Group, Limit
from callcore.store.port import StoreRefused, StoreUnavailable
from callcore.store.wire import Declined, Failed

What = Literal[
    "request",  # one attempt went out
    "retry",  # it was not the first of its operation
    "failure",  # an operation had no usable answer
    "refused",  # the shop said no
    "short-circuit",  # the breaker did not let it out
    "busy",  # the queue for a place was full
    "left-out",  # one bad item of a list
]
Note = Callable[[Group, What], None]
Learned = Literal["nothing", "sick", "well"]

PAUSE_S: Final = 0.1  # before the second attempt; doubles, with full jitter

log = logging.getLogger(__name__)
T = TypeVar("T")


class Gate:
    """One group's places, breaker and attempts; ``chance`` gives 0 to 1."""

    def __init__(
        self,
        group: Group,
        limit: Limit,
        note: Note,
        *,
        breaker: Breaker | None = None,
        chance: Callable[[], float] = random.random,
    ) -> None:
        self.limit = limit
        self._group = group
        self._note = note
        self._breaker = breaker or Breaker()
        self._chance = chance
        self._places = trio.CapacityLimiter(limit.at_once)

    @property
    def state(self) -> BreakerState:
        """Return the breaker's state now, for metrics and readiness."""
        return self._breaker.state(trio.current_time())

    @contextmanager
    def in_time(self) -> Iterator[None]:
        """Give what happens inside the operation's deadline.

        Raises :exc:`StoreUnavailable` when it is over.
        """
        with trio.move_on_after(self.limit.total_s) as scope:
            yield
        if scope.cancelled_caught:
            raise self._gave_up("deadline")

    def check(self) -> None:
        """Raise :exc:`StoreUnavailable` if nothing would be sent now."""
        if self.state == "open":
            self._note(self._group, "short-circuit")
            raise StoreUnavailable("breaker-open")
        if self._places.statistics().tasks_waiting >= self.limit.waiting:
            self._note(self._group, "busy")
            raise StoreUnavailable("busy")

    async def run(self, attempt: Callable[[], Awaitable[T]]) -> T:
        """Return what ``attempt`` returns, at the second or third try if need be.

        ``attempt`` raises :exc:`Failed` and :exc:`Declined`; this :exc:`StoreUnavailable`
        and :exc:`StoreRefused`. Call it within :meth:`in_time`.
        """
        self.check()
        async with self._places:
            for number in range(1, self.limit.attempts + 1):
                try:
                    return await self._leave(attempt)
                except Declined as exc:
                    self._note(self._group, "refused")
                    raise StoreRefused(exc.reason) from None
                except Failed as exc:
                    pause_s = self._pause_s(exc, number)
                    if pause_s is None:
                        raise self._gave_up(exc.reason, exc.detail) from None
                self._note(self._group, "retry")
                await trio.sleep(pause_s)
        raise AssertionError("unreachable: the last attempt returns or raises")

    def _pause_s(self, failed: Failed, number: int) -> float | None:
        """Return the pause before the next attempt, ``None`` if there shall be none.

        What the shop asked for is kept, and the jitter goes on top: else all who were told
        "in a second" come back at the same moment. A pause that would not end in time is
        not begun, and the shop is not asked sooner than it wants.
        """
        if not failed.retry or number == self.limit.attempts:
            return None
        pause_s = failed.after_s + PAUSE_S * 2 ** (number - 1) * self._chance()
        late = trio.current_time() + pause_s >= trio.current_effective_deadline()
        return None if late else pause_s

    async def _leave(self, attempt: Callable[[], Awaitable[T]]) -> T:
        leave = self._breaker.ask(trio.current_time())
        if leave is None:
            self._note(self._group, "short-circuit")
            raise StoreUnavailable("breaker-open")
        self._note(self._group, "request")
        learned: Learned = "nothing"
        try:
            answer = await attempt()
            learned = "well"
        except Failed as exc:
            learned = "sick" if exc.sick else "nothing"
            raise
        except Declined:
            learned = "well"  # who says no is awake
            raise
        finally:
            self._settle(leave, learned)
        return answer

    def _settle(self, leave: Pass, learned: Learned) -> None:
        before = self.state
        match learned:
            case "well":
                self._breaker.succeeded(leave)
            case "sick":
                self._breaker.failed(leave, trio.current_time())
            case "nothing":
                self._breaker.abandoned(leave)
        after = self.state
        if after != before:
            log.warning(
                "store breaker turned", extra={"group": self._group, "state": after}
            )

    def _gave_up(self, reason: str, detail: str = "") -> StoreUnavailable:
        self._note(self._group, "failure")
        about = {"group": self._group, "reason": reason, "detail": detail}
        log.warning("store failed", extra=about)
        return StoreUnavailable(reason)
