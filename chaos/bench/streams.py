"""What a stream of speech to a vendor costs its client, and what it does to the loop.

A process of its own on one core, with the settings of a worker. N utterances grow in real
time by 100 ms, and N engines send them to a stand-in that does not look at them, in
another process. The same process without engines says what the growing alone costs.

Whatever sends many streams keeps its loop busy: how late a task is that wants to run every
10 ms says what a call beside it would feel.

    python -m chaos.bench.streams google|none ENDPOINT STREAMS SECONDS
"""

from __future__ import annotations

import json
import resource
import subprocess
import sys
from bisect import bisect_right
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from itertools import cycle
from pathlib import Path
from typing import Any, Final, NoReturn

import trio

from callcore.daemon.tuning import collect_garbage, collector_in_hand, quicken_threads
from callcore.engines.errors import EngineError
from callcore.engines.ports import Partial, SpeechToText
from callcore.engines.utterance import MAX_UTTERANCE_S, UtteranceAudio
from callcore.shared.audioformat import BYTES_PER_S
from chaos.bench import measured
from chaos.bench.load import quantile_ms
from chaos.bench.vowels import babble

CHUNK_S: Final = 0.1  # as the ear delivers
WARM_S: Final = 4.0  # streams open, buffers and caches fill
LAG_EVERY_S: Final = 0.01
END_S: Final = 5.0  # for the texts, after the end of speech
MOST_SECONDS: Final = MAX_UTTERANCE_S - WARM_S - END_S
CORE: Final = 1

Make = Callable[[], SpeechToText]


@dataclass(frozen=True, slots=True)
class Wake:
    """One look at the loop: when it was due, when it came, the time in line until then."""

    due_s: float
    came_s: float
    waited_s: float

    @property
    def lag_s(self) -> float:
        """Return how late it was."""
        return self.came_s - self.due_s


@dataclass(slots=True)
class Noted:
    """What happened while it was measured."""

    wakes: list[Wake] = field(default_factory=list)
    chunks: int = 0
    partials: int = 0
    answered: set[int] = field(default_factory=set)  # streams that said anything
    texts: int = 0
    failures: list[str] = field(default_factory=list)


def measure(endpoint: str, streams: int, seconds: float) -> dict[str, Any]:
    """Return cost and lag of ``streams`` streams to Google at ``endpoint``, and without.

    ``percent_per_stream`` is of one core, without what the growing costs. Raises
    ``subprocess.SubprocessError`` if a process fails.
    """
    bare = _run("none", endpoint, streams, seconds)
    found = _run("google", endpoint, streams, seconds)
    added = found["core_percent"] - bare["core_percent"]
    return found | {
        "percent_per_stream": round(added / streams, 3),
        "bare_percent_per_stream": round(bare["core_percent"] / streams, 3),
        "bare_lag_p99_ms": bare["lag_p99_ms"],
        "bare_lag_max_ms": bare["lag_max_ms"],
    }


def _run(engine: str, endpoint: str, streams: int, seconds: float) -> dict[str, Any]:
    command = [sys.executable, "-m", "chaos.bench.streams"]
    command += [engine, endpoint, str(streams), str(seconds)]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    measured.pin(process.pid, CORE)  # before it has threads: they inherit it
    try:
        told, _ = process.communicate(timeout=WARM_S + seconds + END_S + 60)
    finally:
        process.kill()
        process.wait()
    if process.returncode:
        raise subprocess.CalledProcessError(process.returncode, command)
    found: dict[str, Any] = json.loads(told)
    return found


async def follow(make: Make | None, streams: int, seconds: float) -> dict[str, Any]:
    """Return what ``streams`` growing utterances cost this process in ``seconds``.

    ``make`` makes an engine for each; without one they only grow.
    """
    noted = Noted()
    begun_s = trio.current_time()
    end_s = begun_s + WARM_S + seconds
    async with trio.open_nursery() as nursery:
        nursery.start_soon(_grow_all, make, streams, begun_s, end_s, noted)
        await trio.sleep(WARM_S)
        noted.partials = noted.chunks = 0
        noted.answered.clear()
        before_s, waited_before_s = spent_s(), waited_s()
        with trio.move_on_after(seconds):
            await watch_lag(noted.wakes)
        core_percent = 100 * (spent_s() - before_s) / seconds
        waited_percent = 100 * (waited_s() - waited_before_s) / seconds
    lags, own = sorted(wake.lag_s for wake in noted.wakes), own_lags_s(noted.wakes)
    return {
        "streams": streams,
        "core_percent": round(core_percent, 2),
        "waited_percent": round(waited_percent, 1),
        "lag_p99_ms": quantile_ms(lags, 0.99),
        "lag_max_ms": quantile_ms(lags, 1.0),
        "own_lag_p99_ms": quantile_ms(own, 0.99),
        "own_lag_max_ms": quantile_ms(own, 1.0),
        "chunks": noted.chunks,
        "partials": noted.partials,
        "answered": len(noted.answered),
        "texts": noted.texts,
        "failures": sorted(set(noted.failures)),
    }


