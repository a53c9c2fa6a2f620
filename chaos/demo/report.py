"""What is printed when a call is over: the conversation, its times, its traces."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from chaos.demo.bars import waterfall
from chaos.demo.gaps import percentile
from chaos.demo.plain import line_of
from chaos.demo.recording import RecordingError, check_recording
from chaos.demo.records import record_lines
from chaos.demo.result import CallResult
from chaos.demo.scene import DEGRADED
from chaos.demo.spending import spend_lines
from chaos.demo.verdict import JsonObject


def report(result: CallResult) -> Iterator[str]:
    """Yield the lines of the report of one call."""
    yield from _section("Transcript", [line_of(one) for one in result.scene.entries])
    yield from _section(
        "Where the time of each turn went", waterfall(result.scene.turns)
    )
    yield from _section("On the line", _on_the_line(result))
    yield from _section(
        "Who served it, at list prices (millionths of a dollar)", _served(result)
    )
    yield from _section("The call as PostgreSQL holds it", _record(result))
    yield from _section("Recording (caller left, agent right)", _recording(result))
    if result.orders:
        told = [line for one in result.orders for line in order_lines(one, result)]
        yield from _section("The order as the store holds it", told)
    yield from _section("Outcome", _outcome(result))


def summary(results: Sequence[CallResult]) -> Iterator[str]:
    """Yield the lines of the table over several calls."""
    yield f"{'call':>4}  {'':<4}  {'ending':<6}  {'time':>6}  {'gap p50':>8}  why"
    for number, result in enumerate(results, start=1):
        gap = f"{percentile(result.gaps_ms, 0.5):.0f} ms" if result.gaps_ms else "-"
        mark = "ok" if result.verdict.ok else "FAIL"
        yield (
            f"{number:>4}  {mark:<4}  {result.ending:<6}  {result.duration_s:>5.1f}s  "
            f"{gap:>8}  {result.verdict.why}"
        )
    gaps = [gap for result in results for gap in result.gaps_ms]
    good = sum(result.verdict.ok for result in results)
    yield f"{good} of {len(results)} calls went as they should; {_gaps(gaps)}"


def order_lines(order: JsonObject, result: CallResult) -> Iterator[str]:
    """Yield what an order says; the phone number stays out of terminals and logs."""
    total = order.get("total_kopiykas")
    money = f"{total / 100:.2f} UAH" if isinstance(total, int) else "?"
    yield f"order {order.get('id')}  {order.get('state')}  {money}"
    lines = order.get("lines")
    for line in lines if isinstance(lines, list) else ():
        product = result.products.get(str(line.get("product_id")), {})
        names = product.get("names")
        name = names.get("en") if isinstance(names, dict) else line.get("product_id")
        yield f"  {line.get('quantity')} x {name}"
    delivery = order.get("delivery")
    if isinstance(delivery, Mapping):  # where to is personal, as the phone number is
        yield f"  by {delivery.get('option_id')}"


def _section(title: str, lines: Sequence[str]) -> Iterator[str]:
    yield ""
    yield title
    yield "-" * len(title)
    yield from lines


def _gaps(gaps: Sequence[int]) -> str:
    if not gaps:
        return "no turn gap was measured"
    return (
        f"turn gap (end of the caller's speech to the agent's first sound): "
        f"p50 {percentile(gaps, 0.5):.0f} ms, p95 {percentile(gaps, 0.95):.0f} ms, "
        f"{len(gaps)} turns"
    )


def _on_the_line(result: CallResult) -> list[str]:
    told = [_gaps(result.gaps_ms)]
    if result.fault_gap_ms is not None:
        told.append(
            f"the turn that the fault struck: first sound after {result.fault_gap_ms} ms"
            + _answer_after(result.fault_turn_ms)
        )
    return told


def _answer_after(answer_ms: float | None) -> str:
    return "" if answer_ms is None else f", its answer after {answer_ms:.0f} ms"


def _served(result: CallResult) -> list[str]:
    told = list(spend_lines(result.spent)) or ["nothing: the call left no usage"]
    steps = [e.text for e in result.scene.entries if e.text.startswith(DEGRADED)]
    return told + (steps or ["nothing was degraded"])


def _record(result: CallResult) -> list[str]:
    if result.kept is None:
        return ["nothing: the database does not know the call"]
    return list(record_lines(result.kept))


def _recording(result: CallResult) -> list[str]:
    if result.recording is None:
        return ["none: the call left no recording"]
    try:
        check = check_recording(result.recording)
    except RecordingError as exc:
        return [f"PROBLEM: {exc}"]
    told = [
        str(result.recording),
        f"{check.duration_s:.1f} s; longest silence of both {check.longest_silence_s:.1f} s",
    ]
    for name, side in (("caller", check.caller), ("agent", check.agent)):
        told.append(
            f"{name:<6} speaks {side.speech_s:5.1f} s at {side.speech_dbfs:6.1f} dBFS, "
            f"{side.clipped_samples} samples clipped"
        )
    if not check.sound:
        told.append("PROBLEM: one side cannot be heard")
    return told


def _outcome(result: CallResult) -> list[str]:
    mark = "OK" if result.verdict.ok else "FAILED"
    told = [f"{mark}: {result.verdict.why}"]
    reason = f" ({result.scene.reason})" if result.scene.reason else ""
    told.append(f"the call ended with: {result.ending}{reason}")
    if result.left_because:
        told.append(f"the caller hung up: {result.left_because}")
    return told
