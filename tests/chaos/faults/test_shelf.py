"""Every fault that is promised is there, and says what it does."""

from __future__ import annotations

import pytest

from chaos.faults.shelf import FAULTS


def test_the_promised_faults_are_there():
    assert list(FAULTS) == [
        "stt-hang",
        "llm-error",
        "tts-dead",
        "store-down",
        "kill9",
        "wedge",
    ]


@pytest.mark.parametrize("name", FAULTS)
def test_a_fault_can_be_made_and_told(name):
    assert FAULTS[name]().about
