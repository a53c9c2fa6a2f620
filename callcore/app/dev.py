"""``callcore dev``: everything on one machine, without configuration, root, keys or network.

::

    PostgreSQL, Redis protocol   embedded, unless URLs name others
      callcore run               front desk, workers, engines, archive
      adminapi serve             admin API and web UI

``--no-admin`` leaves the admin API out; ``--throwaway`` deletes the embedded databases at the
end. Ctrl-C or SIGTERM lets calls drain (``CALLCORE_DRAIN_S``), then stops the rest backwards. The
same code paths as in production: only URLs differ.
"""

from __future__ import annotations

import base64
import logging
import os
import secrets
import signal
import sys
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import trio

from callcore.app.embedding import Urls, servers
from callcore.app.keys import own_keys
from callcore.shared.config import ConfigError
from callcore.shared.database.errors import DatabaseError
from callcore.shared.database.migrate import MigrationError
from callcore.shared.embedded.process import CannotStart
from callcore.shared.observe import log
from callcore.shared.settings import PREFIX, Config

ADMIN: Final = "ADMINAPI_"
KEY_FILE: Final = "adminapi.key"
NO_ADMIN: Final = "--no-admin"
THROWAWAY: Final = "--throwaway"
FLAGS: Final = frozenset({NO_ADMIN, THROWAWAY})
AGAIN_S: Final = 2.0  # before the admin API is started again
STOP_S: Final = 15.0  # beyond the drain; then SIGKILL

logger = logging.getLogger(__name__)
Command = Sequence[str]


@dataclass(frozen=True, slots=True)
class Programs:
    """What runs in the house, and its environment."""

    callcore: Command
    adminapi: Command  # empty: none
    environment: Mapping[str, str]
    drain_s: float


def run(config: Config, arguments: Sequence[str]) -> int:
    """Run the house until it is told to stop; return the exit code of callcore."""
    if set(arguments) - FLAGS:
        sys.stderr.write("usage: callcore dev [--no-admin] [--throwaway]\n")
        return 2
    log.setup(config.log_level, "dev")
    try:
        config.data_dir.mkdir(mode=0o700, parents=True, exist_ok=True)
        with servers(
            config.data_dir,
            database_url=config.database_url,
            redis_url=config.redis_url,
            throwaway=THROWAWAY in arguments,
        ) as urls:
            return trio.run(
                live,
                programs_of(config, urls, admin=NO_ADMIN not in arguments),
                restrict_keyboard_interrupt_to_checkpoints=True,
            )
    except (
        CannotStart, MigrationError, DatabaseError, ConfigError, OSError,
    ) as error:  # fmt: skip
        sys.stderr.write(f"callcore: {error}\n")
        return 1


def programs_of(config: Config, urls: Urls, *, admin: bool = True) -> Programs:
    """Return the commands of the house; what the user has set for them stays.

    Keys that he has not set are made once and kept in the data folder.
    """
    python = [sys.executable, "-m"]
    given = dict(os.environ)  # noqa: TID251 - handed on, nothing is read
    data_keys = own_keys(config)
    ours = {
        PREFIX + "DATA_KEYS": data_keys,
        ADMIN + "DATA_KEYS": data_keys,
        ADMIN + "SIGNING_KEY": signing_key(config.data_dir / KEY_FILE),
        ADMIN + "DATA_DIR": str(config.data_dir),
        ADMIN + "RECORDINGS": config.recordings,
        ADMIN + "S3_ID": config.s3_id,
        ADMIN + "S3_KEY": config.s3_key,
    }
    return Programs(
        callcore=[*python, "callcore", "run"],
        adminapi=[*python, "adminapi", "serve"] if admin else [],
        environment={
            **ours,
            **given,
            **urls.environment(PREFIX),
            **urls.environment(ADMIN),
        },
        drain_s=config.drain_s,
    )


def signing_key(path: Path) -> str:
    """Return the key of this machine's tokens, made once. Raises :exc:`OSError`."""
    try:
        return path.read_text("ascii").strip()
    except FileNotFoundError:
        key = base64.b64encode(secrets.token_bytes(48)).decode()
    fresh = path.with_suffix(f".{os.getpid()}")
    fd = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with open(fd, "w", encoding="ascii") as file:
        file.write(key + "\n")
        file.flush()
        os.fsync(fd)
    fresh.rename(path)
    return key


async def live(programs: Programs) -> int:
    """Run both programs; return the exit code of callcore once it has ended."""
    stops = (signal.SIGTERM, signal.SIGINT)
    with trio.open_signal_receiver(*stops) as signals:
        async with (
            _running(programs.callcore, programs) as process,
            trio.open_nursery() as house,
        ):
            if programs.adminapi:
                house.start_soon(_keep_adminapi, programs)
            house.start_soon(_stop_when_told, signals, process, programs.drain_s)
            code = await process.wait()
            logger.info("callcore has ended", extra={"code": code})
            house.cancel_scope.cancel(reason="callcore has ended")
    return code


@asynccontextmanager
async def _running(command: Command, programs: Programs) -> AsyncIterator[trio.Process]:
    """Run a program while the block runs; it is told to stop, and killed if it does not."""
    process = await trio.lowlevel.open_process(
        list(command),
        env=programs.environment,
        start_new_session=True,  # Ctrl-C is for us
    )
    try:
        yield process
    finally:
        with trio.move_on_after(STOP_S, shield=True) as patience:
            if process.returncode is None:
                process.terminate()
            await process.wait()
        if patience.cancelled_caught:
            process.kill()


async def _stop_when_told(
    signals: AsyncIterator[int], process: trio.Process, drain_s: float
) -> None:
    """Drain at the first signal, kill at the second or when the drain does not end."""
    async for _ in signals:
        break
    process.send_signal(signal.SIGTERM)
    with trio.move_on_after(drain_s + STOP_S):
        async for _ in signals:
            break
    process.kill()


async def _keep_adminapi(programs: Programs) -> None:
    """Start it again whenever it ends; calls do not notice."""
    while True:
        async with _running(programs.adminapi, programs) as process:
            code = await process.wait()
        logger.warning("the admin API has ended", extra={"code": code})
        await trio.sleep(AGAIN_S)
