"""Russian turns are written in Russian; the rest is in test_texts_en.py."""

from __future__ import annotations

import re

from chaos.turns import texts_en, texts_ru

LETTERS = re.compile(r"[a-zA-Z]")


def test_the_kinds_are_those_of_english():
    assert set(texts_ru.TRAIN) == set(texts_en.TRAIN) == set(texts_ru.TEST)
    assert set(texts_ru.ASKED) == set(texts_en.ASKED)


def test_nothing_but_the_questions_keys_and_slots_is_latin():
    for lines in (*texts_ru.TRAIN.values(), *texts_ru.TEST.values()):
        for line in lines.strip().split("\n"):
            said = re.sub(r"\{\w+\}", "", line.partition(">")[2])
            assert said.strip()
            assert not LETTERS.search(said), line
