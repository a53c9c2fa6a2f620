from __future__ import annotations

import hashlib
from importlib import resources

import pytest

from callcore.agent.prompts.loader import VERSION, load_prompt
from callcore.agent.tools import TOOLS
from callcore.shared.ids import LANGUAGES, Language

V1 = {"en": "117fcc5f10df", "ru": "daba8f440b3b", "uk": "172827956eb0"}


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


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_mark_is_in_the_prompt_and_named_as_secret(language: Language) -> None:
    prompt = load_prompt(language)
    assert "{" not in prompt.text
    (mark,) = prompt.secrets
    assert prompt.text.count(mark) == 1
    assert load_prompt(language) == prompt


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_prompt_knows_every_tool_that_needs_a_rule(language: Language) -> None:
    named = {tool for tool in TOOLS if tool in load_prompt(language).text}
    assert {"cancel_order", "request_callback"} <= named


def test_a_prompt_that_callers_have_heard_is_never_edited() -> None:
    found = {each: load_prompt(each, "v1").sha256[:12] for each in LANGUAGES}
    assert found == V1
    assert not load_prompt("en", "v1").secrets


def test_the_changelog_names_every_version() -> None:
    folder = resources.files("callcore.agent.prompts")
    told = (folder / "CHANGELOG.md").read_text(encoding="utf-8")
    versions = [each.name for each in folder.iterdir() if each.name.startswith("v")]
    assert versions
    assert all(f"## {version}, 20" in told for version in versions)
