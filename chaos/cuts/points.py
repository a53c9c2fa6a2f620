"""The cut points: one table of who is killed, and when.

::

    yes -> key durable -> bytes out -> shop commits -> answer -> noted -> caller is told
          ^             ^           ^              ^         ^        ^
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final, Literal

Kind = Literal["create", "confirm", "cancel"]
Weather = Literal["", "well", "away", "goes", "deaf"]
"""How PostgreSQL does in the caller's process; '' if there is none."""

Crash = Literal["", "before-commit", "after-commit", "before-reply"]
How = Literal["ended", "human", "again"]
"""What comes of a call whose shop does not answer: the caller hangs up, a human takes him,
or the agent asks again once the shop is back."""

KINDS: Final[tuple[Kind, ...]] = ("create", "confirm", "cancel")
HOWS: Final[tuple[How, ...]] = ("ended", "human", "again")
CRASHES: Final[tuple[Crash, ...]] = ("before-commit", "after-commit", "before-reply")

#: other faults of the store: the work is done, and the answer does not come
FAULTS: Final[dict[str, dict[str, object]]] = {
    "reply lost": {"lose_replies": 1},
    "half a reply": {"half": True},
    "late reply": {"late_s": 30},
}
#: it is there; it is not; it goes after the first key; it does all and cannot be heard
WEATHERS: Final[tuple[Weather, ...]] = ("well", "away", "goes", "deaf")
#: where the caller's process kills itself; those with a journal need a durable outbox
JOURNAL: Final = ("before-key", "torn-key", "after-key", "before-note", "after-note")
WIRE: Final = ("before-send", "after-send", "after-reply")
TOLD: Final = ("before-told", "after-told")
#: where the settler's process kills itself
SETTLING: Final = (
    "after-send:confirm",
    "before-note:confirm",
    "after-reply:cancel",
    "before-item:item",
    "torn-item:item",
    "after-item:item",
    "before-settled:settled",
)
#: the same with rows: taking over writes no keys and notes, so the deeds come one by one
SETTLING_ROWS: Final = (
    "before-settled:settled",
    "before-note:cancel",
    "after-reply:cancel",
    "before-item:item",
    "torn-item:item",
    "after-item:item",
    "torn-note:cancel",
    "after-send:confirm",
)


@dataclass(frozen=True, slots=True)
class Cut:
    """One round: an order is placed (and cancelled), and somebody dies on the way."""

    kind: Kind
    client: str = ""  # a point of the caller's process
    store: Crash = ""  # a point of the store's process
    fault: str = ""  # or another fault of the store
    how: How = "ended"
    weather: Weather = ""

    @property
    def name(self) -> str:
        """Return what is printed: ``confirm: client after-loss + store after-commit``."""
        client = f"client {self.client}" if self.client else ""
        store = f"store {self.store or self.fault}" if self.store or self.fault else ""
        who = " + ".join(part for part in (client, store) if part)
        weather = f", PostgreSQL {self.weather}" if self.weather else ""
        return f"{self.kind}: {who}{weather}" + (
            "" if self.client else f" ({self.how})"
        )

    @property
    def trouble(self) -> dict[str, object]:
        """Return what the store is told: the fault, for this kind of request only."""
        fault = {"crash": self.store} if self.store else FAULTS.get(self.fault, {})
        return {**fault, "only": [self.kind]} if fault else {}

    @property
    def knife(self) -> str:
        """Return the moment at which the caller's process ends, '' for none."""
        return f"{self.client}:{self.kind}" if self.client else ""


def cuts_of(number: int) -> list[Cut]:
    """Return the cuts of round ``number``; how an unanswered call ends takes turns."""
    cuts = [
        Cut(kind, client=point)
        for kind in KINDS
        for point in (*JOURNAL, *WIRE, *told(kind))
    ]
    turn = number
    for kind in KINDS:
        for crash in CRASHES:
            cuts.append(Cut(kind, store=crash, how=HOWS[turn % len(HOWS)]))
            cuts.append(Cut(kind, client="after-loss", store=crash))  # both die
            turn += 1
        for fault in FAULTS:
            cuts.append(Cut(kind, fault=fault, how=HOWS[turn % 2]))
            turn += 1
    return cuts


def with_weather(cuts: Sequence[Cut], number: int) -> list[Cut]:
    """Return the cuts of round ``number`` with PostgreSQL; the weathers take turns."""
    return [
        replace(cut, weather=WEATHERS[(place + number) % len(WEATHERS)])
        for place, cut in enumerate(cuts)
    ]


def control_cuts() -> list[Cut]:
    """Return cuts that an outbox in memory must not survive unseen."""
    return [
        Cut(kind, client=point)
        for kind in ("create", "confirm")
        for point in (*WIRE, *told(kind))
    ]


def told(kind: Kind) -> tuple[str, ...]:
    """Return the points around the sentence that tells the caller; a draft has none."""
    return () if kind == "create" else TOLD
