"""What recorded usage came to, by engine and by component. Nothing unpriced is hidden."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from callcore.shared.costs.usage import BILLED_MS, Component, Mode, Unit
from callcore.shared.costs.usageread import Recorded
from callcore.shared.costs.usagerecords import Spent


@dataclass(slots=True)
class Total:
    """The lines of one engine, in one unit. ``unpriced`` lines are in no amount.

    ``aside_micros`` is the part of ``amount_micros`` that no caller asked for. Where a
    vendor says what it bills, ``vendor_ms`` is the sum of that, and ``compared_ms`` is what
    we took for billed of the same lines.
    """

    component: Component
    provider: str
    model: str
    mode: Mode
    unit: Unit
    lines: int = 0
    quantity: int = 0
    billed_quantity: int = 0
    amount_micros: int = 0
    aside_micros: int = 0
    unpriced: int = 0
    compared_ms: int = 0
    vendor_ms: int = 0


def totals_of(spent: Iterable[Spent]) -> list[Total]:
    """Return the totals, the dearest first."""
    found: dict[tuple[str, ...], Total] = {}
    for item in spent:
        usage = item.event.usage
        key = (usage.component, usage.provider, usage.model, usage.mode, usage.unit)
        total = found.setdefault(
            key,
            Total(usage.component, usage.provider, usage.model, usage.mode, usage.unit),
        )
        _add(total, item)
    return sorted(found.values(), key=lambda total: -total.amount_micros)


def _add(total: Total, item: Spent) -> None:
    line, vendor_ms = item.line, item.event.usage.facts.get(BILLED_MS)
    amount_micros = line.amount_micros or 0
    total.lines += 1
    total.quantity += line.quantity
    total.billed_quantity += line.billed_quantity
    total.unpriced += line.unpriced
    total.amount_micros += amount_micros
    total.aside_micros += amount_micros if item.event.aside else 0
    if vendor_ms is not None and line.unit == "audio_ms":
        total.compared_ms += line.billed_quantity
        total.vendor_ms += vendor_ms


@dataclass(slots=True)
class ArmTotal:
    """One arm of a rollout: its ended calls, and what those cost without what was aside.

    ``unpriced`` lines are in no amount.
    """

    arm: str
    calls: int = 0
    stt_micros: int = 0
    amount_micros: int = 0
    unpriced: int = 0


def by_arm(recorded: Recorded) -> list[ArmTotal]:
    """Return every arm that has an ended call, the one with most calls first."""
    found: dict[str, ArmTotal] = {}
    arms: dict[str, ArmTotal] = {}
    for facts in recorded.calls:
        total = found.setdefault(facts.arm, ArmTotal(facts.arm))
        total.calls += 1
        arms[facts.call_id] = total
    for item in recorded.spent:
        arm = arms.get(item.event.call_id)
        if arm is None or item.event.aside:
            continue
        amount_micros = item.line.amount_micros or 0
        arm.amount_micros += amount_micros
        arm.stt_micros += amount_micros if item.line.component == "stt" else 0
        arm.unpriced += item.line.unpriced
    return sorted(found.values(), key=lambda total: -total.calls)


def by_component(totals: Iterable[Total]) -> dict[Component, int]:
    """Return the priced micros of each component."""
    found: dict[Component, int] = {}
    for total in totals:
        component = total.component
        found[component] = found.get(component, 0) + total.amount_micros
    return found
