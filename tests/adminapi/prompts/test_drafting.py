from __future__ import annotations

from typing import Any
from uuid import uuid4

import pytest

from adminapi.prompts import packaged
from tests.adminapi.prompts.test_checks import GOOD
from tests.kit.adminhouse import AdminHouse, Told, admin_house

pytestmark = pytest.mark.integration


async def drafted(house: AdminHouse, version: str = "night", **more: Any) -> Told:
    told = await house.post("/prompts", {"version": version, **more}, role="supervisor")
    assert told.status == 201, told.body
    return told


async def test_a_draft_begins_as_what_is_in_use(database_url: str) -> None:
    async with admin_house(database_url) as house:
        made = await drafted(house)
        read = await house.get(f"/prompts/{made.json['prompt_id']}", role="viewer")
    assert made.json["texts"] == packaged.texts_of(packaged.versions()[-1])
    assert (made.json["state"], made.json["based_on"]) == (
        "draft",
        packaged.versions()[-1],
    )
    assert read.headers["ETag"] == made.headers["ETag"]


async def test_a_draft_is_changed_only_by_who_has_read_it(database_url: str) -> None:
    async with admin_house(database_url) as house:
        made = await drafted(house)
        path, body = (
            f"/prompts/{made.json['prompt_id']}",
            {"texts": GOOD, "note": "short"},
        )
        etag = {"If-Match": made.headers["ETag"]}
        changed = await house.put(path, body, role="supervisor", headers=etag)
        late = await house.put(path, body, role="supervisor", headers=etag)
        blind = await house.put(path, body, role="supervisor")
        viewer = await house.put(path, body, role="viewer", headers=etag)
        diff = await house.get(f"{path}/diff", role="viewer", query={"against": "v1"})
    assert (changed.json["texts"], changed.json["faults"]) == (GOOD, [])
    assert changed.json["sha"] != made.json["sha"]
    assert [t.problem for t in (late, blind, viewer)] == [
        "changed",
        "match-required",
        "forbidden",
    ]
    assert diff.json["before"] == "v1"
    assert any(
        line.startswith("+You are the operator") for line in diff.json["lines"]["en"]
    )


async def test_a_draft_can_be_deleted(database_url: str) -> None:
    async with admin_house(database_url) as house:
        made = await drafted(house)
        path = f"/prompts/{made.json['prompt_id']}"
        gone = await house.delete(
            path, role="supervisor", headers={"If-Match": made.headers["ETag"]}
        )
        none = await house.get(path, role="viewer")
    assert (gone.status, none.problem) == (204, "not-found")


@pytest.mark.parametrize(
    ("body", "problem"),
    [
        ({"version": "v3"}, "invalid"),
        ({"version": "night", "base": "unknown"}, "invalid"),
        ({"version": "night", "texts": {}}, "invalid"),
        ({"version": "taken"}, "exists"),
    ],
)
async def test_a_draft_that_cannot_be_is_refused(
    database_url: str, body: dict[str, Any], problem: str
) -> None:
    async with admin_house(database_url) as house:
        await drafted(house, "taken")
        assert (await house.post("/prompts", body, role="admin")).problem == problem


async def test_the_list_is_told_page_by_page(database_url: str) -> None:
    async with admin_house(database_url) as house:
        for number in range(3):
            await drafted(house, f"n{number}")
        first = await house.get("/prompts", role="viewer", query={"limit": 2})
        rest = await house.get(
            "/prompts", role="viewer", query={"cursor": first.json["next"]}
        )
        wrong = await house.get("/prompts", role="viewer", query={"cursor": "x"})
    versions = [row["version"] for row in first.json["items"] + rest.json["items"]]
    assert versions == ["n2", "n1", "n0"]
    assert wrong.problem == "invalid"


async def test_a_run_is_queued_once_for_the_same_texts(database_url: str) -> None:
    async with admin_house(database_url) as house:
        made = await drafted(house)
        path = f"/prompts/{made.json['prompt_id']}/regressions"
        first = await house.post(path, role="supervisor")
        second = await house.post(path, role="supervisor")
        told = await house.get(path, role="viewer")
    assert (first.status, first.json["state"]) == (202, "queued")
    assert second.json["run_id"] == first.json["run_id"]
    assert [run["run_id"] for run in told.json["items"]] == [first.json["run_id"]]
    assert (told.json["runner_there"], told.json["runner_seen_at"]) == (False, None)


@pytest.mark.parametrize("rest", ["", "/diff", "/regressions"])
async def test_a_prompt_that_nobody_made_is_not_found(
    database_url: str, rest: str
) -> None:
    async with admin_house(database_url) as house:
        assert (
            await house.get(f"/prompts/{uuid4()}{rest}", role="admin")
        ).problem == "not-found"
