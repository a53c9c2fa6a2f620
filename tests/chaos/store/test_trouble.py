from __future__ import annotations

import pytest
import trio
import trio.testing
from quart import Response
from quart_trio import QuartTrio

from chaos.store.problem import Problem
from chaos.store.trouble import Trouble


class Work:
    """Counts how often it was done."""

    def __init__(self) -> None:
        self.done = 0

    async def __call__(self) -> Response:
        self.done += 1
        return Response("fine")


async def test_without_trouble_the_answer_is_the_answer() -> None:
    assert (await Trouble().around(Work())).status_code == 200


async def test_slow_waits(autojump_clock: trio.testing.MockClock) -> None:
    await Trouble(slow_s=7).around(Work())
    assert trio.current_time() == pytest.approx(7)


async def test_hang_never_answers(autojump_clock: trio.testing.MockClock) -> None:
    work = Work()
    with trio.move_on_after(3600) as scope:
        await Trouble(hang=True).around(work)
    assert scope.cancelled_caught
    assert work.done == 0


async def test_errors_come_at_their_rate() -> None:
    with pytest.raises(Problem) as caught:
        await Trouble(error_rate=1.0).around(Work())
    assert caught.value.status == 500


async def test_html_is_a_page_with_a_good_status() -> None:
    answer = await Trouble(html=True).around(Work())
    assert (answer.status_code, answer.mimetype) == (200, "text/html")


async def test_a_lost_reply_was_carried_out() -> None:
    work, trouble = Work(), Trouble(lose_replies=1)
    assert (await trouble.around(work)).status_code == 502
    assert (await trouble.around(work)).status_code == 200
    assert work.done == 2


@pytest.mark.parametrize("knobs", [{"wrong": 1}, {"slow_s": "long"}])
def test_knobs_that_are_none_are_refused(knobs: dict[str, object]) -> None:
    with pytest.raises(Problem):
        Trouble().turn(knobs)


async def test_knobs_are_turned_over_http_and_a_missing_one_is_off(
    app: QuartTrio,
) -> None:
    client = app.test_client()
    await client.put("/faults", json={"error_rate": 1.0})
    assert (await client.get("/products")).status_code == 500
    assert (await client.get("/health")).status_code == 200
    await client.put("/faults", json={})
    assert (await client.get("/products")).status_code == 200
