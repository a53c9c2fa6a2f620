"""The real processes of the demo: a store, perhaps vendors' stand-ins, a callcore."""

from __future__ import annotations

import os
import shutil
import sys
import tempfile
from collections.abc import AsyncGenerator, Callable, Mapping, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

import httpx
import trio

from callcore.app.embedding import FOLDER as EMBEDDED
from callcore.shared.embedded.postgres import EmbeddedPostgres
from callcore.shared.ids import Language
from callcore.shared.settings import HTTP_PORT_OFFSET
from chaos.demo.children import (
    Child,
    ChildError,
    child,
    kill_strays,
    wait_ready_line,
)
from chaos.demo.emulation import Emulation, Surroundings, emulated
from chaos.demo.engines import Engines
from chaos.demo.ports import HOST, Ports, find_ports, start_of

STORE_READY_S: Final = 20.0
CALLCORE_READY_S: Final = 90.0  # models load and phrases are rendered on a cold machine
POLL_S: Final = 0.1
WORKERS: Final = 2

Tell = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class House:
    """What runs, and where it is reached; ``troubles`` break stand-ins, by vendor."""

    data_dir: Path
    ports: Ports
    store_url: str
    store: Child
    callcore: Child
    troubles: Mapping[str, Path] = field(default_factory=dict)
    standins: Sequence[Child] = ()

    @property
    def engines_socket(self) -> Path:
        """Return the socket of the engine process."""
        return self.data_dir / "engines.sock"

    def call_folder(self, call_id: str) -> Path:
        """Return where a call leaves its journal and its recording."""
        return self.data_dir / "calls" / call_id


@asynccontextmanager
async def data_folder(*, keep: bool) -> AsyncGenerator[Path, None]:
    """Give a private folder; unless kept, it is removed with everything in it.

    Whoever still has it in his environment is killed first: nobody outlives the demo.
    """
    # short: a Unix socket's path holds 108 bytes, and some TMPDIRs are long
    folder = Path(tempfile.mkdtemp(prefix="callcore-demo-", dir="/tmp"))
    try:
        yield folder
    finally:
        kill_strays(str(folder))
        if not keep:
            forget_databases(folder)
            shutil.rmtree(folder, ignore_errors=True)


def forget_databases(folder: Path) -> None:
    """Delete what a killed ``callcore dev`` left of its PostgreSQL.

    Of root's it does not lie in the folder itself.
    """
    with suppress(FileNotFoundError):
        EmbeddedPostgres(folder / EMBEDDED / "postgres").remove()


@dataclass(frozen=True, slots=True)
class Blueprint:
    """What a house is built from; ``extra`` is environment that a fault wants.

    ``program`` are callcore's arguments: the embedded servers come with ``dev``.
    """

    folder: Path
    cache: Path
    language: Language
    engines: Engines
    extra: Mapping[str, str]
    program: Sequence[str] = ("dev", "--no-admin", "--throwaway")


@asynccontextmanager
async def house(plan: Blueprint, tell: Tell) -> AsyncGenerator[House, None]:
    """Run store, stand-ins and callcore while the block runs. Raises :exc:`ChildError`."""
    command = [sys.executable, "-m", "chaos.store", "--port", "0"]
    tell("starting the shop's store")
    async with child("store", command, inherited(), plan.folder) as store:
        ready = await wait_ready_line(store, STORE_READY_S)
        url = f"http://{HOST}:{ready['port']}"
        where = Surroundings(plan.folder, plan.cache, url, inherited(), plan.language)
        async with emulated(plan.engines, where, tell) as emulation:
            async with _callcore(plan, store, url, emulation, tell) as built:
                yield built


@asynccontextmanager
async def _callcore(
    plan: Blueprint, store: Child, url: str, emulation: Emulation, tell: Tell
) -> AsyncGenerator[House, None]:
    """Run callcore; the block runs when all its workers take calls."""
    ports = find_ports(WORKERS, start_of(os.getpid()))
    environment = inherited() | settings(plan.folder, ports, url, plan.language)
    environment |= dict(emulation.settings) | dict(plan.extra)
    command = [sys.executable, "-m", "callcore", *plan.program]
    tell("starting callcore: databases, front desk, workers, speech engines")
    async with child("callcore", command, environment, plan.folder) as callcore:
        troubles, standins = emulation.troubles, emulation.children
        built = House(plan.folder, ports, url, store, callcore, troubles, standins)
        await _wait_ready(built, tell)
        yield built


def inherited() -> dict[str, str]:
    """Return this process's environment, the base of every child's."""
    environment = dict(os.environ)  # noqa: TID251 - handed on, nothing is read
    # `just talk` runs in the user's folder, and its children must find the packages
    root = str(Path(__file__).parents[2])
    paths = [root, environment.get("PYTHONPATH", "")]
    return environment | {"PYTHONPATH": os.pathsep.join(filter(None, paths))}


def settings(
    folder: Path, ports: Ports, store_url: str, language: Language
) -> dict[str, str]:
    """Return callcore's environment for a demo."""
    return {
        "CALLCORE_DATA_DIR": str(folder),
        "CALLCORE_HOST": HOST,
        "CALLCORE_AGI_PORT": str(ports.agi),
        "CALLCORE_AUDIO_PORTS": ports.pool,
        "CALLCORE_WORKERS": str(WORKERS),
        "CALLCORE_STORE_URL": store_url,
        "CALLCORE_LANGUAGE": language,
        "CALLCORE_RECORD": "1",
        "CALLCORE_RECORDINGS_AS": "wav",  # the report looks at its samples
        "CALLCORE_CHAOS": "1",
        "CALLCORE_DRAIN_S": "1",
    }


async def _wait_ready(built: House, tell: Tell) -> None:
    """Wait until every worker says that it may take calls."""
    started = trio.current_time()
    ready = 0
    async with httpx.AsyncClient(timeout=2.0) as client:
        with trio.move_on_after(CALLCORE_READY_S):
            while True:
                for running in (built.callcore, built.store, *built.standins):
                    running.check()
                now_ready = [
                    p for p in _http_ports(built) if await _is_ready(client, p)
                ]
                if len(now_ready) > ready:
                    ready = len(now_ready)
                    took = trio.current_time() - started
                    tell(f"{ready} of {WORKERS} workers ready after {took:.1f} s")
                if ready >= WORKERS:
                    return
                await trio.sleep(POLL_S)
    raise ChildError(
        f"callcore was not ready within {CALLCORE_READY_S:.0f} s\n{built.callcore.tail()}"
    )


def _http_ports(built: House) -> list[int]:
    pool = range(built.ports.first, built.ports.last + 1)
    return [port + HTTP_PORT_OFFSET for port in pool]


async def _is_ready(client: httpx.AsyncClient, port: int) -> bool:
    try:
        answer = await client.get(f"http://{HOST}:{port}/ready")
    except httpx.HTTPError:
        return False
    return answer.status_code == 200
