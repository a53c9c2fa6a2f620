"""Health over HTTP, for people; probes of machines ask the other port."""

from __future__ import annotations

from collections.abc import Sequence

from adminapi.edges.endpoint import ANYBODY, Ask, Endpoint
from adminapi.health.judging import ORDER
from adminapi.health.probes import Probes
from adminapi.health.shapes import (
    Condition,
    DependencyTold,
    HealthTold,
    HearsTold,
)
from adminapi.office import Office


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
        return HealthTold(state=worst, at_s=office.now_s(), dependencies=parts)

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
