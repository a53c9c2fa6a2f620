"""The worklist over HTTP."""

import pytest

from callcore.shared.database.pool import rows
from callcore.shared.sealed.keyring import KeyRing
from callcore.shared.sealed.keytext import new_key
from callcore.shared.state.memory import MemoryState
from callcore.shared.worklist import table
from callcore.shared.worklist.item import Item
from callcore.shared.worklist.sealing import sealed
from tests.kit.adminhouse import admin_house
from tests.kit.keys import RING

pytestmark = pytest.mark.integration
NUMBER = "+380671234567"


@pytest.fixture
async def house(database_url):
    async with admin_house(database_url, state=MemoryState()) as house:
        await house.database.run(_fill)
        yield house


def _fill(connection):
    for number in range(5):
        item = Item(
            id=f"i{number}",
            at_s=1_000.25 + number,
            call_id=f"{number}",
            kind="callback" if number else "order",
            phone=NUMBER,
            about=f"call me at {NUMBER}",
        )
        table.add(connection, sealed(item, RING))


async def listed(house, role="viewer", **query):
    told = await house.get("/worklist", role=role, query=query)
    assert told.status == 200, told.json
    return [item["item_id"] for item in told.json["items"]]


async def act(house, verb, role="operator", body=None, item="i1"):
    return await house.post(f"/worklist/{item}/{verb}", body, role=role)


DONE = {"outcome": "reached", "note": "bought tyres"}


async def test_the_list_is_newest_first_in_pages_without_gaps(house):
    first = (await house.get("/worklist", role="viewer", query={"limit": 3})).json
    query = {"limit": 3, "cursor": first["next"]}
    second = (await house.get("/worklist", role="viewer", query=query)).json
    ids = [item["item_id"] for item in first["items"] + second["items"]]
    assert ids == ["i4", "i3", "i2", "i1", "i0"]
    assert second["next"] is None


async def test_an_item_is_claimed_done_and_opened_again(house):
    claimed = await act(house, "claim")
    assert claimed.json["claimed_by"] == house.users["operator"].user_id
    assert await listed(house, "operator", claimed="me") == ["i1"]
    assert await listed(house, claimed="somebody") == ["i1"]
    assert "i1" not in await listed(house, claimed="nobody")
    done = await act(house, "done", body=DONE)
    assert (done.json["state"], done.json["outcome"]) == ("done", "reached")
    assert await listed(house, state="done") == ["i1"]
    again = await act(house, "reopen")
    assert (again.json["state"], again.json["reopened"]) == ("open", 1)
    found = await house.database.run(
        lambda c: rows(c, "SELECT action FROM audit WHERE subject = 'i1' ORDER BY audit_id")
    )  # fmt: skip
    assert [row["action"] for row in found] == [
        "worklist.claimed",
        "worklist.done",
        "worklist.reopened",
    ]


async def test_what_somebody_is_at_is_not_for_others(house):
    await act(house, "claim")
    assert (await act(house, "claim", "supervisor")).status == 409
    assert (await act(house, "done", "supervisor", DONE)).status == 409
    other = await house.add_user("olga", "operator")
    path = "/worklist/i1/release"
    assert (await house.post(path, token=other.token)).status == 403
    assert (await act(house, "release", "supervisor")).status == 200


async def test_done_twice_is_a_conflict_and_unknown_is_not_found(house):
    assert (await act(house, "done", body=DONE)).status == 200
    assert (await act(house, "done", body=DONE)).status == 409
    assert (await act(house, "reopen", item="i2")).status == 409
    assert (await act(house, "claim", item="nothing")).status == 404
    assert (await house.get("/worklist/nothing", role="viewer")).status == 404


async def test_a_number_is_seen_by_supervisors_and_by_who_is_at_it(house):
    """Security.md 59."""

    async def seen(role):
        return (await house.get("/worklist/i1", role=role)).body.decode()

    for role in ("viewer", "operator"):
        assert NUMBER not in await seen(role)
        assert "1234" not in await seen(role)
    assert NUMBER in await seen("supervisor")
    await act(house, "claim")
    assert NUMBER in await seen("operator")
    assert NUMBER not in await seen("viewer")


async def test_a_viewer_does_nothing(house):
    for verb, body in (("claim", None), ("done", DONE), ("reopen", None)):
        assert (await act(house, verb, "viewer", body)).status == 403


@pytest.mark.parametrize(
    "cursor", ["x", "W05hTiwgImEiXQ", "WzFlMzAwLCAiYSJd", "WzEsICJhIl0"]
)
async def test_a_cursor_that_is_none_is_refused(house, cursor):
    told = await house.get("/worklist", role="viewer", query={"cursor": cursor})
    assert told.status == 422


async def test_an_outcome_is_one_of_a_list(house):
    for body in (
        {},
        {"outcome": "x"},
        {**DONE, "note": "x" * 251},
        {**DONE, "by": "me"},
    ):
        assert (await act(house, "done", body=body)).status == 422


async def test_who_is_shown_a_number_that_he_is_not_at_is_in_the_audit(house):
    for role in ("viewer", "operator", "supervisor", "admin"):
        await house.get("/worklist/i1", role=role)
    found = await house.database.run(
        lambda c: rows(c, "SELECT by_name FROM audit WHERE action = 'worklist.shown' ORDER BY audit_id")
    )  # fmt: skip
    assert [row["by_name"] for row in found] == ["supervisor", "admin"]


async def test_what_is_noted_is_kept_sealed_and_so_is_the_answer(house):
    told = await house.post(
        "/worklist/i1/done",
        {"outcome": "reached", "note": f"asked {NUMBER}"},
        role="supervisor",
        headers={"Idempotency-Key": "k" * 20},
    )
    assert told.json["note"] == f"asked {NUMBER}"
    again = await house.post(
        "/worklist/i1/done",
        {"outcome": "reached", "note": f"asked {NUMBER}"},
        role="supervisor",
        headers={"Idempotency-Key": "k" * 20},
    )
    assert again.json == told.json
    (item,) = await house.database.run(lambda c: rows(c, "SELECT * FROM worklist WHERE item_id = 'i1'"))  # fmt: skip
    (kept,) = await house.database.run(lambda c: rows(c, "SELECT * FROM idempotency_keys"))  # fmt: skip
    assert "67123" not in str(item) + str(kept)


@pytest.mark.parametrize("role", ["viewer", "operator", "supervisor", "admin"])
async def test_without_the_key_an_item_is_told_and_says_so(house, role):
    foreign = sealed(Item("x", 2_000.0, "c", "callback", phone=NUMBER), KeyRing.of(new_key()))  # fmt: skip
    await house.database.run(lambda c: table.insert(c, foreign))
    told = await house.get("/worklist/x", role=role)
    assert (told.status, told.json["phone"]) == (200, "unreadable")
    assert (await act(house, "claim", "operator", item="x")).status == 200


async def test_who_is_at_it_and_who_did_it_is_told_by_name(house):
    claimed = (await act(house, "claim")).json
    assert (claimed["claimed_name"], claimed["closed_name"]) == ("operator", "")
    await act(house, "done", body=DONE)
    told = (await house.get("/worklist", role="viewer")).json["items"]
    names = {each["item_id"]: each["closed_name"] for each in told}
    assert names == {"i0": "", "i1": "operator", "i2": "", "i3": "", "i4": ""}
