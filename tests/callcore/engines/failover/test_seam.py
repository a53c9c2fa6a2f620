from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from callcore.engines.errors import EngineError
from callcore.engines.failover.pace import SAMPLES_PER_CHAR
from callcore.engines.failover.seam import PAUSE_SAMPLES, Seam
from callcore.engines.ports import SpeechChunk
from callcore.engines.spelled import word_marks

TEXT = "The tyres cost four thousand hryvnias, sir."
PER_CHAR = 480  # of word_marks


def sound(samples, *marks):
    return SpeechChunk(bytes(2 * samples), marks)


def torn(seam, *, pace=SAMPLES_PER_CHAR, word_times=False):
    return seam.tear(pace, word_times=word_times)


def test_a_sentence_by_one_voice_is_left_alone():
    seam = Seam("two tyres")
    chunk = sound(1440, (1440, 3))
    assert seam.take(chunk, "a") == chunk
    assert seam.take(sound(2880, (4320, 9)), "a").marks == ((4320, 9),)
    assert seam.shortfall(word_times=True) == ""
    assert seam.finish().marks == ()


def test_after_word_marks_the_rest_begins_with_the_next_word():
    seam = Seam(TEXT)
    seam.take(sound(9 * PER_CHAR, *word_marks(TEXT)[:2]), "a")
    pause = torn(seam)
    assert pause == sound(PAUSE_SAMPLES)
    assert seam.rest == "cost four thousand hryvnias, sir."


@pytest.mark.parametrize("word_times", [True, False])  # told, and found out
def test_a_piece_of_a_word_is_said_again_whole(word_times):
    seam = Seam(TEXT)
    seam.take(sound(16 * PER_CHAR, *word_marks(TEXT)[:2]), "a")
    torn(seam, word_times=word_times)
    assert seam.rest.startswith("cost")


def test_a_word_before_the_seam_is_not_fetched_back():
    seam = Seam("ten...eleven twelve")
    seam.take(sound(1000, (1000, 3)), "a")
    torn(seam, word_times=True)
    assert seam.rest == "eleven twelve"
    seam.take(sound(1500), "b")
    torn(seam)
    assert seam.rest == "eleven twelve"


def test_a_comma_belongs_to_the_word_before_it():
    seam = Seam("hryvnias, sir")
    seam.take(sound(8 * PER_CHAR, (8 * PER_CHAR, 8)), "a")
    torn(seam)
    assert seam.rest == "sir"


def test_a_mark_inside_a_word_says_that_word_again_and_marks_still_rise():
    seam = Seam("two tyres please")
    seam.take(sound(7 * PER_CHAR, (3 * PER_CHAR, 3), (7 * PER_CHAR, 7)), "a")
    torn(seam)
    assert seam.rest == "tyres please"
    marks = seam.take(sound(5 * PER_CHAR, (2 * PER_CHAR, 2), (5 * PER_CHAR, 5)), "b")
    start = 7 * PER_CHAR + PAUSE_SAMPLES
    assert marks.marks == ((start + 2 * PER_CHAR, 7), (start + 5 * PER_CHAR, 9))


def test_marks_of_the_second_voice_are_those_of_the_whole_sentence():
    seam = Seam("two red tyres")
    seam.take(sound(100, (100, 3)), "a")
    torn(seam)
    assert seam.rest == "red tyres"
    assert seam.take(sound(200, (200, 3)), "b").marks == ((300 + PAUSE_SAMPLES, 7),)
    assert seam.take(sound(9, (209, 9)), "b").marks == ((309 + PAUSE_SAMPLES, 13),)
    assert seam.shortfall(word_times=True) == ""
    assert seam.finish().marks == ()


def test_a_mark_leaves_only_with_its_sound():
    seam = Seam("two red tyres")
    assert seam.take(sound(100, (1000, 3), (5000, 7)), "a").marks == ()
    assert seam.take(sound(950), "a").marks == ((1000, 3),)
    torn(seam)
    assert seam.rest == "red tyres"  # its mark was there, its sound was not


def test_without_marks_the_place_is_estimated_and_rounded_down_to_a_word():
    seam = Seam(TEXT)
    seam.take(sound(round(12.5 * SAMPLES_PER_CHAR)), "a")
    pause = torn(seam)
    assert seam.rest == "cost four thousand hryvnias, sir."
    # what was heard before the seam is not heard with the rest
    assert pause.marks == ((round(12.5 * SAMPLES_PER_CHAR), 10),)


def test_a_slow_voice_has_said_less():
    seam = Seam(TEXT)
    seam.take(sound(round(12.5 * SAMPLES_PER_CHAR)), "a")
    torn(seam, pace=2 * SAMPLES_PER_CHAR)
    assert seam.rest.startswith("tyres cost")


def test_an_estimate_goes_on_from_a_mark_of_several_words():
    seam = Seam(TEXT)
    seam.take(sound(16 * PER_CHAR, (9 * PER_CHAR, 9), (9 * PER_CHAR, 9)), "a")
    seam.take(sound(4 * PER_CHAR, (10 * PER_CHAR, 19)), "a")  # two words in one mark
    seam.take(sound(10 * PER_CHAR), "a")
    torn(seam, pace=2 * PER_CHAR)
    assert seam.rest == "hryvnias, sir."


def test_a_word_is_always_left_to_say():
    """It was longer than expected, but nobody said that it was whole."""
    seam = Seam("two tyres.")
    seam.take(sound(80_000), "a")
    torn(seam)
    assert seam.rest == "tyres."


