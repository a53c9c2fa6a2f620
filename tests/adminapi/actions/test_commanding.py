"""Commands to workers, in virtual time."""

from types import SimpleNamespace

import pytest
import trio

from adminapi.actions import commanding
from adminapi.actions.commanding import Order, command, live_call
from adminapi.edges.problem import Problem
from callcore.shared.state.memory import MemoryState
from callcore.shared.state.port import Command, LiveCall, Reply, WorkerState

ORDER = Order("hangup", "c", "u", {"reason": "test"})
WORKER = WorkerState("w", 0, 4, False, "1", "127.0.0.1:1")


@pytest.fixture
def office(autojump_clock):
    state = MemoryState(trio.current_time)
    return SimpleNamespace(state=state, now_s=trio.current_time)


async def beat(office, until_s):
    while trio.current_time() < until_s:
        await office.state.beat(WORKER)
        await trio.sleep(1)


async def test_the_answer_is_the_workers_own(office, nursery, autojump_clock):
    await office.state.beat(WORKER)
    taken: list[Command] = []

    async def obey():
        while not taken:
            taken.extend(await office.state.take("w"))
        reply = Reply(taken[0].command_id, "done", {"next": "end"})
        await office.state.reply(reply)

    nursery.start_soon(obey)
    told = await command(office, "w", ORDER)
    assert (told.result, told.fields) == ("done", {"next": "end"})
    assert taken[0].by == "u"
    assert taken[0].until_s <= trio.current_time() + commanding.OBEY_S


async def test_a_worker_that_is_not_there_is_not_waited_for(office, autojump_clock):
    began_s = trio.current_time()
    with pytest.raises(Problem, match="worker-gone"):
        await command(office, "w", ORDER)
    assert trio.current_time() == began_s


@pytest.mark.parametrize(("beats_s", "word"), [(60, "no-answer"), (1, "worker-gone")])
async def test_silence_is_told_as_what_it_is(
    office, nursery, beats_s, word, autojump_clock
):
    await office.state.beat(WORKER)
    nursery.start_soon(beat, office, trio.current_time() + beats_s)
    with pytest.raises(Problem, match=word):
        await command(office, "w", ORDER)


async def test_a_call_that_is_not_on_is_not_found(office, autojump_clock):
    with pytest.raises(Problem, match="not-found"):
        await live_call(office, "c")
    await office.state.put_calls([LiveCall("c", "w", 0.0)])
    assert (await live_call(office, "c")).worker == "w"
