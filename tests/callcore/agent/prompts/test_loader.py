from __future__ import annotations

import hashlib

import pytest

from callcore.agent.prompts.loader import VERSION, load_prompt
from callcore.agent.tools import TOOLS
from callcore.shared.ids import LANGUAGES, Language


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_prompt_has_the_hash_of_its_text(language: Language) -> None:
    prompt = load_prompt(language)
    assert (prompt.version, prompt.language) == (VERSION, language)
    assert prompt.sha256 == hashlib.sha256(prompt.text.encode()).hexdigest()


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_prompt_explains_the_way_of_an_order(language: Language) -> None:
    text = load_prompt(language).text
    steps = ["create_order", "read_back_order", "confirm_order"]
    places = [text.index(step) for step in steps]
    assert places == sorted(places)
    named = {tool for tool in TOOLS if tool in text}
    assert {"transfer_to_operator", "end_call", *steps} <= named


def test_all_languages_have_the_same_rules() -> None:
    counts = {load_prompt(language).text.count("\n") for language in LANGUAGES}
    assert len(counts) == 1


def test_an_unknown_version_is_an_error() -> None:
    with pytest.raises(FileNotFoundError):
        load_prompt("en", "v0")
