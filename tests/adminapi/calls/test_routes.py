from __future__ import annotations

from functools import partial
from typing import Any
from uuid import uuid4

import pytest

from adminapi.edges.endpoint import ROLES
from callcore.shared.database.pool import Connection, rows
from callcore.shared.sealed.keytext import new_key
from callcore.shared.state.port import LiveCall
from tests.kit.adminhouse import AdminHouse, admin_house
from tests.kit.callrecords import add_call, add_event, add_turn

pytestmark = pytest.mark.integration

NUMBER = "+380671234567"
HOSTILE = "'; DROP TABLE calls; -- <script>alert(1)</script> =cmd|'/c calc'!A1"


async def added(house: AdminHouse, number: int = 0, **given: Any) -> str:
    return await house.database.run(lambda c: add_call(c, number, **given))


async def test_the_list_is_told_page_by_page(database_url: str) -> None:
    async with admin_house(database_url) as house:
        ids = [await added(house, number) for number in range(5)]
        first = await house.get("/calls", role="viewer", query={"limit": 3})
        cursor = first.json["next"]
        second = await house.get(
            "/calls", role="viewer", query={"limit": 3, "cursor": cursor}
        )
    told = [call["call_id"] for page in (first, second) for call in page.json["items"]]
    assert told == ids[::-1]
    assert second.json["next"] is None
    assert first.json["total"]["count"] >= 3


@pytest.mark.parametrize("role", ROLES)
async def test_a_number_is_told_whole_only_to_who_may_see_it(
    database_url: str, role: str
) -> None:
    # 59 of security.md
    clear = role in ("supervisor", "admin")
    async with admin_house(database_url) as house:
        call_id = await added(house)
        await house.database.run(
            lambda c: add_event(c, call_id, 0, "call:started", {"caller": NUMBER})
        )
        for path in (
            "/calls",
            f"/calls/{call_id}",
            f"/calls/{call_id}/events",
            "/calls/export",
        ):
            told = await house.get(path, role=role)
            assert told.status == 200
            assert (NUMBER in told.body.decode()) is clear, path


@pytest.mark.parametrize("path", ["/calls", "/calls/export"])
@pytest.mark.parametrize("query", [{"caller": NUMBER}, {"caller_prefix": "+38067"}])
async def test_who_may_not_see_numbers_cannot_search_by_them(
    database_url: str, path: str, query: dict[str, str]
) -> None:
    async with admin_house(database_url) as house:
        await added(house)
        assert (
            await house.get(path, role="operator", query=query)
        ).problem == "forbidden"
        assert (await house.get(path, role="supervisor", query=query)).status == 200


async def test_words_of_callers_are_found_and_stay_words(database_url: str) -> None:
    # 34 of security.md
    async with admin_house(database_url) as house:
        call_id = await added(
            house, said="winter tyres", caller=HOSTILE[:90], reason="ok"
        )
        await house.database.run(lambda c: add_turn(c, call_id, 1, HOSTILE, "tyres"))
        found = await house.get("/calls", role="admin", query={"q": '"winter tyres"'})
        none = await house.get("/calls", role="admin", query={"q": HOSTILE})
        same = await house.get("/calls", role="admin", query={"caller": HOSTILE[:90]})
        detail = await house.get(f"/calls/{call_id}", role="admin")
        text = await house.get(f"/calls/{call_id}/transcript/text", role="admin")
    assert [call["call_id"] for call in found.json["items"]] == [call_id]
    assert none.status == 200
    assert [call["call_id"] for call in same.json["items"]] == [call_id]
    assert detail.json["turns"][0]["caller_text"] == HOSTILE
    assert detail.headers["Content-Type"] == "application/json"
    assert text.headers["Content-Type"] == "text/plain; charset=utf-8"


