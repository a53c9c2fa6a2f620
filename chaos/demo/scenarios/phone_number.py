"""A caller whose number is withheld: he orders tyres and dictates where to call him."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from chaos.demo.scenarios import winter_tyres

_FIRST: Final = winter_tyres.SCENARIO
PHONE: Final = (
    "+380603186472"  # no operator of Ukraine has 060: this is nobody's number
)

SCENARIO: Final = replace(
    _FIRST,
    name="phone-number",
    summary="calls with a withheld number, dictates it for the order",
    goal=replace(_FIRST.goal, phone=PHONE),
    withheld=True,
    scripts={
        "en": replace(
            _FIRST.scripts["en"],
            phone="It is zero six zero, three one eight, six four, seven two.",
        ),
        "ru": replace(
            _FIRST.scripts["ru"],
            phone="Ноль шесть ноль, три один восемь, шесть четыре, семь два.",
        ),
        "uk": replace(
            _FIRST.scripts["uk"],
            phone="Мій номер нуль шість нуль, три один вісім, шість чотири, сім два.",
        ),
    },
)
