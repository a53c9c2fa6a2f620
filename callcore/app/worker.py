"""Composition root of a worker: ``callcore worker NAME FD``, started by the supervisor."""

from __future__ import annotations

import logging
import sys
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import replace
from typing import cast

import trio
from prometheus_client import CollectorRegistry

from callcore.agent.mcp.configfile import read_mcp
from callcore.agent.mcp.servers import Mcp, open_mcp
from callcore.agent.mcp.settings import McpConfigError, McpSettings
from callcore.agent.prompts.loader import VERSION
from callcore.app.agentkit import AgentKit
from callcore.app.backroom import Backroom, open_backroom
from callcore.app.counting import Counting
from callcore.app.engineset import EngineSet, open_engines
from callcore.app.exposing import expose
from callcore.app.keeping import Keeping
from callcore.app.live import live_tasks
from callcore.app.money import Money, open_usage_log
from callcore.app.office import Office
from callcore.app.opening import Opening
from callcore.app.sentence import tell
from callcore.app.serving import Serving
from callcore.app.shop import Shop, open_shop
from callcore.app.trial import open_rollout
from callcore.audio.endpointing import EarSettings
from callcore.call.services import NoInput, Services
from callcore.daemon.lobby import LobbyLimits
from callcore.daemon.sidetask import Task, keep
from callcore.daemon.tuning import quicken_threads
from callcore.daemon.worker import Worker, WorkerPlan
from callcore.desk.linkpipe import LinkPipe
from callcore.desk.listeners import PortTaken
from callcore.dialog.patience import PROFILES, TurnProfile
from callcore.engines.failover.probing import Prober
from callcore.engines.failover.rung import nobody
from callcore.engines.models.errors import ModelError
from callcore.engines.offers import OfferError
from callcore.shared.config import ConfigError
from callcore.shared.costs.pricetable import PriceError
from callcore.shared.costs.usage import unbilled
from callcore.shared.ids import LANGUAGES, Language
from callcore.shared.observe import log
from callcore.shared.observe.metrics import Metrics
from callcore.shared.settingkinds import SILENCES
from callcore.shared.settings import Config
from callcore.shared.worklist.port import WorklistError
from callcore.store.outboxport import OutboxError

logger = logging.getLogger(__name__)


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
    except* (
        PortTaken, ModelError, OutboxError, WorklistError, ConfigError, OfferError,
        PriceError, McpConfigError,
    ) as reasons:  # fmt: skip
        code = tell(reasons)
    return code


def _keeping(config: Config, metrics: Metrics, office: Office) -> Keeping:
    return Keeping(
        config.data_dir / "calls",
        metrics,
        record=config.record,
        pseudonyms=config.pseudonyms,
        teller=office.teller,
        recorded=office.recorded,
    )


async def _serve(config: Config, name: str, fd: int) -> None:
    registry = CollectorRegistry()
    metrics = Metrics(registry)
    async with _opened(config, name, metrics) as (engines, shop, mcp, room):
        office = room.office
        keeping = _keeping(config, metrics, office)
        usage = open_usage_log(config, name, metrics, room.spool)
        money = Money(config, metrics, usage)
        money.watch(engines.offers)
        opening = Opening(
            engines.tts_of(money.house, nobody),
            LANGUAGES,
            config.cache_dir / "phrases",
            engines.voices,
        )
        agent = AgentKit(config, shop, mcp, room.prompts_now)
        counting = Counting(metrics)
        services = _services(config, engines, agent, keeping, counting, opening)
        rollout = open_rollout(config, engines, money, metrics, name, room.database)
        told = shop.call_over, agent.dress, office.tell_cost
        serving = Serving(services, engines, money, rollout, metrics, *told)

        def warm() -> bool:
            return opening.done and engines.servable

        answer, link = opening.answer(serving.answer), LinkPipe.from_fd(fd)
        worker = Worker(plan_of(config), link, answer, registry=registry, warm=warm)
        beside = [
            *(("shop", task) for task in shop.tasks),
            ("rollout", rollout.run),
            *room.tasks(money.keep_prices),
            *live_tasks(config, worker, room, warm),
        ]
        expose(worker, engines.ear, metrics)
        async with trio.open_nursery() as tasks:
            tasks.start_soon(engines.client.run)
            tasks.start_soon(engines.ear.run)
            tasks.start_soon(keeping.run)
            tasks.start_soon(opening.run, engines.wait_voice)
            tasks.start_soon(Prober(engines.probes(money.house), tell_probe).run)
            tasks.start_soon(_keep_all, beside, office)
            await worker.run()
            await office.relay.wait_told()
            tasks.cancel_scope.cancel(reason="the worker has left")


