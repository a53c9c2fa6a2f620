"""The caller who dictates his number."""

from __future__ import annotations

import pytest

from callcore.agent.phones import e164
from callcore.shared.ids import LANGUAGES
from callcore.shared.spoken.parse import find_numbers, number_runs
from chaos.demo.scenarios.phone_number import PHONE, SCENARIO


def test_his_telephone_hides_the_number_and_the_order_must_have_it():
    assert SCENARIO.withheld
    assert SCENARIO.goal.phone == PHONE


@pytest.mark.parametrize("language", LANGUAGES)
def test_he_says_the_number_that_the_order_must_have(language):
    said = SCENARIO.scripts[language].phone
    (run,) = number_runs(said, find_numbers(said, language))
    assert e164(run.digits) == PHONE
