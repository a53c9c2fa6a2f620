from __future__ import annotations

from functools import partial

import pytest

from callcore.shared.rollout import plantable
from callcore.shared.rollout.book import ANY, BookError, Conflict
from callcore.shared.rollout.changes import started, stopped, widened
from callcore.shared.rollout.counters import Tally
from callcore.shared.rollout.plan import NO_PLAN, PlanError
from tests.callcore.shared.rollout.plans import ANN, running, trial
from tests.kit.inlinedatabase import InlineDatabase, open_inline

pytestmark = pytest.mark.integration


@pytest.fixture
async def database(database_url: str):
    async with open_inline(database_url) as database:
        yield database


def begin(plan, signed):
    return started(plan, trial(), signed)


async def test_a_change_is_made_by_what_is_there(database: InlineDatabase) -> None:
    plan = await database.run(lambda found: plantable.apply(found, begin, ANN))
    assert plan == running()
    off = await database.run(lambda found: plantable.apply(found, stopped, ANN, 1))
    assert (off.version, off.status) == (2, "off")
    assert await database.run(plantable.read) == off
    assert await database.run(plantable.version) == 2


async def test_who_saw_an_older_plan_changes_nothing(database: InlineDatabase) -> None:
    await database.run(lambda found: plantable.apply(found, begin, ANN))
    await database.run(lambda found: plantable.apply(found, stopped, ANN))
    with pytest.raises(Conflict):
        await database.run(lambda found: plantable.apply(found, begin, ANN, 1))
    assert await database.run(plantable.version) == 2


async def test_a_change_that_makes_no_sense_is_refused_with_a_sentence(
    database: InlineDatabase,
) -> None:
    with pytest.raises(PlanError, match="start it first"):
        await database.run(
            lambda found: plantable.apply(
                found, lambda plan, signed: widened(plan, 1, None, signed), ANN
            )
        )
    assert await database.run(plantable.read) is None


async def test_a_plan_that_cannot_be_read_is_replaced_on_purpose_only(
    database: InlineDatabase,
) -> None:
    await database.run(lambda found: plantable.change(found, running(), 0))
    await database.run(lambda found: found.execute("UPDATE rollout_plan SET plan='[]'"))
    with pytest.raises(BookError, match="not an object"):
        await database.run(plantable.read)
    with pytest.raises(BookError, match="not an object"):
        await database.run(lambda found: plantable.change(found, running(), 1))
    off = stopped(running(), ANN)
    await database.run(lambda found: plantable.change(found, off, ANY))
    assert await database.run(plantable.read) == off
    (first, second) = await database.run(lambda found: plantable.history(found, 9))
    assert (first.before, second.before) == (None, None)


async def test_history_is_bounded_and_damaged_entries_are_left_out(
    database: InlineDatabase,
) -> None:
    await database.run(lambda found: plantable.change(found, running(), 0))
    await database.run(
        lambda found: found.execute(
            "INSERT INTO rollout_changes (version, by_name, reason, after) "
            "VALUES (2, 'x', 'y', '{}')"
        )
    )
    assert len(await database.run(lambda found: plantable.history(found, 9))) == 1
    assert await database.run(lambda found: plantable.history(found, 0)) == []


def counted(utterances: int) -> Tally:
    tally = Tally()
    tally.candidate.utterances = utterances
    return tally


async def test_counters_of_the_workers_add_up_without_those_of_another_plan(
    database: InlineDatabase,
) -> None:
    for worker, since, n in (("a", 1, 2), ("b", 1, 3), ("c", 2, 9), ("a", 1, 5)):
        await database.run(
            partial(plantable.publish, worker=worker, since=since, tally=counted(n))
        )
    both = await database.run(lambda found: plantable.tally_of(found, 1))
    others = await database.run(lambda found: plantable.tally_of(found, 1, without="a"))
    assert (both.candidate.utterances, others.candidate.utterances) == (8, 3)


async def test_counters_that_cannot_be_read_count_nothing(
    database: InlineDatabase,
) -> None:
    await database.run(lambda found: plantable.publish(found, "a", 1, counted(2)))
    await database.run(
        lambda found: found.execute(
            "INSERT INTO rollout_counters (worker, since, tally) VALUES ('b', 1, '{}')"
        )
    )
    tally = await database.run(lambda found: plantable.tally_of(found, 1))
    assert tally.candidate.utterances == 2


async def test_workers_that_are_no_more_are_forgotten(database: InlineDatabase) -> None:
    await database.run(lambda found: plantable.publish(found, "a", 1, counted(2)))
    await database.run(
        lambda found: found.execute(
            "UPDATE rollout_counters SET changed_at = now() - interval '31 days'"
        )
    )
    await database.run(plantable.forget_counters)
    tally = await database.run(lambda found: plantable.tally_of(found, 1))
    assert tally == Tally()
    assert NO_PLAN.version == 0