async def _keep_all(beside: Sequence[tuple[str, Task]], office: Office) -> None:
    """Run what stands beside the calls; none of it can end one."""
    async with trio.open_nursery() as tasks:
        for what, task in beside:
            tasks.start_soon(keep, what, task, office.note_failure)


@asynccontextmanager
async def _opened(
    config: Config, name: str, metrics: Metrics
) -> AsyncIterator[tuple[EngineSet, Shop, Mcp, Backroom]]:
    async with AsyncExitStack() as stack:
        room = await stack.enter_async_context(open_backroom(config, name, metrics))
        mcp = await stack.enter_async_context(_mcp_of(config, metrics))
        shop = await stack.enter_async_context(
            open_shop(config, name, metrics, room.database)
        )
        engines = await stack.enter_async_context(
            open_engines(config, metrics, lambda: shop.catalogue)
        )
        yield engines, shop, mcp, room


@asynccontextmanager
async def _mcp_of(config: Config, metrics: Metrics) -> AsyncIterator[Mcp]:
    """Open the servers of the configuration; raises :exc:`McpConfigError`."""
    settings = McpSettings() if config.mcp is None else read_mcp(config.mcp)

    def on_call(server: str, _tool: str, result: str, _took_s: float) -> None:
        metrics.mcp_calls.labels(server, result).inc()

    async with open_mcp(settings, on_call=on_call) as mcp:
        yield mcp


def plan_of(config: Config) -> WorkerPlan:
    """Return what the daemon of this worker is told."""
    return WorkerPlan(
        host=config.host,
        http_host=config.http_host,
        pool=range(config.audio_ports.first, config.audio_ports.last + 1),
        max_calls=config.capacity,
        drain_s=config.drain_s,
        allowed_targets=frozenset((*config.targets, *config.queues.values())),
        lobby=LobbyLimits(),
    )


def _services(
    config: Config,
    engines: EngineSet,
    agent: AgentKit,
    keeping: Keeping,
    counting: Counting,
    opening: Opening,
) -> Services:
    mine = agent.of_a_call()  # each call gets the prompt of its begin in its place
    return Services(
        # each call gets engines of its own in their place (app/serving.py)
        stt=engines.stt_of("control", unbilled, nobody),
        tts=engines.tts_of(unbilled, nobody),
        llm=engines.llm_of(unbilled, nobody),
        ear=engines.ear,
        ear_settings=EarSettings(),
        phrases=opening.phrases,
        open_toolbox=agent.open_toolbox,
        open_guard=mine.open_guard,
        open_history=mine.open_history,
        open_journal=keeping.open_journal,
        open_recording=keeping.open_recording,
        prompt=mine.prompt,
        hints=agent.shop.hints,
        metrics=counting,
        call_max_s=config.call_max_s,
        languages=config.languages,
        profiles=turn_profiles(config),
        no_input=cast("NoInput", config.no_input),
        about={"prompt": VERSION},
    )


def tell_probe(engine: str, reason: str) -> None:
    """Log how a sick engine is doing."""
    if reason:
        logger.warning("still sick", extra={"engine": engine, "reason": reason})
    else:
        logger.info("a probe succeeded", extra={"engine": engine})


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
