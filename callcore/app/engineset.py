"""The engines of a worker: what all calls share of them, and what each call gets.

A call gets engines of its own, so that what they cost is its own, and so that an engine
which failed it is not asked by it again for a while. Connections, breakers, the ear and
the memory of sentences belong to the worker.
"""

from __future__ import annotations

import math
from array import array
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from typing import Final, TypeVar

from prometheus_client import Gauge

from callcore.app.metered import (
    MeteredLanguageModel,
    MeteredSpeechToText,
    MeteredTextToSpeech,
)
from callcore.app.offering import Catalogue, Offers, offers_of
from callcore.app.vendors import open_vendors
from callcore.engines.failover.breaker import (
    CLOSED,
    BreakerState,
    EngineBreaker,
    OnChange,
)
from callcore.engines.failover.llm import LlmFailover
from callcore.engines.failover.pace import Paces
from callcore.engines.failover.probing import (
    Ask,
    Probe,
    probe_hearing,
    probe_model,
    probe_voice,
)
from callcore.engines.failover.rung import Named, OnDegraded, Rung
from callcore.engines.failover.stt import SttFailover
from callcore.engines.failover.tts import TtsFailover
from callcore.engines.host.client import EngineClient
from callcore.engines.offers import Offer
from callcore.engines.ports import LanguageModel, SpeechToText, TextToSpeech
from callcore.engines.tts.cached import CachedTextToSpeech, SentenceCache
from callcore.engines.turn.model import TurnModel
from callcore.engines.vad.silero import SileroVad
from callcore.engines.voices import WARM_UP
from callcore.shared.audioformat import SAMPLE_RATE_HZ
from callcore.shared.costs.usage import Spend
from callcore.shared.observe.metrics import Metrics
from callcore.shared.rollout.plan import Arm
from callcore.shared.settings import Config
from callcore.transport.batchear import BatchEar
from callcore.transport.ear import Ear, EnergyEar

E = TypeVar("E", bound=Named)
T = TypeVar("T")
#: what the engine process does, and nobody else can
AT_HOST: Final = frozenset({"whisper", "voice-1", "voice-2"})
MEGABYTE: Final = 1 << 20


@dataclass(frozen=True, slots=True)
class EngineSet:
    """What the calls of a worker share. ``voices`` tells what phrases were rendered with."""

    client: EngineClient
    ear: Ear
    offers: Offers
    metrics: Metrics
    cache: SentenceCache
    breakers: dict[tuple[str, str], EngineBreaker]
    voices: str = ""
    paces: Paces = field(default_factory=Paces)

    # -- calls -------------------------------------------------------------------

    def stt_of(self, arm: Arm, spend: Spend, on_degraded: OnDegraded) -> SpeechToText:
        """Return the recognisers of one call; behind a candidate stands control."""
        offers = self.offers.stt
        trial = self.offers.candidate
        if arm == "candidate" and trial is not None:
            offers = (trial, *(each for each in offers if each.name != trial.name))
        return SttFailover(list(self._ears(offers, spend)), on_degraded)

    def tts_of(self, spend: Spend, on_degraded: OnDegraded) -> TextToSpeech:
        """Return the voices of one call; what they cost goes to ``spend``."""
        return TtsFailover(self._voices(spend), on_degraded, self.paces)

    def llm_of(self, spend: Spend, on_degraded: OnDegraded) -> LanguageModel:
        """Return the heads of one call; what they cost goes to ``spend``."""
        return LlmFailover(self._heads(spend), on_degraded)

    def _ears(
        self, offers: Sequence[Offer[SpeechToText]], spend: Spend
    ) -> Iterator[Rung[SpeechToText]]:
        for offer in twice(offers):
            engine = MeteredSpeechToText(offer.make(spend), self.metrics)
            yield self._rung("stt", offer, engine)

    def _voices(self, spend: Spend) -> list[Rung[TextToSpeech]]:
        rungs: list[Rung[TextToSpeech]] = []
        for offer in twice(self.offers.tts):
            metered = MeteredTextToSpeech(offer.make(spend), self.metrics)
            voice = f"{offer.name} {offer.model}"
            engine = CachedTextToSpeech(metered, voice, self.cache)
            rungs.append(self._rung("tts", offer, engine))
        return rungs

    def _heads(self, spend: Spend) -> list[Rung[LanguageModel]]:
        rungs: list[Rung[LanguageModel]] = []
        for offer in twice(self.offers.llm):
            engine = MeteredLanguageModel(offer.make(spend), self.metrics)
            rung = self._rung("llm", offer, engine)
            # it takes what was said already for the answer, and the wish for answered
            rungs.append(replace(rung, continues=offer.name != "offline"))
        return rungs

    def _rung(self, stage: str, offer: Offer[object], engine: E) -> Rung[E]:
        return Rung(
            engine,
            offer.budget,
            self.breakers[stage, offer.name],
            offer.capabilities.languages,
            offer.capabilities.word_times,
        )

    # -- the worker --------------------------------------------------------------

    @property
    def servable(self) -> bool:
        """Return whether every stage has an engine that seems well: a call can begin."""
        stages = ("stt", self.offers.stt), ("tts", self.offers.tts)
        return all(
            any(self._is_well(stage, offer) for offer in offers)
            for stage, offers in (*stages, ("llm", self.offers.llm))
        )

    def _is_well(self, stage: str, offer: Offer[object]) -> bool:
        if self.breakers[stage, offer.name].state != CLOSED:
            return False
        return self.client.connected or offer.name not in AT_HOST

    async def wait_voice(self) -> None:
        """Return once some voice can be asked: a vendor's at once, ours when it is up."""
        if all(offer.name in AT_HOST for offer in self.offers.tts):
            await self.client.wait_connected()

    def probes(self, spend: Spend) -> list[Probe]:
        """Return how each engine is found to be well again; costs go to ``spend``."""
        asks: dict[tuple[str, str], Ask] = {}
        for ear in (*self.offers.stt, self.offers.candidate):
            if ear is not None:
                language = min(ear.capabilities.languages)
                ask = probe_hearing(ear, spend, tone(), language)
                asks["stt", ear.name] = ask
        for voice in self.offers.tts:
            language = min(voice.capabilities.languages)
            word = WARM_UP[language]
            asks["tts", voice.name] = probe_voice(voice, spend, word, language)
        for head in self.offers.llm:
            language = min(head.capabilities.languages)
            asks["llm", head.name] = probe_model(head, spend, language)
        return [Probe(self.breakers[key], ask) for key, ask in asks.items()]


