from __future__ import annotations

from callcore.shared.spoken.letters import (
    is_acronym,
    letter_name,
    spelled,
    to_cyrillic,
    to_latin,
)


def test_known_brands_are_said_as_people_say_them():
    assert to_cyrillic("Michelin", "ru") == "мишлен"
    assert to_cyrillic("Michelin", "uk") == "мішлен"


def test_unknown_words_are_transliterated_for_the_voice():
    assert to_cyrillic("Sharkee", "ru") == "шарки"
    assert to_cyrillic("Snit", "uk") == "сніт"
    assert to_latin("Щастя") == "shchastya"


def test_capitals_are_spelled():
    assert is_acronym("XL")
    assert not is_acronym("ICE")
    assert to_cyrillic("XL", "uk") == "ікс ел"
    assert spelled("AB", "en") == "A B"
    assert letter_name("я", "ru") == "я"
