"""One call, whole: the telephone, the caller, the operator, the fault, the verdict."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Final

import trio

from callcore.protocol.fastagi_asterisk import AgiChannel
from callcore.shared.ids import Language
from chaos.demo.caller import Talker
from chaos.demo.conversation import Conversation, Show
from chaos.demo.gaps import first_after, turn_gaps
from chaos.demo.house import House
from chaos.demo.line import CallerLine, Observed
from chaos.demo.ports import HOST
from chaos.demo.result import CallResult
from chaos.demo.scene import Scene
from chaos.demo.shop import Books, read_books
from chaos.demo.standin import StandIn
from chaos.demo.verdict import Ending, Rescue, Strike, Verdict, rescue_of
from chaos.faults.fault import Context, Fault, Moment
from chaos.faults.processes import pid_listening_on
from tests.kit.phone import result as phones
from tests.kit.phone.dialplan import Phone
from tests.kit.phone.network import NetworkExchange

CALL_MAX_S: Final = 240.0  # the slowest good call here took a minute
JOURNAL_S: Final = 1.0  # the worker writes its last events after the line has closed
CALLER: Final = AgiChannel(caller="+380441234567", extension="100", dialled="100")
WITHHELD: Final = replace(CALLER, caller="unknown")  # as Asterisk says it
ENDINGS: Final[Mapping[phones.Outcome, Ending]] = {
    phones.Outcome.END: "end",
    phones.Outcome.HUMAN: "human",
    phones.Outcome.TARGET: "human",
    phones.Outcome.HUNG_UP: "hung-up",
    phones.Outcome.DROPPED: "lost",
}

NO_STRIKE: Final = Strike(struck=False, felt=False, dictated=0)

Judge = Callable[["Finished"], Verdict]


@dataclass(frozen=True, slots=True)
class Finished:
    """What a judge may look at."""

    ending: Ending
    books: Books
    scene: Scene
    rescue: Rescue | None
    strike: Strike = NO_STRIKE


@dataclass(frozen=True, slots=True)
class Plan:
    """A call that is to be made; ``withheld`` hides the caller's number."""

    house: House
    language: Language
    talker: Talker
    clips: Mapping[str, bytes]
    judge: Judge
    show: Show
    fault: Fault | None = None
    withheld: bool = False


async def ring(plan: Plan) -> CallResult:
    """Make one call and judge it. Cancelled: hangs up."""
    return await _Ringing(plan).run()


class _Ringing:
    """What becomes known while a call runs."""

    def __init__(self, plan: Plan) -> None:
        self._plan = plan
        self._line = CallerLine()
        self._talk = Conversation(
            self._line, plan.talker, plan.clips, plan.show, on_moment=self.strike
        )
        self._call_id = ""
        self._worker_port = 0
        self._fault_s: float | None = None
        self._degraded_before = self._turns_before = 0
        self._rescue: Rescue | None = None

    async def run(self) -> CallResult:
        """Dial, talk, wait for the end; then look at what is left of the call."""
        started_s = trio.current_time()
        made: phones.CallResult | None = None
        async with trio.open_nursery() as nursery:

            async def admitted(call_id: str, target: str) -> None:
                self._call_id = call_id
                self._worker_port = int(target.rpartition(":")[2] or 0)
                folder = self._plan.house.call_folder(call_id)
                nursery.start_soon(self._talk.run, folder / "events.jsonl")

            with trio.move_on_after(CALL_MAX_S):
                phone = Phone(
                    f"{HOST}:{self._plan.house.ports.agi}",
                    Observed(NetworkExchange(), admitted),
                    StandIn(self._plan.language, self._picked_up),
                )
                channel = WITHHELD if self._plan.withheld else CALLER
                made = await phone.call(self._line.handset, channel)
            with trio.move_on_after(JOURNAL_S):
                await self._talk.wait_ended()
            nursery.cancel_scope.cancel(reason="the call is over")
        return await self._judged(made, trio.current_time() - started_s)

    async def strike(self, moment: Moment) -> None:
        """Break what the plan wants broken, if this is the moment for it."""
        if self._plan.fault is None or self._plan.fault.moment != moment:
            return
        house = self._plan.house
        context = Context(
            engines_socket=house.engines_socket,
            store_pid=house.store.pid,
            worker_pid=lambda: pid_listening_on(self._worker_port),
            troubles=house.troubles,
        )
        self._fault_s = trio.current_time()
        self._degraded_before = len(self._talk.scene.degraded)
        self._turns_before = len(self._talk.scene.turns)
        self._talk.scene.note(f"FAULT: {self._plan.fault.about}")
        await self._plan.fault.inject(context)

    def _felt(self) -> bool:
        """Return whether a second choice went on; for a number that was being said, with it."""
        if self._fault_s is None or self._plan.fault is None:
            return False
        steps = self._talk.scene.degraded[self._degraded_before :]
        if self._plan.fault.moment == "dictating":
            return self._turns_before in steps
        return bool(steps)

    def _struck_turn_ms(self) -> float | None:
        """Return how long the answer to the turn took in which the fault was felt."""
        later = self._talk.scene.turns[self._turns_before :]
        return later[0].total_ms if later and self._fault_s is not None else None

    def _picked_up(self, hello: str, now_s: float) -> None:
        if self._fault_s is not None:
            self._rescue = rescue_of(
                self._fault_s, self._line.last_word_s, self._talk.transferred_s, now_s
            )
        since = f" ({self._rescue})" if self._rescue else ""
        self._talk.scene.operator(hello + since)
        self._plan.show(self._talk.scene)

    async def _judged(
        self, made: phones.CallResult | None, duration_s: float
    ) -> CallResult:
        scene = self._talk.scene
        ending: Ending = "lost" if made is None else ENDINGS[made.outcome]
        books = await read_books(self._plan.house.store_url, self._call_id)
        strike = Strike(self._fault_s is not None, self._felt(), self._talk.dictated)
        finished = Finished(ending, books, scene, self._rescue, strike)
        gaps = turn_gaps(made.sent, made.heard) if made else []
        slowed = first_after(gaps, self._fault_s)
        recordings = sorted(self._plan.house.call_folder(self._call_id).glob("*.wav"))
        return CallResult(
            call_id=self._call_id,
            verdict=self._plan.judge(finished),
            ending=ending,
            scene=scene,
            gaps_ms=[gap.ms for gap in gaps],
            fault_gap_ms=slowed.ms if slowed else None,
            fault_turn_ms=self._struck_turn_ms(),
            duration_s=duration_s,
            fault=self._plan.fault.name if self._plan.fault else "",
            rescue=self._rescue,
            orders=books.orders,
            products=books.products,
            recording=recordings[0] if recordings and self._call_id else None,
            left_because=self._talk.left_because,
        )
