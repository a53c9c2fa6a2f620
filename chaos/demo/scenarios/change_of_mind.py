"""A caller who says four, hears four read back, and wants two after all."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from chaos.demo.scenarios import winter_tyres
from chaos.demo.scenarios.plot import Scenario

_FIRST: Final = winter_tyres.SCENARIO

SCENARIO: Final = Scenario(
    name="change-of-mind",
    summary="says four, refuses the read-back, orders two",
    goal=replace(_FIRST.goal, quantity=2),
    scripts={
        "en": replace(_FIRST.scripts["en"], correct="No. I need only two tyres."),
        "ru": replace(_FIRST.scripts["ru"], correct="Нет, только две штуки."),
        "uk": replace(_FIRST.scripts["uk"], correct="Ні, лише дві штуки."),
    },
)
