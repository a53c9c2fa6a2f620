"""The default caller: four winter tyres, one size, no fuss.

All lines of all callers were chosen by ear of the recogniser: whisper base hears them from
these voices as they are written here, other wordings less well (Ukrainian above all).
"""

from __future__ import annotations

from typing import Final

from chaos.demo.scenarios.plot import Goal, Scenario, Script

TYRES: Final = {"size": "205/55 R16", "season": "winter"}

SCENARIO: Final = Scenario(
    name="winter-tyres",
    summary="asks for winter tyres, chooses, orders four, confirms",
    goal=Goal("order", "tyre", TYRES, 4),
    scripts={
        "en": Script(
            ask="Hello, I need winter tyres, two hundred five, fifty five, R sixteen.",
            again="I need winter tyres, two hundred five, fifty five, R sixteen.",
            size="Size two hundred five, fifty five, R sixteen.",
            season="Winter tyres, please.",
            choose="The first one, please.",
            quantity="Four, please.",
            correct="No. I need four winter tyres.",
        ),
        "ru": Script(
            ask="Здравствуйте, мне нужны шины на зиму, размер двести пять, "
            "пятьдесят пять, эр шестнадцать.",
            again="Мне нужны шины на зиму, размер двести пять, пятьдесят пять, "
            "эр шестнадцать.",
            size="Размер двести пять, пятьдесят пять, эр шестнадцать.",
            season="На зиму, пожалуйста.",
            choose="Давайте первый.",
            quantity="Четыре штуки, пожалуйста.",
            correct="Нет, четыре штуки.",
        ),
        "uk": Script(
            ask="Добрий день, потрібні зимові шини, двісті п'ять, дріб "
            "п'ятдесят п'ять, радіус шістнадцять.",
            again="Потрібні зимові шини, двісті п'ять, дріб п'ятдесят п'ять, "
            "радіус шістнадцять.",
            size="Розмір двісті п'ять, п'ятдесят п'ять, ер шістнадцять.",
            season="Зимові, будь ласка.",
            choose="Давайте перший.",
            quantity="Чотири штуки, будь ласка.",
            correct="Ні, чотири штуки.",
        ),
    },
)
