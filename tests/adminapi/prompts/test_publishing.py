from __future__ import annotations

from typing import Any

import pytest

from adminapi.prompts import packaged
from tests.adminapi.prompts.test_checks import GOOD
from tests.adminapi.prompts.test_drafting import drafted
from tests.kit.adminhouse import AdminHouse, Told, admin_house

pytestmark = pytest.mark.integration


async def publish(
    house: AdminHouse, prompt_id: str, body: Any = None, role: str = "admin"
) -> Told:
    """Publish as somebody who has read it just now."""
    path = f"/prompts/{prompt_id}"
    etag = (await house.get(path, role="viewer")).headers["ETag"]
    return await house.post(
        f"{path}/publish", body or {}, role=role, headers={"If-Match": etag}
    )


async def ran(house: AdminHouse, prompt_id: str, state: str) -> None:
    """Let a runner finish the run of a prompt."""
    await house.post(f"/prompts/{prompt_id}/regressions", role="admin")
    await house.database.run(
        lambda c: c.execute(
            "UPDATE prompt_regressions SET state = %s WHERE state = 'queued'", (state,)
        )
    )


async def test_a_prompt_is_published_once_a_run_of_its_very_texts_has_passed(
    database_url: str,
) -> None:
    async with admin_house(database_url) as house:
        prompt_id = (await drafted(house)).json["prompt_id"]
        untried = await publish(house, prompt_id)
        await ran(house, prompt_id, "failed")
        failed = await publish(house, prompt_id)
        await ran(house, prompt_id, "passed")
        path = f"/prompts/{prompt_id}"
        etag = (await house.get(path, role="admin")).headers["ETag"]
        changed = await house.put(
            path, {"texts": GOOD}, role="admin", headers={"If-Match": etag}
        )
        other = await publish(house, prompt_id)
        await ran(house, prompt_id, "passed")
        good = await publish(house, prompt_id)
        told = await house.get(path, role="viewer")
    assert changed.status == 200
    assert [t.problem for t in (untried, failed, other)] == ["conflict"] * 3
    assert good.json == {"version": "night", "prompt_id": prompt_id}
    assert (told.json["state"], told.json["published_by"]) == ("published", "admin")


async def test_force_publishes_and_stands_in_the_audit(database_url: str) -> None:
    async with admin_house(database_url) as house:
        prompt_id = (await drafted(house)).json["prompt_id"]
        told = await publish(house, prompt_id, {"force": "the shop moves tonight"})
        row = await house.database.run(
            lambda c: c.execute(
                "SELECT * FROM audit WHERE action = 'prompt.publish'"
            ).fetchone()
        )
    assert told.status == 200
    assert row is not None
    assert row["detail"]["forced"] == "the shop moves tonight"


async def test_texts_with_faults_are_not_published_even_by_force(
    database_url: str,
) -> None:
    async with admin_house(database_url) as house:
        made = await drafted(house)
        prompt_id = made.json["prompt_id"]
        await house.put(
            f"/prompts/{prompt_id}",
            {"texts": {**GOOD, "uk": "password: hunter2hunter2"}},
            role="admin",
            headers={"If-Match": made.headers["ETag"]},
        )
        told = await publish(house, prompt_id, {"force": "because I can"})
    assert told.problem == "invalid"
    assert all(error["problem"].startswith("uk: ") for error in told.json["errors"])
    assert b"hunter2" not in told.body


async def test_what_was_published_never_changes_again(database_url: str) -> None:
    async with admin_house(database_url) as house:
        prompt_id = (await drafted(house)).json["prompt_id"]
        await publish(house, prompt_id, {"force": "first one"})
        again = await publish(house, prompt_id, {"force": "first one"})
        path, any_version = f"/prompts/{prompt_id}", {"If-Match": "*"}
        changed = await house.put(
            path, {"texts": GOOD}, role="admin", headers=any_version
        )
        deleted = await house.delete(path, role="admin", headers=any_version)
    assert [t.problem for t in (again, changed, deleted)] == ["conflict"] * 3


async def test_rolling_back_goes_back_step_by_step_to_the_packaged_prompt(
    database_url: str,
) -> None:
    async with admin_house(database_url) as house:
        ids = []
        for name in ("one", "two", "three"):
            ids.append((await drafted(house, name)).json["prompt_id"])
            await publish(house, ids[-1], {"force": "in a hurry"})
        told = [
            await house.post(
                "/prompts/rollback", {"reason": "callers hang up"}, role="admin"
            )
            for _ in range(4)
        ]
        again = await publish(house, ids[0], {"force": "it was good"})
        states = [
            (await house.get(f"/prompts/{each}", role="viewer")).json["state"]
            for each in ids
        ]
    assert [each.json.get("version") for each in told[:3]] == [
        "two",
        "one",
        packaged.versions()[-1],
    ]
    assert told[2].json["prompt_id"] is None
    assert told[3].problem == "conflict"
    assert again.status == 200
    assert states == ["published", "retired", "retired"]


async def test_a_roll_back_never_leads_to_what_was_taken_back(
    database_url: str,
) -> None:
    async def back(house) -> str:
        told = await house.post(
            "/prompts/rollback", {"reason": "callers hang up"}, role="admin"
        )
        return str(told.json["version"])

    async with admin_house(database_url) as house:
        ids = {}
        for name in ("friendly", "hasty"):
            ids[name] = (await drafted(house, name)).json["prompt_id"]
            await publish(house, ids[name], {"force": "in a hurry"})
        assert await back(house) == "friendly"
        hasty = await house.get(f"/prompts/{ids['hasty']}", role="viewer")
        winter = (await drafted(house, "winter")).json["prompt_id"]
        await publish(house, winter, {"force": "in a hurry"})
        assert await back(house) == "friendly"
        await publish(house, ids["hasty"], {"force": "mended elsewhere"})
        again = await house.get(f"/prompts/{ids['hasty']}", role="viewer")
    assert hasty.json["taken_back_at"] is not None
    assert again.json["taken_back_at"] is None


async def test_only_admins_publish(database_url: str) -> None:
    async with admin_house(database_url) as house:
        prompt_id = (await drafted(house)).json["prompt_id"]
        told = await publish(house, prompt_id, {"force": "let me"}, role="supervisor")
        back = await house.post(
            "/prompts/rollback", {"reason": "let me"}, role="supervisor"
        )
    assert (told.problem, back.problem) == ("forbidden", "forbidden")


async def test_a_prompt_is_published_only_as_it_was_read(database_url: str) -> None:
    async with admin_house(database_url) as house:
        made = await drafted(house)
        path = f"/prompts/{made.json['prompt_id']}"
        etag = {"If-Match": made.headers["ETag"]}
        await house.put(path, {"texts": GOOD}, role="admin", headers=etag)
        told = await house.post(
            f"{path}/publish", {"force": "as I read it"}, role="admin", headers=etag
        )
    assert told.problem == "changed"
