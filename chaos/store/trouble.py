"""Faults on demand, as in the body of ``PUT /faults``: which, where, and in what order.

::

    {"hang": true}                                   one fault, everywhere
    {"slow_s": 3, "only": ["search", "create"]}      one fault, there only
    {"faults": [{...}, {...}]}                       several; all that fit are applied
    {}                                               everything is well again

``only`` holds groups of endpoints (:data:`callcore.store.limits.Group`) or single
operations (:data:`callcore.store.memory.GROUP_OF`). A fault comes either before the
work, which is then not done, or after it, when only the answer suffers.
"""

from __future__ import annotations

import os
import random
import signal
from collections.abc import Awaitable, Callable
from dataclasses import asdict, dataclass
from typing import Final, Literal, get_args

import trio
from quart import Response

from callcore.store.limits import Group
from callcore.store.memory import GROUP_OF, Operation
from chaos.store.problem import Problem
from chaos.store.spoilt import PAGE, Spoil, cut_short, spoilt

Crash = Literal["", "before-commit", "after-commit", "before-reply"]
At = Callable[[str], None]
Work = Callable[[At], Awaitable[Response]]

MAX_FAULTS: Final = 16
MAX_WAIT_S: Final = 3600.0
MAX_REPLIES: Final = 1000
_CRASHES: Final = frozenset(get_args(Crash))
_PLACES: Final = frozenset((*get_args(Group), *get_args(Operation)))


@dataclass
class Fault:
    """What goes wrong, and where; all off and everywhere by default."""

    only: tuple[str, ...] = ()  # groups or operations; none means everywhere
    # before the work
    slow_s: float = 0.0
    hang: bool = False  # no answer at all
    rate_limited: bool = False  # 429
    error_rate: float = 0.0  # this share of requests gets a 500
    html: bool = False  # a proxy's page with status 200
    error_body: bool = False  # {"error": ...} with status 200
    # after it
    crash: Crash = ""  # the process kills itself there, with SIGKILL; effects only
    late_s: float = 0.0  # the reply takes so long
    lose_replies: int = 0  # so many next requests are answered with a 502
    half: bool = False  # the connection is cut in the middle of the body
    wrong_schema: bool = False
    big: bool = False  # 10 MB
    duplicate_ids: bool = False
    negative_stock: bool = False
    string_prices: bool = False

    def hits(self, operation: Operation) -> bool:
        """Say whether it applies to ``operation``."""
        return not self.only or bool({operation, GROUP_OF[operation]} & set(self.only))


class Trouble:
    """What goes wrong now."""

    def __init__(self, *faults: Fault, kill: Callable[[], None] | None = None) -> None:
        self._faults = list(faults)
        self._kill = kill or _kill_oneself

    def turn(self, knobs: object) -> None:
        """Replace all faults by those of ``knobs``; what is left out is off."""
        several = knobs.get("faults") if isinstance(knobs, dict) else None
        given = [knobs] if several is None else several
        if not isinstance(given, list) or len(given) > MAX_FAULTS:
            raise Problem(422, "invalid", "faults")
        if several is not None and isinstance(knobs, dict) and len(knobs) > 1:
            raise Problem(422, "invalid", "faults, or one fault")
        self._faults = [_fault(one) for one in given]

    def shown(self) -> list[dict[str, object]]:
        """Return the faults as JSON-ready values."""
        return [asdict(fault) for fault in self._faults]

    async def around(
        self, operation: Operation, work: Work, *, effects: bool = False
    ) -> Response:
        """Answer one request, with whatever goes wrong now."""
        faults = [fault for fault in self._faults if fault.hits(operation)]
        for fault in faults:
            instead = await _before(fault)
            if instead is not None:
                return instead

        def at(moment: str) -> None:
            if effects and any(fault.crash == moment for fault in faults):
                self._kill()

        response = await work(at)
        at("before-reply")
        for fault in faults:
            response = await _after(fault, response)
        return response


async def _before(fault: Fault) -> Response | None:
    """Return what is answered instead of doing the work, or ``None``."""
    await trio.sleep(fault.slow_s)
    if fault.hang:
        await trio.sleep_forever()
    if fault.rate_limited:
        raise Problem(429, "rate-limited", headers={"Retry-After": "1"})
    if random.random() < fault.error_rate:
        raise Problem(500, "internal")
    if fault.html:
        return Response(PAGE, content_type="text/html")
    if fault.error_body:
        return Response('{"error": "internal"}', content_type="application/json")
    return None


async def _after(fault: Fault, response: Response) -> Response:
    await trio.sleep(fault.late_s)
    if fault.lose_replies > 0:
        fault.lose_replies -= 1
        return Response(PAGE, status=502, content_type="text/html")
    for kind in get_args(Spoil):
        if getattr(fault, kind):
            response = await spoilt(response, kind)
    return await cut_short(response) if fault.half else response


def _fault(knobs: object) -> Fault:
    """Return the fault that ``knobs`` describe, or raise a 422 :exc:`Problem`."""
    if not isinstance(knobs, dict):
        raise Problem(422, "invalid", "an object is expected")
    fault = Fault()
    for name, value in knobs.items():
        if name not in Fault.__dataclass_fields__ or not _good(name, value):
            raise Problem(422, "invalid", f"one of these: {', '.join(asdict(fault))}")
        setattr(fault, name, tuple(value) if name == "only" else value)
    return fault


def _good(name: str, value: object) -> bool:
    match name:
        case "only":
            return isinstance(value, list) and all(
                isinstance(one, str) and one in _PLACES for one in value
            )
        case "crash":
            return isinstance(value, str) and value in _CRASHES
        case "slow_s" | "late_s":
            return _between(value, MAX_WAIT_S)
        case "error_rate":
            return _between(value, 1.0)
        case "lose_replies":
            return type(value) is int and _between(value, MAX_REPLIES)
        case _:
            return isinstance(value, bool)


def _between(value: object, most: float) -> bool:
    return type(value) in (int, float) and 0 <= value <= most  # type: ignore[operator]


def _kill_oneself() -> None:
    os.kill(os.getpid(), signal.SIGKILL)
