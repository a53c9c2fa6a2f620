"""Whole calls in which callers tell all of themselves; then every byte is looked at.

Real processes and databases, real agent and store; ears and voices carry text exactly.
Three customers order by the built-in agent; the same three tell of themselves to a model
that repeats everything, and the worker of one more is killed. What they said may be in the
store and in the recordings, and nowhere else.
"""

from __future__ import annotations

import os
import signal
from collections.abc import AsyncIterator, Iterable, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from itertools import chain

import pytest
import trio

from callcore.shared import stamps
from callcore.shared.state.opening import open_state
from tests.kit import officetraces
from tests.kit.adminhouse import admin_house
from tests.kit.bytesearch import Hit, Needles
from tests.kit.llmserver import ModelServer
from tests.kit.officecustomers import Customer, Mind
from tests.kit.officehouse import OfficeHouse
from tests.kit.officeservers import Servers
from tests.kit.officetraces import RECORDINGS, Trace
from tests.kit.phone.dialplan import CALLER
from tests.kit.phone.result import Outcome
from tests.kit.storeprocess import RunningStore, shared_store
from tests.office.parrot import repeat
from tests.office.people import EN, PEOPLE, Person

pytestmark = pytest.mark.integration
LOOK_S = 0.5  # how often what soon goes is looked at: partials, a spool, an outbox
SEAM_BYTES = 400  # looked at again where a file has grown
DID = {person.language: f"20{at}" for at, person in enumerate(PEOPLE)}
NEEDLES = Needles(
    [number for one in PEOPLE for number in one.numbers],
    [stem for one in PEOPLE for stem in one.stems],
    [phrase for one in PEOPLE for phrase in one.phrases],
)
PLANTED = Needles(["380609753186"], ["quillfeatherly"])
PLANT = "it was Quillfeatherly, 060 975 31 86"


@dataclass
class Finds:
    """What was found so far, by place and needle."""

    needles: Needles
    found: dict[tuple[str, str], Hit] = field(default_factory=dict)
    _seen: dict[str, bytes] = field(default_factory=dict)

    def look(self, traces: Iterable[Trace]) -> set[str]:
        """Search traces, of those that have grown the rest; return where they are."""
        places = set()
        for where, data in traces:
            places.add(where)
            seen = self._seen.get(where, b"")
            self._seen[where] = data
            grown = data.startswith(seen)
            fresh = data[max(0, len(seen) - SEAM_BYTES) :] if grown else data
            if data != seen:
                self._note(where, self.needles.in_text(fresh))
        return places

    def look_quickly(self, traces: list[Trace]) -> set[str]:
        """Search traces that are large and no text."""
        for where, data in traces:
            self._note(where, self.needles.in_bytes(data))
        return {where for where, _ in traces}

    def _note(self, where: str, hits: Iterator[Hit]) -> None:
        for hit in hits:
            self.found.setdefault((where, hit.needle), hit)

    def told(self) -> str:
        """Return one line a hit."""
        return "\n".join(
            f"{where}: {needle} ({hit.view}): {hit.around!r}"
            for (where, needle), hit in sorted(self.found.items())
        )


@pytest.fixture(scope="module")
def began_s() -> float:
    return stamps.now_s()


@pytest.fixture(scope="module")
def servers(
    began_s: float, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Servers]:
    servers = Servers(tmp_path_factory.mktemp("personal"))
    servers.start()
    try:
        yield servers
    finally:
        servers.stop()


@pytest.fixture(scope="module")
def store() -> Iterator[RunningStore]:
    with shared_store() as store:
        yield store


@pytest.fixture(scope="module")
def house(
    tmp_path_factory: pytest.TempPathFactory, servers: Servers, store: RunningStore
) -> Iterator[OfficeHouse]:
    house = OfficeHouse(tmp_path_factory.mktemp("house"), servers)
    house.settings = {
        "OFFICE_QUICK": "1",
        "CALLCORE_LLM": "offline",
        "CALLCORE_RECORD": "1",
        "CALLCORE_STORE_URL": store.url,
        "CALLCORE_DID_LANGUAGES": ",".join(f"{at}={lang}" for lang, at in DID.items()),
        "CALLCORE_LOG_LEVEL": "debug",
        **{
            f"CALLCORE_TURN_{lang.upper()}": "least=300 complete=300 neutral=300"
            for lang in DID
        },
    }
    try:
        yield house
    finally:
        house.stop()


