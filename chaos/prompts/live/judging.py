"""A played call becomes a result: what it was worth, and all that a report shows of it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Final

from chaos.prompts.dialogue import Dialogue
from chaos.prompts.live.results import Line, Result, digest
from chaos.prompts.trace import (
    Agent,
    Called,
    Caller,
    Entry,
    Played,
    Returned,
    Withheld,
)

MAX_TEXT: Final = 4_000  # of one line of a transcript; a search result has some 2,000


@dataclass(frozen=True, slots=True)
class Measured:
    """What a trial took. ``void`` names the failure of the service that spoilt it."""

    first_token_ms: tuple[float, ...] = ()
    tokens_in: int = 0
    tokens_out: int = 0
    cost_micros: int = 0
    took_s: float = 0.0
    void: str = ""


def blank_result(dialogue: Dialogue, trial: int) -> Result:
    """Return what is known of a trial before it is played."""
    return Result(
        case=dialogue.id,
        digest=digest(repr(dialogue))[:16],
        trial=trial,
        kind=dialogue.kind,
        language=dialogue.folder,
        category=dialogue.category,
        about=dialogue.about,
    )


def result_of(
    played: Played,
    measured: Measured,
    failures: Sequence[str],
    violations: Sequence[str],
) -> Result:
    """Return the result; a trial that the service spoilt is judged by nobody."""
    return replace(
        blank_result(played.dialogue, played.trial),
        failures=() if measured.void else tuple(failures),
        # what must never be is never excused
        violations=tuple(violations),
        void="" if violations else measured.void,
        blocked=dict(sorted(played.blocked.items())),
        transcript=tuple(lines_of(played)),
        first_token_ms=measured.first_token_ms,
        tokens_in=measured.tokens_in,
        tokens_out=measured.tokens_out,
        cost_micros=measured.cost_micros,
        took_s=round(measured.took_s, 3),
    )


def lines_of(played: Played) -> Iterator[Line]:
    """Yield the call as a report shows it: words, tools, blocks, and how it ended."""
    for entry in played.entries:
        line = _line(entry)
        yield Line(line.who, line.text[:MAX_TEXT])
    how = f"{played.outcome} {played.reason} {played.target}".strip()
    yield Line("end", how)
    for order in played.books.made:
        goods = ", ".join(
            f"{line.quantity} x {line.product_id}" for line in order.lines
        )
        yield Line("end", f"order {order.id}, {order.state}: {goods}"[:MAX_TEXT])
    for order_id, order in played.books.before.items():
        now = played.books.orders.get(order_id, order)
        if now.state != order.state:
            yield Line("end", f"order {order_id} was {order.state}, is {now.state}")


def _line(entry: Entry) -> Line:
    match entry:
        case Caller():
            return Line("caller", entry.text)
        case Agent():
            return Line("agent", entry.text + ("" if entry.whole else " --"))
        case Called():
            return Line("call", f"{entry.name} {entry.arguments}")
        case Returned():
            blocked = entry.answer.get("error") == "not_allowed"
            return Line("guard" if blocked else "result", entry.result)
        case Withheld():
            return Line("guard", f"withheld ({entry.reason}): {entry.text}")
