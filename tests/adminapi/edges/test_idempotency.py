from __future__ import annotations

import pytest
import trio

from adminapi.edges import idempotency
from adminapi.edges.endpoint import Endpoint, Principal
from adminapi.edges.idempotency import Memory
from adminapi.edges.problem import Problem
from callcore.shared.database.errors import DatabaseDown
from callcore.shared.database.pool import one
from tests.kit.adminhouse import admin_house

pytestmark = pytest.mark.integration


async def nothing(_ask):
    return None


ENDPOINT = Endpoint(method="POST", path="/do", about="", handler=nothing, tag="")
OTHER = Endpoint(method="POST", path="/other", about="", handler=nothing, tag="")


def who(user):
    return Principal(user.user_id, user.name, user.role, user.session_id, "t", 0.0)


class Act:
    def __init__(self, raises=None):
        self.times = 0
        self.raises = raises

    async def __call__(self):
        self.times += 1
        if self.raises is not None:
            raise self.raises
        return 200, (("Content-Type", "application/json"),), b'{"n":%d}' % self.times


async def ask(house, act, key="k", endpoint=ENDPOINT, digest="d", role="admin"):
    memory = Memory(house.database, house.office.ring)
    return await memory.remember(key, who(house.users[role]), endpoint, digest, act)


async def age(house, seconds):
    await house.database.run(
        lambda c: c.execute(
            "UPDATE idempotency_keys SET started_at = started_at - make_interval(secs => %s)",
            (seconds,),
        ).close()
    )


async def test_a_repeated_action_gets_its_first_answer_and_runs_once(database_url):
    async with admin_house(database_url) as house:
        act = Act()
        first = await ask(house, act)
        assert await ask(house, act) == first
        assert act.times == 1


async def test_keys_of_users_do_not_meet(database_url):
    async with admin_house(database_url) as house:
        act = Act()
        await ask(house, act)
        await ask(house, act, role="viewer")
        await ask(house, act, key="other")
        assert act.times == 3


@pytest.mark.parametrize("other", [{"digest": "x"}, {"endpoint": OTHER}])
async def test_a_key_for_another_request_is_refused(database_url, other):
    async with admin_house(database_url) as house:
        act = Act()
        await ask(house, act)
        with pytest.raises(Problem, match="key-reused"):
            await ask(house, act, **other)
        assert act.times == 1


async def test_of_two_at_the_same_time_one_runs(database_url):
    async with admin_house(database_url) as house:
        may_end, words = trio.Event(), []

        class Slow(Act):
            async def __call__(self):
                await may_end.wait()
                return await super().__call__()

        act = Slow()

        async def one_of_two():
            try:
                await ask(house, act)
            except Problem as problem:
                words.append(problem.word)
                may_end.set()

        with trio.fail_after(30):
            async with trio.open_nursery() as nursery:
                nursery.start_soon(one_of_two)
                nursery.start_soon(one_of_two)
        assert (act.times, words) == (1, ["key-busy"])


async def test_what_a_dead_process_left_is_taken_over_after_its_lease(database_url):
    async with admin_house(database_url) as house:
        with pytest.raises(ZeroDivisionError):
            await ask(house, Act(ZeroDivisionError()))  # no answer is ever kept of it
        act = Act()
        with pytest.raises(Problem, match="key-busy"):
            await ask(house, act)
        await age(house, idempotency.LEASE_S + 1)
        assert (await ask(house, act))[0] == 200
        assert act.times == 1


async def test_what_was_refused_may_be_asked_again(database_url):
    async with admin_house(database_url) as house:
        for word in ("conflict", "unavailable", "invalid"):
            with pytest.raises(Problem, match=word):
                await ask(house, Act(Problem(word)))
        assert (await ask(house, Act()))[0] == 200


@pytest.mark.parametrize("word", ["no-answer", "worker-gone"])
async def test_an_outcome_that_nobody_knows_is_not_tried_twice(database_url, word):
    async with admin_house(database_url) as house:
        act = Act(Problem(word))
        with pytest.raises(Problem, match=word):
            await ask(house, act)
        status, _, body = await ask(house, act)
        assert status in (502, 504)
        assert word.encode() in body
        assert act.times == 1


async def test_a_key_is_forgotten_after_a_day(database_url):
    async with admin_house(database_url) as house:
        act = Act()
        await ask(house, act)
        await age(house, idempotency.KEPT_S + 1)
        await ask(house, act, digest="another")
        assert act.times == 2
        await age(house, idempotency.KEPT_S + 1)
        assert await house.database.run(idempotency.forget_old) == 1


async def test_an_answer_that_cannot_be_kept_is_given_all_the_same(
    database_url, monkeypatch
):
    async with admin_house(database_url) as house:

        def down(*_):
            raise DatabaseDown("57P01")

        monkeypatch.setattr(idempotency, "_finish", down)
        assert (await ask(house, Act()))[0] == 200
        row = await house.database.run(
            lambda c: one(c, "SELECT status FROM idempotency_keys")
        )
        assert row == {"status": None}
