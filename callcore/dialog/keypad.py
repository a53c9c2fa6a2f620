"""What a caller enters on the keys of his phone. Pure; ``now_s`` is any steady clock.

A phone number begins with ``0`` and ``0`` calls the operator, so a ``0`` alone is decided
a moment later: if no other digit follows, it was the operator. ``#`` ends a number, ``*``
erases it, ``A`` to ``D`` and anything else are ignored.
"""

from __future__ import annotations

import enum
from typing import Final

BETWEEN_S: Final = (
    2.5  # people read a number off a card in groups, looking up between them
)
ALONE_S: Final = 0.8  # two digits of one number follow each other in 0.2 to 0.6 s
MOST_DIGITS: Final = 20  # no phone or order number is longer; more is a stuck key
OPERATOR: Final = "0"
INSISTENT: Final = "000"  # no number begins so: an impatient caller
_DIGITS: Final = frozenset("0123456789")


class Pressed(enum.Enum):
    """What a key did."""

    FIRST = enum.auto()  # began a number
    MORE = enum.auto()  # went on with it
    ENTERED = enum.auto()  # "#": the number is due
    ERASED = enum.auto()
    OPERATOR = enum.auto()  # asked for a human without any doubt
    IGNORED = enum.auto()


class Keypad:
    """One caller's keys. Ask :meth:`wants_operator` and :meth:`due` after each and often.

    ``between_s`` after its last digit a number is complete, ``alone_s`` after a single
    ``0`` it is the operator.
    """

    def __init__(self, between_s: float = BETWEEN_S, alone_s: float = ALONE_S) -> None:
        self._between_s = between_s
        self._alone_s = alone_s
        self._digits = ""
        self._last_s = 0.0
        self._entered: str | None = None
        self._operator = False

    @property
    def entering(self) -> bool:
        """True while a number is being entered, or a ``0`` is in doubt."""
        return bool(self._digits)

    @property
    def due_s(self) -> float | None:
        """When the next decision falls, on the caller's clock; None if there is none."""
        if not self._digits:
            return None
        alone = self._digits == OPERATOR
        return self._last_s + (self._alone_s if alone else self._between_s)

    def press(self, digit: str, now_s: float) -> Pressed:
        """Take one key."""
        self._settle(now_s)
        if digit == "*":
            self._digits = ""
            return Pressed.ERASED
        if digit == "#":
            return self._end()
        if digit not in _DIGITS or len(self._digits) >= MOST_DIGITS:
            return Pressed.IGNORED
        first = not self._digits
        self._digits += digit
        self._last_s = now_s
        if self._digits == INSISTENT:
            return self._end()
        return Pressed.FIRST if first else Pressed.MORE

    def due(self, now_s: float) -> str | None:
        """Return a number that is complete, once; else None.

        One that nobody asked for is replaced by the next.
        """
        self._settle(now_s)
        number, self._entered = self._entered, None
        return number

    def wants_operator(self, now_s: float) -> bool:
        """Say, once, that the caller asked for a human."""
        self._settle(now_s)
        wants, self._operator = self._operator, False
        return wants

    def _settle(self, now_s: float) -> None:
        """Decide what time has decided."""
        if self.due_s is not None and now_s >= self.due_s:
            self._end()

    def _end(self) -> Pressed:
        digits, self._digits = self._digits, ""
        if not digits:
            return Pressed.IGNORED
        if not digits.strip(OPERATOR):  # "0", "00": a number of zeros is none
            self._operator = True
            return Pressed.OPERATOR
        self._entered = digits
        return Pressed.ENTERED
