"""In which language one utterance is decoded, and when to ask the engine for it. Pure.

Detection costs about as much as a partial. So it is asked for with a partial, while the
caller still talks, and only until it is sure; a final pays for it only if no partial has.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from callcore.shared.audioformat import BYTES_PER_S
from callcore.shared.ids import LANGUAGES, Language

#: Whisper base tells nothing from less than a second, and Ukrainian not from just one
_TRIES_BYTES: Final = (BYTES_PER_S, BYTES_PER_S * 5 // 2)


@dataclass(slots=True)
class Listened:
    """What is known of an utterance's language; ``language`` is the expected one at first."""

    language: Language
    others: tuple[Language, ...] = ()
    confidence: float | None = None
    tries: int = 0

    def fields(self, pcm_bytes: int, *, final: bool) -> dict[str, object]:
        """Return the language fields of a request about so much audio."""
        fields: dict[str, object] = {"language": self.language}
        if self._due(pcm_bytes, final=final):
            fields["among"] = [self.language, *self.others]
        return fields

    def answered(self, fields: Mapping[str, object]) -> None:
        """Take an answer, whatever it was about."""
        if "language" not in fields:
            return
        self.tries += 1
        confidence = fields.get("language_confidence")
        for language in LANGUAGES:
            if fields["language"] == language and isinstance(confidence, float):
                self.language, self.confidence = language, confidence

    def _due(self, pcm_bytes: int, *, final: bool) -> bool:
        if not self.others or self.confidence is not None:
            return False
        if self.tries >= (1 if final else len(_TRIES_BYTES)):
            return False
        return pcm_bytes >= _TRIES_BYTES[self.tries]
