"""All scenarios by name; the first one is what a newcomer hears."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from chaos.demo.scenarios import (
    barge_in,
    change_of_mind,
    oil,
    operator,
    phone_number,
    winter_tyres,
)
from chaos.demo.scenarios.plot import Scenario

SCENARIOS: Final[Mapping[str, Scenario]] = MappingProxyType(
    {
        one.SCENARIO.name: one.SCENARIO
        for one in (
            winter_tyres,
            oil,
            operator,
            change_of_mind,
            barge_in,
            phone_number,
        )
    }
)
DEFAULT: Final = next(iter(SCENARIOS))
