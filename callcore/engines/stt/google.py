"""Google Cloud Speech-to-Text, v2 and v1, streaming: one stream per utterance.

Costs 0.3 % of a core a stream at chunks of 100 ms (:mod:`..vendors.asyncbridge`).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

from callcore.engines.ports import Partial, Transcript
from callcore.engines.stt.googlehearing import NAME, Hearing, StreamAges
from callcore.engines.stt.googlemodels import speech_capabilities
from callcore.engines.stt.googlewire import Opening, SpeechApi, wire_of
from callcore.engines.utterance import UtteranceAudio
from callcore.engines.vendors.google import GoogleCloud
from callcore.shared.audioformat import BYTES_PER_S
from callcore.shared.costs.usage import Spend, Usage
from callcore.shared.ids import Language

PROVIDER: Final = "google"
_BYTES_PER_MS: Final = BYTES_PER_S // 1000
_DEFAULT_AGES: Final = StreamAges()


@dataclass(frozen=True, slots=True)
class SpeechOptions:
    """Which recogniser, and when its streams are replaced."""

    api: SpeechApi = "v2"
    model: str = "latest_long"
    ages: StreamAges = _DEFAULT_AGES

    @property
    def billed_model(self) -> str:
        """Return the model as the price table names it: versions have prices of their own."""
        return f"{self.api}/{self.model}"


class GoogleSpeech:
    """A :class:`~callcore.engines.ports.SpeechToText` of one call; cheap to make."""

    name = NAME

    def __init__(
        self, cloud: GoogleCloud, options: SpeechOptions, spend: Spend
    ) -> None:
        """Take an opened account. Raises OfferError for a model that cannot stream."""
        self._cloud = cloud
        self._options = options
        self._spend = spend
        self._detects = speech_capabilities(options.api, options.model).detects
        self._wire = wire_of(options.api)

    async def transcribe(
        self,
        audio: UtteranceAudio,
        language: Language,
        post: Callable[[Partial], None],
        hints: Sequence[str] = (),
        others: Sequence[Language] = (),
    ) -> Transcript:
        """Follow ``audio``; see :class:`~callcore.engines.ports.SpeechToText`.

        Reports what was spent also when it fails or is cancelled. A void utterance is
        left at once. Cancelled, the stream ends on the server too, at once.
        """
        others = others if self._detects else ()
        model, recogniser = self._options.model, self._cloud.account.recogniser
        asked = Opening(model, language, others, hints, recogniser)
        speech, ages = self._cloud.speech, self._options.ages
        hearing = Hearing(speech, self._wire, asked, audio, post, ages)
        try:
            await hearing.run()
        finally:
            self._report(hearing)
        return hearing.text.transcript(language, others)

    def _report(self, hearing: Hearing) -> None:
        sent_ms = hearing.billable_bytes // _BYTES_PER_MS
        if sent_ms <= 0:
            return
        audio = hearing.audio
        spoken = audio.dropped_bytes + audio.speech_bytes
        facts = {"speech_ms": spoken // _BYTES_PER_MS}
        if hearing.vendor_ms:
            facts["billed_ms"] = hearing.vendor_ms
        model = self._options.billed_model
        self._spend(Usage("stt", PROVIDER, model, "stream", "audio_ms", sent_ms, facts))
