"""The wire as sentences: which frames of the phone's record belong to which of them.

A sentence begins when the journal says so (``agent:saying``); all sound until the next
one begins is its own. What the sounds say is read from the phone's record alone.
"""

from __future__ import annotations

import json
import re
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from math import inf
from typing import Any, Final

from callcore.agent.phrases import PHRASES, PhraseKey
from callcore.dialog.sayable import Sayable, sayable
from callcore.engines.spelled import CHAR_MS, word_marks
from callcore.shared.audioformat import FRAME_MS, FRAME_SAMPLES
from callcore.shared.ids import LANGUAGES
from callcore.shared.observe.events import AGENT_SAID, AGENT_SAYING, TOOL_RETURNED
from chaos.simulate.ear import Ear
from chaos.simulate.seams import said_chars
from tests.kit.hall import Notes

UNSPELLED: Final = re.compile("[^\u0000-\u1fff]")  # see engines/spelled.py
NOW_S: Final = 1e-6  # events of one instant
UNCUT: Final[tuple[PhraseKey, ...]] = (
    "filler",
    "did_not_hear",
    "time_warning",
    "connecting",
    "goodbye",
)


@dataclass(frozen=True, slots=True)
class Spoken:
    """One sentence: ``text`` as it was to be said, and what reached the phone of it.

    ``said`` is what the journal tells of it, None if it tells nothing. ``words_again`` is
    how many words a second voice may repeat; None: there is no second voice.
    """

    text: str
    from_s: float
    frames_s: Sequence[float]
    letters: str
    said: dict[str, Any] | None
    said_s: float
    is_last: bool
    words_again: int | None = None

    @property
    def uncut(self) -> bool:
        """Say whether it is a phrase that nobody can interrupt."""
        return self.text in phrases(*UNCUT)

    def spelled(self) -> Sayable | None:
        """Return how it should sound so that it sounds as it did, if there is a way."""
        ways = (sayable(self.text, language) for language in LANGUAGES)
        readable = (Sayable(UNSPELLED.sub("?", w.text), w.origin) for w in ways)
        return next((w for w in readable if self.said_of(w) is not None), None)

    def said_of(self, spoken: Sayable) -> int | None:
        """Return how many of its characters were said."""
        if spoken.text.startswith(self.letters):
            return len(self.letters)
        if self.words_again is None:
            return None
        return said_chars(self.letters, spoken.text, self.words_again)

    def is_torn(self, spoken: Sayable) -> bool:
        """Say whether a second voice has gone on with it."""
        return self.said_of(spoken) != len(self.letters)

    def words_heard(self, spoken: Sayable, more_frames: int = 0) -> str:
        """Return the words of it that were heard to their end."""
        said = self.said_of(spoken)
        unsaid = 0 if said is None else said - len(self.letters)  # at a seam
        frames = len(self.frames_s) + unsaid * CHAR_MS // FRAME_MS
        samples = (frames + more_frames) * FRAME_SAMPLES
        marks = word_marks(spoken.text)
        chars = max((c for end, c in marks if end <= samples), default=0)
        return self.text[: spoken.heard(chars)].rstrip()


def phrases(*keys: PhraseKey) -> set[str]:
    """Return these phrases in every language."""
    return {PHRASES[language][key] for language in LANGUAGES for key in keys}


def sentences(ear: Ear, notes: Notes, words_again: int | None = None) -> list[Spoken]:
    """Return every sentence that began, in order."""
    begun: list[tuple[float, str]] = []
    ended: dict[int, tuple[float, dict[str, Any]]] = {}
    for time_s, event, fields in notes.events:
        if event == AGENT_SAYING:
            begun.append((time_s, fields["text"]))
        elif event == AGENT_SAID:
            ended.setdefault(len(begun) - 1, (time_s, fields))
    until_s = [*(time_s for time_s, _ in begun[1:]), inf][: len(begun)]
    letters_s = [time_s for time_s, _ in ear.words]
    found = []
    for n, ((from_s, text), to_s) in enumerate(zip(begun, until_s, strict=True)):
        first, last = _range(ear.sounds_s, from_s, to_s)
        frames = ear.sounds_s[first:last]
        first, last = _range(letters_s, from_s, to_s)
        letters = "".join(letter for _, letter in ear.words[first:last])
        said_s, said = ended.get(n, (to_s, None))
        found.append(
            Spoken(
                text,
                from_s,
                frames,
                letters,
                said,
                said_s,
                is_last=to_s == inf,
                words_again=words_again,
            )
        )
    return found


def read_backs(notes: Notes) -> set[str]:
    """Return the sentences of tools, which are not to be interrupted."""
    told = (json.loads(f.get("result") or "{}") for f in notes.of(TOOL_RETURNED))
    return {result["say"] for result in told if result.get("say")}


def _range(times_s: Sequence[float], from_s: float, to_s: float) -> tuple[int, int]:
    return bisect_left(times_s, from_s - NOW_S), bisect_left(times_s, to_s - NOW_S)
