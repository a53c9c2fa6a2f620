"""A few connections to PostgreSQL, each used by one job on a thread at a time.

A job is a function of a connection: it runs as one transaction, which is committed when it
returns and rolled back when it raises. Cancelling a job breaks its connection, so that not
even a server that is frozen keeps the caller waiting; whether a commit that was under way
has happened is then unknown, as with any lost connection. Jobs that must not be repeated
carry ids of their own.

A job may use ``connection.transaction()`` for a part that may fail. A connection on which
anything but a constraint failed is not used again: its server may be read-only by now, or
its prepared statements stale.
"""

from __future__ import annotations

import logging
import select
import socket
import threading
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from typing import Any, Final, Generic, TypeVar

import psycopg
import trio
from psycopg.rows import DictRow, dict_row

from callcore.shared.database.errors import Conflict, DatabaseDown, Rejected, translated

Connection = psycopg.Connection[DictRow]
T = TypeVar("T")

CONNECT_S: Final = 3
STATEMENT_MS: Final = 5_000  # a job that needs more says SET LOCAL statement_timeout
LOCK_MS: Final = 3_000
IDLE_IN_TRANSACTION_MS: Final = 10_000
CLIENT_CHECK_MS: Final = 1_000  # after a job was cancelled its locks last no longer
UNACKNOWLEDGED_MS: Final = 10_000  # then a host that vanished is given up
MOST_WAITING: Final = 200  # for a connection; beyond it a job is refused at once
_OPTIONS: Final = (
    f"-c statement_timeout={STATEMENT_MS} -c lock_timeout={LOCK_MS} "
    f"-c idle_in_transaction_session_timeout={IDLE_IN_TRANSACTION_MS} "
    f"-c client_connection_check_interval={CLIENT_CHECK_MS} -c timezone=UTC"
)


class Database:
    """Made by :func:`open_database`; no connection is opened before the first job."""

    def __init__(self, url: str, connections: int, name: str) -> None:
        self._url = url
        self._name = name
        self._limiter = trio.CapacityLimiter(connections)
        self._idle: list[Connection] = []  # newest last: the others may be dropped
        self._closed = False

    async def run(self, work: Callable[[Connection], T]) -> T:
        """Return what ``work`` returns, once it is committed.

        Rows are dictionaries. Raises :exc:`~callcore.shared.database.errors.DatabaseError`
        and whatever ``work`` raises. Cancel-safe: the connection is broken and forgotten.
        Waits while all connections are in use, unless too many wait already; the caller
        opens the deadline.
        """
        if self._closed:
            raise DatabaseDown("closed")
        if self.waiting >= MOST_WAITING:
            raise DatabaseDown("busy")
        job = _Job(self, work)
        try:
            return await trio.to_thread.run_sync(
                job.run, limiter=self._limiter, abandon_on_cancel=True
            )
        except trio.Cancelled:
            job.abandon()
            raise

    async def ping(self) -> float:
        """Return how many seconds an empty job took; the errors are those of :meth:`run`."""
        since_s = trio.current_time()
        await self.run(lambda connection: one(connection, "SELECT 1"))
        return trio.current_time() - since_s

    @property
    def busy(self) -> int:
        """How many connections are in use."""
        return self._limiter.borrowed_tokens

    @property
    def waiting(self) -> int:
        """How many jobs wait for a connection."""
        return self._limiter.statistics().tasks_waiting

    def close(self) -> None:
        """Close the connections that are idle; one in use is closed when it is done."""
        self._closed = True
        while self._idle:
            self._idle.pop().close()

    # -- what jobs use, on their threads; list operations are atomic ------------------

    def take(self) -> Connection:
        """Return a connection that was good a moment ago, or a new one.

        Raises :exc:`DatabaseDown`, whatever is wrong: what cannot be reached is down.
        """
        while True:
            try:
                connection = self._idle.pop()
            except IndexError:
                return self._connect()
            if not _is_dead(connection):
                return connection
            connection.close()

    def give_back(self, connection: Connection) -> None:
        """Keep a connection that is fit for another job, and close any other."""
        idle = psycopg.pq.TransactionStatus.IDLE
        if (
            self._closed
            or connection.closed
            or connection.info.transaction_status != idle
        ):
            connection.close()
        else:
            self._idle.append(connection)

    def _connect(self) -> Connection:
        try:
            return psycopg.connect(
                self._url,
                row_factory=dict_row,
                connect_timeout=CONNECT_S,
                options=_OPTIONS,
                application_name=self._name,
                keepalives_idle=10,
                keepalives_interval=5,
                keepalives_count=3,
                tcp_user_timeout=UNACKNOWLEDGED_MS,
            )
        except psycopg.Error as error:  # its message may quote the URL
            raise DatabaseDown(error.sqlstate or "unreachable") from None


