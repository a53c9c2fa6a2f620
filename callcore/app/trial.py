"""The rollout of a recogniser, as a worker takes part in it."""

from __future__ import annotations

import math
import os
import socket
from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path
from typing import Final

from callcore.app.engineset import EngineSet
from callcore.app.money import Money
from callcore.engines.host.hosted import LOCAL
from callcore.engines.ports import SpeechToText
from callcore.engines.rollout.rollout import Hooks, House, Rollout
from callcore.engines.stt.whisper import runnable
from callcore.shared.costs.usage import Spend
from callcore.shared.database.pool import Database
from callcore.shared.observe.metrics import Metrics
from callcore.shared.offload import OneThread, RunSync
from callcore.shared.rollout.armfiles import ArmFiles
from callcore.shared.rollout.arms import Arms, DatabaseArms, FileArms
from callcore.shared.rollout.book import FileBook, RolloutBook
from callcore.shared.rollout.bounds import quantile_ms
from callcore.shared.rollout.breaches import P95, micros_per_minute
from callcore.shared.rollout.buckets import BUCKETS
from callcore.shared.rollout.counters import ArmCounters, Comparison
from callcore.shared.rollout.databasebook import DatabaseBook, RememberedBook
from callcore.shared.rollout.plan import ARMS, Arm, Reason, RolloutPlan
from callcore.shared.settings import Config

FOLDER: Final = "rollout"  # below the data folder
REMEMBERED: Final = "plan-remembered.json"  # the last good one of PostgreSQL


def open_rollout(
    config: Config,
    engines: EngineSet,
    money: Money,
    metrics: Metrics,
    worker: str,
    database: Database | None = None,
) -> Rollout:
    """Return this worker's part; nothing is read before it runs."""
    folder = config.data_dir / FOLDER
    run_sync = OneThread()
    book, arms = _shared(folder, worker, run_sync, database)
    rollout = Rollout(
        book,
        folder,
        worker,
        House(
            candidate=config.stt_candidate,
            make=lambda arm, spend: first_of(engines, arm, spend),
            price=money.price,
            run_sync=run_sync,
            may_run=lambda: is_idle(engines),
            arms=arms,
        ),
        hooks_of(metrics),
    )
    show(rollout, metrics)
    return rollout


def _shared(
    folder: Path, worker: str, run_sync: RunSync, database: Database | None
) -> tuple[RolloutBook, Arms]:
    """Return what the workers share: by files of this machine, or by PostgreSQL."""
    files = FileArms(ArmFiles(folder, worker), run_sync)
    if database is None:
        return FileBook(folder, run_sync), files
    remembered = folder / REMEMBERED
    name = f"{socket.gethostname()}:{worker}"
    return (
        RememberedBook(DatabaseBook(database), remembered, run_sync),
        DatabaseArms(database, files, name),
    )


def show(rollout: Rollout, metrics: Metrics) -> None:
    """Let the metrics ask the rollout at each scrape; what nobody knows yet is NaN."""
    metrics.rollout_share.set_function(lambda: share_of(rollout.plan))
    for measure, of in MEASURES.items():
        for arm in ARMS:
            gauge = metrics.rollout_quality.labels(arm, measure)
            gauge.set_function(partial(measured, rollout, arm, of))
    for measure, compared in COMPARED.items():
        gauge = metrics.rollout_quality.labels("candidate", measure)
        gauge.set_function(partial(_compared, rollout, compared))


def share_of(plan: RolloutPlan | None) -> float:
    """Return which share of the callers gets the candidate now."""
    running = plan is not None and plan.status == "running"
    return plan.buckets / BUCKETS if plan is not None and running else 0.0


def measured(
    rollout: Rollout, arm: Arm, of: Callable[[ArmCounters], float | None]
) -> float:
    """Return one measure of an arm in this worker, NaN before its first utterance."""
    tally = rollout.tally()
    counters = tally.candidate if arm == "candidate" else tally.control
    found = of(counters) if counters.utterances else None
    return math.nan if found is None else found


def _compared(rollout: Rollout, of: Callable[[Comparison], float | None]) -> float:
    found = of(rollout.tally().compared)
    return math.nan if found is None else found


def _p95_s(arm: ArmCounters) -> float | None:
    found = quantile_ms(arm.finals, P95)
    return None if found is None else found / 1000


MEASURES: Final[Mapping[str, Callable[[ArmCounters], float | None]]] = {
    "failed": lambda arm: arm.failed / arm.utterances,
    "empty": lambda arm: arm.empty / arm.utterances,
    "hallucinated": lambda arm: arm.hallucinated / arm.utterances,
    "final_p95_seconds": _p95_s,
    "micros_per_minute": micros_per_minute,
}
COMPARED: Final[Mapping[str, Callable[[Comparison], float | None]]] = {
    "wer": lambda seen: seen.wer,
    "cer": lambda seen: seen.cer,
    "recall": lambda seen: seen.recall,
}


def first_of(engines: EngineSet, arm: Arm, spend: Spend) -> SpeechToText:
    """Return the engine that an arm is about, without anybody behind it."""
    trial = engines.offers.candidate
    offer = trial if arm == "candidate" and trial is not None else engines.offers.stt[0]
    return offer.make(spend)


def is_idle(engines: EngineSet) -> bool:
    """Return whether a shadow is in nobody's way: an offline engine needs a free core."""
    offers = (engines.offers.stt[0], engines.offers.candidate)
    if all(offer is None or offer.provider != LOCAL for offer in offers):
        return True
    return runnable() < len(os.sched_getaffinity(0))


def hooks_of(metrics: Metrics) -> Hooks:
    """Return what counts a rollout in ``metrics``."""

    def assigned(arm: Arm, reason: Reason) -> None:
        metrics.rollout_calls.labels(arm, reason).inc()

    return Hooks(
        assigned=assigned,
        rolled_back=lambda limit: metrics.rollout_rolled_back.labels(limit).inc(),
        compared=lambda _wer: metrics.shadow.labels("compared").inc(),
        shadow_dropped=lambda reason: metrics.shadow.labels(reason).inc(),
        book_lost=lambda lost: metrics.rollout_book_lost.set(lost),
    )
