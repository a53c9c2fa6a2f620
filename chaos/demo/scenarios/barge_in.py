"""A caller who has heard enough and talks over the agent's offer."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from chaos.demo.scenarios import winter_tyres

_FIRST: Final = winter_tyres.SCENARIO

SCENARIO: Final = replace(
    _FIRST,
    name="barge-in",
    summary="interrupts the offer, then orders four winter tyres",
    interrupts=True,
    scripts={
        "en": replace(_FIRST.scripts["en"], interrupt="Okay, the first one, please."),
        "ru": replace(_FIRST.scripts["ru"], interrupt="Хорошо, давайте первый."),
        "uk": replace(_FIRST.scripts["uk"], interrupt="Добре, давайте перший."),
    },
)
