"""A database whose jobs run in place: for virtual time, which would jump while a thread works."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import TypeVar

import psycopg
import trio
from psycopg.rows import dict_row

from callcore.shared.database.errors import DatabaseDown, translated
from callcore.shared.database.pool import Connection, Database

T = TypeVar("T")


class InlineDatabase(Database):
    """One connection; set ``down`` and it does not answer, ``deaf``: its answer is lost."""

    def __init__(self, connection: Connection) -> None:
        self.down = False
        self.deaf = False
        self._connection = connection

    async def run(self, work: Callable[[Connection], T]) -> T:
        """See :class:`~callcore.shared.database.pool.Database`."""
        await trio.lowlevel.checkpoint()
        if self.down:
            raise DatabaseDown("down")
        try:
            with self._connection.transaction():
                answer = work(self._connection)
        except psycopg.Error as error:
            raise translated(error) from None
        if self.deaf:
            raise DatabaseDown("deaf")
        return answer


@asynccontextmanager
async def open_inline(url: str) -> AsyncIterator[InlineDatabase]:
    """Open a database for one test."""
    with psycopg.connect(url, row_factory=dict_row, autocommit=True) as connection:
        yield InlineDatabase(connection)
