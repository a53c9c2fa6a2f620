"""The shared state in a worker: the publisher, the worker's presence, commands.

One task, kept by :func:`callcore.daemon.sidetask.keep`: whatever happens to the state or
in here, it is opened anew, and the live view heals.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version
from typing import Final

import trio

from callcore.app.backroom import Backroom
from callcore.app.office import Relay, RunningPublisher
from callcore.app.presence import be_present
from callcore.app.wellbeing import breaker_states, health_of
from callcore.daemon.commands import Commands, Desk
from callcore.daemon.sidetask import Task
from callcore.daemon.worker import Worker
from callcore.shared.settings import Config
from callcore.shared.state.port import State, WorkerState


def _version() -> str:
    try:
        return version("callcore")
    except PackageNotFoundError:  # run from a work tree
        return "dev"


_VERSION: Final = _version()  # looked up once: it reads the disk
LEVELS: Final = frozenset({"debug", "info", "warning", "error"})


@dataclass(frozen=True, slots=True)
class Live:
    """What the live side of a worker is made of."""

    open_state: Callable[[], AbstractAsyncContextManager[State]]
    publisher_of: Callable[[State], RunningPublisher]
    relay: Relay
    look: Callable[[], WorkerState]
    desk: Desk

    async def run(self) -> None:
        """Open the state and serve it until cancelled."""
        async with self.open_state() as state:
            publisher = self.publisher_of(state)
            self.relay.use(publisher)
            async with trio.open_nursery() as nursery:
                nursery.start_soon(publisher.run)
                nursery.start_soon(be_present, state, self.look)
                nursery.start_soon(Commands(state, self.desk).run)


def live_tasks(
    config: Config, worker: Worker, room: Backroom, warm: Callable[[], bool]
) -> Sequence[tuple[str, Task]]:
    """Return the live side of a worker as a task by name; none without a shared state."""
    if not config.redis_url:
        return ()
    from callcore.shared.state.buffer import Publisher
    from callcore.shared.state.opening import open_state

    office = room.office

    def look() -> WorkerState:
        return worker_state(config, worker, room, warm=warm())

    live = Live(
        open_state=lambda: open_state(config.redis_url),
        publisher_of=Publisher,
        relay=office.relay,
        look=look,
        desk=Desk(
            worker=office.worker,
            board=worker.board,
            queues=config.queues,
            address=lambda: address_of(config, worker.ports.port),
            now_s=office.now_s,
            set_level=set_level,
            note=lambda name, result: office.metrics.commands.labels(
                name, result
            ).inc(),
        ),
    )
    return (("live", live.run),)


def worker_state(
    config: Config, worker: Worker, room: Backroom, *, warm: bool
) -> WorkerState:
    """Return how a worker stands now."""
    prompting, ports = room.prompting, worker.ports
    return WorkerState(
        worker=room.office.worker,
        load=worker.board.load,
        capacity=worker.capacity,
        draining=not worker.board.is_open,
        version=_VERSION,
        address=address_of(config, ports.port),
        http=f"{config.http_host}:{ports.http_port}",
        beat_s=room.office.now_s(),
        health=health_of(
            breaker_states(room.office.metrics.breaker_state),
            warm=warm,
            spool_trouble=room.spool_trouble,
            database_gone=prompting is not None and prompting.database_gone,
        ),
    )


def address_of(config: Config, port: int) -> str:
    """Return ``host:port`` of the audio as the house reaches it."""
    return f"{config.target_host or config.host}:{port}"


def set_level(level: str) -> bool:
    """Let this process log from ``level`` on; ``False`` if there is no such level."""
    if level not in LEVELS:
        return False
    logging.getLogger().setLevel(level.upper())
    return True
