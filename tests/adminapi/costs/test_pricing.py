from __future__ import annotations

from importlib import resources

import pytest

from adminapi.costs.pricing import differences
from callcore.shared.costs.pricefile import packaged_prices, parse_prices
from tests.kit.adminhouse import AdminHouse, Told, admin_house

YAML = (resources.files("callcore.shared.costs") / "prices.yaml").read_text("utf-8")
DEARER = YAML.replace("micros: 16000  # $0.016 a minute", "micros: 17000", 1)


def test_only_prices_that_differ_are_told() -> None:
    found = differences(packaged_prices(), parse_prices(DEARER, "new"))
    assert [each.price_id for each in found] == ["google-stt-v2.1"]
    assert "16000 micros" in (found[0].before or "")
    assert "17000 micros" in (found[0].after or "")
    assert differences(packaged_prices(), packaged_prices()) == []


async def uploaded(house: AdminHouse, yaml: str = DEARER) -> Told:
    return await house.post(
        "/prices", {"yaml": yaml, "note": "from the page"}, role="admin"
    )


@pytest.mark.integration
async def test_a_table_is_a_draft_until_it_is_activated(database_url: str) -> None:
    async with admin_house(database_url) as house:
        made = await uploaded(house)
        path = f"/prices/{made.json['table_id']}"
        before = await house.get("/prices", role="viewer")
        diff = await house.get(f"{path}/diff", role="viewer")
        active = await house.post(f"{path}/activate", {}, role="admin")
        after = await house.get("/prices", role="viewer")
        same = await house.get(f"{path}/diff", role="viewer")
        told = await house.get(path, role="viewer")
        audit = await house.database.run(
            lambda c: c.execute(
                "SELECT action FROM audit WHERE action LIKE 'prices.%%' ORDER BY audit_id"
            ).fetchall()
        )
    assert made.status == 201
    assert (made.json["active"], before.json["active"]) == (False, None)
    assert [each["price_id"] for each in diff.json["items"]] == ["google-stt-v2.1"]
    assert active.json["active"] is True
    assert after.json["active"] == made.json["table_id"]
    assert same.json["items"] == []
    assert told.json["yaml"] == DEARER
    assert [row["action"] for row in audit] == ["prices.upload", "prices.activate"]


@pytest.mark.integration
async def test_a_table_that_holds_later_does_not_hold_yet(database_url: str) -> None:
    async with admin_house(database_url) as house:
        made = await uploaded(house)
        path = f"/prices/{made.json['table_id']}/activate"
        told = await house.post(path, {"at": "2999-01-01T00:00:00Z"}, role="admin")
    assert told.json["active"] is False
    assert told.json["active_from"] == "2999-01-01T00:00:00.000Z"


@pytest.mark.integration
async def test_a_table_with_a_fault_is_refused_with_one_sentence(
    database_url: str,
) -> None:
    async with admin_house(database_url) as house:
        told = await uploaded(house, YAML.replace("micros: 16000", "micros: many", 1))
        damaged = await uploaded(house, "prices: [")
        listed = await house.get("/prices", role="viewer")
    assert told.problem == "invalid"
    assert told.json["errors"][0]["where"] == "body.yaml"
    assert "google-stt-v2.1" in told.json["errors"][0]["problem"]
    assert damaged.problem == "invalid"
    assert listed.json["items"] == []


@pytest.mark.integration
@pytest.mark.parametrize("table", ["1", "99999999999999999999", "x", "1e3"])
async def test_a_table_that_nobody_uploaded_is_not_found(
    database_url: str, table: str
) -> None:
    async with admin_house(database_url) as house:
        for told in (
            await house.get(f"/prices/{table}", role="admin"),
            await house.get(f"/prices/{table}/diff", role="admin"),
            await house.post(f"/prices/{table}/activate", {}, role="admin"),
        ):
            assert told.problem == "not-found"


@pytest.mark.integration
async def test_the_ends_of_models_are_told_by_date(database_url: str) -> None:
    async with admin_house(database_url) as house:
        told = await house.get("/prices/ends", role="viewer")
    dates = [end["shutdown"] for end in told.json["items"]]
    assert dates
    assert dates == sorted(dates)
    assert not any(end["used"] for end in told.json["items"])


async def test_the_packaged_table_is_told_and_is_a_good_draft(
    database_url: str,
) -> None:
    async with admin_house(database_url) as house:
        told = (await house.get("/prices/packaged", role="viewer")).json
        assert (told["currency"], told["entries"] > 0) == ("USD", True)
        draft = await house.post("/prices", {"yaml": told["yaml"]}, role="admin")
        again = await house.get(f"/prices/{draft.json['table_id']}/diff", role="viewer")
        whole = await house.get(f"/prices/{draft.json['table_id']}", role="viewer")
    assert draft.json["entries"] == told["entries"] == len(told["prices"])
    assert whole.json["prices"] == told["prices"]
    assert whole.json["ends"] == told["ends"]
    assert again.json == {"items": []}
