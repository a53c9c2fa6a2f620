"""The house in a call: a supervisor ends it, takes it over, speaks in it or types in it.

A sentence of the house is spoken by the agent's voice when the agent may speak: at once
while the caller is silent and it is his turn, else behind what is being said; never while
the caller owes an answer to a read-back, because his yes would be the answer to this.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from typing import Final, NoReturn

from callcore.call.control import CallControl, HandOver, HangUp, Typed, Wish
from callcore.call.happened import ANY_TURN, Happened, Post
from callcore.call.saying import Sentence
from callcore.dialog.machine import Event

MOST_TRIES: Final = 3  # of a sentence that is cut before a word of it was heard
MOST_WISHES: Final = 4  # that wait for the floor; more would be a speech


class House:
    """The sentences that wait for the floor. Synchronous, never raises."""

    def __init__(self) -> None:
        self._wishes: deque[Wish] = deque()
        self._begun: list[Wish] = []

    @property
    def waits(self) -> bool:
        """True while a sentence waits that somebody still wants to be said."""
        while self._wishes and self._wishes[0].outcome is not None:
            self._wishes.popleft()
        return bool(self._wishes)

    def add(self, wish: Wish) -> None:
        """Let a sentence wait for the floor, or refuse it."""
        self._wishes = deque(each for each in self._wishes if each.outcome is None)
        if len(self._wishes) < MOST_WISHES:
            self._wishes.append(wish)
        else:
            wish.settle("refused")

    def take(self) -> Sentence | None:
        """Return the sentence that is due; it tells the one who wished it its fate."""
        if not self.waits:
            return None
        wish = self._wishes.popleft()
        wish.begun.set()
        wish.tries += 1
        self._begun = [each for each in self._begun if each.outcome is None] + [wish]

        def fate(heard: str, *, whole: bool) -> None:
            if not heard and not whole and wish.tries < MOST_TRIES:
                self._wishes.appendleft(wish)  # what cut it was meant for the agent
            else:
                wish.settle("said" if whole else "cut", heard)

        return Sentence(wish.text, ANY_TURN, fate=fate)

    def close(self) -> None:
        """Settle what is left, because the call is over."""
        for wish in self._begun:
            wish.settle("cut")  # nothing of it was heard, or it has told already
        while self._wishes:
            self._wishes.popleft().settle("too-late")


async def obey(
    control: CallControl, post: Post, house: House, typed: Callable[[str], None]
) -> NoReturn:
    """Do what the house asks; a task of the call. ``typed`` takes a turn in writing."""
    while True:
        match await control.wait_order():
            case HandOver(reason, target):
                post(Happened(Event.HAND_OVER, reason=reason, target=target))
            case HangUp(reason):
                post(Happened(Event.DISMISSED, reason=reason))
            case Typed(text):
                typed(text)
            case Wish() as wish:
                house.add(wish)
                post(Happened(Event.HOUSE_SPEAKS))
