from __future__ import annotations

import pytest

from callcore.engines.failover.rung import Rung
from callcore.engines.offers import Budget


@pytest.fixture
def clock(autojump_clock):
    return autojump_clock


@pytest.fixture
def steps():
    return []


@pytest.fixture
def note(steps):
    return lambda *step: steps.append(step)


@pytest.fixture
def ladder_of():
    """Make rungs of engines that share a budget."""

    def make(*engines, **budget):
        return [Rung(engine, Budget(**budget)) for engine in engines]

    return make
