from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from callcore.transport.clip import CHARS_PER_S, Clip

TEXT = "one two three"


def whole(samples=13_000, text=TEXT, marks=None):
    clip = Clip(text)
    clip.append(bytes(2 * samples), marks or [(samples, len(text))])
    clip.finished = True
    return clip


def test_by_the_marks_a_word_counts_when_its_last_sample_was_heard():
    clip = whole(marks=[(4000, 3), (8000, 7), (13_000, 13)])
    assert [clip.chars_heard(n) for n in (0, 3999, 4000, 12_999, 13_000)] == [
        0, 0, 3, 7, 13,
    ]  # fmt: skip


def test_without_word_times_the_exact_answer_is_all_or_nothing():
    assert [whole().chars_heard(n) for n in (0, 12_999, 13_000)] == [0, 0, 13]


@pytest.mark.parametrize(
    ("samples", "heard"),
    [(0, ""), (2999, ""), (3000, "one"), (6999, "one"), (7000, "one two"),
     (12_999, "one two"), (13_000, TEXT), (20_000, TEXT)],
)  # fmt: skip
def test_the_estimate_shares_the_time_out_and_rounds_down_to_a_word(samples, heard):
    assert whole().text_heard(samples) == heard


def test_the_estimate_between_two_words_of_known_time_is_the_first_of_them():
    clip = whole(marks=[(4000, 3), (8000, 7), (13_000, 13)])
    assert clip.text_heard(7999) == "one"
    assert clip.text_heard(8000) == "one two"


def test_a_clip_whose_marks_have_not_come_is_estimated_by_the_speed_of_speech():
    clip = Clip("word " * 20)
    clip.append(bytes(16_000), ())  # one second so far
    assert clip.chars_heard(8000) == 0
    assert 5 <= clip.chars_estimated(8000) <= CHARS_PER_S


def test_a_clip_without_text_has_no_characters():
    assert whole(text="").chars_estimated(13_000) == 0
    assert Clip().chars_estimated(100) == 0


@given(st.text(max_size=60), st.lists(st.integers(1, 3000), max_size=6), st.data())
def test_the_estimate_grows_with_time_and_never_contradicts_the_marks(text, gaps, data):
    marks, sample, char = [], 0, 0
    for gap in gaps:
        sample += gap
        char = data.draw(st.integers(char, len(text)))
        marks.append((sample, char))
    clip = whole(samples=max(sample, 1), text=text, marks=marks or None)
    answers = [clip.chars_estimated(n) for n in range(0, sample + 2, 97)]
    assert answers == sorted(answers)
    for n in range(0, sample + 2, 97):
        assert clip.chars_heard(n) <= clip.chars_estimated(n) <= len(text)


@given(st.lists(st.binary(max_size=50), max_size=10), st.lists(st.integers(1, 60)))
def test_taking_returns_every_byte_once_whatever_the_chunks(chunks, sizes):
    clip = Clip()
    for chunk in chunks:
        clip.append(chunk, ())
    taken = b"".join(clip.take(size) for size in sizes)
    everything = b"".join(chunks)
    assert taken == everything[: sum(sizes)]
    assert clip.queued_bytes == len(everything) - len(taken)
    clip.drop_audio()
    assert clip.take(10) == b""
