"""Which price table a process uses: that of PostgreSQL, else the last one known, else a file.

The last one known stands in a file of the data folder, so that a worker which starts while
PostgreSQL is away rates as it did before.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from pathlib import Path
from typing import Final, NoReturn

import trio

from callcore.shared.costs import pricestore
from callcore.shared.costs.pricefile import packaged_prices, read_prices
from callcore.shared.costs.pricestore import PriceVersion
from callcore.shared.costs.pricetable import PriceError, PriceTable
from callcore.shared.database.errors import DatabaseError
from callcore.shared.database.pool import Connection, Database
from callcore.shared.offload import RunSync
from callcore.shared.rollout.privatefile import replace_file

LOOK_S: Final = 60.0
ASK_S: Final = 5.0
REMEMBERED: Final = "prices-remembered.yaml"  # in the data folder

log = logging.getLogger(__name__)


def known_prices(data_dir: Path, given: Path | None, *, shared: bool) -> PriceTable:
    """Return the table to begin with; ``shared``: PostgreSQL may have had another.

    Raises :exc:`PriceError` if the ``given`` file cannot be used.
    """
    if shared:
        try:
            return read_prices(data_dir / REMEMBERED)
        except PriceError:
            pass  # there was none yet, or it was damaged: PostgreSQL has it
    return packaged_prices() if given is None else read_prices(given)


async def active_prices(database: Database) -> tuple[PriceVersion, str] | None:
    """Return the table that holds, and its text; ``None`` if none does.

    Raises :exc:`~callcore.shared.database.errors.DatabaseError`.
    """

    def work(connection: Connection) -> tuple[PriceVersion, str] | None:
        version = pricestore.active(connection)
        if version is None:
            return None
        return version, pricestore.yaml_of(connection, version.table_id) or ""

    return await database.run(work)


class PriceKeeper:
    """Tells a worker which table holds, once at the start and whenever it is another."""

    def __init__(
        self,
        database: Database,
        data_dir: Path,
        use: Callable[[PriceTable], None],
        run_sync: RunSync,
    ) -> None:
        self._database = database
        self._path = data_dir / REMEMBERED
        self._use = use
        self._run_sync = run_sync
        self._known = ""  # its checksum

    async def run(self) -> NoReturn:
        """Look every minute; without PostgreSQL the last table stays."""
        while True:
            await self.look()
            await trio.sleep(LOOK_S)

    async def look(self) -> None:
        """Look once; never raises."""
        with trio.move_on_after(ASK_S):
            try:
                found = await active_prices(self._database)
            except DatabaseError as error:
                log.warning("prices not read", extra={"reason": str(error)})
                return
            if found is not None and found[0].sha256 != self._known:
                await self._take(*found)

    async def _take(self, version: PriceVersion, yaml: str) -> None:
        def work() -> PriceTable:
            table = pricestore.checked(yaml)
            try:
                replace_file(self._path, yaml.encode(), durable=True)
            except OSError as error:
                log.warning("price table not kept", extra={"errno": error.errno})
            return table

        self._known = version.sha256
        try:
            self._use(await self._run_sync(work))
        except PriceError as error:  # made by another version of us
            log.error("price table not usable", extra={"reason": str(error)})  # noqa: TRY400 - one sentence says it
