"""Composition root of the archive process: ``callcore archive [FD]``."""

from __future__ import annotations

import logging
import os
import sys
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager, suppress
from functools import partial
from typing import Final, cast

import trio

from callcore.app.keys import ring_of
from callcore.archive.home import home_of
from callcore.archive.retention import Policy
from callcore.archive.run import Archive, ArchivePlan, wait_signal
from callcore.archive.telling import Board, Teller
from callcore.desk.linkpipe import LinkPipe
from callcore.protocol.link import Beat
from callcore.shared.config import ConfigError
from callcore.shared.database.pool import open_database
from callcore.shared.journalfile import Taken
from callcore.shared.observe import log
from callcore.shared.recordings.names import Suffix
from callcore.shared.recordings.opening import open_recordings
from callcore.shared.settings import Config
from callcore.shared.spool.reader import SpoolReader, open_reader
from callcore.shared.state.buffer import Publisher
from callcore.shared.state.opening import open_state
from callcore.shared.state.port import StateDown

NICE: Final = 10  # encoding takes a core; calls come first
CONNECTIONS: Final = 3  # records, recordings, retention
BEAT_S: Final = 1.0
LAST_WORD_S: Final = 0.3  # for the board to hear of the last records

_log = logging.getLogger(__name__)


def run(config: Config, arguments: Sequence[str]) -> int:
    """Deliver records until told to end, or the supervisor is gone; return the exit code."""
    log.setup(config.log_level, "archive")
    if not config.database_url:
        sys.stderr.write("callcore: set CALLCORE_DATABASE_URL; without it there is no archive.\n")  # fmt: skip
        return 2
    os.nice(NICE)
    link = LinkPipe.from_fd(int(arguments[0])) if arguments else None
    try:
        with open_reader(config.data_dir / "spool") as reader:
            trio.run(serve, config, plan_of(config), reader, link)
    except Taken:
        sys.stderr.write("callcore: another archive process is at work here.\n")
        return 1
    except ConfigError as error:
        sys.stderr.write(f"callcore: {error}\n")
        return 2
    except OSError as error:
        reason = error.strerror or type(error).__name__
        sys.stderr.write(f"callcore: the spool cannot be read: {reason}\n")
        return 1
    return 0


async def serve(
    config: Config, plan: ArchivePlan, reader: SpoolReader, link: LinkPipe | None
) -> None:
    """Run the process; see :mod:`callcore.archive.run`."""
    where = config.recordings, config.data_dir, config.s3_id, config.s3_key
    async with (
        open_database(
            config.database_url, connections=CONNECTIONS, name="callcore archive"
        ) as database,
        open_board(config.redis_url) as board,
        trio.open_nursery() as nursery,
    ):
        place = reader, database, open_recordings(*where), Teller(board)
        archive = Archive(plan, *place)
        if link is not None:
            nursery.start_soon(_beat, link)
        await archive.run(partial(_wait_stop, link))
        nursery.cancel_scope.cancel(reason="the archive has ended")


def plan_of(config: Config) -> ArchivePlan:
    """Return what the process is told. Raises :exc:`OSError`: it makes the id, ``ConfigError``."""
    policy = Policy(config.keep_recordings_days, config.keep_transcripts_days)
    return ArchivePlan(
        data_dir=config.data_dir,
        home=home_of(config.data_dir),
        spool_bytes=config.spool_mb * 1_000_000,
        suffix=cast("Suffix", config.recordings_as),
        policy=policy,
        ring=ring_of(config),
        second_look=config.second_look,
    )


@asynccontextmanager
async def open_board(redis_url: str) -> AsyncIterator[Board | None]:
    """Yield the way to the live board, ``None`` without Redis."""
    if not redis_url:
        yield None
        return
    async with open_state(redis_url) as state, trio.open_nursery() as nursery:
        publisher = Publisher(state)
        nursery.start_soon(publisher.run)
        yield publisher
        nursery.cancel_scope.cancel(reason="the archive has ended")
        with trio.move_on_after(LAST_WORD_S, shield=True), suppress(StateDown):
            await publisher.flush()


async def _wait_stop(link: LinkPipe | None) -> None:
    """Return at SIGTERM, or when the supervisor has ended."""
    async with trio.open_nursery() as nursery:
        if link is not None:
            nursery.start_soon(_wait_orphaned, link, nursery.cancel_scope)
        await wait_signal()
        nursery.cancel_scope.cancel(reason="told to end")


async def _wait_orphaned(link: LinkPipe, scope: trio.CancelScope) -> None:
    async for _message in link:
        pass
    scope.cancel(reason="the supervisor has ended")


async def _beat(link: LinkPipe) -> None:
    while True:
        link.send(Beat(0, 0))
        await trio.sleep(BEAT_S)
