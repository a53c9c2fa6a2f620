"""How a turn is written down: words, and where its speaker hesitates.

``|`` a pause; ``~`` the last vowel is drawn out, then a pause; ``@`` a filler ("um"),
then a pause; ``wi/nter set //`` the speaker breaks off inside "winter" and, after a
pause, goes on with what follows ``//``. The words between are only there to be
synthesised, so that what is heard of the broken word sounds unfinished.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final, Literal

BreakKind = Literal["gap", "comma", "stop", "drawl", "filler", "restart"]
_SIGNS: Final[dict[str, BreakKind]] = {"|": "gap", "~": "drawl", "@": "filler"}


@dataclass(frozen=True, slots=True)
class Break:
    """A pause after ``text[:char]`` of its phrase."""

    char: int
    kind: BreakKind


@dataclass(slots=True)
class Phrase:
    """What is synthesised in one go. ``cut`` is where it is broken off, a character."""

    text: str = ""
    breaks: list[Break] = field(default_factory=list)
    cut: int | None = None


def parse(line: str) -> list[Phrase]:
    """Return the phrases of a written turn; all but the last end in a restart.

    Raises ``ValueError`` for signs that do not fit together.
    """
    phrases = [Phrase()]
    for token in line.split():
        phrase = phrases[-1]
        if token == "//":
            if phrase.cut is None:
                raise ValueError(f"nothing is broken off before //: {line}")
            phrases.append(Phrase())
        elif token in _SIGNS:
            _add_break(phrase, token, line)
        else:
            _add_word(phrase, token)
    if phrases[-1].cut is not None or not phrases[-1].text:
        raise ValueError(f"nothing follows what is broken off: {line}")
    return phrases


def pauses_of(phrases: list[Phrase]) -> list[BreakKind]:
    """Return the kinds of pauses of a turn, in their order; the true end is not there."""
    kinds: list[BreakKind] = []
    for phrase in phrases:
        kinds += [pause.kind for pause in phrase.breaks]
        kinds += ["restart"] if phrase.cut is not None else []
    return kinds


def _add_break(phrase: Phrase, token: str, line: str) -> None:
    if not phrase.text or phrase.cut is not None:
        raise ValueError(f"a pause where nobody speaks: {line}")
    kind = _SIGNS[token]
    if kind == "gap" and phrase.text[-1] in ",.?!":
        kind = "comma" if phrase.text[-1] == "," else "stop"
    phrase.breaks.append(Break(len(phrase.text), kind))


def _add_word(phrase: Phrase, token: str) -> None:
    phrase.text += " " if phrase.text else ""
    head, broken, tail = token.partition("/")
    if broken:
        phrase.cut = len(phrase.text) + len(head)
    phrase.text += head + tail
