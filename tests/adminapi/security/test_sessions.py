"""Sessions that end; the numbers are those of the project's security notes."""

from __future__ import annotations

import os
import signal
import time

import pytest
import trio

from adminapi.app import office_of
from adminapi.auth import sessionrows
from adminapi.auth.cookies import REFRESH
from adminapi.auth.guard import KEPT_S
from adminapi.edges.endpoint import PUBLIC
from callcore.shared.database.pool import open_database
from callcore.shared.embedded.valkey import EmbeddedValkey
from callcore.shared.state.opening import open_state
from tests.kit.adminhouse import ORIGIN, PASSWORD, admin_house

pytestmark = pytest.mark.integration
FROM_HOME = {"Origin": ORIGIN}
ID = "00000000-0000-4000-8000-000000000000"


def filled(endpoint):
    path = endpoint.path
    while "<" in path:
        head, _, rest = path.partition("<")
        kind, _, tail = rest.partition(">")
        path = head + (ID if kind.startswith("uuid") else "word") + tail
    return path


async def test_every_endpoint_refuses_a_token_after_logout(database_url):
    """Number 12."""
    async with admin_house(database_url) as house:
        token = house.users["admin"].token
        assert (await house.get("/me", token=token)).status == 200
        assert (await house.post("/auth/logout", token=token)).status == 204
        for endpoint in house.house.endpoints:
            if endpoint.roles != PUBLIC:
                told = await house.ask(endpoint.method, filled(endpoint), token=token)
                assert (told.status, told.problem) == (401, "unauthorized"), (
                    endpoint.name
                )


async def test_a_second_logout_is_refused_and_harms_nobody(database_url):
    """Number 13."""
    async with admin_house(database_url) as house:
        token = house.users["admin"].token
        assert (await house.post("/auth/logout", token=token)).status == 204
        assert (await house.post("/auth/logout", token=token)).status == 401
        assert (await house.get("/me", role="viewer")).status == 200


async def test_a_logout_in_one_process_holds_in_another(database_url, redis_url):
    """Number 14."""
    async with admin_house(database_url, redis_url) as house:
        async with (
            open_database(database_url) as database,
            open_state(redis_url) as state,
        ):
            other = office_of(house.office.config, database, state)
            try:
                token = house.users["admin"].token
                assert (await other.guard.identify(f"Bearer {token}")).role == "admin"
                assert (await house.post("/auth/logout", token=token)).status == 204
                who = other.guard.tokens.read(token)
                assert await other.guard.is_alive(who) is False
                assert await other.guard.over([who]) == {who.session_id}
            finally:
                other.hashing.close()


async def test_a_logout_while_redis_is_paused_is_no_204_and_the_token_is_dead(
    database_url, tmp_path
):
    """Number 15, with the process that logged out and with another one."""
    server = EmbeddedValkey(tmp_path)
    server.start()
    try:
        async with admin_house(database_url, server.url) as house:
            token = house.users["admin"].token
            async with open_database(database_url) as database:
                async with open_state(server.url) as state:
                    other = office_of(house.office.config, database, state)
                    other.hashing.close()
                    who = other.guard.tokens.read(token)
                    assert await other.guard.is_alive(who)
                    os.kill(server.process.pid, signal.SIGSTOP)
                    told = await house.post("/auth/logout", token=token)
                    assert (told.status, told.headers["Retry-After"]) == (503, "5")
                    assert house.office.guard.untold > 0
                    assert (await house.get("/me", token=token)).status == 401
                    assert not await other.guard.is_alive(who)
                    os.kill(server.process.pid, signal.SIGCONT)
                    assert (await house.get("/me", token=token)).status == 401
                    with trio.fail_after(20):
                        while house.office.guard.untold:
                            await house.office.guard.reseed()
                    assert not await other.guard.is_alive(who)
    finally:
        os.kill(server.process.pid, signal.SIGCONT)
        server.stop()


