from __future__ import annotations

import pytest

from tests.chaos.simulate.told import World


@pytest.fixture
def world():
    return World().agent("Hello there.")
