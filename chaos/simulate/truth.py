"""P4: the history holds the words that crossed the wire, each once and in order."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from callcore.dialog.sayable import Sayable
from callcore.shared.observe.events import (
    AGENT_SAID,
    CALLER_SAID,
    TOOL_CALLED,
    TOOL_RETURNED,
)
from chaos.simulate.heard import NOW_S, Spoken, sentences
from chaos.simulate.seams import WORDS_AGAIN
from chaos.simulate.world import Run, Simulated
from tests.kit.hall import Notes

Broken = Iterator[str]

# How far off a cut may be guessed whose voice tells no word times: an unfinished
# sentence's length is a guess at 14 letters a second, and these voices have 17.
GUESS_SHARE: Final = 0.2  # of what was heard
GUESS_FRAMES: Final = 15  # or a short word
SEAM_FRAMES: Final = 2  # a torn letter, and frames that hold half of the pause
LAST_FRAMES: Final = 2  # on their way to a caller who hung up


def remembers_what_was_heard(run: Run, call: Simulated, notes: Notes) -> Broken:
    """P4: each sentence reached the phone as the journal tells, letter by letter."""
    if voice_is_garbage(run):
        return
    found = sentences(call.caller.ear, notes, words_again(run))
    first_s = found[0].from_s if found else float("inf")
    if early := [t for t in call.caller.ear.sounds_s if t < first_s - NOW_S]:
        yield f"P4 on the wire but not in the journal, at {early[0]:.2f}"
    for spoken in found:
        yield from _told_right(spoken)


def voice_is_garbage(run: Run) -> bool:
    """Say whether this run's voice said what nobody can compare.

    With a second voice nobody hears it: it is taken for the failure that it is.
    """
    garbage = any(t.stage == "tts" and t.mode == "garbage" for t in run.troubles)
    return garbage and not run.how.seconds


def words_again(run: Run) -> int | None:
    """Return how many words a second voice may repeat where the first one broke off."""
    if not run.how.seconds:
        return None
    return 0 if run.how.word_times else WORDS_AGAIN


def _told_right(spoken: Spoken) -> Broken:
    way, said = spoken.spelled(), spoken.said
    if way is None:
        yield f"P4 {spoken.text!r} sounded as {spoken.letters!r}"
    elif said is None:
        if spoken.words_heard(way):
            yield f"P4 on the wire but not in the history: {spoken.letters!r}"
    elif said["cut"]:
        yield from _cut_right(spoken, way, said["text"], exact=said["exact"])
    elif spoken.said_of(way) != len(way.text) and not spoken.is_last:
        yield f"P4 told as heard whole, but {spoken.letters!r} of {way.text!r}"


def _cut_right(spoken: Spoken, way: Sayable, told: str, *, exact: bool) -> Broken:
    more = LAST_FRAMES if spoken.is_last else 0
    seam = SEAM_FRAMES if spoken.is_torn(way) else 0
    heard = [spoken.words_heard(way, n) for n in range(-seam, more + seam + 1)]
    if exact and _words(told) not in map(_words, heard):
        yield f"P4 in the history {told!r}, heard {heard[0]!r}"
    if not exact and not _is_near(spoken, way, told):
        yield f"P4 in the history {told!r} by guess, heard {heard[0]!r}"
    if not spoken.text.startswith(told):
        yield f"P4 {told!r} is no beginning of {spoken.text!r}"


def _is_near(spoken: Spoken, way: Sayable, told: str) -> bool:
    frames = len(spoken.frames_s)
    off = max(GUESS_FRAMES, round(GUESS_SHARE * frames))
    least, most = (spoken.words_heard(way, more) for more in (-off, off))
    return len(least) <= len(told) <= len(most)


def _words(text: str) -> list[str]:
    """Return the words; signs that make no sound are none."""
    return re.findall(r"\w+", text)


def thinks_of_what_was_said(run: Run, _call: Simulated, notes: Notes) -> Broken:
    """P4: the model is shown what the journal holds, and that is what was heard."""
    messages = run.hall.histories[notes.admission.call_id].messages()
    for role, event in (("user", CALLER_SAID), ("assistant", AGENT_SAID)):
        shown = " ".join(m.text for m in messages if m.role == role and m.text)
        told = [n for n in notes.of(event) if n["text"] and not n.get("aside")]
        noted = " ".join(note["text"] for note in told)
        if shown != noted:
            yield f"P4 the {role} said {noted!r}, the model is shown {shown!r}"


def settles_every_tool(_run: Run, _call: Simulated, notes: Notes) -> Broken:
    """P4: a tool that was called has returned, were it stopped or the call over."""
    called, returned = len(notes.of(TOOL_CALLED)), len(notes.of(TOOL_RETURNED))
    if called != returned:
        yield f"P4 {called} tools called, {returned} returned"
