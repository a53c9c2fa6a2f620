"""Composition root of a worker: ``callcore worker NAME FD``, started by the supervisor."""

from __future__ import annotations

import sys
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import replace
from typing import cast

import trio
from prometheus_client import CollectorRegistry

from callcore.agent.guard import Guard
from callcore.agent.history import History
from callcore.agent.prompts.loader import load_prompt
from callcore.agent.toolbox import Toolbox
from callcore.app.counting import Counting
from callcore.app.engineset import EngineSet, open_engines
from callcore.app.exposing import expose
from callcore.app.keeping import Keeping
from callcore.app.opening import Opening
from callcore.app.sentence import tell
from callcore.app.shop import Shop, open_shop
from callcore.audio.endpointing import EarSettings
from callcore.call.services import NoInput, Services
from callcore.daemon.lobby import LobbyLimits
from callcore.daemon.tuning import quicken_threads
from callcore.daemon.worker import Worker, WorkerPlan
from callcore.desk.linkpipe import LinkPipe
from callcore.desk.listeners import PortTaken
from callcore.dialog.patience import PROFILES, TurnProfile
from callcore.engines.models.errors import ModelError
from callcore.shared.config import Config, ConfigError
from callcore.shared.ids import LANGUAGES, Language
from callcore.shared.observe import log
from callcore.shared.observe.metrics import Metrics
from callcore.shared.settingkinds import SILENCES
from callcore.store.outbox import OutboxError


def run(config: Config, arguments: Sequence[str]) -> int:
    """Serve calls until the supervisor sends us home; return the exit code."""
    if len(arguments) != 2:
        sys.stderr.write("usage: callcore worker NAME FD (the supervisor starts it)\n")
        return 2
    name, fd = arguments[0], int(arguments[1])
    log.setup(config.log_level, name)
    quicken_threads()
    code = 0
    try:
        trio.run(_serve, config, name, fd)
    except* (PortTaken, ModelError, OutboxError, ConfigError) as reasons:
        code = tell(reasons)
    return code


async def _serve(config: Config, name: str, fd: int) -> None:
    registry = CollectorRegistry()
    metrics = Metrics(registry)
    async with _opened(config, name, metrics) as (engines, shop):
        keeping = Keeping(config.data_dir / "calls", metrics, record=config.record)
        opening = Opening(engines.tts, LANGUAGES, config.cache_dir / "phrases")
        services = _services(config, engines, shop, keeping, Counting(metrics), opening)
        worker = Worker(
            plan_of(config),
            LinkPipe.from_fd(fd),
            opening.answer(services),
            registry=registry,
            warm=lambda: opening.done and engines.client.connected,
        )
        expose(worker, engines.ear, metrics)
        async with trio.open_nursery() as tasks:
            tasks.start_soon(engines.client.run)
            tasks.start_soon(engines.ear.run)
            tasks.start_soon(keeping.run)
            tasks.start_soon(shop.keep_catalogue)
            tasks.start_soon(opening.run, engines.client.wait_connected)
            await worker.run()
            tasks.cancel_scope.cancel(reason="the worker has left")


@asynccontextmanager
async def _opened(
    config: Config, name: str, metrics: Metrics
) -> AsyncIterator[tuple[EngineSet, Shop]]:
    async with AsyncExitStack() as stack:
        shop = await stack.enter_async_context(open_shop(config, name, metrics))
        engines = await stack.enter_async_context(
            open_engines(config, metrics, lambda: shop.catalogue)
        )
        yield engines, shop


def plan_of(config: Config) -> WorkerPlan:
    """Return what the daemon of this worker is told."""
    return WorkerPlan(
        host=config.host,
        http_host=config.http_host,
        pool=range(config.audio_ports.first, config.audio_ports.last + 1),
        max_calls=config.capacity,
        drain_s=config.drain_s,
        allowed_targets=frozenset(config.targets),
        lobby=LobbyLimits(),
    )


def _services(
    config: Config,
    engines: EngineSet,
    shop: Shop,
    keeping: Keeping,
    counting: Counting,
    opening: Opening,
) -> Services:
    prompts = {language: load_prompt(language).text for language in LANGUAGES}

    def open_history(language: Language) -> History:
        return History(prompts[language])

    return Services(
        stt=engines.stt,
        tts=engines.tts,
        llm=engines.llm,
        ear=engines.ear,
        ear_settings=EarSettings(),
        phrases=opening.phrases,
        open_toolbox=lambda admission, guard: Toolbox(shop.store, guard, admission),
        open_guard=Guard,
        open_history=open_history,
        open_journal=keeping.open_journal,
        open_recording=keeping.open_recording,
        prompt=lambda language: prompts[language],
        hints=shop.hints,
        metrics=counting,
        call_max_s=config.call_max_s,
        languages=config.languages,
        profiles=turn_profiles(config),
        no_input=cast("NoInput", config.no_input),
    )


def turn_profiles(config: Config) -> Mapping[Language, TurnProfile]:
    """Return how patient to be in each language, with the settings of the house.

    Raises :exc:`ConfigError` if they contradict each other.
    """
    given = {"en": config.turn_en, "ru": config.turn_ru, "uk": config.turn_uk}
    profiles = {
        language: _with(profile, language, given[language])
        for language, profile in PROFILES.items()
    }
    if config.turn_end == "judged":
        return profiles
    return {language: _fixed(profile) for language, profile in profiles.items()}


def _with(
    profile: TurnProfile, language: Language, given: Mapping[str, int]
) -> TurnProfile:
    try:
        return replace(profile, **{f"{name}_ms": ms for name, ms in given.items()})
    except ValueError as error:
        variable = f"CALLCORE_TURN_{language.upper()}"
        raise ConfigError(f"{variable} with the defaults: {error}.") from None


def _fixed(profile: TurnProfile) -> TurnProfile:
    return replace(profile, **{f"{name}_ms": profile.neutral_ms for name in SILENCES})
