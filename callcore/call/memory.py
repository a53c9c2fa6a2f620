"""What was said and heard, told to the history and to the guard in the right order (P4)."""

from __future__ import annotations

from callcore.agent.guard import Guard
from callcore.agent.history import History
from callcore.call.speak import Heard
from callcore.shared.observe.events import CALLER_SAID, Journal


class Memory:
    """One call's truth."""

    def __init__(self, history: History, guard: Guard, journal: Journal) -> None:
        self._history = history
        self._guard = guard
        self._journal = journal
        self.turn_waits = False  #: the caller said something that was not answered yet

    def caller_said(self, text: str) -> bool:
        """Keep ``text``, which may be empty; return whether a turn waits for an answer."""
        if text:
            self._journal.note(CALLER_SAID, text=text)
            self._guard.note_caller_turn(text)
            self._history.caller_said(text)
            self.turn_waits = True
        return self.turn_waits

    def answer_began(self) -> None:
        """Note that the caller hears an answer: his turn waits no longer."""
        self.turn_waits = False

    def agent_heard(self, heard: Heard) -> None:
        """Keep what the caller heard of a sentence or phrase."""
        if not heard.text:
            return
        self._history.agent_heard(heard.text)
        if heard.phrase != "filler":
            self.turn_waits = False
        if heard.whole and heard.phrase is None:
            self._guard.note_spoken(heard.text)
