"""Digits on the keypad are words of the caller, and ``0`` alone is the way to a human."""

from __future__ import annotations

import trio

from callcore.call.happened import Happened, Post
from callcore.call.listen import Texts
from callcore.dialog.keypad import Keypad, Pressed
from callcore.dialog.machine import Event
from callcore.shared.observe.events import CALLER_PRESSED, Journal


class Keys:
    """One call's keypad: :meth:`press` by the ticker, :meth:`look` by the watch."""

    def __init__(self, post: Post, texts: Texts, journal: Journal) -> None:
        self._post = post
        self._texts = texts
        self._journal = journal
        self._keypad = Keypad()

    @property
    def entering(self) -> bool:
        """True while a number is being entered."""
        return self._keypad.entering

    def press(self, digit: str) -> None:
        """Take a key; the first one of a number cuts what the agent is saying."""
        now_s = trio.current_time()
        if self._keypad.press(digit, now_s) is Pressed.FIRST:
            # a key is no cough: there is nothing to decide
            self._post(Happened(Event.CALLER_STARTED))
            self._post(Happened(Event.CALLER_INSISTED))
        self.look(now_s)

    def look(self, now_s: float) -> None:
        """See whether a number is complete, or a ``0`` stayed alone."""
        if self._keypad.wants_operator(now_s):
            self._post(Happened(Event.HAND_OVER, reason="pressed-0"))
            return
        number = self._keypad.due(now_s)
        if number:
            self._journal.note(CALLER_PRESSED, number=number)
            self._texts.caller_said(number)
            self._post(Happened(Event.CALLER_FINISHED))
            self._post(Happened(Event.TURN_READY, text=number))
