"""Guessing at the door; the numbers are those of the project's security notes."""

from __future__ import annotations

from typing import Literal

import pytest
import trio
from argon2 import Parameters, PasswordHasher, extract_parameters

from adminapi.auth.cookies import DEVICE
from adminapi.auth.hashing import HASHER, MOST_WAITING, THREADS
from adminapi.edges.limits import LIMITS
from tests.kit.adminhouse import PASSWORD, Told, admin_house

pytestmark = pytest.mark.integration
WRONG = "not the password at all"
PAIR, ACCOUNT = LIMITS["login-pair"].most, LIMITS["login-account"].most


async def try_to(house, name, password=WRONG, address="198.51.100.1", **more):
    return await house.post(
        "/auth/login",
        {"name": name, "password": password, **more.pop("body", {})},
        headers={"X-Forwarded-For": address},
        **more,
    )


async def test_guessing_at_one_account_from_one_address_is_stopped(database_url):
    """Number 23."""
    async with admin_house(database_url, proxies="1") as house:
        told = [await try_to(house, "admin") for _ in range(PAIR + 1)]
        assert [each.status for each in told] == [401] * PAIR + [429]
        assert 1 <= int(told[-1].headers["Retry-After"]) <= LIMITS["login-pair"].per_s
        right = await try_to(house, "ADMIN ", PASSWORD)
        assert right.status == 429, "a limit is one for every spelling of a name"
        assert (await try_to(house, "viewer", PASSWORD)).status == 200, "nor for others"


async def test_guessing_at_one_account_from_many_addresses_is_stopped(database_url):
    """Number 23: a botnet."""
    async with admin_house(database_url, proxies="1") as house:
        told = [
            await try_to(house, "admin", address=f"198.51.{n // 200}.{n % 200}")
            for n in range(ACCOUNT + 3)
        ]
        assert [each.status for each in told] == [401] * ACCOUNT + [429] * 3


async def test_guessing_at_many_accounts_from_one_address_is_stopped(database_url):
    """Number 23: one password for every name."""
    most = LIMITS["login"].most
    async with admin_house(database_url, proxies="1") as house:
        told = [await try_to(house, f"user {n}") for n in range(most + 1)]
        assert [each.status for each in told] == [401] * most + [429]
        other = await try_to(house, "viewer", PASSWORD, address="198.51.100.2")
        assert other.status == 200


async def test_an_invented_forwarded_address_is_no_new_address(database_url):
    """Number 23: what a client writes before our proxy's entry does not count."""
    async with admin_house(database_url, proxies="1") as house:
        told = [
            await try_to(house, "admin", address=f"203.0.113.{n}, 198.51.100.1")
            for n in range(PAIR + 1)
        ]
        assert told[-1].status == 429
    async with admin_house_again(database_url) as house:
        told = [
            await try_to(house, "nobody", address=f"203.0.113.{n}")
            for n in range(PAIR + 1)
        ]
        assert told[-1].status == 429, (
            "without proxies the header does not count at all"
        )


def admin_house_again(database_url):
    return _AdminHouseWithoutUsers(database_url)


class _AdminHouseWithoutUsers:
    """A second house on a database whose users are there already."""

    def __init__(self, url):
        self._url = url

    async def __aenter__(self):
        from contextlib import AsyncExitStack

        from adminapi.app import assemble, office_of
        from callcore.shared.database.pool import open_database
        from callcore.shared.state.memory import MemoryState
        from tests.kit.adminhouse import AdminHouse, config_of

        self._stack = AsyncExitStack()
        database = await self._stack.enter_async_context(open_database(self._url))
        office = office_of(config_of(), database, MemoryState())
        self._stack.callback(office.hashing.close)
        return AdminHouse(office, assemble(office))

    async def __aexit__(self, *error):
        await self._stack.aclose()


async def test_guessers_cannot_lock_the_owner_out(database_url):
    """Number 24: the browser that he has used before has a limit of its own."""
    async with admin_house(database_url, proxies="1") as house:
        before = await try_to(house, "admin", PASSWORD)
        device = {DEVICE: before.cookies[DEVICE]}
        for n in range(ACCOUNT + 1):
            told = await try_to(house, "admin", address=f"198.51.100.{n}")
        assert told.status == 429
        assert (await try_to(house, "admin", PASSWORD)).status == 429
        assert (await try_to(house, "admin", PASSWORD, cookies=device)).status == 200


async def test_a_device_cookie_of_another_user_or_of_nobody_is_worth_nothing(
    database_url,
):
    """Number 24."""
    async with admin_house(database_url, proxies="1") as house:
        own = (await try_to(house, "viewer", PASSWORD)).cookies[DEVICE]
        for n in range(ACCOUNT):
            await try_to(house, "admin", address=f"198.51.100.{n}")
        for cookie in (own, "", "AAAA", "ü", own[:-4] + "AAAA", "A" * 5_000):
            told = await try_to(house, "admin", PASSWORD, cookies={DEVICE: cookie})
            assert told.status == 429, cookie


