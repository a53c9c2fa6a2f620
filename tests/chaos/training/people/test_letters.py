from __future__ import annotations

import pytest

from chaos.training.people.dice import Dice
from chaos.training.people.letters import cyrillic, latin


def test_a_cyrillic_name_becomes_one_of_its_latin_spellings():
    found = {latin("Юлія Гайова", Dice(seed)) for seed in range(20)}
    assert found == {"Iuliia Haiova", "Yuliya Gayova"}


def test_no_cyrillic_letter_is_left():
    assert latin("Щербак'їв Ґедзьё", Dice(1)).replace(" ", "").isascii()


@pytest.mark.parametrize(
    ("name", "language", "expected"),
    [
        ("Shaun Smith", "uk", "Шаун Сміт"),
        ("Shaun Smith", "ru", "Шаун Смит"),
        ("O'Hara", "ru", "Охара"),
        ("Zoë", "uk", "Зоë"),
    ],
)
def test_a_latin_name_is_written_as_it_sounds(name, language, expected):
    assert cyrillic(name, language) == expected
