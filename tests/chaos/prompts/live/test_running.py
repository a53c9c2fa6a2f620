"""The runner: what it plays, plays again, and when it stops."""

from __future__ import annotations

from collections import Counter
from contextlib import ExitStack

import pytest
import trio

from callcore.engines.chat import Finished, TextDelta
from callcore.engines.errors import EngineLost, EngineRefused
from callcore.shared.costs.pricefile import packaged_prices
from callcore.shared.costs.usage import Usage
from chaos.prompts.dialogue import parse_dialogues
from chaos.prompts.live.results import Result
from chaos.prompts.live.resultsfile import ResultsFile
from chaos.prompts.live.running import (
    AGAIN_S,
    REFUSALS,
    TRIAL_S,
    Runner,
    Running,
    trials_of,
)
from chaos.prompts.live.till import Till
from chaos.prompts.trace import Books, Caller, Played, Setup
from tests.chaos.prompts.live.made import FACTS

DIALOGUES = parse_dialogues(
    "\n".join(
        f"- {{id: en-g-{number:03}, category: order, about: x, turns: [hello]}}"
        for number in range(6)
    ),
    "en",
    "here",
)
SOME_MONEY = 10_000_000


class Model:
    """Answers, or raises what it is told to, once each."""

    name = "a-model"

    def __init__(self, spend, errors):
        self._spend, self._errors = spend, errors

    def reply(self, messages, tools, language):
        @trio.as_safe_channel
        async def stream():
            await trio.sleep(0.5)
            if self._errors:
                raise self._errors.pop(0)
            self._spend(Usage("llm", "x", "unpriced", "request", "tokens_in", 9))
            yield TextDelta("Hello.")
            yield Finished("stop", 9, 1)

        return stream()


class World:
    """What a run needs, and what happened in it."""

    def __init__(self, path, errors=(), *, playing_s=1.0, caller_error=None):
        self.errors = list(errors)
        self.file = ResultsFile(path, FACTS, 0)
        self.at_once = self.most_at_once = 0
        self.played: Counter[tuple[str, int]] = Counter()
        self.playing_s = playing_s
        self.caller_error = caller_error

    def use(self, **changed):
        given = {
            "model": lambda spend: Model(spend, self.errors),
            "play": self.play,
            "judge": lambda _played: ([], []),
            "file": self.file,
            "till": Till(packaged_prices(), SOME_MONEY),
            "jobs": 2,
            **changed,
        }
        return Running(**given)

    async def play(self, dialogue, model, spend, trial):
        self.played[dialogue.id, trial] += 1
        self.at_once += 1
        self.most_at_once = max(self.at_once, self.most_at_once)
        try:
            if self.caller_error:
                raise self.caller_error
            async with model.reply((), (), "en") as deltas:
                async for _ in deltas:
                    pass
        except EngineLost:  # the agent's failure is survived; he is handed over
            pass
        except EngineRefused as error:
            if error is self.caller_error:
                raise
        finally:
            self.at_once -= 1
        await trio.sleep(self.playing_s)
        entries = (Caller("hello", "en"),)
        return Played(
            dialogue,
            model.name,
            trial,
            entries,
            "ended",
            "",
            "",
            Counter(),
            Books(),
            Setup({}),
        )


@pytest.fixture
def make_world(tmp_path):
    """Return what makes worlds that share one file of results."""
    with ExitStack() as stack:

        def make(*args, **kwargs):
            world = World(tmp_path / "results.jsonl", *args, **kwargs)
            stack.enter_context(world.file)
            return world

        yield make


def results_of(world, trials):
    return world.file.run_of(trial.key for trial in trials).results


async def test_every_dialogue_is_played_as_often_as_planned(autojump_clock, make_world):
    world, trials = make_world(), trials_of(DIALOGUES, 3)
    assert await Runner(world.use(), trials).run() == "done"
    assert set(world.played.values()) == {1}
    assert len(world.played) == 18
    assert world.most_at_once == 2
    (one, *_) = results = results_of(world, trials)
    assert len(results) == 18
    assert one.passed
    assert one.first_token_ms == (500.0,)
    assert (one.tokens_in, one.took_s) == (9, 1.5)


