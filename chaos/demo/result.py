"""What is known of a call when it is over; plain values for reports and for the bench."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path

from callcore.shared.costs.usagerecords import Spent
from chaos.demo.gaps import percentile
from chaos.demo.records import Kept
from chaos.demo.scene import Scene
from chaos.demo.spending import cost_by_component, engines_of
from chaos.demo.verdict import Ending, JsonObject, Rescue, Verdict


@dataclass(slots=True)
class CallResult:
    """One call. ``gaps_ms`` are measured on the line, ``scene`` tells the rest."""

    call_id: str
    verdict: Verdict
    ending: Ending
    scene: Scene
    gaps_ms: Sequence[int] = ()
    duration_s: float = 0.0
    fault: str = ""
    fault_gap_ms: int | None = None  #: to any sound, of the first turn after the fault
    fault_turn_ms: float | None = None  #: to its answer, fillers left out
    rescue: Rescue | None = None
    orders: Sequence[JsonObject] = ()
    products: Mapping[str, JsonObject] = field(default_factory=dict)
    recording: Path | None = None
    spent: Sequence[Spent] = ()  #: what its engines reported, with its price
    kept: Kept | None = None  #: the call as PostgreSQL holds it
    left_because: str = ""  #: why the caller hung up, if it was he


def call_json(result: CallResult) -> dict[str, object]:
    """Return one call as JSON values; the words of the call stay out."""
    return {
        "call_id": result.call_id,
        "ok": result.verdict.ok,
        "why": result.verdict.why,
        "ending": result.ending,
        "reason": result.scene.reason,
        "gaps_ms": list(result.gaps_ms),
        "turns_ms": [turn.total_ms for turn in result.scene.turns],
        "duration_s": round(result.duration_s, 1),
        "fault": result.fault,
        "fault_gap_ms": result.fault_gap_ms,
        "fault_turn_ms": result.fault_turn_ms,
        "degradations": len(result.scene.degraded),
        "engines": engines_of(result.spent),
        "cost_micros": cost_by_component(result.spent),
        "unpriced": sum(one.line.unpriced for one in result.spent),
        "rescue": asdict(result.rescue) if result.rescue else None,
    }


def summary_json(results: Sequence[CallResult]) -> dict[str, object]:
    """Return a campaign: counts, percentiles of the turn gap, and each call."""
    gaps = [gap for result in results for gap in result.gaps_ms]
    return {
        "calls": len(results),
        "ok": sum(result.verdict.ok for result in results),
        "gap_p50_ms": percentile(gaps, 0.50) if gaps else None,
        "gap_p95_ms": percentile(gaps, 0.95) if gaps else None,
        "gaps": len(gaps),
        "each": [call_json(result) for result in results],
    }
