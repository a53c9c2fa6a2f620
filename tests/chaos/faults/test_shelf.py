"""Every fault that is promised is there, and says what it does."""

from __future__ import annotations

import pytest

from chaos.demo.engines import CHOICES, VENDORS
from chaos.demo.scenarios.shelf import SCENARIOS
from chaos.faults.shelf import FAULTS


def test_the_promised_faults_are_there():
    assert list(FAULTS) == [
        "stt-hang",
        "llm-error",
        "tts-dead",
        "store-down",
        "kill9",
        "wedge",
        "stt-hang-mid",
        "stt-quota",
        "tts-cut",
        "llm-cut",
        "both-stt",
    ]


@pytest.mark.parametrize("name", FAULTS)
def test_a_fault_can_be_made_and_told(name):
    assert FAULTS[name]().about


@pytest.mark.parametrize("name", FAULTS)
def test_what_a_fault_needs_can_be_asked_for(name):
    fault = FAULTS[name]
    for stage, vendor in fault.needs.items():
        assert vendor in CHOICES[stage]
        assert vendor in VENDORS
    assert fault.scenario in ("", *SCENARIOS)


@pytest.mark.parametrize("name", FAULTS)
def test_who_strikes_into_a_dictated_number_brings_a_caller_who_dictates(name):
    fault = FAULTS[name]
    if fault.moment == "dictating":
        scripts = SCENARIOS[fault.scenario].scripts.values()
        assert all(script.phone for script in scripts)
