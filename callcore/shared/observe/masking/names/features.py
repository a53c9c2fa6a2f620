"""What the tagger looks at: for each word once, for each pair of neighbours at every line.

Every feature is the number of a weight. Those of a word are hashed (CRC-32, the same on every
machine); those of kinds and gaps are cells of small tables. :func:`of_word` gives what can be
added up once for a word, :func:`of_place` and :func:`of_step` the rest. The trainer uses the
numbers, :mod:`~callcore.shared.observe.masking.names.model` sums of their weights.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum
from functools import cache
from typing import Final
from zlib import crc32

from callcore.shared.observe.masking import flags
from callcore.shared.observe.masking.names.kinds import BUCKET, KINDS, Kind, kind_of


class Case(IntEnum):
    """What capitals say in this line."""

    NONE = 0  # there are none, or nothing else
    FIRST = 1  # only a sentence's first word has one
    FULL = 2  # one stands amid a sentence


class Gap(IntEnum):
    """What stands between two words."""

    BLANK = 0
    COMMA = 1
    STOP = 2  # ends a sentence; so do the ends of the line
    LINE = 3
    COLON = 4
    HYPHEN = 5
    QUOTE = 6
    OTHER = 7


CASES: Final = 3
GAPS: Final = 8
_SHAPES: Final = 5  # lower-case in the three cases, title, capitals
CLASSES: Final = KINDS * _SHAPES
ROOM: Final = (
    8  # weights of one neighbour: one for each bucket of its target, one for all
)
ALL: Final = ROOM - 1

# where the weights of each template begin
OWN: Final = 0
OWN_SIZE: Final = 1 << 19
AROUND: Final = OWN + OWN_SIZE
AROUND_SIZE: Final = 1 << 18
BEFORE: Final = AROUND + AROUND_SIZE
AFTER: Final = BEFORE + CLASSES * CLASSES
THREE: Final = AFTER + CLASSES * CLASSES
TWO_BEFORE: Final = THREE + KINDS**3
TWO_AFTER: Final = TWO_BEFORE + KINDS * KINDS * ROOM
GAP_BEFORE: Final = TWO_AFTER + KINDS * KINDS * ROOM
GAP_AFTER: Final = GAP_BEFORE + GAPS * CLASSES
JOINED: Final = GAP_AFTER + GAPS * CLASSES
JOINED_GAP: Final = JOINED + KINDS * KINDS
BIAS: Final = JOINED_GAP + GAPS * CLASSES
SIZE: Final = BIAS + 1

_LONGEST: Final = 40
_STEM: Final = 5

Numbers = tuple[int, ...]


@dataclass(frozen=True, slots=True)
class WordFeatures:
    """Features of one word in one :class:`Case`.

    ``own`` are of the word itself. ``around`` are the rooms of what it adds to the next word,
    the one before it, the next but one and the last but one.
    """

    kind: int
    look: int  # kind and case: a class
    bucket: int
    own: Numbers
    around: tuple[Numbers, Numbers, Numbers, Numbers]


_EDGE_ROOMS: Final = tuple(
    (AROUND + ROOM * number,) for number in range(4)
)  # collide with nothing that matters
EDGE: Final = WordFeatures(
    Kind.EDGE,
    Kind.EDGE * _SHAPES,
    0,
    (),
    (_EDGE_ROOMS[0], _EDGE_ROOMS[1], _EDGE_ROOMS[2], _EDGE_ROOMS[3]),
)
CLAIMED: Final = WordFeatures(
    Kind.CLAIMED, Kind.CLAIMED * _SHAPES, 0, (), ((), (), (), ())
)


def base_of(text: str) -> str:
    """Return the word without the English "'s"."""
    return text[:-2] if text.endswith("'s") and len(text) > 3 else text


def of_word(
    text: str, flagged: int, known: int, case: int, *, heard: bool = True
) -> WordFeatures:
    """Return the features of a word; ``heard`` is False for one that must look new."""
    text = base_of(text[:_LONGEST])
    kind = kind_of(text, flagged, known)
    shape = _shape(flagged, case)
    look = kind * _SHAPES + shape
    if kind <= Kind.CODE:
        return _bare(kind, look)
    own = _own(text, known, shape, heard=heard)
    around = _around(text, heard=heard or BUCKET[kind] == 0)
    return WordFeatures(kind, look, BUCKET[kind], own, around)


@cache
def _bare(kind: Kind, look: int) -> WordFeatures:
    """Return the features of what has no letters to look at: all of a kind are the same."""
    return WordFeatures(kind, look, 0, (), _around(f"<{kind:d}>", heard=True))


def _shape(flagged: int, case: int) -> int:
    if case and flagged & flags.TITLE:
        return 3
    if case and flagged & flags.UPPER:
        return 3 if flagged & flags.SINGLE else 4
    return case


def _own(text: str, known: int, shape: int, *, heard: bool) -> Numbers:
    raw = f"^{text}$"
    parts = [
        (known, raw[-3:]),
        (64 + shape, raw[-3:]),
        (72 + shape, raw[-4:]),
        (80, raw[-5:]),
        (81, raw[-6:]),
        (82, raw[:3]),
        (83, raw[:4]),
        (84, raw[:5]),
        (85, raw[:2] + raw[-3:]),
        (86 + shape, str(known)),
        (92 + shape, str(min(len(text), 12))),
    ]
    parts += [(100, raw[at : at + 3]) for at in range(min(len(raw) - 2, 12))]
    parts += [(101, raw[at : at + 4]) for at in range(min(len(raw) - 3, 11))]
    if heard:
        parts += [(102, raw), (103 + shape, raw)]
    return tuple(
        OWN + crc32(part.encode(errors="replace"), seed) % OWN_SIZE
        for seed, part in parts
    )


def _around(text: str, *, heard: bool) -> tuple[Numbers, Numbers, Numbers, Numbers]:
    views = [(0, text[:_STEM]), (1, text[-3:])]
    if heard:
        views.append((2, f"{text}$"))
    rooms = [
        tuple(
            AROUND
            + crc32(part.encode(errors="replace"), 200 + 4 * view + side)
            % (AROUND_SIZE // ROOM)
            * ROOM
            for view, part in views
        )
        for side in range(4)
    ]
    return rooms[0], rooms[1], rooms[2], rooms[3]


def of_place(words: list[WordFeatures], gaps: list[int], at: int) -> list[int]:
    """Return the features of word ``at`` being a name.

    ``words`` begins and ends with two :data:`EDGE`; ``gaps[i]`` stands before ``words[i]``.
    """
    word, before, after = words[at], words[at - 1], words[at + 1]
    far, next_far = words[at - 2], words[at + 2]
    look, kind, bucket = word.look, word.kind, word.bucket
    found = [
        BIAS,
        *word.own,
        BEFORE + before.look * CLASSES + look,
        AFTER + look * CLASSES + after.look,
        THREE + (before.kind * KINDS + kind) * KINDS + after.kind,
        TWO_BEFORE + (far.kind * KINDS + before.kind) * ROOM + bucket,
        TWO_AFTER + (after.kind * KINDS + next_far.kind) * ROOM + bucket,
        GAP_BEFORE + gaps[at] * CLASSES + look,
        GAP_AFTER + gaps[at + 1] * CLASSES + look,
    ]
    for neighbour, side in ((before, 0), (after, 1), (far, 2), (next_far, 3)):
        for room in neighbour.around[side]:
            found += (room + bucket, room + ALL)
    return found


def of_step(words: list[WordFeatures], gaps: list[int], at: int) -> list[int]:
    """Return the features of ``at - 1`` and ``at`` both being parts of names."""
    word = words[at]
    return [
        JOINED + words[at - 1].kind * KINDS + word.kind,
        JOINED_GAP + gaps[at] * CLASSES + word.look,
    ]
