"""Operators, queues and hand-overs over HTTP, on a real PostgreSQL."""

import uuid

import pytest

from callcore.shared.database.pool import rows
from callcore.shared.state import names
from callcore.shared.state.memory import MemoryState
from callcore.shared.state.port import Cursor
from tests.kit.adminhouse import admin_house

pytestmark = pytest.mark.integration
ANN = {"name": "Ann", "interface": "PJSIP/101", "skills": ["uk"], "queues": ["sales"]}
NOBODY = "99999999-9999-4999-8999-999999999999"


@pytest.fixture
async def house(database_url):
    async with admin_house(database_url, state=MemoryState()) as house:
        await house.post("/queues", {"queue": "sales", "title": "Sales"}, role="admin")
        yield house


async def added(house, **more):
    told = await house.post("/operators", {**ANN, **more}, role="supervisor")
    assert told.status == 201, told.json
    return told


async def handed_over(house, status="ANSWER", waited_s=5.0, **more):
    given = {"queue": "sales", "member": "", "call_id": None, "ago_s": 60, **more}
    handover_id = str(uuid.uuid4())
    await house.database.run(
        lambda c: c.execute(
            "INSERT INTO handovers (handover_id, call_id, at, status, queue, waited_s, member) "
            "VALUES (%s, %s, now() - make_interval(secs => %s), %s, %s, %s, %s)",
            (handover_id, given["call_id"], given["ago_s"], status, given["queue"], waited_s, given["member"]),
        )
    )  # fmt: skip
    return handover_id


async def test_an_operator_is_made_changed_and_removed(house):
    made = await added(house)
    path = f"/operators/{made.json['operator_id']}"
    assert made.json["presence"] == "offline"
    assert (await house.get(path, role="viewer")).json["queues"] == ["sales"]
    changed = await house.put(
        path,
        {**ANN, "name": "Anna", "queues": []},
        role="supervisor",
        headers={"If-Match": made.headers["ETag"]},
    )
    assert (changed.json["name"], changed.json["queues"]) == ("Anna", [])
    gone = await house.delete(
        path, role="supervisor", headers={"If-Match": changed.headers["ETag"]}
    )
    assert gone.status == 204
    assert (await house.get(path, role="viewer")).status == 404
    done = await house.database.run(
        lambda c: rows(c, "SELECT action FROM audit WHERE action LIKE 'operator.%%' ORDER BY audit_id")
    )  # fmt: skip
    assert [row["action"] for row in done] == [
        "operator.added",
        "operator.changed",
        "operator.removed",
    ]


async def test_two_operators_cannot_have_one_interface(house):
    await added(house)
    assert (await house.post("/operators", ANN, role="supervisor")).status == 409


async def test_an_operator_of_a_queue_that_is_not_there_is_refused(house):
    told = await house.post(
        "/operators", {**ANN, "queues": ["nothing"]}, role="supervisor"
    )
    assert told.status == 409


@pytest.mark.parametrize(
    "wrong",
    [
        {"presence": "free"},
        {"operator_id": NOBODY},
        {"version": 7},
        {"interface": "a b"},
        {"name": ""},
        {"skills": ["x" * 41]},
    ],
)
async def test_what_nobody_may_set_is_refused(house, wrong):
    """Security.md 38: mass assignment on operators."""
    told = await house.post("/operators", {**ANN, **wrong}, role="supervisor")
    assert told.status == 422


async def test_a_change_of_what_was_changed_meanwhile_is_refused(house):
    made = await added(house)
    path = f"/operators/{made.json['operator_id']}"
    assert (await house.put(path, ANN, role="supervisor")).status == 428
    old = {"If-Match": '"0"'}
    assert (await house.put(path, ANN, role="supervisor", headers=old)).status == 412
    assert (await house.delete(path, role="supervisor", headers=old)).status == 412


async def test_an_operator_sets_his_own_presence_and_no_others(house):
    me = house.users["operator"].user_id
    mine = (await added(house, user_id=me)).json["operator_id"]
    other = (await added(house, interface="PJSIP/102")).json["operator_id"]
    wanted = {"presence": "paused", "reason": "lunch"}
    told = await house.put(f"/operators/{mine}/presence", wanted, role="operator")
    assert (told.json["presence"], told.json["reason"]) == ("paused", "lunch")
    assert told.json["seen_at"] is not None
    refused = await house.put(f"/operators/{other}/presence", wanted, role="operator")
    assert refused.status == 403
    by_boss = await house.put(f"/operators/{other}/presence", wanted, role="supervisor")
    assert by_boss.status == 200
    assert by_boss.json["seen_at"] is None
    assert (await house.get("/operators/me", role="operator")).json[
        "operator_id"
    ] == mine
    assert (await house.get("/operators/me", role="viewer")).status == 404


async def test_presence_is_published(house):
    operator_id = (await added(house)).json["operator_id"]
    before = await house.state.head()
    wanted = {"presence": "free"}
    await house.put(f"/operators/{operator_id}/presence", wanted, role="supervisor")
    event = (await house.state.events_after(before, 10))[-1]
    assert event.name == names.OPERATOR_PRESENCE
    assert event.fields["presence"] == "free"
    assert isinstance(before, Cursor)


