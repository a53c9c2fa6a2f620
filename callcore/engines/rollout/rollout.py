"""One worker's part in a rollout: who gets the candidate, how it does, when to take it back.

How a worker uses it::

    rollout = Rollout(book, folder, worker, house, hooks)     # at start
    nursery.start_soon(rollout.run)                           # watch, publish, guard, shadow
    assignment = rollout.arm_of(caller, call_id)              # when a call begins
    quality = rollout.quality_of(assignment)
    ladder = SttFailover(rungs of the arm, on_degraded=quality.on_degraded)
    stt = rollout.watched(ladder, assignment, quality, call_id)

The rungs' ``Offer.make`` gets a ``Spend`` that tells the call's tab and ``quality.spend``.
The arm "control" is the configured ladder, "candidate" the engine on trial and then that
ladder, so a candidate that fails costs the caller a moment and no word. A candidate's call
is put under :class:`~callcore.engines.rollout.switching.SwitchingSpeechToText`, which asks
:meth:`Rollout.still_on`: so a rollback reaches calls that have begun, too.

``run`` never ends by itself, and no call waits for it; a bug in it is logged and tried
again. The last good plan stays while the book is gone or garbage. If the guard cannot write
a rollback (a full disk), this worker gives out control all the same, and tries again with
every look.
"""

from __future__ import annotations

import logging
from collections import deque
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final, NoReturn

import trio

from callcore.engines.ports import SpeechToText
from callcore.engines.rollout.disagreements import Sample, sample_line
from callcore.engines.rollout.guard import LOOK_S, Guard
from callcore.engines.rollout.judging import judge
from callcore.engines.rollout.quality import (
    ArmQuality,
    Board,
    MeasuredSpeechToText,
    Price,
    count_cost,
)
from callcore.engines.rollout.shadow import (
    CallOnTrial,
    MakeEngine,
    Shadow,
    Shadowed,
    ShadowedSpeechToText,
    ShadowHooks,
    ShadowLimits,
    Spent,
)
from callcore.shared import stamps
from callcore.shared.ids import CallId
from callcore.shared.offload import RunSync
from callcore.shared.rollout.armfiles import ArmFiles, Published
from callcore.shared.rollout.arms import Arms, FileArms
from callcore.shared.rollout.book import POLL_S, BookError, Conflict, RolloutBook
from callcore.shared.rollout.breaches import Breach
from callcore.shared.rollout.changes import GUARD, Signature, rolled_back
from callcore.shared.rollout.counters import Tally
from callcore.shared.rollout.plan import (
    LONGEST_TEXT,
    NO_PLAN,
    Arm,
    Assignment,
    PlanError,
    Reason,
    RolloutPlan,
    assign,
)

log = logging.getLogger(__name__)
_MOST_WAITING: Final = (
    50  # disagreements between two looks; the shadow makes one or two
)


@dataclass(frozen=True, slots=True)
class House:
    """What a worker lends to its rollout.

    ``candidate`` is the engine that this worker can try, "" for none; ``make`` builds the
    first engine of an arm for the shadow; ``price`` rates usage; ``now_s`` is the time of
    day; ``run_sync`` runs blocking work; ``may_run`` keeps the shadow from a busy machine;
    ``arms`` tells the workers of other machines what was counted, without it files tell
    those of this one.
    """

    candidate: str
    make: MakeEngine
    price: Price
    run_sync: RunSync
    now_s: Callable[[], float] = stamps.now_s
    shadow: ShadowLimits = field(default_factory=ShadowLimits)
    may_run: Callable[[], bool] = lambda: True
    arms: Arms | None = None


@dataclass(frozen=True, slots=True)
class Hooks:
    """For metrics; none of them may raise. ``book_lost`` is told true, later false."""

    assigned: Callable[[Arm, Reason], None] = lambda _arm, _reason: None
    rolled_back: Callable[[str], None] = lambda _what: None
    compared: Callable[[float], None] = lambda _wer: None
    shadow_dropped: Callable[[str], None] = lambda _reason: None
    book_lost: Callable[[bool], None] = lambda _lost: None