async def test_what_one_process_could_not_tell_redis_the_others_reseed(database_url):
    """Number 15: the second process's Redis never failed and says that its list is whole."""
    async with admin_house(database_url) as house:
        async with open_database(database_url) as database:
            other = office_of(house.office.config, database, house.state)
            other.hashing.close()
            token = house.users["admin"].token
            who = other.guard.tokens.read(token)
            house.state.down = "test"
            assert (await house.post("/auth/logout", token=token)).status == 503
            house.state.down = ""
            assert await house.state.denied([who.session_id]) == "no"  # nobody told it
            await other.guard.reseed()
            assert not await other.guard.is_alive(who)


async def test_after_a_logout_a_redis_that_forgot_everything_lets_nobody_in(
    database_url, redis_url
):
    """Number 16: a restart or flush forgets; the list is not believed until it is seeded."""
    import redis

    async with admin_house(database_url, redis_url) as house:
        token = house.users["admin"].token
        assert (await house.post("/auth/logout", token=token)).status == 204
        house.office.guard._ended.clear()  # as another process
        with redis.Redis.from_url(redis_url) as client:
            client.flushall()
        assert (await house.get("/me", token=token)).status == 401
        assert (await house.get("/me", role="viewer")).status == 200
        assert house.office.guard.unknown >= 2
        await house.office.guard.reseed()
        asked = house.office.guard.unknown
        assert (await house.get("/me", token=token)).status == 401
        assert (await house.get("/me", role="viewer")).status == 200
        assert house.office.guard.unknown == asked


async def test_without_redis_and_postgresql_nobody_gets_in(database_url):
    """ASVS 16.5.3: no fail-open; and sockets close."""
    async with admin_house(database_url) as house:
        house.state.down = "test"
        assert (await house.get("/me", role="admin")).status == 200  # PostgreSQL knows
        async with open_database("postgresql://nobody@127.0.0.1:1/none") as gone:
            house.office.guard._database = gone
            told = await house.get("/me", role="admin")
            assert (told.status, told.problem) == (503, "unavailable")
            assert told.headers["Retry-After"]
            who = house.office.guard.tokens.read(house.users["admin"].token)
            assert await house.office.guard.over([who]) == {who.session_id}


async def test_a_refresh_token_that_is_used_twice_ends_its_session(database_url):
    """Number 17."""
    async with admin_house(database_url) as house:
        user = house.users["viewer"]
        first = {REFRESH: user.refresh_token}
        told = await house.post("/auth/refresh", cookies=first, headers=FROM_HOME)
        assert told.status == 200
        await house.database.run(
            lambda c: c.execute(
                "UPDATE refresh_tokens SET used_at = used_at - interval '1 min' WHERE used_at IS NOT NULL"
            )
        )
        again = await house.post("/auth/refresh", cookies=first, headers=FROM_HOME)
        assert again.status == 401
        for token in (user.token, told.json["access_token"]):
            assert (await house.get("/me", token=token)).status == 401
        last = await house.post(
            "/auth/refresh", cookies=told.cookies, headers=FROM_HOME
        )
        assert last.status == 401
        page = await house.get(
            "/audit", role="admin", query={"action": "session.stolen"}
        )
        assert [each["subject"] for each in page.json["items"]] == [user.session_id]


async def test_of_two_refreshes_at_the_same_time_one_wins_and_the_session_lives(
    database_url,
):
    """Number 18: two tabs of one browser."""
    async with admin_house(database_url) as house:
        first = {REFRESH: house.users["viewer"].refresh_token}
        answers = []

        async def refresh():
            answers.append(
                await house.post("/auth/refresh", cookies=first, headers=FROM_HOME)
            )

        async with trio.open_nursery() as nursery:
            nursery.start_soon(refresh)
            nursery.start_soon(refresh)
        assert sorted(told.status for told in answers) == [200, 409]
        [won] = [told for told in answers if told.status == 200]
        [lost] = [told for told in answers if told.status == 409]
        assert lost.problem == "raced"
        assert not lost.cookies
        assert (await house.get("/me", token=won.json["access_token"])).status == 200
        again = await house.post(
            "/auth/refresh", cookies=won.cookies, headers=FROM_HOME
        )
        assert again.status == 200


