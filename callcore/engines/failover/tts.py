"""Voices in a row: where one breaks off, the next one says the rest of the sentence."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Sequence

import trio

from callcore.engines.errors import EngineError, EngineLost
from callcore.engines.failover.pace import Paces
from callcore.engines.failover.rung import (
    Attempt,
    Ladder,
    OnDegraded,
    Patience,
    Rung,
    nobody,
)
from callcore.engines.failover.seam import Seam
from callcore.engines.ports import SpeechChunk, TextToSpeech
from callcore.shared.ids import Language


class TtsFailover:
    """Text to speech for one call.

    ``first_s`` is the budget to the first audio, of all but the last voice; ``between_s``
    that from asking for a chunk to getting it, of every one. ``paces`` is the worker's
    knowledge of its voices.
    """

    def __init__(
        self,
        rungs: Sequence[Rung[TextToSpeech]],
        on_degraded: OnDegraded = nobody,
        paces: Paces | None = None,
    ) -> None:
        self._ladder = Ladder("tts", rungs, on_degraded)
        self._paces = paces or Paces()

    @property
    def name(self) -> str:
        """Return the name of the engine that answered last."""
        return self._ladder.name

    @trio.as_safe_channel
    async def speak(
        self, text: str, language: Language
    ) -> AsyncGenerator[SpeechChunk, None]:
        """Stream ``text``; see :class:`~callcore.engines.ports.TextToSpeech`.

        Nothing whose end was marked is said twice. A last voice that breaks off raises.
        """
        seam = Seam(text)
        attempts = self._ladder.attempts(language)
        while True:
            attempt = next(attempts)
            rung = attempt.rung
            patience = Patience(rung.budget, last=attempt.last)
            try:
                with attempt.blamed(patience), patience.scope:
                    async with rung.engine.speak(seam.rest, language) as chunks:
                        async for chunk in chunks:
                            sound = seam.take(chunk, rung.name)
                            if not sound.pcm:
                                continue  # its marks leave with the next sound
                            attempt.began()
                            patience.came()
                            yield sound
                            patience.wait()
                patience.check(rung.name)
                self._done(attempt, language, seam)
                break
            except EngineError as error:
                if seam.told:
                    attempt.spoiled(error.reason)  # the caller has lost nothing
                    break
                attempt.failed(error)
                pace = self._paces.of(rung.name, language)
                pause = seam.tear(pace, word_times=rung.word_times)
                if pause.pcm:
                    yield pause
        rest = seam.finish()
        if rest.marks:
            yield rest

    def _done(
        self, attempt: Attempt[TextToSpeech], language: Language, seam: Seam
    ) -> None:
        """Note that a voice came to its end; raises :exc:`EngineLost` if words lack."""
        rung = attempt.rung
        shortfall = seam.shortfall(word_times=rung.word_times)
        if shortfall:
            raise EngineLost(rung.name, shortfall)
        attempt.succeeded()
        self._paces.learn(rung.name, language, len(seam.rest), seam.part_samples)