def test_a_voice_with_word_times_that_gave_none_has_said_no_word():
    seam = Seam(TEXT)
    seam.take(sound(8000), "a")
    pause = torn(seam, word_times=True)
    assert seam.rest == TEXT
    assert pause == sound(PAUSE_SAMPLES)


def test_what_was_not_begun_is_not_torn():
    seam = Seam(TEXT)
    seam.take(SpeechChunk(b"", ((5, 3),)), "a")
    assert torn(seam).pcm == b""
    assert seam.samples == 0
    assert seam.rest == TEXT
    assert seam.take(sound(9, (4, 1)), "b").marks == ((4, 1),)  # its marks are its own


def test_a_mark_that_came_after_its_sound_counts():
    seam = Seam("two tyres")
    assert seam.take(sound(100), "a").marks == ()
    assert seam.take(SpeechChunk(b"", ((100, 3),)), "a").marks == ()
    assert torn(seam).marks == ((100, 3),)
    assert seam.rest == "tyres"
    seam.take(sound(100), "b")
    assert not seam.told
    seam.take(SpeechChunk(b"", ((100, 5),)), "b")
    assert seam.told


def test_text_without_a_word_has_nothing_to_lose():
    seam = Seam("...")
    assert seam.shortfall(word_times=True) == ""
    seam.take(sound(90), "a")
    torn(seam)
    assert seam.finish().marks == ((90 + PAUSE_SAMPLES, 3),)


@pytest.mark.parametrize(
    ("marks", "word_times", "shortfall"),
    [
        ((), False, ""),  # it has said nothing of words
        ((), True, "cut"),
        (((500, 3),), False, "cut"),
        (((500, 8),), False, ""),  # only a full stop is left
        (((500, 3), (1000, 9)), True, ""),
        (((500, 3), (9000, 9)), False, "cut"),  # the sound of the last is missing
    ],
)
def test_a_proper_end_may_be_a_cut(marks, word_times, shortfall):
    seam = Seam("two cars.")
    seam.take(sound(1000, *marks), "a")
    assert seam.shortfall(word_times=word_times) == shortfall


def test_an_end_without_a_sound_is_none():
    assert Seam("two").shortfall(word_times=False) == "no-audio"


def test_at_the_end_all_of_the_text_is_marked_as_heard():
    seam = Seam("two cars.")
    seam.take(sound(1000), "a")
    assert seam.finish().marks == ((1000, 9),)
    seam = Seam("two cars.")
    seam.take(sound(1000, (1090, 8)), "a")
    assert seam.finish().marks == ((1000, 8), (1000, 9))
    assert Seam("two cars.").finish().marks == ()


@pytest.mark.parametrize(
    "chunk",
    [
        SpeechChunk(b"odd"),
        sound(9, (1, 1 << 20)),
        sound(9, (5, 3), (4, 7)),
        sound(9, (5, 7), (6, 3)),
        sound(9, (-1, 3)),
        sound(9, (1, -3)),
    ],
    ids=str,
)
def test_what_cannot_be_speech_is_garbage(chunk):
    with pytest.raises(EngineError, match="a: garbage"):
        Seam(TEXT).take(chunk, "a")


words = st.text("abcé0'-", min_size=1, max_size=9).filter(str.isalnum)
texts = st.lists(words, min_size=1, max_size=8).map(" ".join)


@given(texts, st.data())
def test_with_word_marks_no_word_is_lost_and_none_that_was_marked_is_said_again(
    text, data
):
    """Whatever the chunks, wherever the voices fail, however many there are."""
    seam, samples = Seam(text), 0
    asked: list[str] = []
    given_marks: list[tuple[int, int]] = []
    for voice in range(4):
        rest = seam.rest
        total = len(rest) * 10
        stop = total if voice == 3 else data.draw(st.integers(0, total))
        cuts = data.draw(st.lists(st.integers(0, stop), max_size=5))
        marks, at, told = [(s // 8, char) for s, char in word_marks(rest, 10)], 0, 0
        for end in (*sorted(cuts), stop):
            ready = tuple(mark for mark in marks if at < mark[0] <= end)
            apart = data.draw(st.booleans())  # the marks come after their sound
            chunk = seam.take(sound(end - at, *(() if apart else ready)), "a")
            given_marks += chunk.marks
            if apart:
                assert seam.take(sound(0, *ready), "a").marks == ()
            samples += end - at
            told = max([told, *(char for _, char in ready)])
            at = end
        asked.append(rest[:told])
        if seam.told:
            break
        pause = torn(seam, word_times=True)
        given_marks += pause.marks
        samples += len(pause.pcm) // 2
    given_marks += seam.finish().marks
    assert " ".join(asked).split() == text.split()
    assert given_marks == sorted(given_marks)
    assert given_marks[-1] == (samples, len(text))
    assert seam.samples == samples


@given(texts, st.lists(st.tuples(st.integers(0, 9000), st.integers(0, 60)), max_size=9))
def test_whatever_a_voice_does_the_marks_rise_and_the_rest_begins_with_a_word(
    text, chunks
):
    seam = Seam(text)
    given_marks: list[tuple[int, int]] = []
    for samples, char in chunks:
        try:
            chunk = seam.take(sound(samples, (samples, char)), "a")
            given_marks += chunk.marks
        except EngineError:
            if seam.told:
                break
            given_marks += torn(seam).marks
            assert text.endswith(f" {seam.rest}") or seam.rest == text
    given_marks += seam.finish().marks
    assert given_marks == sorted(given_marks)
    assert all(mark <= (seam.samples, len(text)) for mark in given_marks)
