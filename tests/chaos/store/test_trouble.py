from __future__ import annotations

import json
from dataclasses import fields

import pytest
import trio
import trio.testing
from quart import Response
from quart_trio import QuartTrio

from chaos.store.problem import Problem
from chaos.store.trouble import MAX_FAULTS, At, Crash, Fault, Trouble


class Work:
    """Counts how often it was done, and passes the commit."""

    def __init__(self) -> None:
        self.done = 0
        self.reached: list[str] = []

    async def __call__(self, at: At) -> Response:
        at("before-commit")
        self.reached.append("before-commit")
        self.done += 1
        at("after-commit")
        self.reached.append("after-commit")
        return Response('{"id": "1", "total_kopiykas": 5}', mimetype="application/json")


class Killed(BaseException):
    """What SIGKILL is to a test."""


def die() -> None:
    raise Killed


async def test_without_trouble_the_answer_is_the_answer() -> None:
    assert (await Trouble().around("order", Work())).status_code == 200


async def test_slow_waits(autojump_clock: trio.testing.MockClock) -> None:
    await Trouble(Fault(slow_s=7)).around("order", Work())
    assert trio.current_time() == pytest.approx(7)


async def test_a_late_reply_is_of_work_that_was_done_at_once(
    autojump_clock: trio.testing.MockClock,
) -> None:
    work = Work()
    with trio.move_on_after(3):
        await Trouble(Fault(late_s=7)).around("confirm", work, effects=True)
    assert work.done == 1


async def test_hang_never_answers(autojump_clock: trio.testing.MockClock) -> None:
    work = Work()
    with trio.move_on_after(3600) as scope:
        await Trouble(Fault(hang=True)).around("order", work)
    assert scope.cancelled_caught
    assert work.done == 0


@pytest.mark.parametrize(
    ("fault", "status"),
    [(Fault(error_rate=1.0), 500), (Fault(rate_limited=True), 429)],
)
async def test_some_faults_are_problems_and_nothing_is_done(
    fault: Fault, status: int
) -> None:
    work = Work()
    with pytest.raises(Problem) as caught:
        await Trouble(fault).around("order", work)
    assert (caught.value.status, work.done) == (status, 0)


@pytest.mark.parametrize(
    ("fault", "kind"),
    [(Fault(html=True), "text/html"), (Fault(error_body=True), "application/json")],
)
async def test_some_are_answers_that_look_good_and_nothing_is_done(
    fault: Fault, kind: str
) -> None:
    work = Work()
    answer = await Trouble(fault).around("order", work)
    assert (answer.status_code, answer.mimetype, work.done) == (200, kind, 0)


async def test_a_lost_reply_was_carried_out() -> None:
    work, trouble = Work(), Trouble(Fault(lose_replies=1))
    assert (await trouble.around("order", work)).status_code == 502
    assert (await trouble.around("order", work)).status_code == 200
    assert work.done == 2


async def test_answers_are_spoilt_one_upon_the_other() -> None:
    trouble = Trouble(Fault(string_prices=True), Fault(wrong_schema=True))
    answer = await trouble.around("order", Work())
    document = json.loads(await answer.get_data(as_text=True))
    assert document == {"result": {"items": ["1", "0.05"]}}


@pytest.mark.parametrize(
    ("crash", "reached"),
    [
        ("before-commit", []),
        ("after-commit", ["before-commit"]),
        ("before-reply", ["before-commit", "after-commit"]),
    ],
)
async def test_a_crash_comes_at_its_moment_and_only_where_there_are_effects(
    crash: Crash, reached: list[str]
) -> None:
    trouble, work = Trouble(Fault(crash=crash), kill=die), Work()
    assert (await trouble.around("order", Work())).status_code == 200
    with pytest.raises(Killed):
        await trouble.around("confirm", work, effects=True)
    assert work.reached == reached


@pytest.mark.parametrize(
    ("only", "hit"),
    [
        ((), True),
        (("orders",), True),
        (("confirm",), True),
        (("search", "orders"), True),
        (("create",), False),
        (("status", "search"), False),
    ],
)
def test_a_fault_may_be_limited_to_groups_and_operations(
    only: tuple[str, ...], hit: bool
) -> None:
    assert Fault(only=only).hits("confirm") == hit


async def test_each_fault_has_its_own_place() -> None:
    trouble = Trouble()
    trouble.turn({"faults": [{"html": True, "only": ["search"]}, {"lose_replies": 1}]})
    assert (await trouble.around("search", Work())).mimetype == "text/html"
    assert (await trouble.around("order", Work())).status_code == 502
    assert (await trouble.around("order", Work())).status_code == 200


@pytest.mark.parametrize(
    "knobs",
    [
        [],
        {"wrong": 1},
        {"slow_s": "long"},
        {"slow_s": -1},
        {"slow_s": 1e9},
        {"slow_s": float("nan")},
        {"slow_s": True},
        {"error_rate": 1.5},
        {"lose_replies": 1.5},
        {"hang": 1},
        {"crash": "now"},
        {"crash": True},
        {"only": "search"},
        {"only": ["nowhere"]},
        {"only": [["search"]]},
        {"faults": {}},
        {"faults": [{}] * (MAX_FAULTS + 1)},
        {"faults": [], "hang": True},
        {"faults": [1]},
    ],
)
def test_knobs_that_are_none_are_refused_and_change_nothing(knobs: object) -> None:
    trouble = Trouble(Fault(html=True))
    before = trouble.shown()
    with pytest.raises(Problem, match="invalid"):
        trouble.turn(knobs)
    assert trouble.shown() == before


def test_every_knob_can_be_turned() -> None:
    trouble = Trouble()
    values: dict[str, object] = {
        "only": ["search"],
        "slow_s": 1,
        "late_s": 0.5,
        "error_rate": 0.5,
        "lose_replies": 3,
        "crash": "after-commit",
    }
    for knob in fields(Fault):
        value = values.get(knob.name, True)
        trouble.turn({knob.name: value})
        (shown,) = trouble.shown()
        assert shown[knob.name] == (tuple(value) if isinstance(value, list) else value)


async def test_knobs_are_turned_over_http_and_a_missing_one_is_off(
    app: QuartTrio,
) -> None:
    client = app.test_client()
    shown = await client.put("/faults", json={"error_rate": 1.0, "only": ["catalogue"]})
    assert (await shown.get_json())["faults"][0]["error_rate"] == 1.0
    assert (await client.get("/products")).status_code == 500
    assert (await client.get("/products?query=x")).status_code == 200
    assert (await client.get("/health")).status_code == 200
    await client.put("/faults", json={})
    assert (await client.get("/products")).status_code == 200
