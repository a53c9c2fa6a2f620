"""Faults on demand: slow, failing, hanging, answering a page, losing replies."""

from __future__ import annotations

import random
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, fields

import trio
from quart import Response

from chaos.store.problem import Problem

PAGE = "<!doctype html><title>502</title><h1>Bad gateway</h1>"


@dataclass
class Trouble:
    """The knobs, as in the body of ``PUT /faults``; all off by default."""

    slow_s: float = 0.0
    error_rate: float = 0.0  # this share of requests gets a 500
    hang: bool = False  # no answer at all
    html: bool = False  # a proxy's page with status 200
    lose_replies: int = 0  # so many next requests are done, and answered with a 502

    def turn(self, knobs: dict[str, object]) -> None:
        """Set all knobs; one that is left out goes back to off."""
        known = {field.name: field.default for field in fields(self)}
        if unknown := set(knobs) - set(known):
            raise Problem(422, "invalid", ", ".join(sorted(unknown)))
        for name, default in known.items():
            value = knobs.get(name, default)
            if not isinstance(value, bool | int | float):
                raise Problem(422, "invalid", name)
            setattr(self, name, value)

    async def around(self, work: Callable[[], Awaitable[Response]]) -> Response:
        """Answer one request, with whatever goes wrong now."""
        await trio.sleep(self.slow_s)
        if self.hang:
            await trio.sleep_forever()
        if self.html:
            return Response(PAGE, content_type="text/html")
        if random.random() < self.error_rate:
            raise Problem(500, "internal")
        response = await work()
        if self.lose_replies > 0:
            self.lose_replies -= 1
            return Response(PAGE, status=502, content_type="text/html")
        return response
