"""Which engines the configuration offers: one row a name, each with what it can do."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final, cast

from callcore.app.vendors import Vendors
from callcore.call.deadlines import ENGINE_BUDGETS, EngineKind
from callcore.engines.host.hosted import (
    LOCAL,
    VOICE,
    WHISPER,
    HostedSimilarity,
    HostedVoice,
    HostedWhisper,
)
from callcore.engines.llm.offline.agent import OfflineAgent
from callcore.engines.llm.offline.catalogue import CatalogueEntry
from callcore.engines.offers import Capabilities, Offer, refuse_languages, refuse_rates
from callcore.engines.ports import LanguageModel, SpeechToText, TextToSpeech
from callcore.engines.scripted import ScriptedSpeechToText, ScriptedTextToSpeech
from callcore.shared.costs.providers import provider_of
from callcore.shared.costs.usage import Component, Spend
from callcore.shared.ids import LANGUAGES
from callcore.shared.settings import Config

Catalogue = Callable[[], Sequence[CatalogueEntry]]
EVERY: Final = frozenset(LANGUAGES)
WHISPER_RATE_HZ: Final = 16_000


@dataclass(frozen=True, slots=True)
class Offers:
    """What a worker may serve calls with; the first choice of each stage first.

    ``candidate`` is the recogniser on trial, if there is one.
    """

    stt: tuple[Offer[SpeechToText], ...]
    tts: tuple[Offer[TextToSpeech], ...]
    llm: tuple[Offer[LanguageModel], ...]
    candidate: Offer[SpeechToText] | None = None

    def stages(self) -> Mapping[Component, Sequence[Offer[object]]]:
        """Return every offer by its stage, the one on trial with the others."""
        trial = () if self.candidate is None else (self.candidate,)
        return {"stt": (*self.stt, *trial), "tts": self.tts, "llm": self.llm}

    def all(self) -> Sequence[Offer[object]]:
        """Return every offer."""
        return [offer for offers in self.stages().values() for offer in offers]


def offers_of(config: Config, vendors: Vendors, catalogue: Catalogue) -> Offers:
    """Return the offers of ``config``.

    Raises :exc:`~callcore.engines.offers.OfferError`, with one sentence, if an engine
    cannot do what it is asked for, or callers may speak a language that none knows.
    """
    agent = OfflineAgent(HostedSimilarity(vendors.client), catalogue)
    stt = tuple(_stt(name, config, vendors) for name in config.stt)
    tts = tuple(each for name in config.tts for each in _tts(name, config, vendors))
    llm = tuple(_llm(name, config, vendors, agent) for name in config.llm)
    needed = {config.language, *config.did_languages.values(), *config.languages}
    for stage, offers in (("stt", stt), ("tts", tts)):
        refuse_languages(offers, sorted(needed), stage)
        refuse_rates(offers, stage)
    trial = config.stt_candidate
    candidate = _stt(trial, config, vendors) if trial else None
    return Offers(stt, tts, llm, candidate)


# -- speech to text ------------------------------------------------------------------


def _stt(name: str, config: Config, vendors: Vendors) -> Offer[SpeechToText]:
    match name:
        case "google":
            return _google_stt(config, vendors)
        case "openai":
            return _openai_stt(config, vendors)
        case "whisper":
            return _whisper(config, vendors)
        case _:
            able = Capabilities(EVERY, partials=True, detects=True)
            budget = ENGINE_BUDGETS["stt-local"]
            return Offer(
                name,
                LOCAL,
                name,
                able,
                budget,
                lambda _spend: ScriptedSpeechToText(name=name),
            )


def _whisper(config: Config, vendors: Vendors) -> Offer[SpeechToText]:
    path = config.whisper_model
    model = WHISPER if path is None else path.stem
    return Offer(
        "whisper",
        LOCAL,
        model,
        Capabilities(EVERY, WHISPER_RATE_HZ, partials=True, detects=True),
        ENGINE_BUDGETS["stt-local"],
        lambda spend: HostedWhisper(vendors.client, model=model, spend=spend),
    )


def _google_stt(config: Config, vendors: Vendors) -> Offer[SpeechToText]:
    # imported here: gRPC takes 0.4 s and 30 MB, which the offline default need not pay
    from callcore.engines.stt.google import GoogleSpeech, SpeechOptions
    from callcore.engines.stt.googlemodels import speech_capabilities
    from callcore.engines.stt.googlewire import SpeechApi

    cloud = vendors.google
    if cloud is None:  # pragma: no cover - open_vendors opens what is named
        raise AssertionError("google is not open")
    able = speech_capabilities(config.google_stt_api, config.google_stt_model)
    api = cast("SpeechApi", config.google_stt_api)
    options = SpeechOptions(api, config.google_stt_model)
    return Offer(
        "google",
        "google",
        options.billed_model,
        able,
        ENGINE_BUDGETS["stt-stream"],
        lambda spend: GoogleSpeech(cloud, options, spend),
    )


def _openai_stt(config: Config, vendors: Vendors) -> Offer[SpeechToText]:
    from callcore.engines.stt.openai import OpenAITranscriber, capabilities

    client, model = vendors.openai_stt, config.stt_model
    if client is None:  # pragma: no cover - open_vendors opens what is named
        raise AssertionError("the transcription service is not open")
    partial_ms, detects = config.stt_partial_ms, config.stt_detects
    provider = provider_of(config.stt_url)
    kind: EngineKind = "stt-local" if partial_ms else "stt-request"
    return Offer(
        "openai",
        provider,
        model,
        capabilities(model, partial_ms=partial_ms, detects=detects),
        ENGINE_BUDGETS[kind],
        lambda spend: OpenAITranscriber(
            client,
            model,
            billed_to(provider, spend),
            partial_ms=partial_ms,
            detects=detects,
        ),
    )


# -- text to speech ------------------------------------------------------------------


def _tts(name: str, config: Config, vendors: Vendors) -> list[Offer[TextToSpeech]]:
    match name:
        case "google":
            return [_google_tts(config, vendors)]
        case "openai":
            return [_openai_tts(config, vendors)]
        case "scripted":
            able = Capabilities(EVERY, word_times=True)
            budget = ENGINE_BUDGETS["tts-local"]
            return [
                Offer(
                    name,
                    LOCAL,
                    name,
                    able,
                    budget,
                    lambda _: ScriptedTextToSpeech(name=name),
                )
            ]
        case _:
            return [_offline_voice(vendors, rank) for rank in (0, 1)]


def _offline_voice(vendors: Vendors, rank: int) -> Offer[TextToSpeech]:
    def make(spend: Spend) -> TextToSpeech:
        return HostedVoice(vendors.client, rank=rank, spend=spend)

    name, able = f"voice-{rank + 1}", Capabilities(EVERY, word_times=True)
    return Offer(name, LOCAL, VOICE, able, ENGINE_BUDGETS["tts-local"], make)


def _google_tts(config: Config, vendors: Vendors) -> Offer[TextToSpeech]:
    from callcore.engines.tts.google import GoogleVoice
    from callcore.engines.tts.googlevoices import (
        DEFAULT_VOICES,
        family_of,
        voice_capabilities,
    )

    cloud = vendors.google
    if cloud is None:  # pragma: no cover - open_vendors opens what is named
        raise AssertionError("google is not open")
    voices = {**DEFAULT_VOICES, **config.google_voices}
    return Offer(
        "google",
        "google",
        ",".join(sorted({family_of(voice) for voice in voices.values()})),
        voice_capabilities(voices),
        ENGINE_BUDGETS["tts-service"],
        lambda spend: GoogleVoice(cloud, voices, spend),
    )


def _openai_tts(config: Config, vendors: Vendors) -> Offer[TextToSpeech]:
    from callcore.engines.tts.openai import OpenAIVoice, capabilities

    client, model, voice = vendors.openai_tts, config.tts_model, config.tts_voice
    if client is None:  # pragma: no cover - open_vendors opens what is named
        raise AssertionError("the speech service is not open")
    provider = provider_of(config.tts_url)
    return Offer(
        "openai",
        provider,
        model,
        capabilities(),
        ENGINE_BUDGETS["tts-service"],
        lambda spend: OpenAIVoice(client, model, voice, billed_to(provider, spend)),
    )


# -- the head ------------------------------------------------------------------------


def _llm(
    name: str, config: Config, vendors: Vendors, agent: OfflineAgent
) -> Offer[LanguageModel]:
    able = Capabilities(EVERY)
    if name == "offline":
        budget = ENGINE_BUDGETS["llm-local"]
        return Offer(name, LOCAL, "offline-agent", able, budget, lambda _spend: agent)
    from callcore.engines.llm.openai import OpenAIModel

    client, model = vendors.openai_llm, config.llm_model
    if client is None:  # pragma: no cover - open_vendors opens what is named
        raise AssertionError("the language service is not open")
    provider, params = provider_of(config.llm_url), config.llm_params
    return Offer(
        name,
        provider,
        model,
        able,
        ENGINE_BUDGETS["llm-service"],
        lambda spend: OpenAIModel(
            client, model, spend=billed_to(provider, spend), params=params
        ),
    )


def billed_to(provider: str, spend: Spend) -> Spend:
    """Return what reports usage in the name of ``provider``: who runs the service."""
    return lambda usage: spend(replace(usage, provider=provider))
