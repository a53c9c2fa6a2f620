"""What goes with a name that was found: initials, titles, particles, an unheard-of surname."""

from __future__ import annotations

from typing import Final

from callcore.shared.observe.masking import flags
from callcore.shared.observe.masking.claims import Claims
from callcore.shared.observe.masking.line import Line
from callcore.shared.observe.masking.names.features import Case
from callcore.shared.observe.masking.names.kinds import Kind
from callcore.shared.observe.masking.names.model import Sums

EDGES: Final = 2  # empty words before those of the line

_INITIAL: Final = flags.SINGLE | flags.UPPER
_AFTER_INITIAL: Final = frozenset({". ", "."})
_AFTER_TITLE: Final = frozenset({" ", ". ", "."})
_CAPITALS: Final = flags.TITLE | flags.UPPER
# "Willem van den Berg"; in front of a name "де" and "да" are words of their own
_LEADING: Final = (
    "van von den der del dela della ibn bin mac ван фон ден дер бін ібн бин ибн"
)
_WITHIN_ONLY: Final = "de la da di du le el al де да ла ді ди дю аль ель эль"
_PARTICLES: Final = frozenset(_LEADING.split())
_PARTICLES_WITHIN: Final = _PARTICLES | frozenset(_WITHIN_ONLY.split())
_UNHEARD: Final = frozenset(
    {Kind.LIKE_SURNAME, Kind.CYRILLIC, Kind.LATIN, Kind.PATRONYMIC, Kind.SURNAME}
)
_GIVEN: Final = frozenset(
    {Kind.FIRST, Kind.BOTH, Kind.PATRONYMIC, Kind.CYRILLIC, Kind.LATIN}
)
_HYPHENED: Final = _UNHEARD | {Kind.FIRST, Kind.BOTH, Kind.SHORT}
_ORDINARY: Final = frozenset({Kind.COMMON, Kind.COMMON_NAME, Kind.RELATED})
_WITHIN: Final = frozenset({" ", "-", ".", ". "})
_MOST_PARTICLES: Final = 2
_BORNE: Final = frozenset(
    {Kind.FIRST, Kind.SURNAME, Kind.BOTH, Kind.PATRONYMIC, Kind.LIKE_SURNAME}
)
_VERBS: Final = frozenset({"will", "may", "hope"})  # "Will John come?"
_LEAST_UNHEARD: Final = 5  # letters
_MOST_GIVEN: Final = 2  # words before a surname


def widened(
    line: Line,
    words: list[Sums],
    case: Case,
    claims: Claims,
    run: tuple[int, int],
) -> tuple[int, int]:
    """Return first and last word of ``run`` with what belongs to it.

    ``words`` begins with two edges.
    """
    first, last = _with_surname(line, words, case, run)
    first, last = _with_hyphens(line, words, first, last)
    if case is not Case.NONE:
        first, last = _with_words(line, words, first, last)
    first, last = _with_initials(line, first, last)
    first = _with_particles(line, first)
    return _from_title(line, words, claims, first), last


def joins_within(line: Line, before: int, after: int) -> bool:
    """Return whether two names are one, with nothing or with "de la" between them."""
    if line.gap(after) not in _WITHIN or after - before > _MOST_PARTICLES + 1:
        return False
    return all(
        line.words[at].text in _PARTICLES_WITHIN and line.gap(at) == " "
        for at in range(before + 1, after)
    )


def _with_surname(
    line: Line, words: list[Sums], case: Case, run: tuple[int, int]
) -> tuple[int, int]:
    """Return the run with a word nobody knows behind it: whose first name it is, has one."""
    first, last = run
    after = last + 1
    if last - first >= _MOST_GIVEN or after >= len(line.words):
        return run
    word, given = line.words[after], line.words[last]
    small = given.flags & _CAPITALS and not word.flags & _CAPITALS
    if (
        words[after + EDGES].kind not in _UNHEARD
        or words[last + EDGES].kind not in _GIVEN
        or len(word.text) < _LEAST_UNHEARD
        or line.gap(after) != " "
        or (case is not Case.NONE and small)  # "my name is ann lee, I want": a lone "I"
    ):
        return run
    return first, after


def _with_words(
    line: Line, words: list[Sums], first: int, last: int
) -> tuple[int, int]:
    """Return the run with an ordinary word in capitals that is a name, too: Алексей Мороз."""
    if first and line.gap(first) == " " and words[first + EDGES].kind in _BORNE:
        before = line.words[first - 1]
        if _is_word_and_name(line, words, first - 1) and before.text not in _VERBS:
            first -= 1
    after = last + 1
    if (
        after < len(line.words)
        and line.gap(after) == " "
        and words[last + EDGES].kind in _BORNE
        and _is_word_and_name(line, words, after)
    ):
        last = after
    return first, last


def _is_word_and_name(line: Line, words: list[Sums], at: int) -> bool:
    title = line.words[at].flags & flags.TITLE
    return bool(title) and words[at + EDGES].kind == Kind.COMMON_NAME


def _with_hyphens(
    line: Line, words: list[Sums], first: int, last: int
) -> tuple[int, int]:
    """Return the run with the other half of "Ji-hoon" and "Lake-Jones"."""
    while first and line.gap(first) == "-" and _is_half(line, words, first - 1):
        first -= 1
    while (
        last + 1 < len(line.words)
        and line.gap(last + 1) == "-"
        and _is_half(line, words, last + 1)
    ):
        last += 1
    return first, last


def _is_half(line: Line, words: list[Sums], at: int) -> bool:
    flagged, kind = line.words[at].flags, words[at + EDGES].kind
    return kind in _HYPHENED or (kind in _ORDINARY and bool(flagged & flags.TITLE))


def _with_initials(line: Line, first: int, last: int) -> tuple[int, int]:
    """Return the run with the initials before and behind it."""
    while first and _is_initial(line, first - 1) and line.gap(first) in _AFTER_INITIAL:
        first -= 1
    after = last + 1
    while after < len(line.words) and line.gap(after) in _AFTER_TITLE:
        if not _is_initial(line, after) or not line.text.startswith(
            ".", line.ends[after]
        ):
            break
        last, after = after, after + 1
    return first, last


def _is_initial(line: Line, at: int) -> bool:
    return line.words[at].flags & _INITIAL == _INITIAL


def _with_particles(line: Line, first: int) -> int:
    """Return where the name begins if "van den" before it is counted in."""
    while first and line.gap(first) == " " and line.words[first - 1].text in _PARTICLES:
        first -= 1
    return first


def _from_title(line: Line, words: list[Sums], claims: Claims, first: int) -> int:
    """Return where the name begins if "Mr" or "пані" before it is counted in."""
    before = first - 1
    if before < 0 or words[before + EDGES].kind != Kind.STYLED:
        return first
    title = line.gap(first) in _AFTER_TITLE and claims.free(
        line.starts[before], line.ends[before]
    )
    return before if title else first
