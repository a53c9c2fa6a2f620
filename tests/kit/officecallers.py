"""Callers of an :class:`tests.kit.officehouse.OfficeHouse`, several at once on live lines.

Their ends of the lines note when each frame came, so a test can say what a fault did to them.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import replace
from functools import partial
from itertools import pairwise
from pathlib import Path
from uuid import uuid4

import trio

from callcore.engines.spelled import spell
from callcore.shared import stamps
from callcore.shared.state.port import Command, CommandName, State, StateDown
from chaos.demo.line import Observed
from tests.kit.llmserver import ModelServer, Reply
from tests.kit.officehouse import OfficeHouse
from tests.kit.phone.dialplan import CALLER, Phone
from tests.kit.phone.handset import Handset, Speech
from tests.kit.phone.network import NetworkExchange
from tests.kit.phone.operators import Operators
from tests.kit.phone.result import CallResult, Outcome
from tests.kit.until import PATIENCE_S

CHAR_MS = 20  # they speak fast: tests wait for them
TICK_S = 0.02
LATE_S = 0.03  # our own loop was held up: what it heard in that time came late
GAP_S = 0.1  # five frames: Asterisk sets its clock anew, and that is heard
ANSWER = "Certainly."
GREETING = "I need winter tyres."


class Caller:
    """One caller; ``result`` is there when the call is over."""

    def __init__(
        self, house: OfficeHouse, number: int, operators: Operators | None = None
    ) -> None:
        self.call_id = ""
        self.result: CallResult | None = None
        self.heard_s: list[float] = []
        self._house = house
        self._speech = Speech()
        self._handset = Handset(self._speech, self._hear)
        self._channel = replace(CALLER, caller=f"+3804400000{number:02d}")
        self._phone = Phone(
            house.desk,
            Observed(NetworkExchange(), self._admitted),
            operators or Operators(),
            keeps_audio=False,
        )

    async def _admitted(self, call_id: str, _target: str) -> None:
        self.call_id = call_id
        await trio.lowlevel.checkpoint()

    def _hear(self, now_s: float, _pcm: bytes) -> None:
        self.heard_s.append(now_s)

    async def ring(self) -> None:
        """Be on the line until the call is over."""
        self.result = await self._phone.call(self._handset, self._channel)

    def hang_up(self) -> None:
        """Leave."""
        self._handset.hang_up()

    async def say(self, text: str) -> None:
        """Speak, and return when the worker has noted it."""
        self._speech.say(spell(text, CHAR_MS))
        await self._house.wait(lambda: text in self._house.said(self.call_id))

    async def wait_over(self) -> CallResult:
        """Return how the call ended."""
        await self._house.wait(lambda: self.result is not None)
        assert self.result is not None
        return self.result


class Party:
    """The callers of a test, and the pauses of our own loop."""

    def __init__(self, house: OfficeHouse, lines: trio.Nursery) -> None:
        self.callers: list[Caller] = []
        self._house = house
        self._lines = lines
        self._late: list[tuple[float, float]] = []
        self._waits: list[tuple[float, list[float]]] = []

    @property
    def ids(self) -> set[str]:
        """Return the ids of all calls."""
        return {caller.call_id for caller in self.callers}

    async def join(self, operators: Operators | None = None) -> Caller:
        """Return one more caller, who hears something."""
        caller = Caller(self._house, len(self.callers), operators)
        self.callers.append(caller)
        self._lines.start_soon(caller.ring)
        await self._house.wait(lambda: caller.heard_s)
        return caller

    @property
    def outcomes(self) -> set[Outcome | None]:
        """Return where the callers have ended, ``None`` for who is on the line."""
        results = [caller.result for caller in self.callers]
        return {result.outcome if result else None for result in results}

    @property
    def present(self) -> list[Caller]:
        """Return those who are on the line."""
        return [caller for caller in self.callers if caller.result is None]

    async def say(self, text: str) -> None:
        """Let everybody say the same at once."""
        async with trio.open_nursery() as nursery:
            for caller in self.present:
                nursery.start_soon(caller.say, text)

    async def leave(self) -> None:
        """Let everybody hang up."""
        for caller in self.callers:
            caller.hang_up()
        for caller in self.callers:
            await caller.wait_over()

    async def watch(self) -> None:
        """Note when we, or the workers, were ready to run and got no core."""
        workers = self._house.processes("worker")
        while True:
            due_s = trio.current_time() + TICK_S
            await trio.sleep_until(due_s)
            now_s = trio.current_time()
            if now_s - due_s > LATE_S:
                self._late.append((due_s - TICK_S, now_s + TICK_S))
            self._waits.append((now_s, [waited_s(pid) for pid in workers]))

    def worst_gap_ms(self, since_s: float) -> float:
        """Return the longest time without a frame that is callcore's own doing.

        What a worker waited for a core is taken off, and a time in which our own loop was
        held up is left out: the machine of the tests is shared.
        """
        gaps = [0.0]
        for caller in self.callers:
            times = [time_s for time_s in caller.heard_s if time_s >= since_s]
            for before, after in pairwise(times):
                if after - before <= GAP_S:
                    gaps.append(after - before)
                elif not self._was_late(before, after):
                    gaps.append(after - before - self._starved_s(before, after))
        return 1000 * max(gaps)

    def _was_late(self, since_s: float, until_s: float) -> bool:
        return any(a < until_s and b > since_s for a, b in self._late)

    def _starved_s(self, since_s: float, until_s: float) -> float:
        """Return how long the worker that waited most for a core did so."""
        before = [w for at, w in self._waits if at <= since_s][-1:]
        after = [w for at, w in self._waits if at >= until_s][:1]
        pairs = zip((before or after)[0], (after or before)[0], strict=True)
        return max((late - early for early, late in pairs), default=0.0)


def waited_s(pid: int) -> float:
    """Return how long a process was ready to run without a core, since its begin."""
    try:
        text = Path(f"/proc/{pid}/schedstat").read_text()
    except OSError:
        return 0.0
    return int(text.split()[1]) / 1e9


@asynccontextmanager
async def ringing(house: OfficeHouse, count: int) -> AsyncIterator[Party]:
    """Yield callers who are on the line and have spoken; they leave at the end."""
    model = ModelServer([Reply(text=ANSWER)])
    async with trio.open_nursery() as nursery:
        await nursery.start(partial(model.serve, house.model_port))
        party = Party(house, nursery)
        nursery.start_soon(party.watch)
        async with trio.open_nursery() as arrivals:
            for _ in range(count):
                arrivals.start_soon(party.join)
        await party.say(GREETING)
        yield party
        await party.leave()
        nursery.cancel_scope.cancel(reason="the calls are over")


async def wait_answered(house: OfficeHouse, party: Party, asked: str) -> None:
    """Return when the agent has answered everybody who said ``asked``."""
    await house.wait(
        lambda: all(_is_answered(house, call_id, asked) for call_id in party.ids)
    )


def _is_answered(house: OfficeHouse, call_id: str, asked: str) -> bool:
    """Say whether the whole answer was heard after what was asked."""
    spoken = [
        event["text"]
        for event in house.journal(call_id)
        if event["event"] in ("caller:said", "agent:said")
    ]
    return asked in spoken and ANSWER in spoken[spoken.index(asked) :]


async def wait_view(
    state: State, party: Party, said: str, within_s: float = PATIENCE_S
) -> float:
    """Return after how long the live view had every call with its caller's last words."""
    began_s = trio.current_time()
    with trio.fail_after(within_s):
        while not await _is_viewed(state, party, said):  # noqa: ASYNC110
            await trio.sleep(TICK_S)
    return trio.current_time() - began_s


async def _is_viewed(state: State, party: Party, said: str) -> bool:
    try:
        found = {call.call_id: call.said_caller for call in await state.calls()}
    except StateDown:
        return False
    return all(found.get(call_id) == said for call_id in party.ids)


async def wait_obeyed(
    state: State, call_id: str, name: CommandName, arguments: Mapping[str, str]
) -> None:
    """Send a command to the worker of a call; it must be done."""
    with trio.fail_after(10):
        call = await state.call(call_id)
        assert call is not None
        until_s = stamps.now_s() + 5
        command = Command(uuid4().hex, name, call_id, "test", until_s, arguments)
        await state.send(call.worker, command)
        reply = await state.wait_reply(command.command_id)
    assert reply.result == "done", reply
