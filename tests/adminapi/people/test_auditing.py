from __future__ import annotations

import pytest

from adminapi.edges.cursor import encode
from callcore.shared import audit
from callcore.shared.audit import Actor
from tests.kit.adminhouse import admin_house

pytestmark = pytest.mark.integration


async def test_the_audit_is_read_by_filters_and_pages(database_url):
    async with admin_house(database_url) as house:
        who = house.users["supervisor"]

        def fill(connection):
            for n in range(5):
                by = Actor(who.name, who.user_id) if n % 2 else audit.HOUSE
                audit.note(connection, by=by, action=f"call.act{n}", subject=f"s{n}")

        await house.database.run(fill)

        async def find(**query):
            told = await house.get("/audit", role="admin", query=query)
            return [each["subject"] for each in told.json["items"]]

        assert await find() == ["s4", "s3", "s2", "s1", "s0"]
        assert await find(by_user=who.user_id) == ["s3", "s1"]
        assert await find(action="call") == ["s4", "s3", "s2", "s1", "s0"]
        assert await find(action="call.act2") == ["s2"]
        assert await find(action="cal") == []
        assert await find(action="%") == []
        assert await find(subject="s0") == ["s0"]
        assert await find(since="2999-01-01T00:00:00Z") == []
        assert len(await find(until="2999-01-01T00:00:00")) == 5
        first = (await house.get("/audit", role="admin", query={"limit": 3})).json
        assert await find(cursor=first["next"]) == ["s1", "s0"]


@pytest.mark.parametrize(
    "key", [[0], [-1], [2**63], [2**70], ["x"], [1.5], [True], [None]]
)
async def test_a_cursor_that_is_no_place_is_refused(database_url, key):
    async with admin_house(database_url) as house:
        told = await house.get("/audit", role="admin", query={"cursor": encode(key)})
        assert (told.status, told.problem) == (422, "invalid")


async def test_nobody_writes_the_audit_through_the_api(database_url):
    async with admin_house(database_url) as house:
        for method in ("POST", "PUT", "PATCH", "DELETE"):
            assert (await house.ask(method, "/audit", role="admin")).status == 405


async def test_each_kind_of_act_is_listed_once_for_the_menu(database_url):
    async with admin_house(database_url) as house:
        assert (await house.get("/audit/actions", role="admin")).json == {"items": []}

        def fill(connection):
            for action in ("logout", "login", "call.hangup", "login"):
                audit.note(connection, by=audit.HOUSE, action=action, subject="s")

        await house.database.run(fill)
        told = await house.get("/audit/actions", role="admin")
        assert told.json["items"] == ["call.hangup", "login", "logout"]