class Rollout:
    """See the module's text. ``folder`` holds the counters and the disagreements."""

    def __init__(
        self,
        book: RolloutBook,
        folder: Path,
        worker: str,
        house: House,
        hooks: Hooks | None = None,
    ) -> None:
        self.plan: RolloutPlan | None = None  #: the last good one; None: never read
        self.shadow = Shadow(
            house.make,
            house.price,
            house.now_s,
            house.shadow,
            ShadowHooks(self._compared, self._shadow_dropped, house.may_run),
        )
        self._book = book
        self._arms = house.arms or FileArms(ArmFiles(folder, worker), house.run_sync)
        self._sample = Sample(folder / "disagreements.jsonl")
        self._house = house
        self._hooks = Hooks() if hooks is None else hooks
        self._board = Board(house.price)
        self._guard, self._guarded = Guard(NO_PLAN.limits), 0
        self._held = (
            -1
        )  # the version that we do not follow, though it is not taken back
        self._lost = self._mute = False
        self._waiting: deque[bytes] = deque(maxlen=_MOST_WAITING)

    def arm_of(self, caller: str, call_id: CallId) -> Assignment:
        """Return the arm of a call that begins. Never raises; ``caller`` is not kept."""
        found = self._assigned(caller, call_id)
        self._hooks.assigned(found.arm, found.reason)
        return found

    def _assigned(self, caller: str, call_id: CallId) -> Assignment:
        plan = self.plan
        if plan is None:
            return Assignment("control", "unknown", 0, 0)
        if plan.version == self._held:
            return Assignment("control", "rolled-back", plan.version, plan.since)
        if plan.status == "running" and plan.engine != self._house.candidate:
            return Assignment("control", "unknown", plan.version, plan.since)
        return assign(plan, caller, call_id)

    def still_on(self, assignment: Assignment) -> bool:
        """Return whether a call that began as a candidate may go on as one."""
        plan = self.plan
        return (
            plan is not None
            and plan.status == "running"
            and plan.since == assignment.since
            and plan.version != self._held
        )

    def quality_of(self, assignment: Assignment) -> ArmQuality:
        """Return what one call counts with. Forced numbers are no sample of callers."""
        if assignment.reason == "bucket":
            return self._board.arm(assignment.arm, assignment.since)
        return self._board.nobody()

    def watched(
        self,
        engine: SpeechToText,
        assignment: Assignment,
        quality: ArmQuality,
        call_id: CallId,
    ) -> SpeechToText:
        """Return the call's engine, measured, and shadowed if it is in that sample."""
        measured = MeasuredSpeechToText(engine, quality)
        if not assignment.shadow:
            return measured
        of = CallOnTrial(call_id, assignment.arm, assignment.since)
        return ShadowedSpeechToText(measured, self.shadow, quality, of)

    def tally(self) -> Tally:
        """Return this worker's counters; they are only read."""
        return self._board.tally

    async def run(
        self, *, task_status: trio.TaskStatus[None] = trio.TASK_STATUS_IGNORED
    ) -> NoReturn:
        """Follow the book until cancelled; started once it was looked at."""
        await self._load()
        task_status.started()
        async with trio.open_nursery() as nursery:
            for task in (self._watch, self._look_on, self.shadow.run):
                nursery.start_soon(self._kept_up, task)
            await trio.sleep_forever()

    async def _kept_up(self, task: Callable[[], Awaitable[None]]) -> NoReturn:
        """Run ``task`` again whenever it falls: a trial is worth no call."""
        while True:
            try:
                await task()
            except Exception as error:  # noqa: BLE001 -- D-071: as one bad connection
                log.error(  # noqa: TRY400 -- a trace may quote what a caller said
                    "rollout task failed", extra={"error_type": type(error).__name__}
                )
            await trio.sleep(LOOK_S)

    async def _load(self) -> None:
        own = await self._arms.own()
        if own is not None:
            self.shadow.spent = Spent(own.day, own.shadow_micros)
        try:
            plan = await self._book.read()
        except BookError as error:
            self._tell_lost(error)
            return
        self.plan = NO_PLAN if plan is None else plan
        if own is not None and own.since == self.plan.since:
            self._board.begin(own.since, own.tally)
        self._take(self.plan)

    async def _watch(self) -> NoReturn:
        while True:
            version = self.plan.version if self.plan is not None else 0
            try:
                found = await self._book.wait_other(version)
            except BookError as error:
                self._tell_lost(error)
                await trio.sleep(POLL_S)
                continue
            if found is None:  # there was one: what we know is better than nothing
                self._tell_lost(BookError("the plan is gone."))
                await trio.sleep(POLL_S)
            else:
                self._take(found)

    def _take(self, plan: RolloutPlan) -> None:
        self.plan = plan
        if plan.since != self._board.since:
            self._board.begin(plan.since)
        if plan.since != self._guarded:
            self._guard, self._guarded = Guard(plan.limits), plan.since
        if plan.status != "running":
            self.shadow.clear()
        if self._lost:
            self._lost = False
            self._hooks.book_lost(False)

    def _tell_lost(self, error: BookError) -> None:
        if not self._lost:
            self._lost = True
            self._hooks.book_lost(True)
            log.warning("rollout plan lost", extra={"reason": str(error)})

    async def _look_on(self) -> NoReturn:
        while True:
            await trio.sleep(LOOK_S)
            plan = self.plan
            if plan is None or plan == NO_PLAN:
                continue
            await self._publish(plan)
            if plan.status == "running":
                await self._judge(plan)

    async def _publish(self, plan: RolloutPlan) -> None:
        spent = self.shadow.spent
        # copied here: the loop goes on counting while the thread writes
        mine = Published(plan.since, self._board.tally.copy(), spent.day, spent.micros)
        lines = list(self._waiting)
        self._waiting.clear()

        def write() -> None:
            for line in lines:
                self._sample.add(line)

        try:
            await self._arms.publish(mine)
            await self._house.run_sync(write)
            self._mute = False
        except OSError as error:
            if not self._mute:
                log.warning("rollout counters not kept", extra={"errno": error.errno})
            self._mute = True

    async def _judge(self, plan: RolloutPlan) -> None:
        theirs = await self._arms.others(plan.since)
        if self.plan is not plan:
            return
        breach = self._guard.look(self._board.tally.plus(theirs))
        if breach is not None:
            await self._roll_back(plan, breach)

    async def _roll_back(self, plan: RolloutPlan, breach: Breach) -> None:
        if self._held != plan.version:
            self._hooks.rolled_back(breach.what)
            log.warning("rollout taken back", extra={"reason": breach.sentence})
        self._held = plan.version  # at once, here; the others read it from the book
        at = stamps.utc_text(self._house.now_s())
        signed = Signature(GUARD, breach.sentence[:LONGEST_TEXT], at)
        try:
            back = rolled_back(plan, signed)
            await self._book.change(back, plan.version)
        except Conflict:
            return  # somebody changed it: the watch brings what, and we look again
        except (BookError, PlanError) as error:
            log.warning("rollback not kept", extra={"reason": str(error)})
            return
        self._take(back)

    def _compared(self, shadowed: Shadowed) -> None:
        if shadowed.overheard.since != self._board.since:
            return
        compared = self._board.tally.compared
        for usage in shadowed.usage:
            count_cost(compared, usage, self._house.price(usage))
        verdict = judge(shadowed, compared)
        if verdict is None:
            return
        if verdict.wer is not None:
            self._hooks.compared(verdict.wer)
        if verdict.disagrees:
            at = stamps.utc_text(self._house.now_s())
            self._waiting.append(sample_line(shadowed, verdict, at))

    def _shadow_dropped(self, reason: str) -> None:
        self._hooks.shadow_dropped(reason)
