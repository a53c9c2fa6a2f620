"""What recorded calls would have cost with another way to hear them.

Two things decide what speech to text costs: the price, and what is billed. A stream that is
open all call bills the silence of the caller and the speech of the agent, too; one that is
open only while he speaks does not; a request after each utterance bills his speech alone,
but its text comes later. So the choices differ in both, and all see the same utterances.

Not in it: a second engine's work on an utterance that the first one failed, and that a
vendor ends a stream after five minutes, which rounds once more.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final, Literal

from callcore.shared.costs.money import divided
from callcore.shared.costs.pricetable import Price, PriceTable
from callcore.shared.costs.rating import amount_micros, billed_quantity
from callcore.shared.costs.usage import CPU_MS, SPEECH_MS, UTTERANCE, Mode, Usage
from callcore.shared.costs.usageread import Recorded
from callcore.shared.costs.usagerecords import CallFacts, Spent

#: what is billed: the whole call, what the ear takes for an utterance with the silence that
#: ends it, or the speech in it alone
Opened = Literal["call", "utterance", "speech"]

_UNKNOWN: Final = "not measured"
_STREAMED: Final = "while he speaks; the last words after it: " + _UNKNOWN
_ASKED: Final = "one request after his speech: " + _UNKNOWN
# Whisper base q8_0, two threads, a quiet machine: ENGINES.md section 1
_OWN: Final = "one decode after his speech: 0.53 s, p95 0.67 s (measured, two threads)"
_OWN_CPU_MS: Final = 1_100  # a decode of an utterance below 14 s, same measurement


@dataclass(frozen=True, slots=True)
class Choice:
    """One way to hear callers; ``latency`` says when the text is there."""

    name: str
    provider: str
    model: str
    mode: Mode
    opened: Opened
    latency: str


CHOICES: Final = (
    Choice("Google v2 stream", "google", "v2/latest_long", "stream", "call", _STREAMED),
    Choice(
        "Google v2 stream", "google", "v2/latest_long", "stream", "utterance", _STREAMED
    ),
    Choice("Google v1 stream", "google", "v1/latest_long", "stream", "call", _STREAMED),
    Choice(
        "Google v1 stream", "google", "v1/latest_long", "stream", "utterance", _STREAMED
    ),
    Choice(
        "gpt-live-transcribe",
        "openai",
        "gpt-live-transcribe",
        "stream",
        "call",
        _STREAMED,
    ),
    Choice(
        "gpt-live-transcribe",
        "openai",
        "gpt-live-transcribe",
        "stream",
        "utterance",
        _STREAMED,
    ),
    Choice("gpt-transcribe", "openai", "gpt-transcribe", "request", "speech", _ASKED),
    Choice("whisper-1", "openai", "whisper-1", "request", "speech", _ASKED),
    Choice(
        "Groq Whisper v3 turbo",
        "groq",
        "whisper-large-v3-turbo",
        "request",
        "speech",
        _ASKED,
    ),
    Choice("own Whisper base", "local", "whisper-base", "request", "speech", _OWN),
)


@dataclass(frozen=True, slots=True)
class Heard:
    """One utterance: what the ear took for it, the speech in it, what we computed."""

    heard_ms: int
    speech_ms: int
    cpu_ms: int | None = None


@dataclass(frozen=True, slots=True)
class HeardCall:
    """One finished call with its utterances and what hearing them cost."""

    facts: CallFacts
    utterances: tuple[Heard, ...]
    stt: tuple[Spent, ...] = ()


@dataclass(frozen=True, slots=True)
class Row:
    """What one choice costs for all calls together; ``opened`` is None for what was.

    ``amount_micros`` is None if nothing of it has a price; ``unpriced`` counts the
    requests without one, which are in no amount. ``cpu_ms`` is our own processors' work.
    """

    name: str
    opened: Opened | None
    requests: int
    billed_ms: int
    amount_micros: int | None
    unpriced: int
    latency: str
    price_id: str | None = None
    shutdown: date | None = None
    cpu_ms: int | None = None
    cpu_measured: bool = False

    def per_calls_micros(self, calls: int, of: int) -> int | None:
        """Return what ``calls`` calls cost if all are as the ``of`` that were recorded."""
        if self.amount_micros is None:
            return None
        return divided(self.amount_micros * calls, of)


def calls_of(recorded: Recorded) -> list[HeardCall]:
    """Return the finished calls; what was done aside is not the caller's."""
    stt: dict[str, list[Spent]] = {}
    for item in recorded.spent:
        usage, aside = item.event.usage, item.event.aside
        if usage.component == "stt" and usage.unit == "audio_ms" and not aside:
            stt.setdefault(item.event.call_id, []).append(item)
    return [
        HeardCall(facts, _utterances(mine), tuple(mine))
        for facts in recorded.calls
        for mine in [stt.get(facts.call_id, [])]
    ]


