"""What is said: all three languages have the same kinds, and test has its own lines."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest

from callcore.shared.ids import LANGUAGES
from chaos.turns import texts_en, texts_ru, texts_uk
from chaos.turns.filling import fill
from chaos.turns.markup import parse, pauses_of
from chaos.turns.planning import KINDS, lines_of

TEXTS = {"en": texts_en, "ru": texts_ru, "uk": texts_uk}
SPOKEN_KINDS = [kind for kind in KINDS if kind not in {"noise", "echo"}]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("split", ["train", "tune", "test"])
@pytest.mark.parametrize("kind", SPOKEN_KINDS)
def test_every_kind_has_lines_that_can_be_said(language, split, kind):
    lines = lines_of(split, language, kind)
    assert len(lines) >= 1
    for asked, line in lines:
        assert asked in TEXTS[language].ASKED
        filled = fill(line, language, np.random.default_rng(1), test=split == "test")
        assert parse(filled)


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_line_is_in_two_splits(language):
    said = [
        {line for kind in SPOKEN_KINDS for _, line in lines_of(split, language, kind)}
        for split in ("train", "tune", "test")
    ]
    # "{phone}." alone is the same in any mouth
    sentences = [{line for line in some if not line.startswith("{")} for some in said]
    assert all(sentences)
    assert not sentences[0] & sentences[2]
    assert not sentences[1] & sentences[2]
    assert not sentences[0] & sentences[1]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", ["trailing", "hesitation", "restart", "comma", "long"])
def test_kinds_that_are_about_a_pause_have_one(language, kind):
    for split in ("train", "tune", "test"):
        for _asked, line in lines_of(split, language, kind):
            filled = fill(line, language, np.random.default_rng(3), test=False)
            assert pauses_of(parse(filled)), line


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_sentence_inside_a_turn_ends_in_a_pause(language):
    for split in ("train", "tune", "test"):
        for kind in SPOKEN_KINDS:
            for _asked, line in lines_of(split, language, kind):
                words = line.split()
                for word, following in pairwise(words):
                    assert word[-1] not in ".!?" or following in {"|", "~", "@"}, line
