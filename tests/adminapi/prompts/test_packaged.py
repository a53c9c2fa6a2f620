from __future__ import annotations

import pytest

from adminapi.prompts import packaged
from callcore.agent.prompts.loader import VERSION
from callcore.shared.ids import LANGUAGES


def test_the_newest_packaged_version_is_the_one_that_workers_use() -> None:
    assert packaged.versions()[-1] == VERSION


def test_a_packaged_prompt_has_all_languages() -> None:
    texts = packaged.texts_of(VERSION)
    assert texts is not None
    assert set(texts) == set(LANGUAGES)


@pytest.mark.parametrize("version", ["v0", "../v1", "", "loader", "v1/en"])
def test_only_known_versions_are_read(version: str) -> None:
    assert packaged.texts_of(version) is None


def test_names_of_packaged_versions_are_known_by_their_form() -> None:
    assert packaged.is_packaged("v17")
    assert not packaged.is_packaged("v2-night")
