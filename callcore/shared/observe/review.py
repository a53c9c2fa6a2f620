"""The second look: a whole call is read again, when it is over and there is time.

The first one, :mod:`callcore.shared.observe.pii`, must decide while a turn is said. When the
call is over, what the agent answered tells what a turn was about: who is thanked by name has
just given it. So each turn is fed again to a sanitizer that knows what comes next, and that
rather masks a word too many. It takes masked turns and masks what is left in them.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from callcore.shared.observe.masking.memory import Topic
from callcore.shared.observe.pii import Sanitizer

LOOK_AHEAD: Final = 3  # turns in which what was given may be repeated
_TAG: Final = re.compile(r"\[([A-Z]+)(?:-\d+)?\]")
_TOPICS: Final = {
    "PERSON": Topic.NAME,
    "ADDRESS": Topic.ADDRESS,
    "EMAIL": Topic.EMAIL,
    "PHONE": Topic.PHONE,
    "CARD": Topic.CARD,
}


@dataclass(frozen=True, slots=True)
class Said:
    """One turn, or a part of one; ``speaker`` is ``caller`` or ``agent``."""

    text: str
    speaker: str


def reviewed(turns: Sequence[Said]) -> list[str]:
    """Return the texts of a call's turns, each with at least the tags that it had.

    About 1 ms a turn; linear. Never raises.
    """
    call = Sanitizer(thorough=True)
    tags = [_tags(turn.text) for turn in turns]
    found = []
    for index, turn in enumerate(turns):
        if turn.speaker == "caller":
            call.expect(_told_later(index, turns, tags))
        found.append(call.feed(turn.text, speaker=turn.speaker))
    return found


def _tags(text: str) -> frozenset[str]:
    return frozenset(_TAG.findall(text))


def _told_later(
    index: int, turns: Sequence[Said], tags: Sequence[frozenset[str]]
) -> Topic:
    """Return what the agent says after a turn and nobody seems to have told him before."""
    told = set(tags[index])
    wanted = Topic.NOTHING
    for later in range(index + 1, min(len(turns), index + 1 + LOOK_AHEAD)):
        if turns[later].speaker == "caller":
            told |= tags[later]
            continue
        for label in tags[later] - told:
            wanted |= _TOPICS.get(label, Topic.NOTHING)
        break
    return wanted
