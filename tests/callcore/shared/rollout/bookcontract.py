"""What every book must do. Subclass it, name it Test..., add the fixture ``desk``."""

from __future__ import annotations

import pytest
import trio

from callcore.shared.rollout.book import ANY, POLL_S, BookError, Conflict
from callcore.shared.rollout.changes import widened
from tests.callcore.shared.rollout.plans import ANN, running


class RolloutBookContract:
    async def test_a_new_book_has_no_plan_and_no_history(self, autojump_clock, desk):
        assert await desk.book.read() is None
        assert await desk.book.history(5) == []

    async def test_a_plan_is_read_as_it_was_written(self, autojump_clock, desk):
        await desk.book.change(running(), 0)
        assert await desk.book.read() == running()

    async def test_of_two_who_change_the_same_version_one_is_told(
        self, autojump_clock, desk
    ):
        await desk.book.change(running(), 0)
        await desk.book.change(widened(running(), 900, None, ANN), 1)
        with pytest.raises(Conflict):
            await desk.book.change(widened(running(), 100, None, ANN), 1)
        found = await desk.book.read()
        assert (found.version, found.buckets) == (2, 900)
        assert len(await desk.book.history(5)) == 2  # what was refused is no change

    async def test_of_many_at_once_exactly_one_wins(self, autojump_clock, desk):
        await desk.book.change(running(), 0)
        won = []

        async def widen(buckets):
            try:
                await desk.book.change(widened(running(), buckets, None, ANN), 1)
            except Conflict:
                return
            won.append(buckets)

        async with trio.open_nursery() as nursery:
            for buckets in range(1, 9):
                nursery.start_soon(widen, buckets)
        found = await desk.book.read()
        assert [found.buckets] == won

    async def test_a_version_cannot_be_skipped(self, autojump_clock, desk):
        with pytest.raises(BookError, match="by one"):
            await desk.book.change(widened(running(), 900, None, ANN), 0)
        assert await desk.book.read() is None

    async def test_every_change_is_in_the_history_with_before_and_after(
        self, autojump_clock, desk
    ):
        wider = widened(running(), 900, None, ANN)
        await desk.book.change(running(), 0)
        await desk.book.change(wider, 1)
        first, second = await desk.book.history(5)
        assert (first.before, first.after) == (None, running())
        assert (second.before, second.after) == (running(), wider)
        assert await desk.book.history(1) == [second]
        assert await desk.book.history(0) == []

    async def test_what_cannot_be_audited_does_not_happen(self, autojump_clock, desk):
        await desk.book.change(running(), 0)
        desk.break_audit()
        with pytest.raises(BookError, match="audit"):
            await desk.book.change(widened(running(), 900, None, ANN), 1)
        assert await desk.book.read() == running()

    async def test_who_waits_hears_of_a_change_soon(self, autojump_clock, desk):
        await desk.book.change(running(), 0)
        heard = []

        async def wait():
            heard.append(await desk.book.wait_other(1))
            heard.append(trio.current_time())

        async with trio.open_nursery() as nursery:
            nursery.start_soon(wait)
            await trio.sleep(7)
            assert not heard
            await desk.book.change(widened(running(), 900, None, ANN), 1)
        assert heard[0].version == 2
        assert heard[1] <= 7 + POLL_S

    async def test_who_waits_for_what_is_there_already_does_not_wait(
        self, autojump_clock, desk
    ):
        assert await self._at_once(desk, 3) is None
        await desk.book.change(running(), 0)
        assert await self._at_once(desk, 0) == running()

    async def _at_once(self, desk, version):
        with trio.fail_after(0.001):
            return await desk.book.wait_other(version)

    async def test_who_waits_can_be_cancelled(self, autojump_clock, desk):
        with trio.move_on_after(30) as scope:
            await desk.book.wait_other(0)
        assert scope.cancelled_caught

    async def test_a_broken_book_says_so_and_is_whole_again(self, autojump_clock, desk):
        await desk.book.change(running(), 0)
        with desk.broken():
            with pytest.raises(BookError, match=r"\.$"):
                await desk.book.read()
            with pytest.raises(BookError, match=r"\.$"):
                await desk.book.wait_other(1)
            with pytest.raises(BookError, match=r"\.$"):
                await desk.book.change(widened(running(), 900, None, ANN), 1)
        assert await desk.book.read() == running()

    async def test_any_version_may_be_replaced_on_purpose(self, autojump_clock, desk):
        await desk.book.change(running(), 0)
        third = widened(widened(running(), 1, None, ANN), 2, None, ANN)
        await desk.book.change(third, ANY)
        assert await desk.book.read() == third
