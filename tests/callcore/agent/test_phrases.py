from __future__ import annotations

from typing import get_args

from callcore.agent.phrases import PHRASES, PhraseKey
from callcore.shared.ids import LANGUAGES


def test_every_language_has_every_phrase() -> None:
    assert set(PHRASES) == set(LANGUAGES)
    for phrases in PHRASES.values():
        assert set(phrases) == set(get_args(PhraseKey))
        assert all(phrases.values())


def test_cyrillic_phrases_have_no_latin_letter() -> None:
    for language in ("ru", "uk"):
        for text in PHRASES[language].values():
            assert not any("a" <= char.lower() <= "z" for char in text)
