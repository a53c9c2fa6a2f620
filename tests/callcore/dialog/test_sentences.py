from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from callcore.dialog.sentences import MAX_SENTENCE_CHARS, SentenceSplitter


def split(text, step=1, **options):
    splitter = SentenceSplitter(**options)
    found = []
    for at in range(0, len(text), step):
        found += splitter.feed(text[at : at + step])
    return found + splitter.flush()


@pytest.mark.parametrize(
    ("text", "sentences"),
    [
        ("One. Two! Three?", ["One.", "Two!", "Three?"]),
        ("I have 205/55 R16. Take it?", ["I have 205/55 R16.", "Take it?"]),
        ("It costs 4.50 today. Yes.", ["It costs 4.50 today.", "Yes."]),
        ("Цена 4 200 грн. за штуку. Берёте?", ["Цена 4 200 грн. за штуку.", "Берёте?"]),
        ("Цена 4 200 грн. Берёте?", ["Цена 4 200 грн.", "Берёте?"]),
        ("Mr. Smith called. Bye", ["Mr. Smith called.", "Bye"]),
        ("Звонил А. Иванов. Пока", ["Звонил А. Иванов.", "Пока"]),
        ("Шины, диски и т.д. Что ещё", ["Шины, диски и т.д. Что ещё"]),
        ("вул. Сумська, буд. 5. Так?", ["вул. Сумська, буд. 5.", "Так?"]),
        ("He said \"yes.\" Then left.", ["He said \"yes.\"", "Then left."]),
        ("«Так.» Добре.", ["«Так.»", "Добре."]),
        ("Wait... what? Ok.", ["Wait...", "what?", "Ok."]),
        ("First line\nsecond line", ["First line", "second line"]),
        ("", []),
        ("   ", []),
        (". . .", [".", ".", "."]),
    ],
)  # fmt: skip
def test_text_is_cut_where_a_speaker_would_stop(text, sentences):
    assert split(text, first_clause_chars=999) == sentences


def test_a_sentence_comes_out_with_the_first_letter_of_the_next():
    splitter = SentenceSplitter(first_clause_chars=999)
    assert splitter.feed("I have them.") == []
    assert splitter.feed(" ") == []
    assert splitter.feed("H") == ["I have them."]


def test_a_question_comes_out_at_once():
    splitter = SentenceSplitter()
    assert splitter.feed("How many? ") == ["How many?"]


def test_a_long_first_clause_does_not_wait_for_its_sentence():
    splitter = SentenceSplitter()
    found = splitter.feed("I have found the winter tyres that you want, they are from ")
    assert found == ["I have found the winter tyres that you want,"]


def test_a_later_clause_waits_for_its_sentence():
    splitter = SentenceSplitter()
    splitter.feed("Yes! ")
    assert splitter.feed("I have found the winter tyres that you want, they are ") == []


def test_a_decimal_comma_is_no_clause():
    assert split("I have found it for you at 4,50 and more") == [
        "I have found it for you at 4,50 and more"
    ]


def test_a_reply_without_any_stop_is_cut_at_a_space():
    sentences = split("word " * 200)
    assert all(len(sentence) <= MAX_SENTENCE_CHARS for sentence in sentences)
    assert " ".join(sentences).split() == ["word"] * 200


def test_after_a_flush_it_starts_afresh():
    splitter = SentenceSplitter()
    splitter.feed("Half a sen")
    assert splitter.flush() == ["Half a sen"]
    assert splitter.feed("One! ") == ["One!"]


TEXT = st.text(alphabet='aБ1 .,!?\n"«»;:—x', max_size=400) | st.text(max_size=80)


@given(TEXT, st.integers(1, 50))
def test_nothing_is_lost_or_too_long_however_it_arrives(text, step):
    sentences = split(text, step)
    assert "".join("".join(sentences).split()) == "".join(text.split())
    assert all(0 < len(sentence) <= MAX_SENTENCE_CHARS for sentence in sentences)


@given(TEXT)
def test_delta_sizes_do_not_change_the_sentences_but_for_the_first_clause(text):
    once = split(text, len(text) or 1, first_clause_chars=10_000)
    assert split(text, 1, first_clause_chars=10_000) == once


def test_a_long_stream_stays_linear():
    assert sum(map(len, split("ab." * 20_000, 7))) == 60_000
