"""A caller's number on every disk of a whole callcore: sealed, or not there at all."""

from __future__ import annotations

from pathlib import Path

import pytest
import trio

from callcore.shared.sealed.places import caller_place
from tests.kit.keys import RING
from tests.kit.officecallers import ringing
from tests.kit.officehouse import OfficeHouse
from tests.kit.until import PATIENCE_S

pytestmark = pytest.mark.integration
DIGITS = b"3804400000"  # how the numbers of all our callers begin


def files_with(folder: Path, what: bytes) -> list[str]:
    """Return the files that hold ``what``; names count as well."""
    files = (path for path in sorted(folder.rglob("*")) if path.is_file())
    return [p.name for p in files if what in str(p).encode() + p.read_bytes()]


async def rows_with(house: OfficeHouse, what: str) -> list[str]:
    """Return the tables that hold ``what`` in any column of any row."""
    tables = await house.servers.ask(
        "SELECT table_name AS name FROM information_schema.tables "
        "WHERE table_schema = 'public'"
    )
    found = []
    for table in tables:
        rows = await house.servers.ask(
            f"SELECT t::text AS row FROM {table['name']} AS t"
        )
        if any(what in row["row"] for row in rows):
            found.append(table["name"])
    return found


async def redis_with(house: OfficeHouse, what: str) -> list[str]:
    """Return the keys of Redis whose whole content holds ``what``."""
    reads = {"string": ("GET",), "hash": ("HGETALL",), "set": ("SMEMBERS",),
             "stream": ("XRANGE", "-", "+"), "zset": ("ZRANGE", 0, -1), "list": ("LRANGE", 0, -1)}  # fmt: skip
    found = []
    for key in await house.servers.redis("KEYS", "*"):
        kind = (await house.servers.redis("TYPE", key)).decode()
        command, *rest = reads[kind]
        content = str(await house.servers.redis(command, key, *rest))
        if what in content or what in key.decode():
            found.append(key.decode())
    return found


async def test_a_number_is_in_clear_in_no_file_no_table_and_no_key_of_redis(
    office_house: OfficeHouse,
):
    house = office_house
    await house.wait_open()
    await house.servers.freeze_postgres()
    async with ringing(house, 2) as party:
        await party.say("I need winter tyres.")
        spooled = files_with(house.data_dir, b"call.opened")
        assert spooled  # the records wait in the spool: nobody delivers them now
        assert not files_with(house.data_dir, DIGITS)
        with trio.fail_after(PATIENCE_S):  # the publisher flushes four times a second
            while not await redis_with(house, "winter tyres"):  # noqa: ASYNC110
                await trio.sleep(0.05)
        assert not await redis_with(house, DIGITS.decode())
        await house.servers.thaw_postgres()
    for caller in party.callers:
        await house.wait_recorded(caller.call_id)
    assert not files_with(house.data_dir, DIGITS)
    assert await rows_with(house, "I need winter tyres.")  # it finds what is there
    assert not await rows_with(house, DIGITS.decode())
    assert not await redis_with(house, DIGITS.decode())
    numbers = []
    for caller in party.callers:
        (kept,) = await house.servers.ask(
            "SELECT sealed FROM call_callers WHERE call_id = %s", caller.call_id
        )
        numbers.append(RING.open(kept["sealed"], caller_place(caller.call_id)))
    assert sorted(numbers) == ["+380440000000", "+380440000001"]
