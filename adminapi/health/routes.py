"""Health over HTTP, for people; probes of machines ask the other port."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from typing import Final

import trio

from adminapi.edges.endpoint import ANYBODY, Ask, Endpoint
from adminapi.health.judging import ORDER
from adminapi.health.probes import Probes
from adminapi.health.shapes import (
    Condition,
    DependencyTold,
    HealthTold,
    HearsTold,
)
from adminapi.live.shapes import WorkerTold
from adminapi.office import Office
from callcore.shared.state.port import StateDown

ASK_S: Final = 1.0


def endpoints(office: Office) -> Sequence[Endpoint]:
    """Return the endpoint of health."""
    probes = Probes(office)

    async def health(_ask: Ask) -> HealthTold:
        parts = [
            DependencyTold(
                name=verdict.name,
                state=verdict.state,
                since_s=since_s,
                hears=HearsTold(**verdict.hears),
                detail=verdict.detail,
                workers=list(verdict.workers),
            )
            for verdict, since_s in await probes.ask()
        ]
        known = [part.state for part in parts if part.state != "unknown"]
        worst: Condition = min(known, key=ORDER.index, default="unknown")
        return HealthTold(
            state=worst,
            at_s=office.now_s(),
            dependencies=parts,
            workers=await _workers(office),
        )

    return [
        Endpoint(
            method="GET",
            path="/health",
            about="How each part is, and what callers hear now",
            handler=health,
            roles=ANYBODY,
            tag="house",
            told=HealthTold,
        )
    ]


async def _workers(office: Office) -> list[WorkerTold]:
    """Return the workers; none while the state is down, which its own light says."""
    try:
        with trio.fail_after(ASK_S):
            found = await office.state.workers()
    except (StateDown, trio.TooSlowError):
        return []
    return [WorkerTold(**asdict(each)) for each in found]
