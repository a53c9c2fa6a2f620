from __future__ import annotations

import math

import pytest
import trio

from callcore.engines.failover.due import Due
from callcore.engines.offers import Budget
from callcore.engines.utterance import UtteranceAudio

BUDGET = Budget(first_s=1.5, between_s=3, final_s=2)
PIECE = bytes(1600)  # 100 ms


class Watched:
    """An utterance whose engine owes answers; ``gone_s`` says when it was left."""

    def __init__(self, budget=BUDGET, *, last=False):
        self.audio = UtteranceAudio()
        self.due = Due(self.audio, budget, last=last)
        self.started_s = trio.current_time()
        self.gone_s = math.inf

    async def run(self):
        async with trio.open_nursery() as nursery:
            nursery.start_soon(self.due.watch)
            with self.due.scope:
                await trio.sleep_forever()
            self.gone_s = trio.current_time() - self.started_s
            nursery.cancel_scope.cancel()

    async def talk(self, seconds, *, speech=True):
        for _ in range(round(10 * seconds)):
            self.audio.append(PIECE, speech=speech)
            await trio.sleep(0.1)

    async def pause(self, seconds):
        await self.talk(0.2, speech=False)
        self.audio.settle()
        await self.talk(seconds - 0.2, speech=False)
        self.audio.unsettle()


@pytest.fixture
async def watched(nursery):
    def begin(*args, **kwargs):
        it = Watched(*args, **kwargs)
        nursery.start_soon(it.run)
        return it

    return begin


async def test_an_engine_that_never_says_anything_is_left_in_mid_utterance(
    autojump_clock, watched
):
    it = watched()
    await it.talk(4)
    assert it.gone_s == pytest.approx(1.5)
    assert it.due.reason == "slow"


async def test_the_pauses_of_a_dictated_number_do_not_count_but_its_digits_do(
    autojump_clock, watched
):
    it = watched()
    for _ in range(4):  # no group of digits is as long as the budget
        await it.talk(0.5)
        await it.pause(0.7)
    assert it.gone_s == pytest.approx(2 * (0.5 + 0.7) + 0.1, abs=0.11)


async def test_after_a_partial_the_budget_begins_anew(autojump_clock, watched):
    it = watched()
    await it.talk(1)
    it.due.paid()
    await it.talk(2)
    it.due.paid()
    await it.talk(2.9)
    assert it.gone_s == math.inf
    await it.talk(0.5)
    assert it.gone_s == pytest.approx(3 + 0.1 + 3, abs=0.11)
    assert it.due.reason == "stalled"


async def test_what_a_partial_has_covered_is_not_owed(autojump_clock, watched):
    it = watched()
    await it.talk(1)
    it.due.paid()
    await it.talk(20, speech=False)
    assert it.gone_s == math.inf


async def test_at_the_end_the_final_is_due(autojump_clock, watched):
    it = watched()
    await it.talk(1)
    it.due.paid()
    await it.talk(1)
    it.audio.close()
    await trio.sleep(5)
    assert it.gone_s == pytest.approx(2 + 2)


async def test_one_that_said_nothing_yet_must_say_something_first(
    autojump_clock, watched
):
    it = watched()
    await it.talk(0.5)
    it.audio.close()
    await trio.sleep(5)
    assert it.gone_s == pytest.approx(0.5 + 1.5)


async def test_a_partial_after_the_end_gives_it_the_time_of_the_final(
    autojump_clock, watched
):
    it = watched()
    await it.talk(0.5)
    it.audio.close()
    await trio.sleep(1)
    it.due.paid()
    await trio.sleep(5)
    assert it.gone_s == pytest.approx(0.5 + 2)


async def test_an_utterance_that_is_over_is_only_waited_for(autojump_clock, watched):
    it = watched(Budget(final_s=2))
    it.audio.close()
    await trio.sleep(5)
    assert it.gone_s == pytest.approx(2)


async def test_the_last_engine_is_not_left_but_it_is_known_to_be_late(
    autojump_clock, watched
):
    it = watched(last=True)
    await it.talk(1.4)
    assert not it.due.late
    await it.talk(0.2)
    assert it.due.late
    it.due.paid()
    assert not it.due.late
    it.audio.close()
    await trio.sleep(9)
    assert it.due.late
    assert it.gone_s == math.inf


async def test_without_a_budget_nothing_is_due(autojump_clock, watched):
    it = watched(Budget())
    await it.talk(9)
    it.audio.close()
    await trio.sleep(99)
    assert it.gone_s == math.inf
    assert not it.due.late


async def test_the_front_that_falls_off_a_long_utterance_is_no_news(
    autojump_clock, watched, monkeypatch
):
    monkeypatch.setattr("callcore.engines.utterance.MAX_BYTES", 16_000)
    it = watched()
    for _ in range(20):
        await it.talk(1)
        it.due.paid()
    await it.talk(20, speech=False)
    assert it.gone_s == math.inf