async def test_a_stolen_device_cookie_does_not_let_anybody_guess_for_ever(database_url):
    """Number 24."""
    most = LIMITS["login-device"].most
    async with admin_house(database_url, proxies="1") as house:
        device = {DEVICE: (await try_to(house, "admin", PASSWORD)).cookies[DEVICE]}
        told = [
            await try_to(house, "admin", cookies=device, address=f"198.51.100.{n}")
            for n in range(most + 1)
        ]
        assert [each.status for each in told] == [401] * most + [429]


class Noting(PasswordHasher):
    """Notes the parameters of each hash that it checks: they are what takes the time."""

    def __init__(self) -> None:
        super().__init__(HASHER.time_cost, HASHER.memory_cost, HASHER.parallelism)
        self.checked: list[Parameters] = []

    def verify(self, hash: str | bytes, password: str | bytes) -> Literal[True]:  # noqa: A002 - argon2's own name
        self.checked.append(extract_parameters(str(hash)))
        return super().verify(hash, password)


async def test_an_unknown_name_and_a_wrong_password_look_the_same(database_url):
    """Number 25: text, headers, and the work that takes the time."""
    hasher = Noting()
    async with admin_house(database_url, hasher=hasher) as house:
        told: dict[str, Told] = {}
        work: dict[str, list[Parameters]] = {}
        for name in ("admin", "nobody"):
            told[name] = await try_to(house, name)
            work[name], hasher.checked = hasher.checked, []
        known, unknown = told["admin"], told["nobody"]
        assert known.status == unknown.status == 401
        assert {k for k, _ in known.headers} == {k for k, _ in unknown.headers}
        drop = ("request_id",)
        assert {k: v for k, v in known.json.items() if k not in drop} == {
            k: v for k, v in unknown.json.items() if k not in drop
        }
        assert len(work["admin"]) == 1
        assert work["admin"] == work["nobody"]


@pytest.mark.parametrize("field", ["disabled", "one-time password over"])
async def test_what_else_keeps_a_user_out_is_not_told(database_url, field):
    """Number 25."""
    async with admin_house(database_url) as house:
        sql = (
            "UPDATE users SET disabled = true WHERE name = 'viewer'"
            if field == "disabled"
            else "UPDATE users SET password_until = now() - interval '1 s' WHERE name = 'viewer'"
        )
        await house.database.run(lambda c: c.execute(sql).close())
        told = await try_to(house, "viewer", PASSWORD)
        assert (told.status, told.problem) == (401, "wrong-login")
        page = await house.get(
            "/audit", role="admin", query={"action": "login.refused"}
        )
        assert page.json["items"][0]["detail"]["why"] == field


@pytest.mark.parametrize(
    ("password", "status"),
    [
        ("x" * 65_536, 413),
        ("x" * 1_001, 422),
        ("nul \0 in the middle", 400),
        ("half of a pair \ud800", 400),
        ("🦊" * 300, 401),
        ("", 422),
    ],
)
async def test_strange_passwords_are_answered_like_any_other(
    database_url, password, status
):
    """Number 26."""
    async with admin_house(database_url) as house:
        assert (await try_to(house, "admin", password)).status == status


async def test_every_byte_of_a_long_password_counts(database_url):
    """Number 26: no cut at 72 bytes; emoji and both forms of an umlaut are taken."""
    async with admin_house(database_url) as house:
        long = "Zażółć gęślą jaźń 🦊 " * 8
        wanted = {"name": "long", "role": "viewer", "password": long + "a"}
        assert (await house.post("/users", wanted, role="admin")).status == 201
        own = {"new_password": "ü horse battery staple " * 4}
        assert (await try_to(house, "long", long + "b", body=own)).status == 401
        assert (await try_to(house, "long", long + "a", body=own)).status == 200
        decomposed = own["new_password"].replace("ü", "u\u0308")
        assert (await try_to(house, "long", decomposed)).status == 200
        assert (await try_to(house, "long", decomposed[:-2])).status == 401


async def test_a_flood_of_logins_waits_in_a_short_queue(database_url):
    """Number 23: memory and threads stay bounded, and everybody gets an answer."""
    async with admin_house(database_url, proxies="1", hasher=HASHER) as house:
        statuses = []

        async def flood(n):
            told = await try_to(house, f"user {n}", address=f"198.51.{n}.1")
            statuses.append(told.status)

        async with trio.open_nursery() as nursery:
            for n in range(100):
                nursery.start_soon(flood, n)
        assert set(statuses) == {401, 503}
        assert statuses.count(401) >= THREADS + MOST_WAITING


async def test_names_that_are_no_names_find_nobody(database_url):
    async with admin_house(database_url) as house:
        for name in (
            "' OR 1=1 --",
            "admin'--",
            "%",
            "admin\nadmin",
            "\u202eadmin",
            "*",
        ):
            told = await try_to(house, name, PASSWORD)
            assert told.status in (401, 429), name
        assert (await try_to(house, "ad\0min", PASSWORD)).status == 400
