"""In which language the call is held, and what changes when the caller switches.

A switch concerns what comes next: recogniser, voice, phrases, prompt, hints, guard and
patience all ask for the language of now, except those that are told here.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

from callcore.agent.guard import Guard
from callcore.agent.history import History
from callcore.agent.prompts.loader import hash_of
from callcore.call.happened import Happened, Post
from callcore.call.phrasebank import PhraseBank
from callcore.dialog.machine import Event
from callcore.dialog.tongues import Tongue, asked_for
from callcore.engines.ports import Transcript
from callcore.shared.ids import Language
from callcore.shared.observe.events import CALL_LANGUAGE, Journal

UNSURE: Final = 0.6  # of a transcript's own confidence: perhaps it is another language
WISH_WORDS: Final = 6  # "could you speak English, please": a wish and nothing else


@dataclass(frozen=True, slots=True)
class Speaks:
    """What a switch changes, and whom it tells."""

    history: History
    guard: Guard
    prompt: Callable[[Language], str]
    phrases: PhraseBank
    say_switched: Callable[[], None]
    switched: Callable[[Language], None]
    post: Post
    journal: Journal


class Tongues:
    """The language of one call."""

    def __init__(self, start: Language, among: Sequence[Language]) -> None:
        known = (start, *(other for other in among if other != start))
        self._tongue = Tongue(start, known)
        self._among = known
        self._curious = True  # until a turn was understood

    @property
    def now(self) -> Language:
        """Return the language that is spoken now."""
        return self._tongue.current

    def others(self) -> Sequence[Language]:
        """Return what the recogniser should consider besides; detection costs a decode.

        All others until the first turn was understood, and again after a doubtful one.
        """
        if not self._curious:
            return ()
        return tuple(other for other in self._among if other != self.now)

    def heard(self, found: Transcript, use: Speaks) -> bool:
        """Take a turn and switch if need be; true if it was a wish to switch, no more."""
        was, sure = self.now, found.language_confidence
        detected = None if sure is None else found.language
        new = self._tongue.heard(found.text, detected, sure)
        doubtful = found.confidence is not None and found.confidence < UNSURE
        self._curious = doubtful or (self._curious and len(found.text.split()) < 2)
        if new is None or new == was:
            return False
        wish = asked_for(found.text) is not None
        prompt = use.prompt(new)
        use.journal.note(
            CALL_LANGUAGE,
            language=new,
            was=was,
            by="wish" if wish else "speech",
            prompt_sha=hash_of(prompt),
        )
        if not use.phrases.get(new):
            use.post(Happened(Event.HAND_OVER, reason="no-voice"))
            return False
        use.history.use_prompt(prompt)
        use.guard.language = new
        use.switched(new)
        if wish and len(found.text.split()) <= WISH_WORDS:
            use.say_switched()
            return True
        return False
