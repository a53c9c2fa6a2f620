"""What a worker has behind its calls: its spool, its few connections, its office.

Nothing is awaited on a call's path here, and nothing is opened that is not configured.
"""

from __future__ import annotations

import os
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from functools import partial
from typing import Final

from callcore.agent.prompts.loader import PromptSet, packaged
from callcore.app.keys import ring_of
from callcore.app.office import Office
from callcore.app.prompting import Prompting
from callcore.daemon.sidetask import Task
from callcore.shared import stamps
from callcore.shared.database.pool import Database, open_database
from callcore.shared.observe.metrics import Metrics
from callcore.shared.offload import OneThread
from callcore.shared.settings import Config
from callcore.shared.spool.port import NoSpool, Spool
from callcore.shared.spool.writer import FileSpool, open_spool
from callcore.shared.workername import worker_id

SPOOL: Final = "spool"  # below the data folder; the archive process reads it
CONNECTIONS: Final = 4  # orders, worklist, rollout and prompts; never a call's audio
MEGABYTE: Final = 1_000_000


@dataclass(frozen=True, slots=True)
class Backroom:
    """``tasks`` run beside the calls, by name; they may fail."""

    office: Office
    database: Database | None = None
    spool: FileSpool | None = None
    prompting: Prompting | None = None

    @property
    def records(self) -> Spool:
        """Return where records go; nowhere without a database."""
        return self.office.spool

    @property
    def spool_trouble(self) -> str:
        """Return why records are not kept, a machine word; ``""`` while they are."""
        return "" if self.spool is None else self.spool.trouble

    def prompts_now(self) -> PromptSet:
        """Return the prompts that a new call gets."""
        return _PACKAGED if self.prompting is None else self.prompting.prompts

    def tasks(
        self, keep_prices: Callable[[Database], Awaitable[object]]
    ) -> Sequence[tuple[str, Task]]:
        """Return what must run beside the calls; prices are kept if there is where from."""
        tasks: list[tuple[str, Task]] = []
        if self.spool is not None:
            tasks.append(("spool", self.spool.run))
        if self.prompting is not None:
            tasks.append(("prompts", self.prompting.run))
        if self.database is not None:
            tasks.append(("prices", partial(keep_prices, self.database)))
        return tasks


_PACKAGED: Final = packaged()


@asynccontextmanager
async def open_backroom(
    config: Config, name: str, metrics: Metrics
) -> AsyncIterator[Backroom]:
    """Open what the settings ask for; without a database, nothing but an office.

    Raises :exc:`~callcore.shared.config.ConfigError` for a database without keys.
    """
    worker = worker_id(name, os.getpid())
    async with AsyncExitStack() as stack:
        spool: FileSpool | None = None
        database: Database | None = None
        if config.database_url:
            most_bytes = config.spool_mb * MEGABYTE
            folder = config.data_dir / SPOOL
            spool = await stack.enter_async_context(
                open_spool(folder, name, most_bytes, OneThread())
            )
            database = await stack.enter_async_context(
                open_database(
                    config.database_url,
                    connections=CONNECTIONS,
                    name=f"callcore {name}",
                )
            )
            _show(spool, metrics)
        prompting = _prompting(config, database, name)
        office = Office(
            worker,
            metrics,
            stamps.now_s,
            spool=spool or NoSpool(),
            recordings_as=config.recordings_as,
            ring=ring_of(config) if config.database_url else None,
        )
        _show_office(office, metrics)
        yield Backroom(office, database, spool, prompting)


def _prompting(
    config: Config, database: Database | None, name: str
) -> Prompting | None:
    if database is None:
        return None
    prompting = Prompting(database, config.data_dir, name)
    prompting.recall()
    return prompting


def _show(spool: FileSpool, metrics: Metrics) -> None:
    metrics.spool_dropped.set_function(lambda: spool.dropped)
    metrics.spool_bytes.set_function(lambda: spool.undelivered_bytes)


def _show_office(office: Office, metrics: Metrics) -> None:
    metrics.live_events_dropped.set_function(lambda: office.relay.dropped)
    metrics.state_down_s.set_function(lambda: office.relay.down_s)
