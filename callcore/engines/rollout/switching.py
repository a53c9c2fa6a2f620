"""A call on trial that may leave it: after a rollback the next utterance is control's."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from callcore.engines.ports import Partial, SpeechToText, Transcript
from callcore.engines.utterance import UtteranceAudio
from callcore.shared.ids import Language


class SwitchingSpeechToText:
    """Asks the candidate's ladder while ``still_on``, and control's from then on.

    An utterance that is under way is not torn: the candidate finishes it, with control
    behind it. Who has left does not come back.
    """

    def __init__(
        self,
        candidate: SpeechToText,
        control: SpeechToText,
        still_on: Callable[[], bool],
    ) -> None:
        self._engine = candidate
        self._control = control
        self._still_on = still_on

    @property
    def name(self) -> str:
        """Return the name of the engine that hears now."""
        return self._engine.name

    async def transcribe(
        self,
        audio: UtteranceAudio,
        language: Language,
        post: Callable[[Partial], None],
        hints: Sequence[str] = (),
        others: Sequence[Language] = (),
    ) -> Transcript:
        """Follow ``audio``; see :class:`~callcore.engines.ports.SpeechToText`."""
        if not self._still_on():
            self._engine = self._control
        return await self._engine.transcribe(audio, language, post, hints, others)
