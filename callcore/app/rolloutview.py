"""What ``callcore rollout`` prints: the plan, both arms with how sure one can be, the log."""

from __future__ import annotations

from collections.abc import Sequence

from rich.console import Console, Group
from rich.table import Table
from rich.text import Text

from callcore.shared.rollout.audit import Entry
from callcore.shared.rollout.bounds import quantile_ms, wilson
from callcore.shared.rollout.breaches import P95, micros_per_minute
from callcore.shared.rollout.buckets import percent_text
from callcore.shared.rollout.counters import ArmCounters, Comparison, Tally
from callcore.shared.rollout.plan import RolloutPlan

NOTHING = "-"
CAVEAT = (
    "Control is not the truth: these rates say how far the candidate is from control, not "
    "which one is right. disagreements.jsonl holds a sample for people to label."
)


def view_of(plan: RolloutPlan | None, tally: Tally) -> Group:
    """Return what ``show`` prints."""
    if plan is None:
        return Group(Text("There is no rollout: every caller has the control arm."))
    return Group(Text(_headline(plan)), _arms(tally), _compared(tally.compared), CAVEAT)


def print_view(view: Group | Table, console: Console) -> None:
    """Print; a pipe gets lines wide enough for the tables."""
    console.print(view, soft_wrap=False)


def _headline(plan: RolloutPlan) -> str:
    share = f"{percent_text(plan.buckets)} of callers"
    shadow = f"{percent_text(plan.shadow_buckets)} of calls in the shadow"
    return (
        f"{plan.experiment or NOTHING}: {plan.engine or NOTHING} is {plan.status}, "
        f"{share}, {shadow}, {len(plan.forced)} numbers forced\n"
        f"version {plan.version}, counted since version {plan.since}; changed "
        f"{plan.changed_at} by {plan.changed_by}: {plan.reason}"
    )


def _arms(tally: Tally) -> Table:
    table = Table(title="Live calls (99 % bounds)")
    table.add_column("")
    for name in ("control", "candidate"):
        table.add_column(name, justify="right")
    for about, cell in (
        ("utterances", lambda arm: str(arm.utterances)),
        ("failed, next engine asked", lambda arm: _share(arm.failed, arm.utterances)),
        ("words lost", lambda arm: _share(arm.errors, arm.utterances)),
        ("empty", lambda arm: _share(arm.empty, arm.utterances)),
        ("hallucinated", lambda arm: _share(arm.hallucinated, arm.utterances)),
        ("final p50", lambda arm: _ms(arm, 0.5)),
        ("final p95", lambda arm: _ms(arm, P95)),
        ("cost a minute", _cost),
    ):
        table.add_row(about, cell(tally.control), cell(tally.candidate))
    return table


def _compared(seen: Comparison) -> Table:
    table = Table(title="The candidate against control, on the same audio")
    table.add_column("")
    table.add_column("candidate", justify="right")
    n = seen.utterances
    for about, value in (
        ("utterances", str(n)),
        ("no answer", _share(seen.failures, n + seen.failures)),
        ("word error rate", _share((seen.wer or 0.0) * n, n)),
        ("character error rate", _share((seen.cer or 0.0) * n, n)),
        ("numbers and names found", _share(seen.heard, seen.heard + seen.missed)),
        ("... of its own, right", _share(seen.heard, seen.heard + seen.extra)),
        ("empty where control is not", _share(seen.empty, n)),
        ("hallucinated", _share(seen.hallucinated, n)),
    ):
        table.add_row(about, value)
    return table


def _share(hits: float, n: int) -> str:
    if not n:
        return NOTHING
    low, high = wilson(hits, n)
    return f"{100 * hits / n:.1f} % ({100 * low:.1f} to {100 * high:.1f})"


def _ms(arm: ArmCounters, share: float) -> str:
    found = quantile_ms(arm.finals, share)
    return NOTHING if found is None else f"{found:.0f} ms"


def _cost(arm: ArmCounters) -> str:
    micros = micros_per_minute(arm)
    text = NOTHING if micros is None else f"{micros / 1e6:.6f}"
    return f"{text} + {arm.unpriced} unpriced" if arm.unpriced else text


def log_view(entries: Sequence[Entry]) -> Table:
    """Return what ``log`` prints, oldest first."""
    table = Table(title="Changes")
    for name in ("version", "when", "who", "what", "why"):
        table.add_column(name)
    for entry in entries:
        after = entry.after
        table.add_row(
            str(after.version),
            after.changed_at,
            Text(after.changed_by),
            Text(what_changed(entry)),
            Text(after.reason),
        )
    return table


def what_changed(entry: Entry) -> str:
    """Return the difference that an entry made, in words."""
    before, after = entry.before or RolloutPlan(), entry.after
    parts = [
        f"{name} {old} -> {new}"
        for name, old, new in (
            ("engine", before.engine or NOTHING, after.engine or NOTHING),
            ("status", before.status, after.status),
            ("share", percent_text(before.buckets), percent_text(after.buckets)),
            (
                "shadow",
                percent_text(before.shadow_buckets),
                percent_text(after.shadow_buckets),
            ),
            ("forced", len(before.forced), len(after.forced)),
            (
                "limits",
                "as they were",
                "others" if before.limits != after.limits else "as they were",
            ),
        )
        if old != new
    ]
    return ", ".join(parts) or "nothing"
