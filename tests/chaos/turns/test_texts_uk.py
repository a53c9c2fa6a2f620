"""Ukrainian turns are written in Ukrainian; the rest is in test_texts_en.py."""

from __future__ import annotations

import re

from chaos.turns import texts_en, texts_uk

LETTERS = re.compile(r"[a-zA-Z]")


def test_the_kinds_are_those_of_english():
    assert set(texts_uk.TRAIN) == set(texts_en.TRAIN) == set(texts_uk.TEST)
    assert set(texts_uk.ASKED) == set(texts_en.ASKED)


def test_nothing_but_the_questions_keys_and_slots_is_latin():
    for lines in (*texts_uk.TRAIN.values(), *texts_uk.TEST.values()):
        for line in lines.strip().split("\n"):
            said = re.sub(r"\{\w+\}", "", line.partition(">")[2])
            assert said.strip()
            assert not LETTERS.search(said), line