@asynccontextmanager
async def open_engines(
    config: Config, metrics: Metrics, catalogue: Catalogue
) -> AsyncIterator[EngineSet]:
    """Open the engines.

    Raises ``ModelError`` if one that runs in here is damaged, ``OfferError`` if one cannot
    do what the configuration asks for.
    """
    async with open_vendors(config) as vendors:
        offers = offers_of(config, vendors, catalogue)
        looked = {
            result: metrics.sentence_cache.labels(result) for result in ("hit", "miss")
        }
        yield EngineSet(
            client=vendors.client,
            ear=_ear(config),
            offers=offers,
            metrics=metrics,
            cache=SentenceCache(
                config.tts_cache_mb * MEGABYTE, lambda result: looked[result].inc()
            ),
            breakers=_breakers(offers, metrics),
            voices=voices_of(config, offers),
        )


def _ear(config: Config) -> Ear:
    turn_end = TurnModel() if config.turn_end == "judged" else None
    if config.vad == "silero":
        return BatchEar(SileroVad(), turn_end)
    return EnergyEar(turn_end)


def _breakers(offers: Offers, metrics: Metrics) -> dict[tuple[str, str], EngineBreaker]:
    found: dict[tuple[str, str], EngineBreaker] = {}
    for stage, each in offers.stages().items():
        for offer in each:
            gauge = metrics.breaker_state.labels(f"{stage}-{offer.name}")
            gauge.set(CLOSED)
            found[stage, offer.name] = EngineBreaker(offer.name, _shown(gauge))
    return found


def _shown(gauge: Gauge) -> OnChange:
    def on_change(_name: str, state: BreakerState) -> None:
        gauge.set(state)

    return on_change


def voices_of(config: Config, offers: Offers) -> str:
    """Return what phrases on disk were rendered with: another voice is another file."""
    voices = [f"{offer.name}={offer.model}" for offer in offers.tts]
    if "openai" in config.tts:
        voices.append(config.tts_voice)
    if "google" in config.tts:
        voices += sorted(config.google_voices.values())
    return " ".join(voices)


def twice(offers: Sequence[T]) -> Sequence[T]:
    """Return a ladder to climb: who has no second choice is asked again.

    An engine process that died is back within seconds.
    """
    return (*offers, *offers) if len(offers) == 1 else offers


def tone(hz: int = 440, ms: int = 600) -> bytes:
    """Return a tone as 8 kHz PCM: for probes, which only want to be heard."""
    count = SAMPLE_RATE_HZ * ms // 1000
    step = 2 * math.pi * hz / SAMPLE_RATE_HZ
    return array(
        "h", (round(8000 * math.sin(step * n)) for n in range(count))
    ).tobytes()


def rung_of(offers: Sequence[Offer[object]]) -> str:
    """Return what the step from an engine to the next one is called."""
    return "retry" if len(offers) == 1 else "second-engine"
