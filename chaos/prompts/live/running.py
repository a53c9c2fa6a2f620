"""Plays dialogues with a real model: some at once, until all are done or money is out.

A trial that the service spoils is played again a little later; only then is it void. What
stops the run early loses at most the dialogues that were under way: the next run goes on.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Awaitable, Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Final, Literal

import trio

from callcore.engines.errors import EngineError, EngineRefused
from callcore.engines.ports import LanguageModel
from callcore.shared.costs.usage import Spend
from chaos.prompts.dialogue import Dialogue
from chaos.prompts.live.judging import Measured, blank_result, result_of
from chaos.prompts.live.results import Result
from chaos.prompts.live.resultsfile import ResultsFile
from chaos.prompts.live.till import Till
from chaos.prompts.live.watching import WatchedModel
from chaos.prompts.trace import Played

AGAIN_S: Final = (2.0, 10.0)  # a rate limit is over in seconds
TRIAL_S: Final = 600.0  # thirty turns of a slow model; whoever hangs longer is void
REFUSALS: Final = 3  # in a row: the key, the model or the address is wrong

Why = Literal["done", "budget", "time", "refused"]
Play = Callable[[Dialogue, LanguageModel, Spend, int], Awaitable[Played]]
Judge = Callable[[Played], tuple[Sequence[str], Sequence[str]]]


@dataclass(frozen=True, slots=True)
class Trial:
    """One dialogue that is to be played once."""

    dialogue: Dialogue
    number: int

    @property
    def key(self) -> tuple[str, str, int]:
        """Name it as its result is named."""
        return blank_result(self.dialogue, self.number).key


@dataclass(frozen=True, slots=True)
class Running:
    """What a run needs. ``judge`` returns what failed, and what must never be."""

    model: Callable[[Spend], LanguageModel]
    play: Play
    judge: Judge
    file: ResultsFile
    till: Till
    jobs: int = 4
    longest_s: float = 3600.0
    told: Callable[[Result], object] = lambda _result: None


def trials_of(dialogues: Iterable[Dialogue], each: int) -> list[Trial]:
    """Return every dialogue ``each`` times, the first of all before the second of any."""
    listed = list(dialogues)
    return [Trial(dialogue, number) for number in range(each) for dialogue in listed]


class Runner:
    """One run. Its results are in the file; ``why`` says how it ended."""

    def __init__(self, use: Running, trials: Iterable[Trial]) -> None:
        self._use = use
        self._waiting = deque(t for t in trials if not use.file.is_done(t.key))
        self._refused = 0
        self.why: Why = "done"

    async def run(self) -> Why:
        """Play what is not done yet; return why it ended. Cancel-safe."""
        with trio.move_on_after(self._use.longest_s) as scope:
            async with trio.open_nursery() as nursery:
                for _ in range(self._use.jobs):
                    nursery.start_soon(self._work)
        if scope.cancelled_caught:
            self.why = "time"
        return self.why

    async def _work(self) -> None:
        while self._waiting and self._may_go_on():
            trial = self._waiting.popleft()
            result = await self._tried(trial)
            self._use.file.append(result)
            self._use.told(result)

    def _may_go_on(self) -> bool:
        if self._use.till.empty:
            self.why = "budget"
        elif self._refused >= REFUSALS:
            self.why = "refused"
        return self.why == "done"

    async def _tried(self, trial: Trial) -> Result:
        """Play a trial, and again while the service fails it."""
        for wait_s in (*AGAIN_S, None):
            result = await self._played(trial)
            if not result.void or wait_s is None or not self._may_go_on():
                break
            await trio.sleep(wait_s)
        return result

    async def _played(self, trial: Trial) -> Result:
        till = self._use.till
        tab = till.tab(trial.dialogue.id)
        spend = till.spend(tab)
        model = WatchedModel(self._use.model(spend))
        started_s, played, void = trio.current_time(), None, "deadline"
        try:
            with trio.move_on_after(TRIAL_S):
                played = await self._use.play(
                    trial.dialogue, model, spend, trial.number
                )
                void = ""
        except EngineError as error:  # of a simulated caller; the agent's is survived
            self._note(error)
            void = f"caller: {error.reason}"
        if model.failed is not None:
            self._note(model.failed)
            void = model.failed.reason
        elif not void:
            self._refused = 0
        measured = Measured(
            first_token_ms=tuple(model.first_token_ms),
            tokens_in=model.tokens_in,
            tokens_out=model.tokens_out,
            cost_micros=tab.total_micros,
            took_s=trio.current_time() - started_s,
            void=void,
        )
        if played is None:
            cost = measured.cost_micros
            blank = blank_result(trial.dialogue, trial.number)
            return replace(blank, void=void, cost_micros=cost)
        return result_of(played, measured, *self._use.judge(played))

    def _note(self, error: EngineError) -> None:
        self._refused += isinstance(error, EngineRefused)