async def test_a_queue_counts_who_works_for_it(house):
    operator_id = (await added(house)).json["operator_id"]
    await house.put(
        f"/operators/{operator_id}/presence", {"presence": "free"}, role="supervisor"
    )
    told = (await house.get("/queues", role="viewer")).json["items"][0]
    assert (told["queue"], told["operators"], told["free"]) == ("sales", 1, 1)


async def test_a_queue_is_changed_and_removed_with_its_version(house):
    was = await house.get("/queues/sales", role="viewer")
    match = {"If-Match": was.headers["ETag"]}
    wanted = {"title": "Tyres", "service_level_s": 30}
    told = await house.put("/queues/sales", wanted, role="supervisor", headers=match)
    assert (told.json["title"], told.json["version"]) == ("Tyres", 2)
    gone = await house.delete("/queues/sales", role="supervisor", headers=match)
    assert gone.status == 412
    match = {"If-Match": told.headers["ETag"]}
    gone = await house.delete("/queues/sales", role="supervisor", headers=match)
    assert gone.status == 204
    assert (await house.get("/queues/sales", role="viewer")).status == 404


async def test_a_report_counts_answers_waits_and_the_service_level(house):
    for waited_s in (1.0, 5.0, 19.0, 21.0):
        await handed_over(house, "ANSWER" if waited_s < 10 else "CONTINUE", waited_s)
    await handed_over(house, "ABANDON", 30.0)
    await handed_over(house, "TIMEOUT", None)
    await handed_over(house, ago_s=3 * 86_400)
    await handed_over(house, queue="other")
    told = (await house.get("/queues/sales/report", role="viewer")).json
    counts = [told[name] for name in ("handed_over", "answered", "abandoned", "other")]
    assert counts == [6, 4, 1, 1]
    assert told["answered_share"] == pytest.approx(4 / 6, abs=1e-4)
    assert told["service_level"] == 0.5
    assert told["wait_p50_s"] == pytest.approx(12.0)


async def test_a_report_of_nothing_has_no_shares(house):
    told = (await house.get("/queues/sales/report", role="viewer")).json
    assert (told["handed_over"], told["answered_share"]) == (0, None)
    assert (await house.get("/queues/nothing/report", role="viewer")).status == 404


@pytest.mark.parametrize(
    ("since", "until"),
    [
        ("2026-01-02T00:00:00Z", "2026-01-01T00:00:00Z"),
        ("2020-01-01T00:00:00Z", "2026-01-01T00:00:00Z"),
        ("0001-01-01T00:00:00Z", "9999-12-31T23:59:59Z"),
        ("yesterday", "2026-01-01T00:00:00Z"),
        ("2026-01-01T00:00:00", "2026-01-02T00:00:00"),
    ],
)
async def test_a_range_that_is_none_is_refused(house, since, until):
    query = {"since": since, "until": until}
    told = await house.get("/queues/sales/report", role="viewer", query=query)
    assert told.status == 422


async def test_hand_overs_are_listed_in_pages_without_gaps(house):
    wanted = [await handed_over(house, ago_s=10 * n) for n in range(7)]
    listed, cursor = [], None
    while True:
        query = {"limit": 3, **({"cursor": cursor} if cursor else {})}
        told = (await house.get("/handovers", role="viewer", query=query)).json
        listed += [item["handover_id"] for item in told["items"]]
        cursor = told["next"]
        if cursor is None:
            break
    assert listed == wanted


async def test_hand_overs_can_be_filtered_and_name_the_operator(house):
    await added(house)
    call_id = str(uuid.uuid4())
    await handed_over(house, member="PJSIP/101", call_id=call_id)
    await handed_over(house, "TIMEOUT")
    for query, count in (
        ({"answered": "true"}, 1),
        ({"answered": "false"}, 1),
        ({"status": "TIMEOUT"}, 1),
        ({"queue": "sales"}, 2),
        ({"queue": "other"}, 0),
        ({"member": "PJSIP/101"}, 1),
        ({"call_id": call_id}, 1),
        ({"since": "2001-01-01T00:00:00Z"}, 2),
        ({"until": "2001-01-01T00:00:00Z"}, 0),
    ):
        told = (await house.get("/handovers", role="viewer", query=query)).json
        assert len(told["items"]) == count, query
    query = {"call_id": call_id}
    told = (await house.get("/handovers", role="viewer", query=query)).json["items"][0]
    assert (told["operator"], told["answered"]) == ("Ann", True)


@pytest.mark.parametrize(
    "cursor", ["x", "W10", "WyJhIiwiYiJd", "WyIyMDI2LTAxLTAxIiwiYiJd"]
)
async def test_a_cursor_that_is_none_is_refused(house, cursor):
    told = await house.get("/handovers", role="viewer", query={"cursor": cursor})
    assert told.status == 422
