"""Which verdict belongs to which kind of run."""

from __future__ import annotations

from chaos.demo.ringing import Finished, Judge
from chaos.demo.scenarios.plot import Goal
from chaos.demo.verdict import (
    Verdict,
    judge_answer,
    judge_human,
    judge_order,
    judge_survival,
)


def for_scenario(goal: Goal) -> Judge:
    """Return the judge of a scenario: the store's word, or a human."""

    def judge(finished: Finished) -> Verdict:
        if goal.wants == "human":
            return judge_human(finished.ending)
        return judge_order(finished.books.orders, finished.books.products, goal)

    return judge


def for_fault(finished: Finished) -> Verdict:
    """Judge a run with a fault: it must have struck, and a human must have come."""
    if finished.rescue is None and finished.ending == "human":
        return Verdict(False, "the caller reached an operator before the fault struck")
    return judge_human(finished.ending, finished.rescue)


def for_survival(goal: Goal) -> Judge:
    """Return the judge of a fault that has a second choice: the order, and no human."""

    def judge(finished: Finished) -> Verdict:
        order = judge_order(finished.books.orders, finished.books.products, goal)
        return judge_survival(finished.ending, finished.strike, order)

    return judge


def for_answer(finished: Finished) -> Verdict:
    """Judge a single sentence: something was answered after it."""
    said = next(
        (i for i, e in enumerate(finished.scene.entries) if e.side == "caller"), None
    )
    answers = [] if said is None else finished.scene.entries[said:]
    return judge_answer(finished.ending, sum(one.side == "agent" for one in answers))
