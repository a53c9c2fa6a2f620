from __future__ import annotations

import json

import pytest

from callcore.shared.ids import LANGUAGES
from chaos.dev.past.chances import NAMES
from chaos.dev.past.tales import tales_of


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_tale_that_may_be_drawn_is_there_in_every_language(language):
    assert set(tales_of(language)) == set(NAMES)


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_tools_are_given_and_answer_is_json(language):
    for tale in tales_of(language).values():
        for exchange in tale.exchanges:
            for tool in exchange.tools:
                json.loads(tool.arguments.replace("%s", "1"))
                json.loads(tool.result.replace("%s", "1"))
