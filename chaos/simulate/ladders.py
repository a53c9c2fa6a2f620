"""A second engine for each stage, as a worker has them: ladders, breakers, probes.

Each call gets ladders of its own; breakers and what is known of voices are shared.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from callcore.call.deadlines import ENGINE_BUDGETS, EngineKind
from callcore.call.services import Services
from callcore.engines.failover.breaker import EngineBreaker
from callcore.engines.failover.llm import LlmFailover
from callcore.engines.failover.pace import Paces
from callcore.engines.failover.probing import (
    Ask,
    Probe,
    Prober,
    probe_hearing,
    probe_model,
    probe_voice,
)
from callcore.engines.failover.rung import E, Rung
from callcore.engines.failover.stt import SttFailover
from callcore.engines.failover.tts import TtsFailover
from callcore.engines.offers import Capabilities, Offer
from callcore.engines.ports import (
    LanguageModel,
    Partial,
    SpeechToText,
    TextToSpeech,
    Transcript,
)
from callcore.engines.spelled import read_spelled, spell
from callcore.engines.utterance import UtteranceAudio
from callcore.shared.costs.usage import unbilled
from callcore.shared.ids import LANGUAGES, Language

NAMES: Final = ("stt", "stt-2", "tts", "tts-2", "llm", "llm-2")
WORD: Final = "one"  # what a probe says


@dataclass(frozen=True, slots=True)
class Pair:
    """What serves a worker first, or second."""

    stt: SpeechToText
    tts: TextToSpeech
    llm: LanguageModel


class Ladders:
    """Both engines of each stage; ``word_times`` is of both voices."""

    def __init__(self, first: Pair, second: Pair, *, word_times: bool) -> None:
        self.first, self.second = first, second
        self.degraded: list[tuple[str, str, str]] = []  #: stage, engine, reason
        self.misheard: list[
            tuple[str, str]
        ] = []  #: what was said, what was heard of it
        self._word_times = word_times
        self._breakers = {name: EngineBreaker(name) for name in NAMES}
        self._paces = Paces()

    def of_a_call(self, services: Services) -> Services:
        """Return ``services`` with ladders for one call."""
        one, two = self.first, self.second
        return replace(
            services,
            stt=Witness(
                SttFailover(
                    [
                        self._rung("stt", one.stt, "stt-stream"),
                        self._rung("stt-2", two.stt, "stt-local"),
                    ],
                    self._note,
                ),
                self.misheard,
            ),
            tts=TtsFailover(
                [
                    self._rung("tts", one.tts, "tts-service"),
                    self._rung("tts-2", two.tts, "tts-local"),
                ],
                self._note,
                self._paces,
            ),
            llm=LlmFailover(
                [
                    self._rung("llm", one.llm, "llm-service"),
                    self._rung("llm-2", two.llm, "llm-local"),
                ],
                self._note,
            ),
        )

    def prober(self) -> Prober:
        """Return what closes the breakers."""
        probes = []
        for mark, pair in (("", self.first), ("-2", self.second)):
            asks: Mapping[str, Ask] = {
                "stt": probe_hearing(
                    _offer(pair.stt, "stt-local"), unbilled, spell(WORD), "en"
                ),
                "tts": probe_voice(_offer(pair.tts, "tts-local"), unbilled, WORD, "en"),
                "llm": probe_model(_offer(pair.llm, "llm-local"), unbilled, "en"),
            }
            probes += [
                Probe(self._breakers[stage + mark], ask) for stage, ask in asks.items()
            ]
        return Prober(probes)

    def _rung(self, name: str, engine: E, kind: EngineKind) -> Rung[E]:
        return Rung(
            engine,
            ENGINE_BUDGETS[kind],
            self._breakers[name],
            word_times=self._word_times,
        )

    def _note(self, stage: str, engine: str, reason: str) -> None:
        self.degraded.append((stage, engine, reason))


class Witness:
    """Passes everything on to ``engine``, and notes what it did not hear as it was said."""

    def __init__(self, engine: SpeechToText, misheard: list[tuple[str, str]]) -> None:
        self._engine = engine
        self._misheard = misheard

    @property
    def name(self) -> str:
        """See :class:`~callcore.engines.ports.SpeechToText`."""
        return self._engine.name

    async def transcribe(
        self,
        audio: UtteranceAudio,
        language: Language,
        post: Callable[[Partial], None],
        hints: Sequence[str] = (),
        others: Sequence[Language] = (),
    ) -> Transcript:
        """See :class:`~callcore.engines.ports.SpeechToText`."""
        found = await self._engine.transcribe(audio, language, post, hints, others)
        said = read_spelled(audio.pcm).strip()
        if found.text != said:
            self._misheard.append((said, found.text))
        return found


def _offer(engine: E, kind: EngineKind) -> Offer[E]:
    return Offer(
        name=engine.name,
        provider="local",
        model=engine.name,
        capabilities=Capabilities(frozenset(LANGUAGES)),
        budget=ENGINE_BUDGETS[kind],
        make=lambda _spend: engine,
    )