class _Job(Generic[T]):
    """One transaction, and the handle by which the loop can break it."""

    def __init__(self, database: Database, work: Callable[[Connection], T]) -> None:
        self._database = database
        self._work = work
        self._lock = threading.Lock()  # between the thread and abandon()
        self._connection: Connection | None = None
        self._abandoned = False
        self._is_fit = True  # its connection, for another job

    def run(self) -> T:
        connection = self._database.take()
        try:
            self._hold(connection)
            with connection.transaction():
                result = self._work(connection)
                _check(connection)
                return result
        except psycopg.Error as error:
            ours = translated(error)
            self._is_fit = isinstance(ours, Conflict)
            raise ours from None
        finally:
            self._let_go(connection)

    def abandon(self) -> None:
        """Make the thread's next word with the server fail. Called on the loop."""
        with self._lock:
            self._abandoned = True
            if self._connection is not None:
                _break(self._connection)

    def _hold(self, connection: Connection) -> None:
        with self._lock:
            if self._abandoned:
                connection.close()
                raise DatabaseDown("abandoned")
            self._connection = connection

    def _let_go(self, connection: Connection) -> None:
        with self._lock:
            self._connection = None
            if self._abandoned or not self._is_fit:
                connection.close()
        self._database.give_back(connection)


def _check(connection: Connection) -> None:
    """Raise if a statement failed and ``work`` went on: COMMIT would roll back silently."""
    if connection.info.transaction_status == psycopg.pq.TransactionStatus.INERROR:
        raise Rejected("25P02")


def _break(connection: Connection) -> None:
    """Shut the socket down: whoever waits for the server gets an error at once."""
    with suppress(OSError, psycopg.Error):
        sock = socket.fromfd(connection.fileno(), socket.AF_UNSPEC, socket.SOCK_STREAM)
        with sock:
            sock.shutdown(socket.SHUT_RDWR)


def _is_dead(connection: Connection) -> bool:
    """Say whether an idle connection was closed by its server: then it is readable."""
    if connection.closed:
        return True
    look = select.poll()  # select() knows no descriptors beyond 1,023
    look.register(connection.fileno(), select.POLLIN)
    return bool(look.poll(0))


@asynccontextmanager
async def open_database(
    url: str, *, connections: int = 4, name: str = "callcore"
) -> AsyncIterator[Database]:
    """Open a pool for ``url`` (``postgresql://...``); it connects when it is used."""
    # psycopg warns of each rollback that fails because we broke the connection
    logging.getLogger("psycopg").setLevel(logging.ERROR)
    database = Database(url, connections, name)
    try:
        yield database
    finally:
        database.close()


def one(connection: Connection, sql: str, *values: object) -> dict[str, Any] | None:
    """Return the first row of a query, ``None`` if there is none."""
    return connection.execute(sql, values).fetchone()


def rows(connection: Connection, sql: str, *values: object) -> list[dict[str, Any]]:
    """Return all rows of a query; the query itself bounds how many."""
    return connection.execute(sql, values).fetchall()