async def test_a_call_is_told_with_all_that_is_kept_of_it(database_url: str) -> None:
    async with admin_house(database_url) as house:
        call_id = await added(house)
        await house.database.run(
            lambda c: add_turn(c, call_id, 1, "tyres", "which", llm_ms=300.0)
        )
        await house.database.run(
            lambda c: add_event(c, call_id, 0, "call:degraded", {"rung": "2"})
        )
        told = await house.get(f"/calls/{call_id}", role="viewer")
        again = await house.get(
            f"/calls/{call_id}",
            role="viewer",
            headers={"If-None-Match": told.headers["ETag"]},
        )
    assert told.json["of_record"] is True
    assert told.json["turns"][0]["llm_ms"] == 300.0
    assert told.json["degradations"][0]["fields"] == {"rung": "2"}
    assert again.status == 304


async def test_the_journal_is_told_page_by_page(database_url: str) -> None:
    async with admin_house(database_url) as house:
        call_id = await added(house)
        for seq in range(3):
            await house.database.run(
                partial(add_event, call_id=call_id, seq=seq, event="x", fields={})
            )
        path = f"/calls/{call_id}/events"
        first = await house.get(path, role="viewer", query={"limit": 2})
        rest = await house.get(
            path, role="viewer", query={"cursor": first.json["next"]}
        )
        wrong = await house.get(path, role="viewer", query={"cursor": "WzVdIA"})
    assert [e["seq"] for e in first.json["items"] + rest.json["items"]] == [0, 1, 2]
    assert rest.json["next"] is None
    assert wrong.status in (200, 422)


@pytest.mark.parametrize("rest", ["", "/events", "/transcript", "/transcript/text"])
async def test_a_call_that_nobody_knows_is_not_found(
    database_url: str, rest: str
) -> None:
    # 36 of security.md
    async with admin_house(database_url) as house:
        told = await house.get(f"/calls/{uuid4()}{rest}", role="admin")
        climbing = await house.get(f"/calls/..%2f..%2fetc{rest}", role="admin")
    assert told.problem == "not-found"
    assert climbing.problem == "not-found"


async def test_a_call_that_is_live_is_told_before_it_is_of_record(
    database_url: str,
) -> None:
    call_id = str(uuid4())
    async with admin_house(database_url) as house:
        await house.state.put_calls(
            [LiveCall(call_id, "w1", 1.0, caller="+380•••67", state="speaking")]
        )
        told = await house.get(f"/calls/{call_id}", role="admin")
    assert (told.json["of_record"], told.json["state"]) == (False, "speaking")


async def test_who_exported_what_is_in_the_audit(database_url: str) -> None:
    async with admin_house(database_url) as house:
        told = await house.get(
            "/calls/export", role="admin", query={"format": "json", "language": "uk"}
        )
        row = await house.database.run(
            lambda c: c.execute(
                "SELECT * FROM audit WHERE action = 'calls.export'"
            ).fetchone()
        )
    assert told.json == {"items": [], "cut": False}
    assert told.headers["Content-Disposition"] == "attachment; filename=calls.json"
    assert row is not None
    assert row["detail"] == {"filter": "format language", "numbers": True}


async def acts(house: AdminHouse, action: str) -> list[Any]:
    return await house.database.run(
        lambda c: rows(
            c,
            "SELECT by_name, subject, detail FROM audit WHERE action = %s ORDER BY audit_id",
            action,
        )
    )


async def test_who_is_shown_whose_number_is_in_the_audit(database_url: str) -> None:
    async with admin_house(database_url) as house:
        call_id, withheld = await added(house), await added(house, caller="")
        for role in ROLES:
            await house.get(f"/calls/{call_id}", role=role)
            await house.get(f"/calls/{withheld}", role=role)
        found = await acts(house, "call.shown")
    assert [(row["by_name"], row["subject"]) for row in found] == [
        ("supervisor", call_id),
        ("admin", call_id),
    ]


