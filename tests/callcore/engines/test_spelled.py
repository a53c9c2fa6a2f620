from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from callcore.engines.spelled import read_spelled, spell, word_marks

TEXT = st.text(st.characters(max_codepoint=0x1FFF), max_size=30)


@given(TEXT)
def test_what_was_spelled_can_be_read(text):
    assert read_spelled(spell(text)) == text


@given(TEXT, st.integers(0, 4000))
def test_what_is_cut_off_is_not_read_and_nothing_else_is_lost(text, samples):
    heard = read_spelled(spell(text)[: samples * 2])
    assert text.startswith(heard)
    assert len(heard) == min(len(text), -(-samples // 480))


def test_silence_in_between_changes_nothing():
    pcm = spell("дві сорочки")
    assert read_spelled(pcm[:5000] + bytes(3200) + pcm[5000:]) == "дві сорочки"


def test_a_character_beyond_the_code_becomes_a_question_mark():
    assert read_spelled(spell("a\U0001f600b")) == "a?b"


def test_it_is_loud_enough_for_an_energy_detector():
    samples = np.frombuffer(spell("hello"), "<i2")
    assert np.abs(samples.astype(int)).min() > 8000


def test_marks_lie_at_the_ends_of_words():
    assert word_marks("two red  shirts", 10) == ((240, 3), (560, 7), (1200, 15))
    assert word_marks("") == ()
