"""Every sentence is there in every language."""

import ast
from pathlib import Path

import pytest

from adminapi.health import words

ALL = [
    value
    for name, value in vars(words).items()
    if name.isupper() and isinstance(value, dict)
]
ALL = [each for each in ALL if "en" in each]


@pytest.mark.parametrize("sentences", ALL, ids=lambda each: each["en"][:20])
def test_a_sentence_is_there_in_three_languages(sentences):
    assert set(sentences) == {"en", "ru", "uk"}
    assert len(set(sentences.values())) == 3


def test_every_sentence_that_a_worker_can_say_is_translated():
    source = Path("callcore/app/wellbeing.py").read_text()
    said = [
        node.value.value
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.AnnAssign)
        and isinstance(node.value, ast.Constant)
        and isinstance(node.value.value, str)
    ]
    assert said
    for sentence in said:
        assert words.said_by_worker(sentence)["uk"] != sentence


def test_an_unknown_sentence_is_told_as_it_came():
    assert set(words.said_by_worker("new words").values()) == {"new words"}
    assert words.said_by_worker("") == words.NOTHING