async def _grow_all(
    make: Make | None, streams: int, begun_s: float, end_s: float, noted: Noted
) -> None:
    chunks = _chunks()
    with trio.move_on_at(end_s + END_S):
        async with trio.open_nursery() as nursery:
            for number in range(streams):
                audio = UtteranceAudio()
                # spread over the 100 ms, as callers are
                times_s = (begun_s + number * CHUNK_S / streams, end_s)
                nursery.start_soon(_grow, audio, chunks, times_s, noted)
                if make is not None:
                    nursery.start_soon(_hear, make(), audio, number, noted)


async def _grow(
    audio: UtteranceAudio,
    chunks: Sequence[bytes],
    times_s: tuple[float, float],
    noted: Noted,
) -> None:
    due_s, end_s = times_s
    for chunk in cycle(chunks):
        if due_s >= end_s:
            break
        await trio.sleep_until(due_s)
        audio.append(chunk)
        noted.chunks += 1
        due_s += CHUNK_S
    audio.close()


def _chunks() -> Sequence[bytes]:
    pcm, size = babble(), round(CHUNK_S * BYTES_PER_S)
    return [pcm[at : at + size] for at in range(0, len(pcm), size)]


async def _hear(
    engine: SpeechToText, audio: UtteranceAudio, number: int, noted: Noted
) -> None:
    def post(_partial: Partial) -> None:
        noted.partials += 1
        noted.answered.add(number)

    try:
        await engine.transcribe(audio, "en", post)
    except EngineError as error:
        noted.failures.append(error.reason)
    else:
        noted.texts += 1


async def watch_lag(wakes: list[Wake]) -> NoReturn:
    """Note how late a task is that wants to run every 10 ms; all the times it missed."""
    due_s = trio.current_time() + LAG_EVERY_S
    while True:
        await trio.sleep_until(due_s)
        wakes.append(Wake(due_s, trio.current_time(), waited_s()))
        due_s += LAG_EVERY_S


def own_lags_s(wakes: Sequence[Wake]) -> list[float]:
    """Return how late each was, less the time in line for the core meanwhile; sorted."""
    came_s = [wake.came_s for wake in wakes]
    found = []
    for wake in wakes:
        before = wakes[max(0, bisect_right(came_s, wake.due_s) - 1)]
        in_line_s = wake.waited_s - before.waited_s
        found.append(max(0.0, wake.lag_s - in_line_s))
    return sorted(found)


def spent_s() -> float:
    """Return the processor time of this process, all its threads."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime


def waited_s(schedstat: Path = Path("/proc/self/schedstat")) -> float:
    """Return how long the loop's thread stood in line for its core; 0 if unknown.

    Whoever else runs there makes it late, and nothing in this program can help that.
    """
    try:
        return int(schedstat.read_text().split()[1]) / 1e9
    except (OSError, ValueError, IndexError):
        return 0.0


async def run(engine: str, endpoint: str, streams: int, seconds: float) -> None:
    """Measure and print one line."""
    async with _opened(engine, endpoint) as make:
        # as in a worker: what the libraries made is frozen, and never looked at again
        with collector_in_hand():
            async with trio.open_nursery() as nursery:
                nursery.start_soon(collect_garbage, lambda: False)
                found = await follow(make, streams, seconds)
                nursery.cancel_scope.cancel(reason="it has been measured")
    print(json.dumps(found))


@asynccontextmanager
async def _opened(engine: str, endpoint: str) -> AsyncIterator[Make | None]:
    if engine == "none":
        yield None
        return
    from chaos.bench.clouds import open_speech  # slow to import

    async with open_speech(endpoint) as make:
        yield make


def main() -> None:
    """Run from the command line."""
    engine, endpoint, streams, seconds = sys.argv[1:]
    quicken_threads()
    trio.run(run, engine, endpoint, int(streams), float(seconds))


if __name__ == "__main__":
    main()