async def test_a_new_password_ends_all_other_sessions(database_url):
    """Number 19."""
    async with admin_house(database_url) as house:
        user = house.users["operator"]
        other = await house.log_in(user.user_id, user.name, user.role)
        wanted = {"password": PASSWORD, "new_password": "another long sentence of mine"}
        told = await house.post("/me/password", wanted, token=user.token)
        assert (told.status, told.json) == (200, {"ended": 1})
        assert (await house.get("/me", token=user.token)).status == 200
        assert (await house.get("/me", token=other.token)).status == 401
        cookie = {REFRESH: other.refresh_token}
        assert (
            await house.post("/auth/refresh", cookies=cookie, headers=FROM_HOME)
        ).status == 401
        login = {"name": "operator", "password": PASSWORD}
        assert (await house.post("/auth/login", login)).status == 401


@pytest.mark.parametrize("seeded", [True, False])
async def test_the_token_of_a_disabled_user_is_dead(database_url, seeded):
    """Number 20, by the list and by PostgreSQL."""
    async with admin_house(database_url) as house:
        user = house.users["operator"]
        change = await house.patch(
            f"/users/{user.user_id}",
            {"disabled": True},
            role="admin",
            headers={"If-Match": "*"},
        )
        assert change.status == 200
        house.office.guard._ended.clear()
        house.state.down = "" if seeded else "test"
        assert (await house.get("/me", token=user.token)).status == 401
        house.state.down = ""
        cookie = {REFRESH: user.refresh_token}
        assert (
            await house.post("/auth/refresh", cookies=cookie, headers=FROM_HOME)
        ).status == 401
        login = {"name": "operator", "password": PASSWORD}
        assert (await house.post("/auth/login", login)).problem == "wrong-login"


@pytest.mark.parametrize("seeded", [True, False])
async def test_a_token_with_a_role_that_was_taken_away_is_dead(database_url, seeded):
    """Number 21."""
    async with admin_house(database_url) as house:
        user = await house.add_user("second admin", "admin")
        assert (await house.get("/users", token=user.token)).status == 200
        change = await house.patch(
            f"/users/{user.user_id}",
            {"role": "viewer"},
            role="admin",
            headers={"If-Match": "*"},
        )
        assert change.json["role"] == "viewer"
        house.office.guard._ended.clear()
        house.state.down = "" if seeded else "test"
        assert (await house.get("/users", token=user.token)).status == 401


async def test_a_removed_users_token_is_dead_and_stays_in_the_seed(database_url):
    async with admin_house(database_url) as house:
        user = house.users["operator"]
        gone = await house.delete(
            f"/users/{user.user_id}", role="admin", headers={"If-Match": "*"}
        )
        assert gone.status == 204
        assert (await house.get("/me", token=user.token)).status == 401
        seed = await house.database.run(lambda c: sessionrows.revoked_since(c, KEPT_S))
        assert [name for name, _ in seed] == [user.session_id]
        house.state.down = "test"
        house.office.guard._ended.clear()
        assert (await house.get("/me", token=user.token)).status == 401


async def test_a_session_ends_when_it_is_not_used_and_at_its_absolute_age(database_url):
    """ASVS 7.3.1 and 7.3.2."""
    async with admin_house(database_url, idle_hours="1") as house:
        idle, old = house.users["viewer"], house.users["operator"]

        def age(connection):
            connection.execute(
                "UPDATE sessions SET used_at = now() - interval '61 min' WHERE session_id = %s",
                (idle.session_id,),
            )
            connection.execute(
                "UPDATE sessions SET expires_at = now() WHERE session_id = %s",
                (old.session_id,),
            )

        await house.database.run(age)
        for user in (idle, old):
            cookie = {REFRESH: user.refresh_token}
            told = await house.post("/auth/refresh", cookies=cookie, headers=FROM_HOME)
            assert told.status == 401


async def test_the_guard_keeps_the_list_whole_by_itself(database_url, redis_url):
    import redis

    async with admin_house(database_url, redis_url, tasks=True) as house:
        token = house.users["viewer"].token
        assert (await house.post("/auth/logout", token=token)).status == 204
        who = house.office.guard.tokens.read(token)
        with redis.Redis.from_url(redis_url) as client:
            client.flushall()
        deadline = time.monotonic() + 20
        while await house.state.denied([who.session_id]) != "yes":
            assert time.monotonic() < deadline
            await trio.sleep(0.05)
