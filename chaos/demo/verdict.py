"""Was the call a success? The rules behind the demo's exit code. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Literal

from chaos.demo.scenarios.plot import Goal
from chaos.demo.wishes import order_fits

EXIT_OK: Final = 0
EXIT_FAILED: Final = 1
EXIT_CANNOT: Final = 2  # the demo could not be run at all: arguments, voices, models
EXIT_INTERRUPTED: Final = 130  # what a shell gives for Ctrl-C

Ending = Literal["end", "human", "hung-up", "lost"]
HUMAN_WITHIN_S: Final = 10.0  # P1: in conversation or on the way to a human within 10 s

JsonObject = Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether it went well, and the sentence that says why (or why not)."""

    ok: bool
    why: str

    @property
    def exit_code(self) -> int:
        """Return what the shell gets."""
        return EXIT_OK if self.ok else EXIT_FAILED


def judge_order(
    orders: Sequence[JsonObject], products: Mapping[str, JsonObject], goal: Goal
) -> Verdict:
    """Judge by the store alone: one confirmed order, and it is what was asked for."""
    confirmed = [one for one in orders if one.get("state") == "confirmed"]
    if not confirmed:
        return Verdict(False, "the store holds no confirmed order of this caller")
    if len(confirmed) > 1:
        return Verdict(
            False, f"the store holds {len(confirmed)} confirmed orders, not one"
        )
    if goal.phone not in ("", confirmed[0].get("phone")):
        return Verdict(False, "the confirmed order has another phone number than his")
    if not order_fits(confirmed[0], products, goal):
        return Verdict(False, "the confirmed order is not what the caller asked for")
    return Verdict(True, "the store holds exactly the order the caller asked for")


@dataclass(frozen=True, slots=True)
class Rescue:
    """How a caller came to the operator after a fault.

    A fault in an engine is not felt before somebody needs that engine, and the caller is
    in conversation until then. So times count from ``felt``: the fault, or the caller's
    last word if that came later.
    """

    fault_to_human_s: float
    felt_to_decision_s: float  #: until callcore decided for a human, or he was there
    felt_to_human_s: float  #: until the operator spoke, "I am connecting you" included

    def __str__(self) -> str:
        if self.felt_to_human_s == self.fault_to_human_s:
            return f"{self.fault_to_human_s:.2f} s after the fault"
        return (
            f"{self.felt_to_human_s:.1f} s after his last word, "
            f"{self.fault_to_human_s:.1f} s after the fault"
        )


def rescue_of(
    fault_s: float, last_word_s: float, decided_s: float | None, human_s: float
) -> Rescue:
    """Return the times of a rescue from stamps of one clock."""
    felt_s = max(fault_s, last_word_s)
    decided_s = human_s if decided_s is None else decided_s
    return Rescue(human_s - fault_s, max(0.0, decided_s - felt_s), human_s - felt_s)


def judge_human(ending: Ending, rescue: Rescue | None = None) -> Verdict:
    """Judge a call that must end at an operator; after a fault, in time (P1)."""
    if ending != "human":
        why = f"the caller did not reach an operator (outcome: {ending})"
        return Verdict(False, why)
    if rescue is None:
        return Verdict(True, "the caller reached an operator")
    if rescue.felt_to_decision_s > HUMAN_WITHIN_S:
        return Verdict(False, f"the operator came only {rescue}")
    return Verdict(True, f"the caller reached an operator {rescue}")


@dataclass(frozen=True, slots=True)
class Strike:
    """What a fault did to a call that had a second choice."""

    struck: bool  #: its moment came
    felt: bool  #: callcore went over to a second choice, where it had to
    dictated: int  #: how often the caller said his number


def judge_survival(ending: Ending, strike: Strike, order: Verdict) -> Verdict:
    """Judge a fault that the caller must not notice: ``order`` is the store's word."""
    if not strike.struck:
        return Verdict(False, "the call was over before the fault struck")
    if not strike.felt:
        why = "the fault struck nobody: what it broke was not in use then"
        return Verdict(False, why)
    if ending == "human":
        return Verdict(False, "the caller was handed over, with a second choice there")
    if not order.ok:
        return order
    if strike.dictated > 1:
        why = f"the caller had to say his number {strike.dictated} times"
        return Verdict(False, why)
    again = "; he said his number once" if strike.dictated else ""
    return Verdict(True, f"{order.why}, with a second choice{again}")


def judge_answer(ending: Ending, answers: int) -> Verdict:
    """Judge a single sentence or a recording: the agent must have answered."""
    if not answers:
        return Verdict(False, f"the agent did not answer (outcome: {ending})")
    return Verdict(True, "the agent answered")
