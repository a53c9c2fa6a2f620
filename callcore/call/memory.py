"""What was said and heard, told to the history and to the guard in the right order (P4)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from callcore.agent.guard import Guard
from callcore.agent.history import History
from callcore.call.saying import ago_ms
from callcore.call.speak import Heard
from callcore.engines.utterance import UtteranceAudio
from callcore.shared.observe.events import CALLER_SAID, Journal

#: phrases with a question of their own: a yes to it is no yes to what was asked before
ASKING: Final = frozenset({"still_there"})


class Memory:
    """One call's truth."""

    def __init__(self, history: History, guard: Guard, journal: Journal) -> None:
        self._history = history
        self._guard = guard
        self._journal = journal
        self.turn_waits = False  #: the caller said something that was not answered yet
        self.turns = 0  #: of the caller, so far
        self.writes = False  #: all his turns came in writing
        self.turn_now: Callable[[], int] = lambda: 0  #: the driver's, once there is one
        self._said_in_turn = -1  # words over turn n's reply are answered by turn n + 1

    def caller_said(
        self,
        text: str,
        *,
        aside: bool = False,
        typed: bool = False,
        sounded: UtteranceAudio | None = None,
    ) -> bool:
        """Keep ``text``, which may be empty; return whether a turn waits for an answer.

        An ``aside``, an "mhm" over the agent, is noted and asks for nothing. A payment
        card's number in it is kept nowhere.
        """
        if text:
            text = self._guard.without_cards(text)
            marks = {"aside": aside, "typed": typed}
            more: dict[str, object] = {m: True for m, holds in marks.items() if holds}
            more |= _when(sounded)
            # the turn that these words ask for; an aside belongs to the one it is heard in
            turn = self.turn_now() + (0 if aside else 1)
            self._journal.note(CALLER_SAID, turn=turn, text=text, **more)
        if text and not aside:
            self._guard.note_caller_turn(text)
            self._history.caller_said(text)
            self.turn_waits = True
            self.writes = typed and (self.writes or not self.turns)
            self.turns += 1
            self._said_in_turn = self.turn_now()
        return self.turn_waits

    def answer_began(self, turn: int) -> None:
        """Note that the caller hears an answer: what he said before it waits no longer."""
        if turn > self._said_in_turn:
            self.turn_waits = False

    def agent_heard(self, heard: Heard) -> None:
        """Keep what the caller heard of a sentence or phrase."""
        if not heard.text:
            return
        overtaken = not heard.whole and heard.turn <= self._said_in_turn
        self._history.agent_heard(heard.text, over=overtaken and self.turn_waits)
        if heard.phrase is None:
            self.answer_began(heard.turn)
        if heard.whole and (heard.phrase is None or heard.phrase in ASKING):
            self._guard.note_spoken(heard.text)


def _when(sounded: UtteranceAudio | None) -> dict[str, object]:
    """Return when speech began and ended, in ms ago, as far as it is known."""
    if sounded is None or sounded.began_s is None or sounded.ended_s is None:
        return {}
    return {
        "began_ago_ms": ago_ms(sounded.began_s),
        "ended_ago_ms": ago_ms(sounded.ended_s),
    }
