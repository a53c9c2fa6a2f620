"""The weights, and what they make of a word: small sums that the tagger adds up.

The file is a header, one signed byte for each weight of
:mod:`~callcore.shared.observe.masking.names.features`, and the table of
:mod:`~callcore.shared.observe.masking.names.lexicon`, as they are used: reading it takes a
few milliseconds and 1.4 MB, and no library.
"""

from __future__ import annotations

import struct
import sys
from array import array
from functools import cache
from importlib.resources import files
from typing import Final, NamedTuple

from callcore.shared.observe.masking import flags
from callcore.shared.observe.masking.names import lexicon
from callcore.shared.observe.masking.names.features import (
    ALL,
    BIAS,
    CASES,
    CLAIMED,
    EDGE,
    ROOM,
    SIZE,
    Case,
    Numbers,
    WordFeatures,
    base_of,
    of_word,
)
from callcore.shared.observe.masking.names.kinds import BUCKETS, Kind
from callcore.shared.observe.masking.words import Word

WEIGHTS_FILE: Final = "names.weights"
NEVER: Final = -1_000_000
LIMITS: Final = (60, -64, 10, 40, -30)  # Thresholds, in margins of the training
_CAPITALS: Final = flags.TITLE | flags.UPPER
_NO_NAMES: Final = (Kind.BRAND, Kind.PLACE)  # and in no list of names
_MAGIC: Final = b"callcore names 1\n"
_LIMITS: Final = struct.Struct("<5i")


class WeightsDamaged(Exception):
    """The file of weights is not one of this version."""


class Sums(NamedTuple):
    """A word's weights added up; the last four by the bucket of the word they count for."""

    own: int
    look: int
    kind: int
    bucket: int
    to_next: tuple[int, ...]
    to_last: tuple[int, ...]
    to_next_but_one: tuple[int, ...]
    to_last_but_one: tuple[int, ...]


class Thresholds(NamedTuple):
    """In the same units as the weights."""

    least: int  # what the score of a name must exceed
    asked: int  # the same in the answer to "your name, please?"
    heard: int  # more of it in a line without capitals
    small: int  # more of it for a word without one in a line that has them
    hopeless: int  # a word that is below, with what both neighbours add, is no name


class _Kept:
    """What a word remembers of the model that looked at it last."""

    __slots__ = ("model", "sums")

    def __init__(self, model: Model) -> None:
        self.model = model
        self.sums: list[Sums | None] = [None] * CASES


def thresholds(unit: int) -> Thresholds:
    """Return the thresholds of weights of which ``unit`` make the margin 1 of the training."""
    return Thresholds(*(limit * unit for limit in LIMITS))


class Model:
    """Weights and lexicon."""

    def __init__(
        self, weights: array[int], known: array[int], limits: Thresholds
    ) -> None:
        self.weights = weights
        self.known = known
        self.thresholds = limits
        self._bare: dict[int, Sums] = {}
        self.edge = self.sums(EDGE)._replace(own=NEVER)
        self.claimed = self.sums(CLAIMED)._replace(own=NEVER)

    def of(self, word: Word, case: int) -> Sums:
        """Return the sums of ``word``, worked out once for each of the three cases."""
        kept = word.name
        if not isinstance(kept, _Kept) or kept.model is not self:
            kept = word.name = _Kept(self)
        found = kept.sums[case]
        if found is None:
            found = kept.sums[case] = self._worked_out(word, case)
        return found

    def features(self, word: Word, case: int) -> WordFeatures:
        """Return what the model looks at in ``word``."""
        known = lexicon.looked_up(self.known, base_of(word.text))
        return of_word(word.text, word.flags, known, case)

    def sums(self, features: WordFeatures) -> Sums:
        """Add up the weights of a word's features."""
        weights = self.weights
        own = weights[BIAS] + sum(map(weights.__getitem__, features.own))
        around = [self._room_sums(side) for side in features.around]
        # plain integers: those of an enumeration take twice as long to add
        kind = int(features.kind)
        return Sums(own, int(features.look), kind, features.bucket, *around)

    def is_brand(self, one: Word, two: Word) -> bool:
        """Return whether two neighbours are make and model, as "рено логан"."""
        pair = f"{one.text} {two.text}"
        return bool(lexicon.known_as(self.known, pair) & lexicon.BRAND)

    def _worked_out(self, word: Word, case: int) -> Sums:
        features = self.features(word, case)
        if features.own:
            sums = self.sums(features)
            if sums.kind in _NO_NAMES or word.flags & flags.ORDINARY:
                return sums._replace(own=NEVER)
            handicap = self.thresholds.heard if case == Case.NONE else 0
            if case != Case.NONE and not word.flags & _CAPITALS:
                handicap = self.thresholds.small
            return sums._replace(own=sums.own - handicap)
        # a number, a code: there is no end of them, and they all look the same
        if features.look not in self._bare:
            self._bare[features.look] = self.sums(features)._replace(own=NEVER)
        return self._bare[features.look]

    def _room_sums(self, rooms: Numbers) -> tuple[int, ...]:
        """Return what stands in the rooms for each bucket."""
        if not rooms:
            return (0,) * BUCKETS
        weights = self.weights
        columns = [
            sum(cells)
            for cells in zip(*[weights[at : at + ROOM] for at in rooms], strict=True)
        ]
        for_all = columns[ALL]
        return tuple([cell + for_all for cell in columns[:BUCKETS]])


def written(model: Model) -> bytes:
    """Return the file of a model."""
    known = array("H", model.known)
    if sys.byteorder == "big":
        known.byteswap()
    limits = _LIMITS.pack(*model.thresholds)
    return _MAGIC + limits + model.weights.tobytes() + known.tobytes()


def read(raw: bytes) -> Model:
    """Return the model of a file. Raises :exc:`WeightsDamaged`."""
    start = len(_MAGIC) + _LIMITS.size
    if not raw.startswith(_MAGIC) or len(raw) != start + SIZE + 2 * lexicon.SLOTS:
        raise WeightsDamaged(f"{len(raw)} bytes are no weights of this version")
    known = array("H", raw[start + SIZE :])
    if sys.byteorder == "big":
        known.byteswap()
    limits = Thresholds(*_LIMITS.unpack_from(raw, len(_MAGIC)))
    return Model(array("b", raw[start : start + SIZE]), known, limits)


@cache
def packaged() -> Model:
    """Return the model of the package; the first time reads it."""
    return read(files(__package__).joinpath(WEIGHTS_FILE).read_bytes())
