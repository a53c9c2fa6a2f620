from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adminapi.prompts import packaged
from adminapi.prompts.checks import LEAST_CHARS, MARK, MOST_CHARS, faults, sha_of
from callcore.agent.prompts.loader import prompts_of
from callcore.shared.ids import LANGUAGES

RU = f"Ты оператор магазина. {'Говори кратко. ' * 20} {MARK}"
EN = f"You are the operator. {'Speak shortly. ' * 20} {MARK}"
GOOD = {"en": EN, "ru": RU, "uk": RU}


def test_the_packaged_prompt_has_no_faults() -> None:
    texts = packaged.texts_of(packaged.versions()[-1])
    assert texts is not None
    assert faults(texts) == []


def test_good_texts_have_no_faults() -> None:
    assert faults(GOOD) == []


@pytest.mark.parametrize(
    ("language", "text", "fault"),
    [
        ("en", EN.replace(MARK, ""), "must hold {canary} once"),
        ("en", EN + MARK, "must hold {canary} once"),
        ("en", EN + " {caller_name}", "1 placeholders"),
        ("en", MARK, f"{LEAST_CHARS} to {MOST_CHARS}"),
        ("en", EN * 200, f"{LEAST_CHARS} to {MOST_CHARS}"),
        ("en", EN + "\x1b[2J", "cannot be seen"),
        ("en", EN + "\u202e", "cannot be seen"),
        (
            "en",
            EN + " sk-proj-abcdefghijklmnopqrstuvwx",
            "a key, a token or a password",
        ),
        ("en", EN + " password: hunter2hunter2", "a key, a token or a password"),
        (
            "en",
            EN + " https://shop:hunter2@example.com",
            "a key, a token or a password",
        ),
        ("uk", EN, "hardly written in Cyrillic"),
        ("ru", EN, "hardly written in Cyrillic"),
    ],
)
def test_a_fault_is_one_sentence_that_names_the_language(
    language: str, text: str, fault: str
) -> None:
    found = faults({**GOOD, language: text})
    assert any(each.startswith(f"{language}: ") and fault in each for each in found)
    assert all("hunter2" not in each for each in found)


def test_a_language_that_is_missing_is_a_fault() -> None:
    assert faults({"en": EN}) == ["There must be a text for each of en, ru, uk."]


@given(
    st.fixed_dictionaries(
        {
            language: st.text(max_size=300) | st.just(RU) | st.just(EN)
            for language in LANGUAGES
        }
    )
)
def test_what_has_no_faults_here_has_none_in_a_worker(texts: dict[str, str]) -> None:
    if not faults(texts):
        prompts_of("night.1", texts)


def test_the_hash_names_the_texts_whatever_their_order() -> None:
    assert sha_of(GOOD) == sha_of(dict(reversed(GOOD.items())))
    assert sha_of(GOOD) != sha_of({**GOOD, "en": EN + " "})
