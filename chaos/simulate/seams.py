"""What a second engine is for: the call goes on, and nothing is said twice.

Where a voice breaks off, the next one goes on after a short pause, which stands for a
space. With word times it goes on with the first word that was not heard to its end; a
voice without them may say a few words again, but never leaves one out.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from callcore.shared.observe.events import CALL_DEGRADED
from chaos.simulate.world import Run, Simulated
from tests.kit.hall import Notes

Broken = Iterator[str]

WORDS_AGAIN: Final = 6  # of a voice without word times, whose place is estimated
_WORD: Final = re.compile(r"\S+")
#: what a stage says that cannot be told from sense: no engine is left for that
_BELIEVED: Final = {("stt", "garbage"), ("llm", "garbage")}


def said_chars(letters: str, text: str, words_again: int) -> int | None:
    """Return how much of ``text`` the ``letters`` say, ``None`` if they say anything else.

    Spaces may be missing. Once they may go back, to the beginning of the word that they
    are in, or with ``words_again`` to that of so many words before it.
    """
    starts = [word.start() for word in _WORD.finditer(text)]
    reached = {0: False}  # position: whether they have gone back
    for letter in letters:
        after: dict[int, bool] = {}
        for at, again in reached.items():
            for to, back in _ways(at, again, text, starts, words_again):
                if text.startswith(letter, to):
                    after[to + 1] = after.get(to + 1, True) and back
        reached = after
    return max(reached, default=None)


def _ways(
    at: int, again: bool, text: str, starts: list[int], words_again: int
) -> Iterator[tuple[int, bool]]:
    yield at, again
    if text[at : at + 1].isspace():
        yield at + 1, again
    if not again:
        before = [start for start in starts if start < at]
        for start in before[-1 - words_again :]:
            if words_again or not re.search(r"\s", text[start:at]):
                yield start, True


def hears_all_of_it(run: Run) -> Broken:
    """P4: an utterance is heard as it was said, whichever engine heard it at last."""
    garbage = any(t.stage == "stt" and t.mode == "garbage" for t in run.troubles)
    if run.hall.ladders is None or garbage:
        return
    for said, heard in run.hall.ladders.misheard:
        yield f"P4 of {said!r} was heard {heard!r}"


def second_engines_stand_in(run: Run, _call: Simulated, notes: Notes) -> Broken:
    """With a healthy engine at a stage no call is given up for that stage."""
    if not run.how.seconds:
        return
    sick: dict[str, set[int]] = {}
    for trouble in run.troubles:
        sick.setdefault(trouble.stage, set()).add(trouble.number)
        if (trouble.stage, trouble.mode) in _BELIEVED:
            sick[trouble.stage] |= {1, 2}
    shop = any(trouble.stage == "store" for trouble in run.troubles)
    for note in notes.of(CALL_DEGRADED):
        if note["reason"] == "llm-empty" or (shop and note["reason"] == "llm-late"):
            continue  # it answered with nothing; the time went by in the shop, with a tool
        if (
            note["stage"] in {"stt", "tts", "llm"}
            and len(sick.get(note["stage"], ())) < 2
        ):
            yield f"P1 given up for {note['reason']}, with a healthy engine beside it"
