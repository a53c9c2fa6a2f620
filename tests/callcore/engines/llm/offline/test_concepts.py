from __future__ import annotations

import pytest

from callcore.engines.llm.offline.concepts import lexicon, plain_text
from callcore.shared.ids import LANGUAGES


@pytest.mark.parametrize(
    ("language", "text", "concept"),
    [("en", "the cheapest one", "cheaper"), ("en", "how much is it", "price"),
     ("en", "That's all, thanks", "bye"), ("en", "what can you do", "help"),
     ("ru", "подешевле", "cheaper"), ("ru", "сколько стоит", "price"),
     ("ru", "ещё раз", "repeat"), ("uk", "з'єднайте з людиною", "operator"),
     ("uk", "найдешевші", "cheaper"), ("uk", "зимова гума", "winter"),
     ("uk", "всесезонні", "all-season")],
)  # fmt: skip
def test_words_are_concepts(language, text, concept):
    found, _ = lexicon(language).spot(plain_text(text))
    assert concept in found


@pytest.mark.parametrize(
    ("language", "word", "concept"),
    [("en", "vinter", "winter"), ("en", "operater", "operator"), ("ru", "зымние", "winter"),
     ("ru", "аператор", "operator"), ("uk", "зимвоі", "winter"), ("uk", "операторм", "operator")],
)  # fmt: skip
def test_misspelled_words_are_guessed(language, word, concept):
    words = lexicon(language)
    found, rest = words.spot(word)
    assert concept in found | words.guess(rest)


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_is_left_keeps_its_places(language):
    text = "operator оператор скажіть 4"
    _, rest = lexicon(language).spot(text)
    assert len(rest) == len(text)
    assert rest.endswith("4")


def test_a_word_is_not_found_inside_another():
    found, _ = lexicon("en").spot("setting tired")
    assert "set" not in found


def test_apostrophes_and_yo_do_not_matter():
    assert plain_text("П’ять Ещё") == "пять еще"
