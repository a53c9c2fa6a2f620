"""Price tables: uploaded, compared, put into force from a day on."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Final

import trio

from adminapi.costs.entries import ends_of, entries_of
from adminapi.costs.shapes import (
    Activate,
    AgainstPrices,
    End,
    Ends,
    NewPrices,
    PackagedPrices,
    PriceDifference,
    PriceDifferences,
    Prices,
    PriceTable,
    PriceVersion,
)
from adminapi.edges.endpoint import Answer, Ask, Shaped
from adminapi.edges.problem import FieldError, Problem
from adminapi.office import Office
from callcore.shared import audit, stamps
from callcore.shared.costs import pricestore, pricetable
from callcore.shared.costs.pricefile import PACKAGED, packaged_prices
from callcore.shared.costs.pricetable import PriceError
from callcore.shared.database.pool import Connection, rows
from callcore.shared.observe.fields import Plain

LARGEST: Final = 2**62
USED_DAYS: Final = 30
MOST_USED: Final = 500
_LONGEST: Final = 300


class Pricing:
    """The handlers."""

    def __init__(self, office: Office) -> None:
        self._office = office

    async def listed(self, _ask: Ask) -> Answer:
        """Return all tables."""

        def job(connection: Connection) -> Prices:
            active = _active_id(connection)
            items = [_told(each, active) for each in pricestore.versions(connection)]
            return Prices(items=items, active=None if active is None else str(active))

        return await self._office.database.run(job)

    async def packaged(self, _ask: Ask) -> Answer:
        """Return the table that comes with callcore, to begin a draft with."""
        table = packaged_prices()
        text = await trio.to_thread.run_sync(PACKAGED.read_text, "utf-8")
        return PackagedPrices(
            currency=table.currency,
            entries=len(table.prices),
            yaml=text,
            prices=entries_of(table),
            ends=ends_of(table),
        )

    async def one(self, ask: Ask) -> Answer:
        """Return a table with its text."""
        table_id = _id_of(ask)

        def job(connection: Connection) -> PriceTable:
            version = _found(connection, table_id)
            yaml = pricestore.yaml_of(connection, table_id) or ""
            table = pricestore.checked(yaml)
            return PriceTable(
                version=_told(version, _active_id(connection)),
                yaml=yaml,
                prices=entries_of(table),
                ends=ends_of(table),
            )

        return await self._office.database.run(job)

    async def add(self, ask: Ask) -> Answer:
        """Keep a table as a draft; the same text again is the same table."""
        asked = ask.body(NewPrices)

        def job(connection: Connection) -> PriceVersion:
            version = pricestore.draft(connection, asked.yaml, ask.who.name, asked.note)
            _note(connection, ask, "prices.upload", version.table_id, version.sha256)
            return _told(version, _active_id(connection))

        try:
            return Shaped(await self._office.database.run(job), 201)
        except PriceError as error:
            wrong = FieldError(where="body.yaml", problem=str(error)[:_LONGEST])
            raise Problem("invalid", errors=[wrong]) from None

    async def activate(self, ask: Ask) -> Answer:
        """Let a table hold from a time on."""
        asked, table_id = ask.body(Activate), _id_of(ask)
        at_s = None if asked.at is None else asked.at.timestamp()

        def job(connection: Connection) -> None:
            version = _found(connection, table_id)
            pricestore.activate(connection, table_id, ask.who.name, at_s)
            _note(connection, ask, "prices.activate", table_id, version.sha256)

        await self._office.database.run(job)
        # told by another transaction: in its own one it does not hold yet
        return await self._office.database.run(
            lambda c: _told(_found(c, table_id), _active_id(c))
        )

    async def diff(self, ask: Ask) -> Answer:
        """Compare a table with another, or with the one that holds."""
        asked, table_id = ask.query(AgainstPrices), _id_of(ask)

        def job(connection: Connection) -> PriceDifferences:
            if asked.against is None:
                before = table_in_force(connection)
            else:
                before = _table(connection, int(asked.against))
            after = _table(connection, table_id)
            return PriceDifferences(items=differences(before, after))

        return await self._office.database.run(job)

    async def ends(self, _ask: Ask) -> Answer:
        """Return when models end, by the table that holds."""
        today = datetime.fromtimestamp(self._office.now_s(), tz=UTC).date()

        def job(connection: Connection) -> Ends:
            used = _used(connection)
            found = sorted(table_in_force(connection).ends, key=lambda e: e.shutdown)
            return Ends(items=[_end(each, today, used) for each in found])

        return await self._office.database.run(job)


def table_in_force(connection: Connection) -> pricetable.PriceTable:
    """Return the table that holds: the active one, else the packaged one."""
    active = _active_id(connection)
    return packaged_prices() if active is None else _table(connection, active)


def differences(
    before: pricetable.PriceTable, after: pricetable.PriceTable
) -> list[PriceDifference]:
    """Return what differs, by the ids of prices."""
    old = {price.id: _sentence(price) for price in before.prices}
    new = {price.id: _sentence(price) for price in after.prices}
    return [
        PriceDifference(price_id=name, before=old.get(name), after=new.get(name))
        for name in sorted({*old, *new})
        if old.get(name) != new.get(name)
    ]


def _sentence(price: pricetable.Price) -> str:
    until = f" until {price.until}" if price.until else ""
    models = ", ".join(price.models)
    return (
        f"{price.provider} {models} ({', '.join(price.modes)}): {price.micros} micros for "
        f"{price.per} {price.unit}, blocks of {price.rounding.block}, at least "
        f"{price.rounding.minimum}, since {price.since}{until}"
    )


def _table(connection: Connection, table_id: int) -> pricetable.PriceTable:
    yaml = pricestore.yaml_of(connection, table_id)
    if yaml is None:
        raise Problem("not-found")
    return pricestore.checked(yaml)


def _found(connection: Connection, table_id: int) -> pricestore.PriceVersion:
    version = pricestore.version(connection, table_id)
    if version is None:
        raise Problem("not-found")
    return version


def _active_id(connection: Connection) -> int | None:
    active = pricestore.active(connection)
    return None if active is None else active.table_id


def _told(version: pricestore.PriceVersion, active: int | None) -> PriceVersion:
    since = version.active_from_s
    return PriceVersion(
        table_id=str(version.table_id),
        sha256=version.sha256,
        currency=version.currency,
        entries=version.entries,
        note=version.note,
        made_by=version.made_by,
        made_at=stamps.utc_text(version.made_s),
        active_by=version.active_by,
        active_from=None if since is None else stamps.utc_text(since),
        active=version.table_id == active,
    )


def _end(end: pricetable.ModelEnd, today: date, used: set[tuple[str, str]]) -> End:
    return End(
        provider=end.provider,
        model=end.model,
        shutdown=end.shutdown,
        days_left=(end.shutdown - today).days,
        successor=end.successor,
        used=(end.provider, end.model) in used,
    )


def _used(connection: Connection) -> set[tuple[str, str]]:
    found = rows(
        connection,
        "SELECT provider, model FROM ledger WHERE at > now() - make_interval(days => %s) "
        "GROUP BY provider, model LIMIT %s",
        USED_DAYS,
        MOST_USED,
    )
    return {(row["provider"], row["model"]) for row in found}


def _id_of(ask: Ask) -> int:
    text = ask.id("table_id")
    if not (text.isascii() and text.isdigit()) or int(text) > LARGEST:
        raise Problem("not-found")
    return int(text)


def _note(
    connection: Connection, ask: Ask, action: str, table_id: int, sha256: str
) -> None:
    detail: dict[str, Plain] = {"sha256": sha256}
    audit.note(
        connection,
        by=audit.Actor(ask.who.name, ask.who.user_id),
        action=action,
        subject=str(table_id),
        detail=detail,
    )
