"""A PostgreSQL and a Valkey that tests freeze, kill, fill and bring back under live calls.

The tests' own loop holds the callers' end of the line, so nothing here blocks it for long.
"""

from __future__ import annotations

import os
import signal
from contextlib import suppress
from pathlib import Path
from typing import Any

import psycopg
import redis
import trio
from psycopg.rows import dict_row

from callcore.shared.database.migrate import migrate
from callcore.shared.database.pool import open_database
from callcore.shared.embedded.postgres import EmbeddedPostgres
from callcore.shared.embedded.process import ServerProcess
from callcore.shared.embedded.valkey import EmbeddedValkey
from tests.kit.servers import OURS
from tests.kit.until import PATIENCE_S, until

# what is committed survives a kill, as in production; only a power failure would take it
FAST = {"fsync": "off", "full_page_writes": "off"}
ROOM = "128mb"  # the embedded server's own bound


class _Postgres(EmbeddedPostgres):
    """Comes back without being waited for."""

    waits = True

    def _is_up(self) -> bool:
        return not self.waits or super()._is_up()

    def _make_database(self, name: str) -> None:
        if self.waits:
            super()._make_database(name)


class Servers:
    """Both servers, and what can happen to them."""

    def __init__(self, folder: Path) -> None:
        self._postgres = _Postgres(folder / f"{OURS}-office", FAST)
        self._valkey = EmbeddedValkey(folder / "valkey")
        self.database_url = self._postgres.url()
        self.redis_url = self._valkey.url

    def start(self) -> None:
        """Start both, with a migrated database."""
        self._valkey.start()
        self._postgres.start()
        trio.run(_migrate, self.database_url)
        self._postgres.waits = False

    def stop(self) -> None:
        """Stop both; nothing of them is left."""
        for process in (self._postgres.process, self._valkey.process):
            if process.is_running:
                _signal_family(process, signal.SIGCONT)
        self._postgres.stop()
        self._valkey.stop()
        self._postgres.remove()

    # -- Valkey -----------------------------------------------------------------------

    async def redis(self, *command: object) -> Any:
        """Run one command as an operator would."""

        def run() -> Any:
            with redis.Redis.from_url(self.redis_url, socket_timeout=5) as client:
                return client.execute_command(*command)

        return await trio.to_thread.run_sync(run)

    async def freeze_valkey(self) -> None:
        """Let it hang with all its connections."""
        self._valkey.process.signal(signal.SIGSTOP)

    async def thaw_valkey(self) -> None:
        """Let it go on."""
        self._valkey.process.signal(signal.SIGCONT)

    async def kill_valkey(self) -> None:
        """End it with all that it held."""
        self._valkey.process.kill()

    async def start_valkey(self) -> None:
        """Start it empty."""
        self._valkey.start()

    async def empty_valkey(self) -> None:
        """Take all that it holds."""
        await self.redis("FLUSHALL")

    async def fill_valkey(self) -> None:
        """Let it refuse what needs memory."""
        await self.redis("CONFIG", "SET", "maxmemory", "1")

    async def make_room(self) -> None:
        """Give it its memory back."""
        await self.redis("CONFIG", "SET", "maxmemory", ROOM)

    async def demote_valkey(self) -> None:
        """Make it the replica of a server that does not exist: it refuses writes."""
        await self.redis("REPLICAOF", "127.0.0.1", "1")

    async def promote_valkey(self) -> None:
        """Make it a primary again."""
        await self.redis("REPLICAOF", "NO", "ONE")

    # -- PostgreSQL -------------------------------------------------------------------

    @property
    def postgres_folder(self) -> Path:
        """Return where its files are."""
        return self._postgres.folder

    async def ask(self, sql: str, *values: object) -> list[dict[str, Any]]:
        """Return the rows of a query on a connection of its own."""

        def run() -> list[dict[str, Any]]:
            with psycopg.connect(
                self.database_url, autocommit=True, row_factory=dict_row
            ) as connection:
                return connection.execute(sql.encode(), values or None).fetchall()

        return await trio.to_thread.run_sync(run)

    async def copy(self, table: str) -> bytes:
        """Return all rows of a table as text, as COPY writes them."""

        def run() -> bytes:
            with psycopg.connect(self.database_url, autocommit=True) as connection:
                with connection.cursor().copy(
                    f"COPY {table} TO STDOUT".encode()
                ) as rows:
                    return b"".join(bytes(row) for row in rows)

        return await trio.to_thread.run_sync(run)

    async def tell(self, *statements: str) -> None:
        """Run statements as an operator would."""

        def run() -> None:
            with psycopg.connect(self.database_url, autocommit=True) as connection:
                connection.execute("SET default_transaction_read_only = off")
                for statement in statements:
                    connection.execute(statement.encode())

        await trio.to_thread.run_sync(run)

    async def freeze_postgres(self) -> None:
        """Let it hang with all its sessions."""
        _signal_family(self._postgres.process, signal.SIGSTOP)

    async def thaw_postgres(self) -> None:
        """Let it go on."""
        _signal_family(self._postgres.process, signal.SIGCONT)

    async def kill_postgres(self) -> None:
        """End all of it at once, as the kernel does when memory is short.

        Our lock stays: another run of tests would tidy the cluster of a dead one away.
        """
        server = self._postgres.process
        family = children_of(server.pid)
        _signal_family(server, signal.SIGKILL)
        await until(lambda: not server.is_running and not any(map(_lives, family)))

    async def start_postgres(self) -> None:
        """Start it, and return when it has replayed its log."""
        self._postgres.start()
        with trio.fail_after(PATIENCE_S):
            while not await self._answers():  # noqa: ASYNC110
                await trio.sleep(0.02)

    async def _answers(self) -> bool:
        try:
            return bool(await self.ask("SELECT 1 AS one"))
        except psycopg.OperationalError:
            return False

    async def forbid_writing(self) -> None:
        """Let every transaction be read-only, as on a standby."""
        await self.tell(
            "ALTER SYSTEM SET default_transaction_read_only = on",
            "SELECT pg_reload_conf()",
        )

    async def allow_writing(self) -> None:
        """Let transactions write again."""
        await self.tell(
            "ALTER SYSTEM RESET default_transaction_read_only",
            "SELECT pg_reload_conf()",
        )


async def _migrate(url: str) -> None:
    async with open_database(url) as database:
        await migrate(database)


def children_of(pid: int) -> list[int]:
    """Return the processes whose parent is ``pid``."""
    found = []
    for path in Path("/proc").glob("[0-9]*/stat"):
        with suppress(OSError, IndexError):
            if path.read_text().rpartition(")")[2].split()[1] == str(pid):
                found.append(int(path.parent.name))
    return found


def _lives(pid: int) -> bool:
    with suppress(OSError, IndexError):
        stat = Path(f"/proc/{pid}/stat").read_text()
        return stat.rpartition(")")[2].split()[0] not in "ZX"
    return False


def _signal_family(process: ServerProcess, number: signal.Signals) -> None:
    family = children_of(process.pid)
    process.signal(number)
    for pid in family:
        with suppress(ProcessLookupError):
            os.kill(pid, number)
