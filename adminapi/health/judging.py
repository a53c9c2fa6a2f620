"""From what the probes found to what is told. Pure."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from adminapi.health import words
from adminapi.health.shapes import Condition
from callcore.shared.state.port import WorkerState

ARCHIVE_FRESH_S: Final = 5.0  # it writes its figures every second
PRICES_OLD_DAYS: Final = 120.0  # vendors change prices more often than that
RUNNER_SEEN_S: Final = 300.0
ORDER: Final[Sequence[Condition]] = ("down", "degraded", "unknown", "ok")


@dataclass(frozen=True, slots=True)
class Verdict:
    """How a part is."""

    name: str
    state: Condition
    hears: words.Sentences = field(default_factory=lambda: words.NOTHING)
    detail: str = ""
    workers: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Found:
    """What the probes found; ``None`` where nobody could tell."""

    postgres: str  # '' or why not
    redis: str
    workers: Sequence[WorkerState] | None
    records: Mapping[str, Any] | None  # of probes.records
    archive: Mapping[str, Any] | None  # its file
    now_s: float


def verdicts(found: Found) -> list[Verdict]:
    """Return how every part is, the worst first."""
    all_of_them = [
        _server("postgres", found.postgres, words.POSTGRES_DOWN),
        _server("redis", found.redis, words.REDIS_DOWN),
        _workers(found.workers),
        *_of_workers(found.workers or ()),
        _archive(found),
        *_records(found.records),
    ]
    return sorted(all_of_them, key=lambda each: (ORDER.index(each.state), each.name))


def _server(name: str, trouble: str, hears: words.Sentences) -> Verdict:
    return Verdict(name, "down", hears, trouble) if trouble else Verdict(name, "ok")


def _workers(workers: Sequence[WorkerState] | None) -> Verdict:
    if workers is None:
        return Verdict("workers", "unknown")
    names = tuple(each.worker for each in workers)
    if not workers:
        return Verdict("workers", "down", words.NO_WORKER, "0")
    load = sum(each.load for each in workers)
    room = sum(each.capacity for each in workers if not each.draining)
    detail = f"{load}/{room}"
    if all(each.draining or each.load >= each.capacity for each in workers):
        return Verdict("workers", "degraded", words.ALL_FULL, detail, names)
    return Verdict("workers", "ok", detail=detail, workers=names)


def _of_workers(workers: Sequence[WorkerState]) -> Iterator[Verdict]:
    """Yield one verdict for each dependency and each thing that callers hear of it."""
    heard: dict[tuple[str, str], list[str]] = defaultdict(list)
    for worker in workers:
        for name, sentence in worker.health.items():
            heard[name, sentence].append(worker.worker)
    for (name, sentence), names in sorted(heard.items()):
        state: Condition = "degraded" if sentence else "ok"
        if not sentence and any(n == name and s for n, s in heard):
            continue  # the workers in trouble tell enough
        hears = words.said_by_worker(sentence)
        yield Verdict(f"worker.{name}"[:100], state, hears, workers=tuple(names))


def _archive(found: Found) -> Verdict:
    file = found.archive
    if file is None:
        return Verdict("archive", "unknown")
    at_s, waiting = file.get("at_s", 0.0), file.get("waiting_records", 0)
    if not isinstance(at_s, int | float) or found.now_s - at_s > ARCHIVE_FRESH_S:
        return Verdict("archive", "down", words.ARCHIVE_LATE)
    alarm = file.get("alarm")
    if alarm == "full":
        return Verdict("archive", "degraded", words.ARCHIVE_FULL, str(waiting)[:20])
    if alarm or file.get("trouble"):
        return Verdict("archive", "degraded", words.ARCHIVE_LATE, str(waiting)[:20])
    return Verdict("archive", "ok", detail=str(waiting)[:20])


def _records(records: Mapping[str, Any] | None) -> Iterator[Verdict]:
    if records is None:
        for name in ("prompt", "prices", "regression"):
            yield Verdict(name, "unknown")
        return
    yield Verdict("prompt", "ok", detail=records["prompt"] or "packaged")
    age_days = records["prices_days"]
    old = age_days is not None and age_days > PRICES_OLD_DAYS
    detail = "packaged" if age_days is None else f"{age_days:.0f} days"
    yield Verdict("prices", "degraded" if old else "ok", detail=detail)
    seen_s = records["runner_s"]
    is_there = seen_s is not None and seen_s <= RUNNER_SEEN_S
    yield Verdict("regression", "ok" if is_there else "unknown")
