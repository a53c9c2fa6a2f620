"""Open sockets hear within a second that their session is over."""

from contextlib import AsyncExitStack

import trio

from adminapi.edges.endpoint import Principal
from adminapi.edges.watching import Watchman


class Judge:
    def __init__(self):
        self.ended = set()
        self.asked = []

    async def is_alive(self, who):
        await trio.lowlevel.checkpoint()
        return who.session_id not in self.ended

    async def over(self, all_of):
        await trio.lowlevel.checkpoint()
        self.asked.append([who.session_id for who in all_of])
        return self.ended & {who.session_id for who in all_of}


def who(session_id):
    return Principal("u", "n", "viewer", session_id, "t", 1e12)


async def test_only_the_sockets_of_an_ended_session_are_told(autojump_clock):
    judge = Judge()
    watchman = Watchman(judge)
    async with trio.open_nursery() as nursery:
        nursery.start_soon(watchman.run)
        async with (
            watchman.watch(who("a")) as first,
            watchman.watch(who("a")) as second,
            watchman.watch(who("b")) as other,
        ):
            assert watchman.sockets == 3
            judge.ended.add("a")
            began_s = trio.current_time()
            await first.wait()
            await second.wait()
            assert trio.current_time() - began_s < 1
            assert not other.is_set()
        nursery.cancel_scope.cancel()
    assert watchman.sockets == 0


async def test_one_question_serves_many_and_none_is_asked_without_sockets(
    autojump_clock,
):
    judge = Judge()
    watchman = Watchman(judge)
    async with trio.open_nursery() as nursery:
        nursery.start_soon(watchman.run)
        await trio.sleep(5)
        assert not judge.asked
        async with watchman.watch(who("a")), watchman.watch(who("b")):
            await trio.sleep(1)
        assert judge.asked[0] == ["a", "b"]
        nursery.cancel_scope.cancel()


async def test_no_question_is_longer_than_the_state_takes(autojump_clock):
    judge = Judge()
    watchman = Watchman(judge)
    async with AsyncExitStack() as stack:
        events = [
            await stack.enter_async_context(watchman.watch(who(f"s{number % 40}")))
            for number in range(100)
        ]
        judge.ended.add("s39")
        await watchman.look()
        assert max(len(each) for each in judge.asked) <= 8
        assert sum(len(each) for each in judge.asked) == 40
        assert [event.is_set() for event in events].count(True) == 2


async def test_whether_a_token_is_good_is_asked_of_the_judge():
    judge = Judge()
    judge.ended.add("a")
    assert not await Watchman(judge).is_alive(who("a"))
