"""The stand-in for the shop's operators: it takes every caller and notes when."""

from __future__ import annotations

from typing import NamedTuple

import trio

MEMBER = "PJSIP/101"  # who picks up


class Arrival(NamedTuple):
    """A caller who came to the operators."""

    time_s: float
    uuid: str  # "" if never admitted


class Operators:
    """Queue(operators,c): waits for a pick-up, talks, and says QUEUESTATUS.

    ``pickup_s`` may be infinite: nobody answers, and after ``wait_s`` it is TIMEOUT.
    """

    def __init__(
        self, pickup_s: float = 0.0, talk_s: float = 0.0, wait_s: float = 60.0
    ) -> None:
        self.arrivals: list[Arrival] = []
        self._pickup_s = pickup_s
        self._talk_s = talk_s
        self._wait_s = wait_s
        self._came = trio.Event()

    async def serve(self, uuid: str, variables: dict[str, str]) -> str:
        """Return QUEUESTATUS; ABANDONED is TRUE while the caller waits."""
        came_s = trio.current_time()
        self.arrivals.append(Arrival(came_s, uuid))
        self._came.set()
        self._came = trio.Event()
        variables["ABANDONED"] = "TRUE"
        with trio.move_on_after(self._wait_s) as patience:
            await trio.sleep(self._pickup_s)
        variables["ABANDONED"] = ""
        variables["QUEUENAME"] = "operators"
        if patience.cancelled_caught:
            return "TIMEOUT"
        waited_s = trio.current_time() - came_s
        variables |= {"MEMBERINTERFACE": MEMBER, "QEHOLDTIME": str(int(waited_s))}
        await trio.sleep(self._talk_s)
        return "CONTINUE"  # the operator hung up, option c goes on

    async def wait_arrivals(self, count: int = 1) -> None:
        """Return when that many callers have come. Cancel-safe."""
        while len(self.arrivals) < count:
            await self._came.wait()
