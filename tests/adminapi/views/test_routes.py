from __future__ import annotations

from typing import Any

import pytest

from callcore.shared.database.pool import rows
from tests.kit.adminhouse import admin_house

pytestmark = pytest.mark.integration

VIEW: dict[str, Any] = {
    "name": "Night calls",
    "page": "calls",
    "query": {"language": "uk"},
}


async def test_a_view_is_saved_changed_and_deleted(database_url: str) -> None:
    async with admin_house(database_url) as house:
        made = await house.post("/views", VIEW, role="viewer")
        path = f"/views/{made.json['view_id']}"
        body = {"name": "Days", "query": {}, "shared": False}
        etag = {"If-Match": made.headers["ETag"]}
        changed = await house.put(path, body, role="viewer", headers=etag)
        late = await house.put(path, body, role="viewer", headers=etag)
        blind = await house.delete(path, role="viewer")
        gone = await house.delete(
            path, role="viewer", headers={"If-Match": changed.headers["ETag"]}
        )
        none = await house.get(path, role="viewer")
    assert made.status == 201
    assert (made.json["query"], made.json["mine"]) == ({"language": "uk"}, True)
    assert changed.json["name"] == "Days"
    assert (late.problem, blind.problem) == ("changed", "match-required")
    assert (gone.status, none.problem) == (204, "not-found")


async def test_a_view_of_another_user_is_seen_only_if_it_is_shared_and_never_changed(
    database_url: str,
) -> None:
    # 36 of security.md
    async with admin_house(database_url) as house:
        own = await house.post("/views", VIEW, role="supervisor")
        shared = await house.post(
            "/views", VIEW | {"name": "Ours", "shared": True}, role="supervisor"
        )
        listed = await house.get("/views", role="viewer", query={"page": "calls"})
        path = f"/views/{shared.json['view_id']}"
        etag = {"If-Match": "*"}
        body = {"name": "Mine now", "query": {}, "shared": False}
        hidden = await house.get(f"/views/{own.json['view_id']}", role="viewer")
        seen = await house.get(path, role="viewer")
        changed = await house.put(path, body, role="admin", headers=etag)
        deleted = await house.delete(path, role="viewer", headers=etag)
    assert [(view["name"], view["mine"]) for view in listed.json["items"]] == [
        ("Ours", False)
    ]
    assert (hidden.problem, seen.status) == ("not-found", 200)
    assert (changed.problem, deleted.problem) == ("not-found", "not-found")


async def test_only_supervisors_share(database_url: str) -> None:
    async with admin_house(database_url) as house:
        told = await house.post("/views", VIEW | {"shared": True}, role="operator")
    assert told.problem == "forbidden"


async def test_a_name_is_taken_once_a_page(database_url: str) -> None:
    async with admin_house(database_url) as house:
        await house.post("/views", VIEW, role="viewer")
        again = await house.post("/views", VIEW, role="viewer")
        other = await house.post("/views", VIEW | {"page": "costs"}, role="viewer")
        foreign = await house.post("/views", VIEW, role="operator")
    assert (again.problem, other.status, foreign.status) == ("exists", 201, 201)


@pytest.mark.parametrize(
    "wrong",
    [
        {"name": ""},
        {"page": "../calls"},
        {"query": {"x": ["y"]}},
        {"query": {f"k{n}": "" for n in range(31)}},
        {"user_id": "5"},
        {"query": {"x": "y" * 201}},
    ],
)
async def test_a_view_of_odd_shape_is_refused(
    database_url: str, wrong: dict[str, Any]
) -> None:
    async with admin_house(database_url) as house:
        assert (
            await house.post("/views", VIEW | wrong, role="viewer")
        ).problem == "invalid"


async def test_a_number_in_a_filter_is_kept_sealed_and_told_to_who_may_see_it(
    database_url: str,
) -> None:
    body = {
        **VIEW,
        "query": {"caller": "+380671234567", "language": "uk"},
        "shared": True,
    }
    async with admin_house(database_url) as house:
        made = await house.post("/views", body, role="supervisor")
        kept = await house.database.run(
            lambda c: rows(c, "SELECT query FROM saved_views")
        )
        seen = {
            role: (await house.get(f"/views/{made.json['view_id']}", role=role)).json[
                "query"
            ]
            for role in ("viewer", "operator", "supervisor", "admin")
        }
    assert "67123" not in str(kept)
    assert seen["supervisor"] == seen["admin"] == made.json["query"] == body["query"]
    assert seen["viewer"] == seen["operator"] == {"language": "uk"}