async def test_a_search_for_a_number_is_in_the_audit_without_the_number(
    database_url: str,
) -> None:
    async with admin_house(database_url) as house:
        call_id = await added(house)
        await added(house, caller="+380501112233")
        for query in ({"caller": NUMBER[1:]}, {"caller_prefix": "+38067"}):
            told = await house.get("/calls", role="admin", query=query)
            assert [call["call_id"] for call in told.json["items"]] == [call_id]
        await house.get("/calls", role="admin", query={"language": "uk"})
        found = await acts(house, "calls.searched")
    assert [row["detail"]["filter"] for row in found] == ["caller", "caller_prefix"]
    assert "67123" not in str(found)


@pytest.mark.parametrize("role", ROLES)
async def test_without_the_key_a_call_is_told_and_says_so(
    database_url: str, role: str
) -> None:
    async with admin_house(database_url, data_keys=new_key()) as house:
        call_id = await added(house)
        for path in ("/calls", f"/calls/{call_id}", "/calls/export"):
            told = await house.get(path, role=role)
            assert told.status == 200
            assert "unreadable" in told.body.decode()


async def test_a_cursor_of_another_list_is_refused(database_url: str) -> None:
    async with admin_house(database_url) as house:
        for number in range(2):
            await added(house, number)
        page = await house.get(
            "/calls", role="viewer", query={"limit": 1, "sort": "cost"}
        )
        told = await house.get(
            "/calls", role="viewer", query={"cursor": page.json["next"]}
        )
    assert told.problem == "invalid"


async def test_a_turn_is_told_with_when_it_was_heard_and_what_was_not(
    database_url: str,
) -> None:
    events: list[tuple[int, str, dict[str, Any]]] = [
        (40, "caller:said", {"turn": 1, "text": "tyres", "began_ago_ms": 2000, "ended_ago_ms": 800}),
        (41, "tool:called", {"turn": 1, "tool": "create_order", "arguments": "{}"}),
        (42, "tool:returned", {"turn": 1, "tool": "create_order", "idempotency_key": "k1"}),
        (45, "call:turn", {"turn": 1, "total_ms": 1300}),
        (50, "agent:said", {"turn": 1, "text": "We", "planned": "We have.", "cut": True, "began_ago_ms": 500, "ended_ago_ms": 100}),
        (51, "call:barge_in", {"verdict": "false", "by": "duration", "after_ms": 500}),
    ]  # fmt: skip

    def fill(connection: Connection) -> str:
        call_id = add_call(connection, prompt_sha="s0")
        stages = {"endpointing_ms": 300.0, "llm_ms": 1000.0, "total_ms": 1300.0}
        add_turn(connection, call_id, 1, "tyres", "We", cut=True, **stages)
        for seq, event, fields in events:
            add_event(connection, call_id, seq, event, fields)
        connection.execute(
            "INSERT INTO tool_calls (call_id, seq, turn, at_s, tool, ok, took_ms) "
            "VALUES (%s, 41, 1, 4.1, 'create_order', true, 100)",
            (call_id,),
        )
        return call_id

    async with admin_house(database_url) as house:
        call_id = await house.database.run(fill)
        told = (await house.get(f"/calls/{call_id}", role="viewer")).json
    (turn,), (tool,) = told["turns"], told["tool_calls"]
    times = ("caller_at_s", "caller_end_s", "asked_at_s", "agent_at_s", "agent_end_s")
    assert [turn[name] for name in times] == [2.0, 3.2, 3.2, 4.5, 4.9]
    assert (turn["planned_text"], turn["cut_by"], turn["tool_ms"]) == (
        *("We have.", "caller"),
        100.0,
    )
    assert [(stage["name"], stage["start_ms"]) for stage in turn["stages"]] == [
        *(("endpointing", 0.0), ("llm", 300.0)),
        *(("tool", 900.0), ("llm", 1000.0)),
    ]
    assert (tool["idempotency_key"], tool["prompt"], tool["prompt_sha"]) == (
        *("k1", "v2"),
        "s0",
    )
    assert told["overlaps"][0]["verdict"] == "false"
