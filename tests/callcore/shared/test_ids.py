from __future__ import annotations

import uuid

import pytest

from callcore.shared.ids import (
    LANGUAGES,
    call_id_of_wire,
    language_of,
    new_call_id,
)


def test_a_call_id_is_a_random_uuid_and_survives_the_wire():
    call_id = new_call_id()
    assert uuid.UUID(call_id).version == 4
    assert call_id_of_wire(uuid.UUID(call_id).bytes) == call_id


def test_two_calls_have_two_ids():
    assert len({new_call_id() for _ in range(1000)}) == 1000


@pytest.mark.parametrize("text", ["ru", "RU", " ru-RU ", "ru_UA"])
def test_a_language_is_known_by_its_first_part(text):
    assert language_of(text) == "ru"


@pytest.mark.parametrize("text", ["", "de", "russian", "e"])
def test_another_word_names_no_language(text):
    assert language_of(text) is None


def test_every_language_names_itself():
    assert [language_of(language) for language in LANGUAGES] == list(LANGUAGES)
