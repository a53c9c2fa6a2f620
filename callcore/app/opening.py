"""Before the first caller: render the phrases that must not need an engine later."""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable, Sequence
from pathlib import Path
from typing import Final

import trio

from callcore.agent.phrases import PhraseKey
from callcore.call.control import Answer, CallControl
from callcore.call.phrasebank import Rendered, render_all
from callcore.engines.errors import EngineError, EngineRefused
from callcore.engines.ports import TextToSpeech
from callcore.shared.ids import Language
from callcore.shared.offload import OneThread
from callcore.shared.records import NEXT_HUMAN, Admission, Outcome
from callcore.transport.line import Line

AGAIN_S: Final = 2.0  # the engines are starting, or died while they rendered
NO_VOICE: Final = Outcome(NEXT_HUMAN, "no-voice")

log = logging.getLogger(__name__)


class Opening:
    """Fills :attr:`phrases`; :attr:`done` once every language was tried."""

    def __init__(
        self,
        tts: TextToSpeech,
        languages: Sequence[Language],
        folder: Path,
        voices: str = "",
    ) -> None:
        self.phrases: dict[Language, dict[PhraseKey, Rendered]] = {}
        self.done = False
        self._tts = tts
        self._languages = languages
        self._folder = folder
        self._voices = voices
        self._threads = OneThread()

    async def run(self, wait_voice: Callable[[], Awaitable[None]]) -> None:
        """Render; a language that this machine cannot speak is left out."""
        await wait_voice()
        for language in self._languages:
            while not await self._try(language):
                await trio.sleep(AGAIN_S)
                await wait_voice()
        self.done = True
        log.info("phrases are ready", extra={"languages": sorted(self.phrases)})

    async def _try(self, language: Language) -> bool:
        """Return whether this language is settled, with or without a voice."""
        try:
            bank = await render_all(
                self._tts, [language], self._folder, self._threads, self._voices
            )
        except EngineRefused as refused:
            log.warning(
                "no voice: callers of this language go to humans",
                extra={"language": language, "reason": refused.reason},
            )
            return True
        except EngineError as error:
            log.warning("phrases not rendered yet", extra={"reason": error.reason})
            return False
        self.phrases.update(bank)
        return True

    def answer(self, inner: Answer) -> Answer:
        """Return what serves a line: ``inner``, or a human where there is no voice."""

        async def serve(
            line: Line, admission: Admission, control: CallControl
        ) -> Outcome:
            if admission.language not in self.phrases:
                return NO_VOICE
            return await inner(line, admission, control)

        return serve
