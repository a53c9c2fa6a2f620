"""One call, whole: the telephone, the caller, the operator, the fault, the verdict."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final

import trio

from callcore.protocol.fastagi_asterisk import AgiChannel
from callcore.shared.ids import Language
from chaos.demo.caller import Talker
from chaos.demo.conversation import Conversation, Show
from chaos.demo.gaps import turn_gaps_ms
from chaos.demo.house import House
from chaos.demo.line import CallerLine, Observed
from chaos.demo.ports import HOST
from chaos.demo.result import CallResult
from chaos.demo.scene import Scene
from chaos.demo.shop import Books, read_books
from chaos.demo.standin import StandIn
from chaos.demo.verdict import Ending, Rescue, Verdict, rescue_of
from chaos.faults.fault import Context, Fault
from chaos.faults.processes import pid_listening_on
from tests.kit.phone import result as phones
from tests.kit.phone.dialplan import Phone
from tests.kit.phone.network import NetworkExchange

CALL_MAX_S: Final = 240.0  # the slowest good call here took a minute
JOURNAL_S: Final = 1.0  # the worker writes its last events after the line has closed
CALLER: Final = AgiChannel(caller="+380441234567", extension="100", dialled="100")
ENDINGS: Final[Mapping[phones.Outcome, Ending]] = {
    phones.Outcome.END: "end",
    phones.Outcome.HUMAN: "human",
    phones.Outcome.TARGET: "human",
    phones.Outcome.HUNG_UP: "hung-up",
    phones.Outcome.DROPPED: "lost",
}

Judge = Callable[["Finished"], Verdict]


@dataclass(frozen=True, slots=True)
class Finished:
    """What a judge may look at."""

    ending: Ending
    books: Books
    scene: Scene
    rescue: Rescue | None


@dataclass(frozen=True, slots=True)
class Plan:
    """A call that is to be made."""

    house: House
    language: Language
    talker: Talker
    clips: Mapping[str, bytes]
    judge: Judge
    show: Show
    fault: Fault | None = None


async def ring(plan: Plan) -> CallResult:
    """Make one call and judge it. Cancelled: hangs up."""
    return await _Ringing(plan).run()


class _Ringing:
    """What becomes known while a call runs."""

    def __init__(self, plan: Plan) -> None:
        self._plan = plan
        self._line = CallerLine()
        self._talk = Conversation(
            self._line, plan.talker, plan.clips, plan.show, on_turn=self.strike
        )
        self._call_id = ""
        self._worker_port = 0
        self._fault_s: float | None = None
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
                made = await phone.call(self._line.handset, CALLER)
            with trio.move_on_after(JOURNAL_S):
                await self._talk.wait_ended()
            nursery.cancel_scope.cancel(reason="the call is over")
        return await self._judged(made, trio.current_time() - started_s)

    async def strike(self) -> None:
        """Break what the plan wants broken, now that a turn was answered."""
        if self._plan.fault is None:
            return
        house = self._plan.house
        context = Context(
            engines_socket=house.engines_socket,
            store_pid=house.store.pid,
            worker_pid=lambda: pid_listening_on(self._worker_port),
        )
        self._fault_s = trio.current_time()
        self._talk.scene.note(f"FAULT: {self._plan.fault.about}")
        await self._plan.fault.inject(context)

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
        finished = Finished(ending, books, scene, self._rescue)
        recordings = sorted(self._plan.house.call_folder(self._call_id).glob("*.wav"))
        return CallResult(
            call_id=self._call_id,
            verdict=self._plan.judge(finished),
            ending=ending,
            scene=scene,
            gaps_ms=turn_gaps_ms(made.sent, made.heard) if made else (),
            duration_s=duration_s,
            fault=self._plan.fault.name if self._plan.fault else "",
            rescue=self._rescue,
            orders=books.orders,
            products=books.products,
            recording=recordings[0] if recordings and self._call_id else None,
            left_because=self._talk.left_because,
        )
