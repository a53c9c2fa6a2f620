"""Live calls that nobody holds: rows for a board, published as workers publish theirs.

A tenth of them changes at a time, so that a board of 500 at 10 Hz gets 500 changes a second;
every few seconds one call ends and another begins. Their worker takes no commands.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import asdict, replace
from random import Random
from typing import Any, Final, NoReturn
from uuid import UUID

import trio

from callcore.shared import stamps
from callcore.shared.ids import LANGUAGES
from callcore.shared.observe.fields import Plain
from callcore.shared.state import names
from callcore.shared.state.opening import open_state
from callcore.shared.state.port import (
    EventDraft,
    LiveCall,
    State,
    StateDown,
    WorkerState,
)

WORKER: Final = "board:w1:1"
SHARE: Final = 10  # one row of so many changes at a time
CHURN_S: Final = 3.0
BEAT_S: Final = 1.0
SEED: Final = 8
STATES: Final = ("listening", "thinking", "tooling", "speaking")
PHRASES: Final = (
    "Добрий день, потрібні зимові шини 205/55 R16.",
    "Нужно масло пять дабл ю тридцать, четыре литра.",
    "Do you have winter tyres for a van?",
    "Yes, please.",
)
#: what a page must show as text, whole or cut, and never obey
HOSTILE: Final = (
    "<script>document.title = 'owned'</script><img src=x onerror=alert(1)>",
    "\u202eтекст справа налево\u202c עברית العربية",
    "🛞" * 40 + "👨‍👩‍👧‍👦 e\u0301" + "\u0301" * 60,
    "слово" * 2_000,
    "a" * 10_000,
    "line\nbreak\ttab \u0007bell \u200b\ufeff{{7*7}} ${7*7} &amp; &lt;b&gt;",
    "javascript:alert(1)",
)


class Board:
    """The calls and what is told of them; knows no server."""

    def __init__(self, calls: int, now_s: float, random: Random) -> None:
        self._random = random
        self._number = itertools.count()
        self.calls = [self._new(now_s) for _ in range(calls)]
        self._turn: Iterator[int] = itertools.cycle(range(calls))

    def beginning(self, now_s: float) -> list[EventDraft]:
        """Return the starts of all calls."""
        return [_started(call, now_s) for call in self.calls]

    def change(self, now_s: float) -> tuple[list[LiveCall], list[EventDraft]]:
        """Change the next tenth; return these calls, and what is told."""
        changed, told = [], []
        for _ in range(max(1, len(self.calls) // SHARE)):
            at = next(self._turn)
            fields = self._step(self.calls[at])
            self.calls[at] = _changed(self.calls[at], now_s, fields)
            changed.append(self.calls[at])
            call_id = self.calls[at].call_id
            told.append(EventDraft(names.CALL_UPDATED, now_s, call_id, fields))
        return changed, told

    def churn(self, now_s: float) -> tuple[str, LiveCall, list[EventDraft]]:
        """End a call and begin another; return the old id, the new call, what is told."""
        at = self._random.randrange(len(self.calls))
        old, self.calls[at] = self.calls[at], self._new(now_s)
        ended: dict[str, Plain] = {
            "next": "end",
            "reason": "goodbye",
            "duration_s": now_s - old.started_s,
        }
        told = [EventDraft(names.CALL_ENDED, now_s, old.call_id, ended)]
        return old.call_id, self.calls[at], [*told, _started(self.calls[at], now_s)]

    def _step(self, call: LiveCall) -> dict[str, Plain]:
        random = self._random
        was = STATES.index(call.state) if call.state in STATES else 0
        state = STATES[(was + 1) % len(STATES)]
        fields: dict[str, Plain] = {
            "state": state,
            "cost_micros": call.cost_micros + random.randrange(50, 900),
        }
        match state:
            case "thinking":
                fields |= {"said_caller": self._phrase(call), "turn": call.turn + 1}
            case "speaking":
                took_ms = round(random.lognormvariate(6.8, 0.35))
                worst_ms = max(took_ms, call.worst_turn_ms)
                fields |= {"turn_ms": took_ms, "worst_turn_ms": worst_ms}
            case "listening":
                fields["said_agent"] = self._phrase(call)
            case _:
                pass
        return fields

    def _phrase(self, call: LiveCall) -> str:
        hostile = call.did.endswith("9")
        return self._random.choice(HOSTILE if hostile else PHRASES)

    def _new(self, now_s: float) -> LiveCall:
        number, random = next(self._number), self._random
        return LiveCall(
            call_id=str(UUID(int=random.getrandbits(128), version=4)),
            worker=WORKER,
            started_s=now_s - random.random() * 300,
            caller=f"+380•••{number % 100:02d}",
            did=f"38044000{number % 100:04d}",  # every tenth says what is hostile
            language=LANGUAGES[number % len(LANGUAGES)],
            state="greeting",
            stt_arm="candidate" if number % 10 == 0 else "control",
            prompt="v2",
            degraded="second-stt" if number % 17 == 0 else "",
            updated_s=now_s,
        )


async def publish_board(redis_url: str, calls: int, hz: float) -> NoReturn:
    """Keep so many calls alive, a tenth of them changed ``hz`` times a second.

    While the shared state is away nothing is told; once it is back, everything is put anew.
    """
    board = Board(calls, stamps.now_s(), Random(SEED))
    async with open_state(redis_url) as state, trio.open_nursery() as nursery:
        nursery.start_soon(_beat, state, calls)
        while True:
            with suppress(StateDown):
                await _play(state, board, hz)
            await trio.sleep(BEAT_S)
    raise AssertionError("it goes on for ever")


async def _play(state: State, board: Board, hz: float) -> NoReturn:
    """Put all calls, then change them for ever. Raises :exc:`StateDown`."""
    await state.put_calls(board.calls)
    await state.publish(board.beginning(stamps.now_s()))
    due_s = trio.current_time()
    churn_s = due_s + CHURN_S
    while True:
        changed, told = board.change(stamps.now_s())
        await state.put_calls(changed)
        await state.publish(told)
        if trio.current_time() >= churn_s:
            churn_s = trio.current_time() + CHURN_S
            await _churn(state, board)
        due_s = max(due_s + 1 / hz, trio.current_time())
        await trio.sleep_until(due_s)


async def _churn(state: State, board: Board) -> None:
    old, fresh, told = board.churn(stamps.now_s())
    await state.drop_call(old)
    await state.put_calls([fresh])
    await state.publish(told)


async def _beat(state: State, calls: int) -> NoReturn:
    while True:
        here = WorkerState(
            WORKER, calls, max(calls, 1), False, "board", "127.0.0.1:9", "", stamps.now_s()
        )  # fmt: skip
        with suppress(StateDown):
            await state.beat(here)
        await trio.sleep(BEAT_S)


def _started(call: LiveCall, now_s: float) -> EventDraft:
    fields = asdict(call)
    del fields["call_id"]
    return EventDraft(names.CALL_STARTED, now_s, call.call_id, fields)


def _changed(call: LiveCall, now_s: float, fields: Mapping[str, Any]) -> LiveCall:
    return replace(call, updated_s=now_s, **fields)
