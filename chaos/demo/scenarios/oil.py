"""A caller who needs engine oil."""

from __future__ import annotations

from typing import Final

from chaos.demo.scenarios.plot import Goal, Scenario, Script

SCENARIO: Final = Scenario(
    name="oil",
    summary="asks for engine oil 5W-30, orders two",
    goal=Goal("order", "oil", {"viscosity": "5W-30"}, 2),
    scripts={
        "en": Script(
            ask="Hello, I need engine oil, five W thirty.",
            again="I need engine oil, five W thirty.",
            size="Five W thirty.",
            choose="The first one, please.",
            quantity="Two, please.",
            correct="No. I need two cans of engine oil.",
        ),
        "ru": Script(
            ask="Здравствуйте, мне нужно моторное масло, пять дабл ю тридцать.",
            again="Мне нужно моторное масло, пять дабл ю тридцать.",
            size="Пять дабл ю тридцать.",
            choose="Давайте первый.",
            quantity="Две штуки, пожалуйста.",
            correct="Нет, две штуки.",
        ),
        "uk": Script(
            ask="Добрий день, мені потрібна моторна олива, п'ять дабл ю тридцять.",
            again="Потрібна моторна олива, п'ять дабл ю тридцять.",
            choose="Давайте перший.",
            quantity="Мені потрібно дві штуки.",
            correct="Ні, дві штуки.",
        ),
    },
)
