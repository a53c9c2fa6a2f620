"""The worker that is measured: the real daemon and call core, engines that cost nothing.

It obeys lines on standard input and answers each with one JSON line: ``admit N`` expects
N calls and tells their ids and what silence ends a turn, ``cpu`` tells the processor time
so far and the lateness, ``stats`` collects all garbage and tells tasks, descriptors,
threads and memory too, ``reset`` forgets the lateness, ``profile FILE`` samples where the
time goes until the next ``profile``.

    python -m chaos.bench.server [--ear energy|silero|judged] [--talkative]
"""

from __future__ import annotations

import argparse
import gc
import json
import os
import socket
import sys
from collections.abc import Mapping
from functools import partial
from typing import Final

import trio

from callcore.agent.guard import Guard
from callcore.agent.history import History
from callcore.agent.toolbox import Toolbox
from callcore.audio.endpointing import EarSettings
from callcore.call.services import Services
from callcore.call.session import Session
from callcore.daemon.tuning import quicken_threads
from callcore.daemon.worker import Worker, WorkerPlan
from callcore.desk.linkpipe import LinkPipe
from callcore.engines.scripted import (
    ScriptedLanguageModel,
    ScriptedSpeechToText,
    ScriptedTextToSpeech,
)
from callcore.shared.ids import Language, new_call_id
from callcore.shared.records import Admission, Outcome
from callcore.store.memory import MemoryStore
from callcore.transport.batchear import BatchEar
from callcore.transport.ear import Ear, EnergyEar
from chaos.bench.bare import rss_kb
from chaos.bench.measured import MAX_CALLS
from chaos.bench.sampling import profile

LONG_REPLY: Final = "This is a reply of many words that goes on and on. " * 4


class Silent:
    """A journal and counters that keep nothing."""

    def note(self, event: str, **fields: object) -> None:
        """Forget it."""

    def close(self) -> None:
        """Do nothing."""

    def call_ended(self, outcome: Outcome, duration_s: float) -> None:
        """Forget it."""

    def turn(self, times: dict[str, float]) -> None:
        """Forget it."""

    def guard_blocked(self, rules: Mapping[str, int]) -> None:
        """Forget it."""

    def barge_in(self, verdict: str) -> None:
        """Forget it."""

    def degraded(self, reason: str) -> None:
        """Forget it."""

    def guess(self, fate: str) -> None:
        """Forget it."""

    def language_switched(self, language: Language) -> None:
        """Forget it."""

    def bad_audio(self, finding: str) -> None:
        """Forget it."""


def settings_of(ear: Ear) -> EarSettings:
    """Return an end of turn at the first quiet frame, or a model's usual one."""
    return EarSettings.instant() if isinstance(ear, EnergyEar) else EarSettings()


def services_of(ear: Ear, reply: str = "Hello.") -> Services:
    """Return a call core whose engines answer at once, always with ``reply``."""
    store, silent = MemoryStore(()), Silent()
    return Services(
        stt=ScriptedSpeechToText(lambda _audio, _language: "hello", final_s=0),
        tts=ScriptedTextToSpeech(first_s=0, char_ms=40),
        llm=ScriptedLanguageModel(lambda *_: reply, first_s=0, delta_s=0),
        ear=ear,
        ear_settings=settings_of(ear),
        phrases={},
        open_toolbox=lambda admission, guard: Toolbox(store, guard, admission),
        open_guard=Guard,
        open_history=lambda _language: History("You answer."),
        open_journal=lambda _admission: silent,
        open_recording=lambda _admission: None,
        prompt=lambda _language: "You answer.",
        hints=lambda _language: (),
        metrics=silent,
        call_max_s=3600.0,
    )


def ear_of(name: str) -> Ear:
    """Return the ear; Silero is imported only if it is measured."""
    if name == "energy":
        return EnergyEar()
    from callcore.engines.vad.silero import SileroVad

    if name == "silero":
        return BatchEar(SileroVad())
    from callcore.engines.turn.model import TurnModel

    return BatchEar(SileroVad(), turn_end=TurnModel())


async def serve(ear_name: str, *, talkative: bool) -> None:
    """Serve until standard input ends."""
    ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    ear = ear_of(ear_name)
    services = services_of(ear, LONG_REPLY) if talkative else services_of(ear)
    plan = WorkerPlan(pool=range(19092, 19192), max_calls=MAX_CALLS)
    worker = Worker(plan, LinkPipe(ours), Session(services).answer)
    async with trio.open_nursery() as nursery:
        nursery.start_soon(_read_link, LinkPipe(theirs))
        nursery.start_soon(ear.run)
        nursery.start_soon(worker.run)
        await _obey(worker, settings_of(ear).end_ms)
        nursery.cancel_scope.cancel(reason="the measurement is over")


async def _read_link(link: LinkPipe) -> None:
    async for _message in link:
        pass


async def _obey(worker: Worker, end_ms: int) -> None:
    async for line in trio.wrap_file(sys.stdin):
        command, _, number = line.strip().partition(" ")
        match command:
            case "admit":
                while not worker.ports.port:  # noqa: ASYNC110
                    await trio.sleep(0.01)
                ids = [_admit(worker) for _ in range(int(number))]
                _tell({"port": worker.ports.port, "ids": ids, "end_ms": end_ms})
            case "reset":
                worker.ticker.lateness.reset()
                _tell({})
            case "cpu":
                _tell(spent(worker))
            case "profile":
                _tell({"samples": profile(number)})
            case _:
                _tell(stats(worker))


def _admit(worker: Worker) -> str:
    call_id = new_call_id()
    admission = Admission(call_id, "", "100", "en")
    worker.board.expect(admission, trio.current_time())
    return call_id


def _tell(answer: dict[str, object]) -> None:
    sys.stdout.write(json.dumps(answer) + "\n")
    sys.stdout.flush()


def stats(worker: Worker) -> dict[str, object]:
    """Return what a call could leave behind."""
    gc.collect()
    return {
        "tasks": trio.lowlevel.current_statistics().tasks_living,
        "fds": len(os.listdir("/proc/self/fd")),
        "threads": len(os.listdir("/proc/self/task")),
        "live": worker.board.load,
    } | spent(worker)


def spent(worker: Worker) -> dict[str, object]:
    """Return what can be told without disturbing the calls."""
    return {
        "tick_p99_ms": round(1000 * worker.ticker.lateness.quantile_s(0.99), 2),
        "cpu_s": sum(os.times()[:2]),
        "rss_kb": rss_kb(),
    }


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--ear", default="energy")
    parser.add_argument("--talkative", action="store_true")
    options = parser.parse_args()
    quicken_threads()
    trio.run(partial(serve, options.ear, talkative=options.talkative))
