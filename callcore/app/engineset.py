"""The engines of a worker, as the configuration names them, each with its second choice."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass

from callcore.app.metered import (
    MeteredLanguageModel,
    MeteredSpeechToText,
    MeteredTextToSpeech,
)
from callcore.call.deadlines import EngineBudgets
from callcore.engines.failover import (
    LlmFailover,
    OnDegraded,
    SttFailover,
    TtsFailover,
)
from callcore.engines.host.client import EngineClient
from callcore.engines.host.hosted import HostedSimilarity, HostedVoice, HostedWhisper
from callcore.engines.llm.offline.agent import OfflineAgent
from callcore.engines.llm.offline.catalogue import CatalogueEntry
from callcore.engines.ports import LanguageModel, SpeechToText, TextToSpeech
from callcore.engines.scripted import ScriptedSpeechToText, ScriptedTextToSpeech
from callcore.engines.turn.model import TurnModel
from callcore.engines.vad.silero import SileroVad
from callcore.shared.config import Config
from callcore.shared.observe.metrics import Metrics
from callcore.transport.batchear import BatchEar
from callcore.transport.ear import Ear, EnergyEar

Catalogue = Callable[[], Sequence[CatalogueEntry]]


@dataclass(frozen=True, slots=True)
class EngineSet:
    """What a call is served with."""

    client: EngineClient
    stt: SpeechToText
    tts: TextToSpeech
    llm: LanguageModel
    ear: Ear


@asynccontextmanager
async def open_engines(
    config: Config, metrics: Metrics, catalogue: Catalogue
) -> AsyncIterator[EngineSet]:
    """Open the engines; raises ``ModelError`` if one that runs in here is damaged."""
    client = EngineClient(config.engines_socket)
    retries = metrics.degradations.labels("retry")
    seconds = metrics.degradations.labels("second-engine")

    def on_degraded(stage: str, _engine: str, _reason: str) -> None:
        (seconds if stage == "tts" else retries).inc()

    async with _open_llm(config, client, catalogue) as llm:
        yield EngineSet(
            client=client,
            stt=_stt(config, client, metrics, on_degraded),
            tts=_tts(config, client, metrics, on_degraded),
            llm=LlmFailover(
                [MeteredLanguageModel(llm, metrics)] * 2,
                first_s=EngineBudgets.FIRST_TOKEN_S,
                between_s=EngineBudgets.BETWEEN_TOKENS_S,
                on_degraded=on_degraded,
            ),
            ear=_ear(config),
        )


def _ear(config: Config) -> Ear:
    turn_end = TurnModel() if config.turn_end == "judged" else None
    if config.vad == "silero":
        return BatchEar(SileroVad(), turn_end)
    return EnergyEar(turn_end)


def _stt(
    config: Config, client: EngineClient, metrics: Metrics, on_degraded: OnDegraded
) -> SpeechToText:
    if config.stt == "scripted":
        return ScriptedSpeechToText()
    whisper = MeteredSpeechToText(HostedWhisper(client), metrics)
    # twice the same: an engine process that died is back within seconds
    return SttFailover(
        [whisper, whisper],
        first_s=EngineBudgets.FIRST_PARTIAL_S,
        between_s=EngineBudgets.BETWEEN_PARTIALS_S,
        final_s=EngineBudgets.FINAL_S,
        on_degraded=on_degraded,
    )


def _tts(
    config: Config, client: EngineClient, metrics: Metrics, on_degraded: OnDegraded
) -> TextToSpeech:
    if config.tts == "scripted":
        return ScriptedTextToSpeech()
    voices = [
        MeteredTextToSpeech(HostedVoice(client, rank=rank), metrics) for rank in (0, 1)
    ]
    return TtsFailover(
        voices,
        first_s=EngineBudgets.FIRST_AUDIO_S,
        between_s=EngineBudgets.BETWEEN_AUDIO_S,
        on_degraded=on_degraded,
    )


@asynccontextmanager
async def _open_llm(
    config: Config, client: EngineClient, catalogue: Catalogue
) -> AsyncIterator[LanguageModel]:
    if config.llm == "offline":
        yield OfflineAgent(HostedSimilarity(client), catalogue)
        return
    # imported here: it takes 0.7 s and 22 MB, which the offline default need not pay
    from callcore.engines.llm.openai import open_openai_model

    async with open_openai_model(
        config.llm_url, config.llm_model, config.llm_key
    ) as model:
        yield model
