"""Claim the names of people in running text, written or spoken, whole or in part."""

from __future__ import annotations

import re
from typing import Final

from callcore.shared.observe.masking import flags
from callcore.shared.observe.masking.claims import Claims
from callcore.shared.observe.masking.line import Line
from callcore.shared.observe.masking.memory import Memory, Topic
from callcore.shared.observe.masking.names import decoding
from callcore.shared.observe.masking.names.features import Case, Gap
from callcore.shared.observe.masking.names.kinds import Kind
from callcore.shared.observe.masking.names.model import Model, Sums, packaged
from callcore.shared.observe.masking.names.widening import joins_within, widened

PERSON: Final = "PERSON"

_BRANDS: Final = {Kind.BRAND, Kind.BRAND_NAME}
_CAPITALS: Final = flags.TITLE | flags.UPPER
_BLANK: Final = int(Gap.BLANK)  # adds faster than a member of an enumeration
_STOP: Final = int(Gap.STOP)
_STOPS: Final = re.compile(r"[.!?…]")
_GAPS: Final[tuple[tuple[str, Gap], ...]] = (
    ("\n", Gap.LINE),
    (",", Gap.COMMA),
    (":", Gap.COLON),
    ("=", Gap.COLON),
    ('"', Gap.QUOTE),
    ("«", Gap.QUOTE),
    ("»", Gap.QUOTE),
    ("“", Gap.QUOTE),
    ("(", Gap.QUOTE),
)
_LONGEST_GAP: Final = 16
_CLOSER: Final = 5  # times less hope is enough where a name is likely
_THOROUGH: Final = 3  # times the handicap of a line without capitals
_LEAST_LETTERS: Final = 3  # spelt one by one
_ASKED_WORDS: Final = 6  # an answer of more words says something else, too


def claim_names(line: Line, claims: Claims, memory: Memory) -> None:
    """Claim what the packaged model takes for people's names."""
    if line.flags & flags.LETTERS:
        claim_people(packaged(), line, claims, memory)


def claim_people(model: Model, line: Line, claims: Claims, memory: Memory) -> None:
    """Claim every run of words that ``model`` takes for a person's name."""
    case = case_of(line)
    words = looked_at(model, line, claims, case)
    least, hopeless = _limits(model, line, memory)
    hopeful = decoding.hopeful(words, hopeless)
    if not hopeful:
        return
    found = decoding.names(
        model, words, hopeful, lambda at: gap_before(line, at), least
    )
    found = [at for at in found if not _is_model(model, line, words, at)]
    for first, last in _runs(line, found):
        if _is_fragment(line, first, last):
            continue
        first, last = widened(line, words, case, claims, (first, last))
        start, end = line.starts[first], line.ends[last]
        if claims.free(start, end):
            claims.replace(start, end, PERSON)


def _is_fragment(line: Line, first: int, last: int) -> bool:
    """Return whether it is a letter or two, too little to be anybody."""
    longest = max(len(word.text) for word in line.words[first : last + 1])
    return longest == 1 and last - first < _LEAST_LETTERS - 1


def looked_at(model: Model, line: Line, claims: Claims, case: Case) -> list[Sums]:
    """Return the words of ``line`` between two edges on each side."""
    of, edge = model.of, model.edge
    plain, taken = int(case), claims.taken
    if taken.find(1) < 0:
        words = [of(word, plain) for word in line.words]
    else:
        claimed = model.claimed
        words = [
            claimed if taken[start] or taken[end - 1] else of(word, plain)
            for word, start, end in zip(line.words, line.starts, line.ends, strict=True)
        ]
    return [edge, edge, *words, edge, edge]


def _is_model(model: Model, line: Line, words: list[Sums], at: int) -> bool:
    """Return whether word ``at`` is the model of a known make, as in "рено логан"."""
    for one in (at - 1, at):
        make, name = words[one].kind, words[one + 1].kind
        if make not in _BRANDS and name not in _BRANDS:
            continue
        if {make, name} == _BRANDS:
            return True
        index = one - decoding.EDGES  # the edges are no brands, but may be beside one
        if 0 <= index < len(line.words) - 1 and model.is_brand(
            *line.words[index : index + 2]
        ):
            return True
    return False


def case_of(line: Line) -> Case:
    """Return what capital letters are worth in ``line``."""
    if not line.flags & _CAPITALS:
        return Case.NONE
    letters = [word.flags for word in line.words if word.flags & flags.LETTERS]
    if all(found & flags.UPPER for found in letters):
        return Case.NONE
    for found in letters[1:]:
        if found & flags.TITLE:
            return Case.FULL
    return Case.FIRST


def gap_before(line: Line, at: int) -> int:
    """Return what stands before word ``at``, counted with the two edges before the line."""
    index = at - decoding.EDGES
    if not 0 < index < len(line.words):
        return _STOP
    between = line.text[line.ends[index - 1] : line.starts[index]]
    return _BLANK if between == " " else int(gap_of(between))


def gaps_of(line: Line) -> list[int]:
    """Return what stands before each word, the edges counted as words."""
    return [gap_before(line, at) for at in range(len(line.words) + 2 * decoding.EDGES)]


def gap_of(between: str) -> Gap:
    """Return the kind of what stands between two words."""
    if len(between) > _LONGEST_GAP:
        return Gap.OTHER
    if between.isspace():
        return Gap.LINE if "\n" in between else Gap.BLANK
    if between in {"-", "‑", "–"}:
        return Gap.HYPHEN
    if _STOPS.search(between):
        return Gap.STOP
    for mark, gap in _GAPS:
        if mark in between:
            return gap
    return Gap.OTHER


def _limits(model: Model, line: Line, memory: Memory) -> tuple[int, int]:
    """Return what a name must exceed, and what makes looking at a word worth while."""
    limits = model.thresholds
    asked = memory.expecting & (Topic.NAME | Topic.SPELLING)
    if asked and len(line.words) <= _ASKED_WORDS:
        return limits.asked, _CLOSER * limits.hopeless
    if memory.thorough:
        least = limits.least - _THOROUGH * limits.heard
        return least, _CLOSER * limits.hopeless
    return limits.least, limits.hopeless


def _runs(line: Line, found: list[int]) -> list[tuple[int, int]]:
    """Return first and last word of each run of names without a stop in between."""
    runs: list[tuple[int, int]] = []
    for edged in found:
        at = edged - decoding.EDGES
        if runs and joins_within(line, runs[-1][1], at):
            runs[-1] = runs[-1][0], at
        else:
            runs.append((at, at))
    return runs
