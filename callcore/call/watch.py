"""Watch: nobody waits in silence, nobody talks to nobody, no call is for ever."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final, NoReturn

import trio

from callcore.call.deadlines import (
    BREATH_S,
    CALM_S,
    FILLER_AFTER_S,
    FILLER_S,
    LAST_PHRASE_S,
    LONGEST_END_S,
    NO_INPUT_PROMPTS,
    NO_INPUT_S,
    PAUSED_S,
    THINK_S,
    WARN_S,
    WATCH_S,
    WRITES_S,
)
from callcore.call.driver import AGENTS_TURN, Driver
from callcore.call.happened import Happened, Post
from callcore.call.services import NoInput
from callcore.dialog.machine import Event, State

LAST: Final = (State.HANDOVER, State.CLOSING)
WARNABLE: Final = (State.LISTENING, State.SPEAKING)


@dataclass(frozen=True, slots=True)
class Watched:
    """What the watch looks at.

    ``silent_s`` is the silence on the wire, towards him; ``spoke_s`` is when his last turn
    ended, on the loop's clock.
    """

    driver: Driver
    post: Post
    silent_s: Callable[[], float]
    spoke_s: Callable[[], float]
    caller_speaks: Callable[[], bool]
    keys_are_entered: Callable[[], bool]
    he_writes: Callable[[], bool]
    look_at_keys: Callable[[float], None]
    look_at_line: Callable[[], None]
    call_max_s: float
    no_input: NoInput
    over_budget: Callable[[], bool]


class Watch:
    """The watchdog of one call."""

    def __init__(self, use: Watched) -> None:
        self._use = use
        self._started_s = trio.current_time()
        self._prompts = 0
        self._turn_of_prompts = 0
        self._filled_s = -FILLER_S
        self._warned = False

    async def run(self) -> NoReturn:
        """Look five times a second while he waits, twice while nothing is near."""
        while True:
            await trio.sleep(WATCH_S if self._somebody_waits() else CALM_S)
            now_s = trio.current_time()
            self._use.look_at_keys(now_s)
            self._use.look_at_line()
            happened = self.look(now_s)
            if happened is not None:
                self._use.post(happened)

    def _somebody_waits(self) -> bool:
        """Say whether a budget may run out before the next look in a calm."""
        use = self._use
        silent = use.driver.state in AGENTS_TURN and use.silent_s() >= CALM_S
        return silent or use.caller_speaks() or use.keys_are_entered()

    def look(self, now_s: float) -> Happened | None:
        """Return what is wrong now, the worst first."""
        driver = self._use.driver
        in_state_s = now_s - driver.since_s
        if driver.state in LAST:
            late = in_state_s > LAST_PHRASE_S
            return Happened(Event.GIVE_UP) if late else None
        left_s = self._started_s + self._use.call_max_s - now_s
        if left_s < 0:
            return Happened(Event.HAND_OVER, reason="call-too-long")
        if self._use.over_budget():
            return Happened(Event.HAND_OVER, reason="over-budget")
        if left_s < WARN_S and not self._warned and driver.state in WARNABLE:
            self._warned = True
            return Happened(Event.WARN)
        return self._look_at_the_floor(now_s, in_state_s)

    def _look_at_the_floor(self, now_s: float, in_state_s: float) -> Happened | None:
        state = self._use.driver.state
        if state in AGENTS_TURN:
            return self._look_at_the_agent(now_s)
        if state is State.PAUSED and in_state_s > PAUSED_S:
            speaks = self._use.caller_speaks()
            return Happened(Event.CALLER_INSISTED if speaks else Event.SILENT)
        if state is State.LISTENING:
            return self._look_at_the_caller(now_s - self._use.driver.idle_s)
        return None

    def _look_at_the_agent(self, now_s: float) -> Happened | None:
        driver = self._use.driver
        began_s = driver.progress_s
        if driver.state is State.SPEAKING:
            # a long sentence that was paused and has just resumed is not late: the
            # simulation found a caller who was handed over in that very instant
            began_s = max(began_s, driver.since_s)
        waited_s = now_s - began_s
        silent_s = min(self._use.silent_s(), waited_s)
        if waited_s > THINK_S and silent_s > FILLER_S:
            return Happened(Event.FAILED, reason="llm-late")
        long = silent_s > FILLER_S or self._since_word_s(now_s) > FILLER_AFTER_S
        waits = long and not self._use.caller_speaks()
        if waits and now_s - self._filled_s > FILLER_S:
            self._filled_s = now_s
            return Happened(Event.SILENT)
        return None

    def _since_word_s(self, now_s: float) -> float:
        """Return for how long he waits in silence since his last word, 0 if we got on."""
        spoke_s = self._use.spoke_s()
        if self._use.driver.progress_s - spoke_s > LONGEST_END_S:
            return 0.0
        return min(self._use.silent_s(), now_s - spoke_s)

    def _look_at_the_caller(self, idle_s: float) -> Happened | None:
        driver = self._use.driver
        if driver.turn != self._turn_of_prompts:
            self._turn_of_prompts, self._prompts = driver.turn, 0
        busy = self._use.caller_speaks() or self._use.keys_are_entered()
        patience_s = WRITES_S if self._use.he_writes() else NO_INPUT_S
        if busy or idle_s <= patience_s or self._use.silent_s() <= BREATH_S:
            return None
        self._prompts += 1
        if self._prompts > NO_INPUT_PROMPTS:
            # one who makes sounds is there, and perhaps we cannot understand him
            human = self._use.no_input == "human" or driver.unheard > 0
            event = Event.HAND_OVER if human else Event.GIVE_UP
            return Happened(event, reason="no-input")
        return Happened(Event.NO_INPUT)
