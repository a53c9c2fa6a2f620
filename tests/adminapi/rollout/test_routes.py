from __future__ import annotations

from typing import Any

import pytest

from callcore.shared.rollout import changes, plantable
from callcore.shared.rollout.changes import Signature, Trial
from callcore.shared.rollout.counters import ArmCounters, Tally
from tests.kit.adminhouse import AdminHouse, Told, admin_house

pytestmark = pytest.mark.integration

SIGNED = Signature("admin", "try it", "2026-11-23T00:00:00.000Z")
TRIAL = Trial("stt-2", "salt", "second", 500, 100)


async def started(house: AdminHouse) -> None:
    await house.database.run(
        lambda c: plantable.apply(
            c, lambda plan, by: changes.started(plan, TRIAL, by), SIGNED
        )
    )


async def changed(
    house: AdminHouse, method: str, word: str, body: Any, **more: Any
) -> Told:
    """Change it as somebody who has read it just now."""
    etag = (await house.get("/rollout", role="viewer")).headers["ETag"]
    more = {"role": "admin", "headers": {"If-Match": etag}, **more}
    return await house.ask(
        method, f"/rollout/{word}", body={"reason": "why not", **body}, **more
    )


async def test_before_any_trial_nothing_is_tried(database_url: str) -> None:
    async with admin_house(database_url) as house:
        told = await house.get("/rollout", role="viewer")
        widened = await changed(house, "PUT", "share", {"percent": 5})
        killed = await house.post(
            "/rollout/kill", {"reason": "to be sure"}, role="admin"
        )
    assert told.json["plan"]["status"] == "off"
    assert widened.problem == "conflict"
    assert "start it first" in widened.json["detail"]
    assert killed.status == 200


async def test_shares_are_set_paused_and_killed(database_url: str) -> None:
    async with admin_house(database_url) as house:
        await started(house)
        wide = await changed(
            house, "PUT", "share", {"percent": 12.5, "shadow_percent": 20}
        )
        paused = await changed(house, "POST", "pause", {})
        killed = await house.post(
            "/rollout/kill", {"reason": "callers complain"}, role="admin"
        )
        again = await house.post(
            "/rollout/kill", {"reason": "to be sure"}, role="admin"
        )
    assert [t.status for t in (wide, paused, killed, again)] == [200] * 4
    assert (wide.json["plan"]["percent"], wide.json["plan"]["shadow_percent"]) == (
        12.5,
        20,
    )
    assert (paused.json["plan"]["status"], paused.json["plan"]["percent"]) == (
        "running",
        0,
    )
    assert killed.json["plan"]["status"] == "off"
    assert killed.json["plan"]["changed_by"] == "admin"
    assert [step["percent"] for step in killed.json["history"]] == [0, 0, 12.5, 5]


async def test_what_was_rolled_back_goes_on_only_by_resume(database_url: str) -> None:
    async with admin_house(database_url) as house:
        await started(house)
        early = await changed(house, "POST", "resume", {"percent": 1})
        await house.database.run(
            lambda c: plantable.apply(c, changes.rolled_back, SIGNED)
        )
        wide = await changed(house, "PUT", "share", {"percent": 1})
        resumed = await changed(house, "POST", "resume", {"percent": 1})
    assert (early.problem, wide.problem) == ("conflict", "conflict")
    assert resumed.json["plan"]["status"] == "running"


async def test_a_change_is_of_the_plan_that_was_read_whatever_was_counted_since(
    database_url: str,
) -> None:
    async with admin_house(database_url) as house:
        await started(house)
        read = await house.get("/rollout", role="viewer")
        etag = {"If-Match": read.headers["ETag"]}
        counted = Tally(candidate=ArmCounters(utterances=5))
        since = read.json["plan"]["since"]
        await house.database.run(
            lambda c: plantable.publish(c, "host:w1", since, counted)
        )
        body = {"percent": 6, "reason": "more"}
        told = await house.put("/rollout/share", body, role="admin", headers=etag)
        late = await house.put("/rollout/share", body, role="admin", headers=etag)
        blind = await house.put("/rollout/share", body, role="admin")
        fresh = await house.get(
            "/rollout", role="viewer", headers={"If-None-Match": read.headers["ETag"]}
        )
    assert told.status == 200
    assert told.json["candidate"]["utterances"] == 5
    assert (late.problem, blind.problem) == ("changed", "match-required")
    assert fresh.status == 200


@pytest.mark.parametrize("role", ["viewer", "operator", "supervisor"])
async def test_only_admins_change_it(database_url: str, role: str) -> None:
    async with admin_house(database_url) as house:
        await started(house)
        for method, word in (
            ("PUT", "share"),
            ("POST", "pause"),
            ("POST", "resume"),
            ("POST", "kill"),
        ):
            told = await changed(house, method, word, {"percent": 1}, role=role)
            assert told.problem == "forbidden", word


async def test_every_change_is_in_the_audit(database_url: str) -> None:
    async with admin_house(database_url) as house:
        await started(house)
        await changed(house, "PUT", "share", {"percent": 7})
        row = await house.database.run(
            lambda c: c.execute(
                "SELECT * FROM audit WHERE action = 'rollout.change'"
            ).fetchone()
        )
    assert row is not None
    assert (row["by_name"], row["subject"], row["detail"]["percent"]) == (
        "admin",
        "second",
        7,
    )