async def open_anew(house: OfficeHouse, **settings: str) -> None:
    house.stop()
    house.settings |= settings
    house.start()
    await house.wait_open()


def customer(house: OfficeHouse, person: Person, *, orders: bool) -> Customer:
    did = DID[person.language]
    channel = replace(
        CALLER,
        caller=person.caller,
        caller_name=person.caller_name,
        dialled=did,
        extension=did,
    )
    told = (person.orders, person.answers) if orders else (person.tells, {})
    return Customer(house, channel, Mind(person.language, *told))


# -- where it is looked ---------------------------------------------------------------


@asynccontextmanager
async def watched(house: OfficeHouse, finds: Finds) -> AsyncIterator[trio.Nursery]:
    """Look at what does not stay while the calls of the block go on."""

    async def keep_looking() -> None:
        while True:
            keys = await officetraces.keys(house.servers)
            await trio.to_thread.run_sync(finds.look, chain(files(house), keys))
            await trio.sleep(LOOK_S)

    async with trio.open_nursery() as nursery:
        nursery.start_soon(keep_looking)
        async with trio.open_nursery() as calls:
            yield calls
        nursery.cancel_scope.cancel(reason="the calls are over")


def files(house: OfficeHouse) -> Iterator[Trace]:
    """Yield the log of all processes and what is in the data folder."""
    return officetraces.files(house.data_dir.parent)


async def look_everywhere(
    house: OfficeHouse, finds: Finds, began_s: float, more: list[Trace]
) -> set[str]:
    """Search all that there is; return where that was."""
    servers = house.servers
    traces = [
        *more,
        *files(house),
        *await officetraces.keys(servers),
        *await officetraces.dump(servers),
        *await officetraces.tables(servers),
        *await officetraces.pages(house),
    ]
    raw = await officetraces.cluster(servers, began_s)
    places = await trio.to_thread.run_sync(finds.look, traces)
    return places | await trio.to_thread.run_sync(finds.look_quickly, raw)


async def seen_by_a_viewer(house: OfficeHouse, call_ids: list[str]) -> list[Trace]:
    """Return what the admin API tells of the calls to who may see least."""
    pages = ["/calls", "/calls/export?format=json", "/live/calls", "/worklist"]
    for call_id in call_ids:
        pages += [f"/calls/{call_id}{end}" for end in ("", "/transcript", "/events")]
    servers = house.servers
    async with admin_house(servers.database_url, servers.redis_url) as office:
        answers = [(page, await office.get(page, role="viewer")) for page in pages]
    assert {told.status for page, told in answers if page.startswith("/calls/")} == {
        200
    }
    return [(f"viewer {page}", told.body) for page, told in answers]


# -- the calls ------------------------------------------------------------------------


async def order(
    house: OfficeHouse, store: RunningStore, finds: Finds
) -> list[Customer]:
    """Let all three order by the built-in agent; the store's first answer is lost."""
    await open_anew(house, CALLCORE_LLM="offline")
    await store.trouble(lose_replies=1, only=["create"])
    customers = [customer(house, person, orders=True) for person in PEOPLE]
    async with watched(house, finds) as calls:
        for one in customers:
            calls.start_soon(one.ring)
    return customers


async def tell(house: OfficeHouse, finds: Finds) -> list[Customer]:
    """Let a caller lose his worker, and all three tell of themselves to the parrot."""
    lost = customer(house, EN, orders=False)
    customers = [customer(house, person, orders=False) for person in PEOPLE]
    async with trio.open_nursery() as nursery:
        port = await nursery.start(ModelServer(repeat).serve)
        url = f"http://127.0.0.1:{port}/v1"
        await open_anew(house, CALLCORE_LLM="openai", CALLCORE_LLM_URL=url)
        async with watched(house, finds) as calls:
            calls.start_soon(lost.ring)
            await house.wait(lambda: house.said(lost.call_id))
            await kill_worker_of(house, lost)
            for one in customers:
                calls.start_soon(one.ring)
        nursery.cancel_scope.cancel(reason="the calls are over")
    assert lost.result is not None
    assert lost.result.outcome is Outcome.HUMAN
    return [*customers, lost]


