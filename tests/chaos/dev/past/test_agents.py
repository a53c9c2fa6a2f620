from __future__ import annotations

from collections.abc import Callable
from random import Random

import psycopg
import pytest
from psycopg.rows import dict_row

from callcore.shared.database.pool import Connection
from chaos.dev.past import agents
from tests.kit.adminhouse import admin_house

pytestmark = pytest.mark.integration

NOW_S = 1_795_420_000.0


def furnish(database_url: str, work: Callable[[Connection], None]) -> None:
    with psycopg.connect(database_url, row_factory=dict_row) as connection:
        work(connection)


async def test_one_prompt_is_in_use_one_rolled_back_and_one_a_draft(database_url):
    furnish(database_url, agents.furnish_prompts)
    async with admin_house(database_url) as house:
        found = (await house.get("/prompts", role="admin")).json["items"]
        states = {row["version"]: row["state"] for row in found}
        assert states == {
            agents.FRIENDLY: "published", agents.HASTY: "retired", agents.DRAFT: "draft",
        }  # fmt: skip
        by_version = {row["version"]: row["prompt_id"] for row in found}
        draft = await house.get(f"/prompts/{by_version[agents.DRAFT]}", role="admin")
        assert draft.json["faults"] == []
        runs = await house.get(
            f"/prompts/{by_version[agents.DRAFT]}/regressions", role="admin"
        )
        told = runs.json["items"][0]
        assert told["state"] == "failed"
        assert [
            one["id"] for one in told["report"]["dialogues"] if not one["passed"]
        ] == ["en-order-two-tyres"]


async def test_the_rollout_runs_again_after_a_roll_back_and_has_counted_both_arms(
    database_url,
):
    furnish(database_url, lambda c: agents.furnish_rollout(c, Random(1), NOW_S))
    async with admin_house(database_url) as house:
        told = (await house.get("/rollout", role="admin")).json
    assert told["plan"]["status"] == "running"
    assert told["control"]["utterances"] > told["candidate"]["utterances"] > 0
    assert told["control"]["p50_ms"] > told["candidate"]["p50_ms"]
    assert "rolled-back" in str(told)


async def test_one_price_table_holds_and_one_is_a_draft(database_url):
    furnish(database_url, agents.furnish_prices)
    with psycopg.connect(database_url) as connection:
        found = connection.execute(
            "SELECT active_from IS NOT NULL FROM price_tables ORDER BY table_id"
        ).fetchall()
    assert found == [(True,), (False,)]
