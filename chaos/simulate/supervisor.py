"""A supervisor at random: speaks and types in calls, takes callers over, ends calls."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Final, Literal, NoReturn

import trio

from callcore.call.control import DISMISSED, CallControl, Wish
from callcore.daemon.switchboard import Switchboard
from callcore.shared.ids import CallId

SHARE: Final = 0.4  # of the worlds have one
TAKES_OVER: Final = "supervisor-takes-over"
DECIDED_S: Final = 9.0  # from the order to the decision: the longest last phrase
SENTENCES: Final = (
    "Our colleague will look for it.",
    "The shop closes at eight. Shall we call you back tomorrow?",
    "One more thing, yes or no: do you want them fitted as well?",
    "Thank you for waiting so patiently while we were looking for your order.",
)
TYPED: Final = (
    "i want winter tyres",
    "yes",
    "no, thank you",
    "yes, order it please",
    "what does it cost",
)

Kind = Literal["say", "type", "hand over", "hang up"]
KINDS: Final[tuple[Kind, ...]] = (
    *("say",) * 12,
    *("type",) * 5,
    "hand over",
    "hang up",
)


@dataclass(frozen=True, slots=True)
class Act:
    """What he did, and when; ``wish`` is what he wanted to be said."""

    at_s: float
    kind: Kind
    call_id: CallId
    control: CallControl
    wish: Wish | None = None


class Supervisor:
    """One per world; :meth:`run` is a task beside the calls."""

    def __init__(
        self,
        chance: random.Random,
        board: Switchboard,
        has_spoken: Callable[[CallId], bool],
    ) -> None:
        self.acts: list[Act] = []
        self._has_spoken = has_spoken
        self._chance = chance
        self._board = board

    async def run(self) -> NoReturn:
        """Do something now and then."""
        while True:
            await trio.sleep(self._chance.uniform(0.2, 12.0))
            calls = list(self._board.live.items())
            if calls:
                call_id, call = self._chance.choice(calls)
                self.acts.append(self._act(call_id, call.control))

    def _act(self, call_id: CallId, control: CallControl) -> Act:
        kind, wish = self._chance.choice(KINDS), None
        match kind:
            case "say":
                wish = control.say(self._chance.choice(SENTENCES))
            case "type" if self._has_spoken(call_id):
                # who has only ever written is waited for longer than a voice is
                control.type_in(self._chance.choice(TYPED))
            case "hand over":
                control.hand_over(TAKES_OVER)
            case "hang up":
                control.hang_up()
            case _:
                pass
        return Act(trio.current_time(), kind, call_id, control, wish)


def unanswered(acts: list[Act], now_s: float) -> Iterator[str]:
    """Return what was asked and never answered."""
    for act in acts:
        if act.wish is not None and act.wish.outcome is None:
            yield f"nobody told what became of {act.wish.text!r}"
        ends = act.kind in ("hand over", "hang up")
        if ends and act.control.outcome is None and now_s - act.at_s > DECIDED_S:
            yield f"he wanted a call to end, and it goes on: {act.kind}"
        if act.kind == "hang up" and act.control.reason == DISMISSED:
            outcome = act.control.outcome
            if outcome is not None and outcome.reason == "bug":
                yield "a hang-up became a bug"
