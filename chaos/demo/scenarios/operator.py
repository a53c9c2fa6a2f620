"""A caller who talks to people only."""

from __future__ import annotations

from typing import Final

from chaos.demo.scenarios.plot import Goal, Scenario, Script

SCENARIO: Final = Scenario(
    name="operator",
    summary="asks for a human at once",
    goal=Goal("human"),
    scripts={
        "en": Script(ask="I want to speak to a human operator, please."),
        "ru": Script(ask="Соедините меня с оператором, пожалуйста."),
        "uk": Script(ask="З'єднайте мене з оператором, будь ласка."),
    },
)
