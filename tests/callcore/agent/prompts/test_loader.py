from __future__ import annotations

import hashlib
from importlib import resources

import pytest

from callcore.agent.prompts.loader import (
    MOST_CHARS,
    VERSION,
    PromptError,
    hash_of,
    load_prompt,
    packaged,
    prompts_of,
)
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


TEXTS = {each: f"You sell tyres in {each}, politely. {{canary}}" for each in LANGUAGES}


def test_texts_that_somebody_wrote_become_prompts_as_packaged_ones_do() -> None:
    found = prompts_of("autumn-1", TEXTS)
    assert set(found) == set(LANGUAGES)
    for language, prompt in found.items():
        (mark,) = prompt.secrets
        assert prompt.text == f"You sell tyres in {language}, politely. {mark}"
        assert prompt.sha256 == hash_of(prompt.text)
        assert prompt.version == "autumn-1"
    assert set(packaged()) == set(LANGUAGES)
    assert packaged()["en"] == load_prompt("en")


@pytest.mark.parametrize(
    ("version", "texts"),
    [
        ("", TEXTS),
        ("a b", TEXTS),
        ("../v1", TEXTS),
        ("x" * 65, TEXTS),
        ("v", {}),
        ("v", None),
        ("v", TEXTS | {"de": TEXTS["en"]}),
        ("v", TEXTS | {"en": "short"}),
        ("v", TEXTS | {"en": "x" * (MOST_CHARS + 1)}),
        ("v", TEXTS | {"en": None}),
        ("v", TEXTS | {"en": TEXTS["en"] + "\x00"}),
    ],
)
def test_what_is_no_prompt_is_refused(version: str, texts: object) -> None:
    with pytest.raises(PromptError):
        prompts_of(version, texts)


def test_a_refusal_quotes_nothing_of_the_texts() -> None:
    with pytest.raises(PromptError) as refused:
        prompts_of("v", TEXTS | {"en": "secret\x00" * 10})
    assert "secret" not in str(refused.value)
