from __future__ import annotations

import pytest
import trio

from tests.kit.adminhouse import PASSWORD, admin_house

pytestmark = pytest.mark.integration
ANY = {"If-Match": "*"}


async def change(house, user_id, headers=None, **fields):
    return await house.patch(
        f"/users/{user_id}", fields, role="admin", headers=headers or ANY
    )


async def test_the_last_admin_cannot_be_taken_away(database_url):
    async with admin_house(database_url) as house:
        admin = house.users["admin"].user_id
        assert (await change(house, admin, role="viewer")).problem == "last-admin"
        assert (await change(house, admin, disabled=True)).problem == "last-admin"
        gone = await house.delete(f"/users/{admin}", role="admin", headers=ANY)
        assert gone.problem == "last-admin"
        assert (await change(house, admin, name="boss")).status == 200


async def test_of_two_admins_who_remove_each_other_one_stays(database_url):
    async with admin_house(database_url) as house:
        second = await house.add_user("second", "admin")
        statuses = []

        async def remove(user_id, token):
            told = await house.delete(f"/users/{user_id}", token=token, headers=ANY)
            statuses.append(told.status)

        async with trio.open_nursery() as nursery:
            nursery.start_soon(remove, second.user_id, house.users["admin"].token)
            nursery.start_soon(remove, house.users["admin"].user_id, second.token)
        assert 204 in statuses
        assert statuses != [204, 204]


async def test_a_user_that_was_changed_meanwhile_is_not_overwritten(database_url):
    async with admin_house(database_url) as house:
        user_id = house.users["viewer"].user_id
        read = await house.get(f"/users/{user_id}", role="admin")
        match = {"If-Match": read.headers["ETag"]}
        assert (await change(house, user_id, match, name="first")).status == 200
        assert (await change(house, user_id, match, name="second")).status == 412
        bare = await house.patch(f"/users/{user_id}", {"name": "x"}, role="admin")
        assert (bare.status, bare.problem) == (428, "match-required")


async def test_a_name_is_taken_once(database_url):
    async with admin_house(database_url) as house:
        wanted = {"name": "Viewer", "role": "viewer"}
        assert (await house.post("/users", wanted, role="admin")).problem == "exists"
        user_id = house.users["operator"].user_id
        assert (await change(house, user_id, name="ADMIN")).problem == "exists"


async def test_pages_of_users_repeat_and_skip_nobody(database_url):
    async with admin_house(database_url) as house:
        found, query = [], {"limit": 3}
        while True:
            page = (await house.get("/users", role="admin", query=query)).json
            found += [each["name"] for each in page["items"]]
            if page["next"] is None:
                break
            query = {"limit": 3, "cursor": page["next"]}
        assert found == sorted(house.users)
        part = await house.get("/users", role="admin", query={"q": "MIN"})
        assert [each["name"] for each in part.json["items"]] == ["admin"]
        role = await house.get("/users", role="admin", query={"role": "viewer"})
        assert [each["name"] for each in role.json["items"]] == ["viewer"]


async def test_an_admin_ends_anybodys_sessions(database_url):
    async with admin_house(database_url) as house:
        user = house.users["viewer"]
        base = f"/users/{user.user_id}/sessions"
        items = (await house.get(base, role="admin")).json["items"]
        assert [each["session_id"] for each in items] == [user.session_id]
        assert (
            await house.delete(f"{base}/{user.session_id}", role="admin")
        ).status == 204
        assert (await house.get("/me", token=user.token)).status == 401
        again = await house.log_in(user.user_id, user.name, user.role)
        assert (await house.delete(base, role="admin")).json == {"ended": 1}
        assert (await house.get("/me", token=again.token)).status == 401


async def test_a_reset_ends_sessions_and_the_second_factor(database_url):
    async with admin_house(database_url) as house:
        user = house.users["viewer"]
        await house.database.run(
            lambda c: c.execute(
                "UPDATE users SET totp_on = true, totp_secret = 'A'"
            ).close()
        )
        told = await house.post(f"/users/{user.user_id}/password", role="admin")
        assert (await house.get("/me", token=user.token)).status == 401
        login = {"name": "viewer", "password": told.json["one_time_password"]}
        login["new_password"] = "another sentence of mine"
        assert (await house.post("/auth/login", login)).status == 200


async def test_a_password_that_an_admin_has_chosen_must_be_good_too(database_url):
    async with admin_house(database_url) as house:
        for password in ("short", "password1234", "new user 12345"):
            wanted = {"name": "new user", "role": "viewer", "password": password}
            assert (await house.post("/users", wanted, role="admin")).status == 422
        wanted["password"] = PASSWORD
        assert (await house.post("/users", wanted, role="admin")).status == 201