async def test_the_first_trial_of_all_comes_before_the_second_of_any(autojump_clock):
    numbers = [trial.number for trial in trials_of(DIALOGUES, 2)]
    assert numbers == [0] * 6 + [1] * 6


async def test_what_was_played_is_not_played_again(autojump_clock, make_world):
    trials = trials_of(DIALOGUES, 1)
    first = make_world()
    await Runner(first.use(), trials[:4]).run()
    again = make_world()
    await Runner(again.use(), trials).run()
    assert sorted(key[0] for key in again.played) == ["en-g-004", "en-g-005"]


async def test_what_the_service_spoils_is_played_again(autojump_clock, make_world):
    world, trials = (
        make_world([EngineLost("m", "rate-limited")]),
        trials_of(DIALOGUES, 1),
    )
    await Runner(world.use(jobs=1), trials[:1]).run()
    assert world.played["en-g-000", 0] == 2
    (result,) = results_of(world, trials[:1])
    assert result.passed
    assert trio.current_time() == pytest.approx(AGAIN_S[0] + 3.0, abs=0.1)


async def test_what_it_spoils_again_and_again_is_void(autojump_clock, make_world):
    world, trials = make_world([EngineLost("m", "cut")] * 3), trials_of(DIALOGUES, 1)
    await Runner(world.use(jobs=1), trials[:2]).run()
    assert world.played == {("en-g-000", 0): 3, ("en-g-001", 0): 1}
    first, second = results_of(world, trials[:2])
    assert (first.void, first.failures) == ("cut", ())
    assert second.passed


async def test_a_service_that_refuses_is_not_asked_for_ever(autojump_clock, make_world):
    world = make_world([EngineRefused("m", "unauthorised")] * 99)
    trials = trials_of(DIALOGUES, 4)
    assert await Runner(world.use(), trials).run() == "refused"
    assert sum(world.played.values()) <= REFUSALS + 1  # one was under way


async def test_a_caller_whose_model_fails_is_nobodys_fault(autojump_clock, make_world):
    world = make_world(caller_error=EngineRefused("m", "bad-request"))
    trials = trials_of(DIALOGUES, 1)
    assert await Runner(world.use(jobs=1), trials).run() == "refused"
    assert results_of(world, trials)[0].void == "caller: bad-request"


async def test_it_stops_when_the_money_is_gone(autojump_clock, make_world):
    till = Till(packaged_prices(), 0)
    world, trials = make_world(), trials_of(DIALOGUES, 4)
    assert await Runner(world.use(till=till), trials).run() == "budget"
    assert sum(world.played.values()) == 2  # those that were under way
    assert len(results_of(world, trials)) == 2


async def test_it_stops_when_the_time_is_over(autojump_clock, make_world):
    world, trials = make_world(), trials_of(DIALOGUES, 4)
    assert await Runner(world.use(longest_s=2.0), trials).run() == "time"
    assert len(results_of(world, trials)) == 2
    assert trio.current_time() == pytest.approx(2.0)


async def test_a_trial_that_hangs_is_given_up(autojump_clock, make_world):
    world, trials = make_world(playing_s=1e6), trials_of(DIALOGUES, 1)
    use = world.use(longest_s=1e5, jobs=1)
    assert await Runner(use, trials[:1]).run() == "done"
    (result,) = results_of(world, trials[:1])
    assert result.void == "deadline"
    assert trio.current_time() == pytest.approx(3 * TRIAL_S + sum(AGAIN_S))


async def test_results_are_told_as_they_come(autojump_clock, make_world):
    told: list[Result] = []
    world, trials = make_world(), trials_of(DIALOGUES, 1)
    await Runner(world.use(told=told.append), trials).run()
    assert len(told) == 6