def _utterances(spent: Iterable[Spent]) -> tuple[Heard, ...]:
    """Return one :class:`Heard` for each utterance, however many engines heard it."""
    found: dict[object, Heard] = {}
    for item in spent:
        usage = item.event.usage
        speech_ms = usage.facts.get(SPEECH_MS, usage.quantity)
        one = Heard(max(usage.quantity, speech_ms), speech_ms, usage.facts.get(CPU_MS))
        key = usage.facts.get(UTTERANCE, item.event.id)
        other = found.get(key)
        if other is None or other.heard_ms < one.heard_ms:
            found[key] = one
    return tuple(found.values())


def rows_of(calls: Sequence[HeardCall], table: PriceTable, today: date) -> list[Row]:
    """Return what was, and what every choice would cost at the prices of ``today``."""
    choices = [row_of(choice, calls, table, today) for choice in CHOICES]
    return [what_was(calls), *choices]


def what_was(calls: Sequence[HeardCall]) -> Row:
    """Return what hearing the calls did cost, by the lines of their ledger."""
    lines = [item.line for call in calls for item in call.stt]
    amounts = [line.amount_micros for line in lines if line.amount_micros is not None]
    priced = amounts or not lines
    return Row(
        "as it was",
        None,
        len(lines),
        sum(line.billed_quantity for line in lines),
        sum(amounts) if priced else None,
        len(lines) - len(amounts),
        "as it was",
    )


def row_of(
    choice: Choice, calls: Sequence[HeardCall], table: PriceTable, today: date
) -> Row:
    """Return what ``choice`` would cost; each of its requests is rated by itself."""
    asked_ms = [ms for call in calls for ms in _requests_ms(choice.opened, call) if ms]
    usage = Usage("stt", choice.provider, choice.model, choice.mode, "audio_ms", 1)
    price = table.find(usage, today)
    end = table.end_of(choice.provider, choice.model)
    billed_ms, cost_micros = _rated(asked_ms, price)
    cpu_ms, measured = _own_cpu(calls) if choice.provider == "local" else (None, False)
    return Row(
        choice.name,
        choice.opened,
        len(asked_ms),
        billed_ms,
        cost_micros,
        0 if price else len(asked_ms),
        choice.latency,
        price.id if price else None,
        end.shutdown if end else None,
        cpu_ms,
        measured,
    )


def _requests_ms(opened: Opened, call: HeardCall) -> Iterable[int]:
    if opened == "call":
        return [call.facts.duration_ms]
    if opened == "utterance":
        return [one.heard_ms for one in call.utterances]
    return [one.speech_ms for one in call.utterances]


def _rated(asked_ms: Sequence[int], price: Price | None) -> tuple[int, int | None]:
    if price is None:
        return sum(asked_ms), None
    billed_ms = [billed_quantity(ms, price.rounding) for ms in asked_ms]
    return sum(billed_ms), sum(amount_micros(ms, price) for ms in billed_ms)


def _own_cpu(calls: Sequence[HeardCall]) -> tuple[int, bool]:
    """Return the processor time of our own decodes, and whether it was recorded."""
    known = [one.cpu_ms for call in calls for one in call.utterances]
    recorded = [ms for ms in known if ms is not None]
    if known and len(recorded) == len(known):
        return sum(recorded), True
    return len(known) * _OWN_CPU_MS, False


def cheapest_micros(rows: Iterable[Row]) -> int | None:
    """Return what the cheapest choice costs that is not free; the measure of the rest."""
    paid = [row.amount_micros for row in rows if row.amount_micros and not row.unpriced]
    return min(paid, default=None)
