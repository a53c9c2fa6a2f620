"""A million calls that nobody made: skewed, and with words as rare and common as words are.

Their words follow Zipf's law over a made-up vocabulary; a caller's word comes in some calls
of a month and in no other, workers and prompts follow one another in time. That is where
guesses of a planner go wrong.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from typing import Final

import numpy as np
import psycopg

from callcore.shared.sealed.keyring import KeyRing
from callcore.shared.sealed.places import caller_place

WORDS: Final = 20_000
WORDS_A_CALL: Final = 90  # eight turns of both sides
DAYS: Final = 365
LAST: Final = datetime(2026, 11, 1, tzinfo=UTC)
SEED: Final = 6
BATCH: Final = 10_000
#: words that a campaign brought: (word, first day, last day, share of its calls)
CAMPAIGNS: Final = (("campaignold", 20, 50, 0.2), ("campaignnew", 355, 365, 0.2))
COLUMNS: Final = (
    *("call_id", "started_at", "ended_at", "duration_ms", "caller", "did", "language"),
    *("worker", "prompt", "stt_arm", "next", "outcome", "reason", "turns", "barge_ins"),
    *("tool_calls", "tool_errors", "degradations", "worst_turn_ms", "cost_micros"),
    *("order_ids", "recording", "search"),
)
CALLER: Final = COLUMNS.index("caller")
KEPT: Final = (*COLUMNS[:CALLER], "caller_mark", "caller_marks", *COLUMNS[CALLER + 1 :])
_REASONS: Final = (
    *("caller-hung-up", "goodbye", "asked-for-human", "order-done", "silent"),
    *("stt-dead", "llm-dead", "supervisor-hang-up"),
)
_REASON_SHARES: Final = (0.45, 0.3, 0.1, 0.08, 0.05, 0.01, 0.009, 0.001)

Value = object


def word(number: int) -> str:
    """Return a word of the vocabulary; 0 is the most common one."""
    return f"w{number}x"


def load(connection: psycopg.Connection, calls: int, ring: KeyRing) -> None:
    """Write so many calls, the oldest first; the same ones each time."""
    random = np.random.default_rng(SEED)
    for first in range(0, calls, BATCH):
        count = min(BATCH, calls - first)
        batch = list(rows(random, first, count, calls))
        _copy(connection, "calls", KEPT, (_marked(row, ring) for row in batch))
        kept = (_sealed(row, ring) for row in batch)
        _copy(connection, "call_callers", ("call_id", "sealed"), kept)
        connection.commit()


def _copy(
    connection: psycopg.Connection,
    table: str,
    columns: Sequence[str],
    found: Iterable[Sequence[Value]],
) -> None:
    names = ", ".join(columns)
    with (
        connection.cursor() as cursor,
        cursor.copy(f"COPY {table} ({names}) FROM STDIN") as copy,
    ):
        for row in found:
            copy.write_row(row)


def _marked(row: tuple[Value, ...], ring: KeyRing) -> Sequence[Value]:
    """Return a row as it is kept: marks in the caller's place."""
    number = str(row[CALLER])
    return (*row[:CALLER], *_marks(number, ring), *row[CALLER + 1 :])


@lru_cache(maxsize=200_000)
def _marks(number: str, ring: KeyRing) -> tuple[int, list[int]]:
    return ring.marks.whole(number), ring.marks.prefixes(number)


def _sealed(row: tuple[Value, ...], ring: KeyRing) -> Sequence[Value]:
    call_id = row[0]
    return call_id, ring.seal(str(row[CALLER]), caller_place(call_id))


def rows(
    random: np.random.Generator, first: int, count: int, calls: int
) -> Iterator[tuple[Value, ...]]:
    """Yield ``count`` calls from number ``first`` on, of ``calls`` in all."""
    texts = _texts(random, count)
    chance = random.random((count, 12))
    number = np.minimum(random.zipf(1.3, count), 200_000)
    durations = random.lognormal(11.5, 0.7, count)
    turns_ms = random.lognormal(6.8, 0.5, count)
    costs = random.lognormal(9.5, 0.9, count)
    reasons = random.choice(len(_REASONS), count, p=_REASON_SHARES)
    for at in range(count):
        day = (first + at) * DAYS / calls
        yield _row(
            day,
            texts[at],
            chance[at],
            (int(number[at]), int(durations[at]), int(turns_ms[at]), int(costs[at])),
            _REASONS[reasons[at]],
        )


def _row(
    day: float,
    text: str,
    chance: np.ndarray,
    numbers: tuple[int, int, int, int],
    reason: str,
) -> tuple[Value, ...]:
    who, duration_ms, turn_ms, cost = numbers
    began = LAST - timedelta(days=DAYS - day)
    live = day > DAYS - 0.01
    ended = None if live else began + timedelta(milliseconds=duration_ms)
    outcome = "live" if live else _outcome(chance[0])
    orders = [f"A-{int(chance[1] * 1e9)}"] if chance[2] < 0.15 else []
    for campaign, start, end, share in CAMPAIGNS:
        if start <= day < end and chance[3] < share:
            text += f" {campaign}:400"
    return (
        *(
            str(uuid.UUID(int=int(chance[4] * 2**53) << 70 | int(chance[5] * 2**53)))[
                :36
            ],
        ),
        *(
            began,
            ended,
            None if live else duration_ms,
            f"+380{670000000 + who * 37:09d}",
        ),
        *(f"+38044{int(chance[6] ** 2 * 5):07d}", _language(chance[7])),
        *(f"host{int(chance[8] * 4)}:w{int(day / 30)}:1", f"v{int(day / 61) + 1}"),
        *(
            "canary" if chance[9] < 0.05 else "control",
            "human" if outcome == "human" else "end",
        ),
        *(outcome, "" if live else reason, 8, int(chance[10] * 3), int(chance[11] * 4)),
        *(1 if chance[10] < 0.02 else 0, 1 if chance[11] < 0.03 else 0),
        *(
            None if live else turn_ms,
            cost,
            orders,
            "x" if chance[9] > 0.1 else "",
            text,
        ),
    )


def _outcome(chance: float) -> str:
    if chance < 0.85:
        return "ended"
    return "human" if chance < 0.97 else "target" if chance < 0.99 else "lost"


def _language(chance: float) -> str:
    return "uk" if chance < 0.6 else "ru" if chance < 0.95 else "en"


def _texts(random: np.random.Generator, count: int) -> list[str]:
    """Return search vectors as text: words with the places where they stand."""
    weights = 1.0 / np.arange(1, WORDS + 1)
    limits = np.cumsum(weights / weights.sum())
    picked = np.searchsorted(limits, random.random((count, WORDS_A_CALL)))
    picked = np.minimum(picked, WORDS - 1)
    places = [f"x:{place}" for place in range(1, WORDS_A_CALL + 1)]
    return [
        " ".join(
            f"w{number}{place}" for number, place in zip(call, places, strict=True)
        )
        for call in picked.tolist()
    ]
