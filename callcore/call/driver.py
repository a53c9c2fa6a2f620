"""The driver: applies events to the dialog table and obeys its commands.

It awaits nothing but its event lane; every command is synchronous. If it awaited a
producer, the two could wait for each other for ever (DESIGN.md section 4).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final, Protocol

import trio

from callcore.call.degrade import last_rungs, stage_of
from callcore.call.happened import AGAIN, ANY_TURN, Happened
from callcore.call.house import House
from callcore.call.listen import Listener
from callcore.call.speak import Speaker
from callcore.call.think import Thinker
from callcore.dialog.machine import Command, Event, State, step
from callcore.shared.observe.events import (
    CALL_DEGRADED,
    CALL_STATE,
    CALL_TRANSFERRED,
    CALLER_SPEECH,
    Journal,
)
from callcore.shared.records import NEXT_END, NEXT_HUMAN, Outcome

AGENTS_TURN: Final = (State.THINKING, State.TOOLING, State.SPEAKING)
"""The caller waits in these; the watch fills the silence."""

HOUSE_SPEAKS_IN: Final = (State.LISTENING, State.SPEAKING)
FLOOR_HELD: Final = (State.SPEAKING, State.PAUSED)
HIS_TURN: Final = (Event.PLAYED_OUT, Event.CALLER_INSISTED, Event.TURN_READY)
"""From these on he is expected to speak; noise is not what is waited for."""

OVER_PROTECTED: Final = {
    Event.TURN_READY: Event.TURN_KEPT,
    Event.CALLER_INSISTED: Event.FALSE_ALARM,
}
SPEECH: Final = (Event.CALLER_STARTED, Event.CALLER_FINISHED)
KEPT: Final = "kept"  # a turn that was said earlier, and is answered only now

# What a caller who says nothing, or a call without an end, leads to.
_ENDS_WITH: Final = {Event.GIVE_UP: "no-input", Event.END_CALL: "goodbye"}


class DriverMetrics(Protocol):
    """The counters that the driver moves."""

    def barge_in(self, verdict: str) -> None:
        """Count speech over the agent, see :mod:`callcore.call.overlap`."""

    def degraded(self, reason: str) -> None:
        """Count a failure that the ladder took."""


@dataclass(frozen=True, slots=True)
class Driven:
    """The tasks that the driver commands, and what it asks of the others.

    ``turn_waits`` and ``turns_said`` tell of the caller's words, ``over_agent`` is told
    that the reply was paused for what he says now, ``took_floor`` that it was cut.
    ``house`` keeps what a supervisor wants to be said, ``spoke_s`` tells when his last turn
    ended.
    """

    thinker: Thinker
    speaker: Speaker
    listener: Listener
    journal: Journal
    metrics: DriverMetrics
    turn_waits: Callable[[], bool]
    turns_said: Callable[[], int]
    caller_speaks: Callable[[], bool]
    over_agent: Callable[[], None]
    took_floor: Callable[[], None]
    house: House
    spoke_s: Callable[[], float]


class Driver:
    """One call's state; ``outcome`` is set when the call is decided."""

    def __init__(self, use: Driven) -> None:
        self._use = use
        self.state = State.GREETING
        self.turn = 0
        self._asked = 0  # the turn in answer, 0 while its text is awaited
        self._lost_reply = False  # cut for talk that has no text yet
        self._answering = 0  # how many turns of the caller it answers
        self.since_s = trio.current_time()  #: when this state began
        self.progress_s = self.since_s  #: when the agent's turn began, or last got on
        self.idle_s = self.since_s  #: since when he is expected to say something
        self.unheard = 0  #: sounds of his without words since his last turn
        self.outcome: Outcome | None = None
        self._fate = Outcome(NEXT_HUMAN, "unknown")
        self._commands: dict[Command, Callable[[], None]] = {
            Command.START_THINKING: self._start_thinking,
            Command.STOP_THINKING: use.thinker.stop,
            Command.PAUSE: self._pause,
            Command.RESUME: use.speaker.resume,
            Command.CUT: self._cut,
            Command.FILL: self._fill,
            Command.ASK_AGAIN: lambda: use.speaker.say_phrase("did_not_hear"),
            Command.ASK_IF_THERE: lambda: use.speaker.say_phrase("still_there"),
            Command.SAY_WARNING: lambda: use.speaker.say_phrase("time_warning"),
            Command.SAY_GOODBYE: lambda: use.speaker.say_phrase("goodbye"),
            Command.SAY_CONNECTING: self._connect,
            Command.SAY_FOR_HOUSE: self._say_for_house,
            Command.FINISH: self._finish,
        }

    async def run(self, lane: trio.MemoryReceiveChannel[Happened]) -> Outcome:
        """Drive until the call is decided. Cancel-safe: nothing is half done."""
        async for happened in lane:
            self.apply(happened)
            if self.outcome is not None:
                return self.outcome
        raise AssertionError("the lane of events closed before its call")

    def apply(self, happened: Happened) -> None:
        """Apply one event; stale ones of an earlier turn are dropped."""
        if self._is_stale(happened):
            return
        event, was = self._as_it_is_now(happened.event), self.state
        found = step(was, event)
        if found.to is not was:
            self.state, self.since_s = found.to, trio.current_time()
            # a pause that comes to nothing is no progress: noise must not renew a budget
            if was not in AGENTS_TURN and was is not State.PAUSED:
                self.progress_s = self.since_s
            self._use.journal.note(
                CALL_STATE, state=found.to.value, was=was.value, on=event.value
            )
        self._note_time(event, was, changed=found.to is not was)
        if Command.START_THINKING in found.commands:
            # what cuts a reply has a budget of its own, from its last word on: the
            # simulation found a caller who was handed over in that very instant
            asked_s = min(self._use.spoke_s(), trio.current_time())
            self.progress_s = max(self.progress_s, asked_s)
        self._note_fate(happened, changed=found.to is not was)
        self._note_speech(happened, was)
        self._note_verdict(was, event, found.commands)
        for command in found.commands:
            self._commands[command]()
        if event is Event.CALLER_INSISTED and Command.CUT in found.commands:
            self._lost_reply = True  # he is owed an answer, whatever he says
            self._use.took_floor()
        self._follow_up(event, changed=found.to is not was)
        if event is not Event.HOUSE_SPEAKS and self._house_may_speak:
            self.apply(Happened(Event.HOUSE_SPEAKS))

    def _note_time(self, event: Event, was: State, *, changed: bool) -> None:
        now_s = trio.current_time()
        if event is Event.SENTENCE_READY:
            self.progress_s = now_s
        if event is Event.TURN_READY or (changed and event in HIS_TURN):
            self.idle_s = now_s  # not when a filler for a noise has ended
        if event is Event.TURN_READY:
            self.unheard = 0
        elif event is Event.NOTHING_SAID and was is State.THINKING:
            self.unheard += 1

    def _note_speech(self, happened: Happened, was: State) -> None:
        if happened.event is Event.CALLER_FINISHED:
            self._use.listener.expect_final()
            if was is State.LISTENING:
                self._asked = 0
        if happened.event in SPEECH and happened.reason not in (KEPT, AGAIN):
            started = happened.event is Event.CALLER_STARTED
            self._use.journal.note(CALLER_SPEECH, on=started)

    def _is_stale(self, happened: Happened) -> bool:
        if happened.turn not in (ANY_TURN, self.turn):
            return True
        if happened.event is Event.HOUSE_SPEAKS and not self._house_may_speak:
            return True  # it is looked at again after every event
        # overtaken: something new is to be said since it was posted
        return happened.event is Event.PLAYED_OUT and self._use.speaker.busy

    @property
    def _house_may_speak(self) -> bool:
        """True when a supervisor's sentence waits and the agent could speak now."""
        use = self._use
        return (
            self.state in HOUSE_SPEAKS_IN
            and use.house.waits
            and not use.caller_speaks()
            and use.speaker.protected_turn != self.turn  # he owes it an answer
        )

    def _as_it_is_now(self, event: Event) -> Event:
        """Let what is said over a phrase that he must hear wait for its end."""
        if event not in OVER_PROTECTED or self.state not in FLOOR_HELD:
            return event
        return OVER_PROTECTED[event] if self._use.speaker.protecting else event

    def _follow_up(self, event: Event, *, changed: bool) -> None:
        """Answer what the caller said while the agent could not listen."""
        match event, self.state:
            case Event.PLAYED_OUT, State.THINKING if self._asked:
                # the reply is complete: its words came before a tool, and none after it
                self.apply(Happened(Event.NOTHING_SAID))
                self._answer_what_waits()
            case Event.PLAYED_OUT | Event.TURN_READY, State.LISTENING:
                self._answer_what_waits()
            case Event.NOTHING_SAID, State.LISTENING if self._lost_reply:
                self._lost_reply = False
                self.apply(Happened(Event.NOT_HEARD))
            case Event.TOOL_DONE, State.THINKING if self._said_more:
                self._start_thinking()  # what the tool found is in the history
            case Event.SENTENCE_READY, State.SPEAKING if changed:
                if self._use.caller_speaks():
                    # he began while a tool ran: do not answer over him
                    self.apply(Happened(Event.CALLER_STARTED, reason=AGAIN))
            case _:
                pass

    def _answer_what_waits(self) -> None:
        use = self._use
        if (
            self.state is State.LISTENING
            and use.turn_waits()
            and not use.caller_speaks()
        ):
            self.apply(Happened(Event.CALLER_FINISHED, reason=KEPT))
            self.apply(Happened(Event.TURN_READY))

    @property
    def _said_more(self) -> bool:
        return self._use.turns_said() > self._answering

    def _start_thinking(self) -> None:
        # the text of his words before may have been late, and be in answer already
        self._use.thinker.stop()
        self._use.speaker.cut()
        self._lost_reply = False
        self.turn += 1
        self._asked, self._answering = self.turn, self._use.turns_said()
        self._use.thinker.think(self.turn)

    def _pause(self) -> None:
        if self._use.speaker.sounding:
            self._use.speaker.pause()
            self._use.over_agent()

    def _cut(self) -> None:
        self._use.speaker.cut()
        if self.state is State.TOOLING:  # the reply goes on behind the tool
            self._use.speaker.expect()

    def _say_for_house(self) -> None:
        sentence = self._use.house.take()
        if sentence is not None:
            self._use.speaker.say_for_house(sentence)

    def _connect(self) -> None:
        self._use.speaker.cut(all_of_it=True)  # no read-back between him and a human
        self._use.speaker.say_phrase("connecting")

    def _fill(self) -> None:
        if not self._use.caller_speaks():
            self._use.speaker.resume()  # whatever it was paused for is over
        self._use.speaker.say_phrase("filler", self.turn)

    def _note_verdict(
        self, was: State, event: Event, commands: tuple[Command, ...]
    ) -> None:
        """Count where the transcript overruled the verdict."""
        if was is State.SPEAKING and Command.CUT in commands:
            self._use.metrics.barge_in("late")
        elif was is State.PAUSED and event is Event.NOTHING_SAID:
            self._use.metrics.barge_in("resumed")

    def _note_fate(self, happened: Happened, *, changed: bool) -> None:
        match happened.event:
            case Event.FAILED | Event.REPLY_EMPTY if changed:
                reason = happened.reason or "llm-empty"
                self._fate = Outcome(NEXT_HUMAN, reason)
                self._use.metrics.degraded(reason)
                self._use.journal.note(
                    CALL_DEGRADED,
                    stage=stage_of(reason),
                    reason=reason,
                    rung=last_rungs(reason)[0],
                )
            case Event.HAND_OVER if changed:
                self._fate = Outcome(happened.target or NEXT_HUMAN, happened.reason)
            case Event.END_CALL | Event.GIVE_UP if changed and not self._is_over:
                reason = happened.reason or _ENDS_WITH[happened.event]
                self._fate = Outcome(NEXT_END, reason)
            case Event.DISMISSED if changed:
                self._fate = Outcome(NEXT_END, happened.reason)
            case Event.HUNG_UP:
                self._fate = Outcome(NEXT_END, "caller-hung-up")
            case _:
                pass
        if changed and self.state is State.HANDOVER:
            self._use.journal.note(
                CALL_TRANSFERRED, next=self._fate.next, reason=self._fate.reason
            )

    @property
    def _is_over(self) -> bool:
        """True once the last phrase ended or was given up: the fate was decided before."""
        return self.state is State.ENDED

    def _finish(self) -> None:
        self.outcome = self._fate