async def kill_worker_of(house: OfficeHouse, one: Customer) -> None:
    async with open_state(house.servers.redis_url) as state:
        with trio.fail_after(10):
            while (call := await state.call(one.call_id)) is None:  # noqa: ASYNC110
                await trio.sleep(0.05)
    os.kill(int(call.worker.rpartition(":")[2]), signal.SIGKILL)


async def check_ordered(store: RunningStore, one: Customer, person: Person) -> None:
    """The store has it all in clear, or nothing was there to be found."""
    phone, name, street = person.ordered
    orders = await store.orders_of(one.call_id)
    (placed,) = (order for order in orders if order["state"] == "confirmed")
    assert placed["phone"] == phone
    assert name in str(placed["name"])
    assert street in str(placed["delivery"])


async def test_what_callers_say_is_in_the_store_and_the_recording_and_nowhere_else(
    house: OfficeHouse, store: RunningStore, began_s: float
):
    finds = Finds(NEEDLES)
    ordering = await order(house, store, finds)
    telling = await tell(house, finds)
    for one in (*ordering, *telling):
        await house.wait_recorded(one.call_id)
    seen = await seen_by_a_viewer(house, [one.call_id for one in (*ordering, *telling)])
    await look_everywhere(house, finds, began_s, seen)
    for one, person in zip(ordering, PEOPLE, strict=True):
        await check_ordered(store, one, person)
    for one, person in zip(telling[:-1], PEOPLE, strict=True):
        assert one.mind.said == list(person.tells)
    kept = [p for p in house.data_dir.rglob("*") if p.suffix in RECORDINGS]
    assert len(kept) >= len(ordering)
    assert not finds.found, finds.told()


async def test_the_search_finds_what_the_test_itself_puts_into_each_place(
    house: OfficeHouse, began_s: float
):
    servers, finds = house.servers, Finds(PLANTED)
    if not house.is_started:
        await open_anew(house)
    before = await look_everywhere(house, finds, began_s, [])
    assert not finds.found
    await plant(house)
    await look_everywhere(house, finds, began_s, [])
    hit = {where for where, _ in finds.found}
    folder = house.data_dir
    assert {
        str(folder.parent / "log"),
        str(folder / "planted.spool"),
        f"name of {folder / 'quillfeatherly.txt'}",
        "table planted.rows",
        "table public.settings_of_nobody",
        *(f"redis planted-{kind}" for kind in ("string", "hash", "set", "stream")),
    } <= hit
    postgres = str(servers.postgres_folder)
    assert any(where.startswith(f"{postgres}/cluster/base/") for where in hit)
    assert any(where.startswith(f"{postgres}/cluster/pg_wal/") for where in hit)
    assert any(where.endswith(".rdb") for where in hit)
    assert sum(where.startswith("/metrics") for where in before) >= 2


async def plant(house: OfficeHouse) -> None:
    """Put what must be found into the log, files, rows, keys."""
    servers, folder = house.servers, house.data_dir
    with (folder.parent / "log").open("a") as log:
        log.write(f"a line that is no JSON: {PLANT}\n")
    (folder / "planted.spool").write_bytes(b"\0\1\xff" + PLANT.encode() + b"\0")
    (folder / "quillfeatherly.txt").touch()
    await servers.tell(
        "CREATE SCHEMA planted",
        f"CREATE TABLE planted.rows AS SELECT jsonb_build_object('a', '{PLANT}') AS held",
        f"CREATE TABLE settings_of_nobody AS SELECT '{PLANT}'::bytea AS held",
    )
    await servers.redis("SET", "planted-string", PLANT)
    await servers.redis("HSET", "planted-hash", "field", PLANT)
    await servers.redis("SADD", "planted-set", PLANT)
    await servers.redis("XADD", "planted-stream", "*", "field", PLANT)
