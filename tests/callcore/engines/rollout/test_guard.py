from __future__ import annotations

import random

import pytest

from callcore.engines.rollout.guard import Guard
from callcore.shared.rollout.counters import Tally
from callcore.shared.rollout.limits import Limits


class Line:
    """Utterances of two arms, looked at every few of them."""

    def __init__(self, seed=1, limits=None):
        self.chance = random.Random(seed)
        self.tally = Tally()
        self.guard = Guard(limits or Limits())

    def speak(self, n, *, candidate=0.01, control=0.01, share=0.1):
        for _ in range(n):
            inside = self.chance.random() < share
            arm = self.tally.candidate if inside else self.tally.control
            arm.utterances += 1
            if self.chance.random() < (candidate if inside else control):
                arm.errors += 1
            else:
                arm.final(self.chance.lognormvariate(6.2, 0.3))

    def look(self):
        return self.guard.look(self.tally)

    def until_breach(self, most, **rates):
        """Return how many utterances of the candidate it took."""
        before = self.tally.candidate.utterances
        while self.tally.candidate.utterances < before + most:
            self.speak(20, **rates)
            if self.look():
                return self.tally.candidate.utterances - before
        return None


@pytest.mark.parametrize("past", [0, 200, 20_000])
def test_a_candidate_that_turns_bad_does_not_live_on_its_past(past):
    line = Line()
    for _ in range(past // 20):
        line.speak(200)
        assert line.look() is None
    taken = line.until_breach(200, candidate=1.0)
    assert taken is not None
    assert taken <= 55


def test_what_is_only_half_bad_is_found_as_well():
    line = Line()
    line.until_breach(500)
    taken = line.until_breach(300, candidate=0.4)
    assert taken is not None
    assert taken <= 100


def test_slowness_is_found_in_the_newest_utterances():
    line = Line()
    assert line.until_breach(2000) is None
    for _ in range(70):
        line.tally.candidate.utterances += 1
        line.tally.candidate.final(4000)
        found = line.look()
        if found:
            break
    assert found is not None
    assert found.what == "slow"


def test_the_shadow_alone_is_judged_in_its_newest_utterances():
    line = Line()
    seen = line.tally.compared
    for i in range(3000):
        seen.utterances += 1
        seen.words += 5
        seen.word_errors += 5 if i >= 2000 else 1
        found = line.look()
        if found:
            break
    assert found is not None
    assert found.what == "wer"
    assert 2000 < i < 2060


@pytest.mark.parametrize("seed", range(8))
def test_a_candidate_as_good_as_control_stays(seed):
    line = Line(seed)
    assert line.until_breach(3000, candidate=0.02, control=0.02) is None


@pytest.mark.parametrize("seed", range(8))
def test_a_bad_day_of_both_arms_is_no_fault_of_the_candidate(seed):
    limits = Limits(failed_most=1.0)  # a house that knows of its bad line
    line = Line(seed, limits)
    rates = {"candidate": 0.1, "control": 0.1, "share": 0.3}
    assert line.until_breach(2000, **rates) is None


def test_it_remembers_a_bounded_past():
    line = Line()
    for _ in range(2000):
        line.speak(100)
        line.look()
    assert len(line.guard._marks) <= 80


def test_looking_changes_no_counter():
    line = Line()
    line.speak(1000)
    before = line.tally.copy()
    line.look()
    assert line.tally == before
