from __future__ import annotations

from random import Random

import pytest

from callcore.shared.costs.pricefile import packaged_prices
from callcore.shared.sealed.keyring import KeyRing
from chaos.dev.past import office
from chaos.dev.past.chances import draw
from chaos.dev.past.telling import Teller
from tests.kit.adminhouse import admin_house
from tests.kit.keys import DATA_KEYS

pytestmark = pytest.mark.integration

NOW_S = 1_795_420_000.0
RING = KeyRing.of(DATA_KEYS)


def told(count: int = 30):
    random, teller = Random(3), Teller(RING, packaged_prices(), NOW_S)
    return [teller.tell(draw(random, NOW_S), random) for _ in range(count)]


async def test_the_admin_api_shows_all_of_the_office(database_url):
    async with admin_house(database_url) as house:
        await house.database.run(
            lambda c: office.furnish_office(c, told(), RING, Random(1))
        )
        people = (await house.get("/operators", role="admin")).json["items"]
        assert {one["presence"] for one in people} == {
            "free",
            "busy",
            "paused",
            "offline",
        }
        assert len((await house.get("/queues", role="admin")).json["items"]) == 3
        views = await house.get("/views", role="supervisor")
        assert (views.status, len(views.json["items"])) == (200, 3)
        tasks = (await house.get("/worklist", role="operator")).json["items"]
        assert {task["state"] for task in tasks} == {"open", "done"}
        assert {task["kind"] for task in tasks} == {"callback", "order"}
        assert any(task["claimed_by"] for task in tasks)
        assert any("<script>" in task["about"] for task in tasks)
        assert (await house.get("/audit", role="admin")).status == 200


async def test_the_office_is_what_operators_may_change(database_url):
    async with admin_house(database_url) as house:
        await house.database.run(
            lambda c: office.furnish_office(c, told(), RING, Random(1))
        )
        mine = await house.get("/operators/me", role="operator")
        assert mine.json["name"] == office.OPERATORS[0][0]
        assert mine.json["version"] == 2
