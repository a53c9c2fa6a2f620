"""Finals, interims and their times become one text."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from callcore.engines.stt.googletext import MAX_CHARS, Assembly, Result, clean


def final(text, end_ms=None, sure=0.9, language="en-us"):
    return Result(text, True, end_ms, sure, language)


def interim(text, end_ms=None, language="en-us"):
    return Result(text, False, end_ms, None, language)


def test_finals_add_up_and_interims_replace_each_other():
    text = Assembly()
    text.take_untrusted([interim(" two", 300)], 1000)
    text.take_untrusted([interim("to order", 600), interim(" tyres", 800)], 1000)
    assert text.text() == "to order tyres"
    assert text.take_untrusted([final("To order tyres.", 1000)], 1000)
    assert not text.take_untrusted([interim("please", 1500)], 2000)
    assert text.text() == "To order tyres. please"
    assert (text.final_ms, text.covered_ms) == (1000, 1500)


def test_an_answer_without_results_changes_nothing():
    text = Assembly()
    text.take_untrusted([interim("hello", 300)], 1000)
    assert not text.take_untrusted([], 2000)
    assert text.text() == "hello"


def test_times_count_from_the_beginning_of_their_stream():
    text = Assembly()
    text.take_untrusted([final("one", 1000)], 2000)
    text.begin(1000)
    text.take_untrusted([interim("two", 500)], 9000)
    assert text.covered_ms == 1500


def test_the_old_interim_stays_until_the_next_stream_knows_better():
    text = Assembly()
    text.take_untrusted([interim("one two", 1000)], 1000)
    text.begin(0)
    assert text.text() == "one two"
    text.take_untrusted([final("one two three", 1500)], 2000)
    assert text.text() == "one two three"


def test_an_interim_whose_audio_is_gone_is_kept_for_good():
    text = Assembly()
    text.take_untrusted([interim("one two", 1000)], 1000)
    text.freeze()
    text.begin(1000)
    text.take_untrusted([final("three", 500)], 2000)
    assert text.text() == "one two three"


def test_a_final_without_a_time_covers_what_was_sent():
    text = Assembly()
    text.take_untrusted([final("one")], 700)
    assert (text.final_ms, text.covered_ms) == (700, 700)


def test_the_language_is_that_of_most_of_the_text_if_anybody_asked():
    text = Assembly()
    text.take_untrusted([final("так", language="uk-ua")], 100)
    text.take_untrusted([final("да да да", language="ru-ru")], 200)
    text.take_untrusted([final("nein nein nein nein", language="de-de")], 300)
    assert text.transcript("en").language == "en"
    assert text.transcript("en").language_confidence is None
    heard = text.transcript("en", ("uk", "ru"))
    assert heard.language == "ru"
    assert heard.language_confidence == pytest.approx(8 / 11)


def test_a_language_that_nobody_asked_for_is_not_known():
    text = Assembly()
    text.take_untrusted([final("nein", language="de-de")], 100)
    heard = text.transcript("en", ("uk",))
    assert (heard.language, heard.language_confidence) == ("en", None)


def test_the_confidence_is_that_of_the_weakest_final_that_has_one():
    text = Assembly()
    for sure in (0.9, 0.0, math.nan, math.inf, -3.0, 1e30, 0.5):
        text.take_untrusted([final("word", sure=sure)], 100)
    assert text.transcript("en").confidence == 0.5
    assert Assembly().transcript("en").confidence is None


def test_a_text_without_an_end_is_cut_and_said_so_once(caplog):
    text = Assembly()
    for _ in range(4):
        text.take_untrusted([final("слово " * 2_000)], 100)
    assert 9_900 < len(text.text()) <= MAX_CHARS
    assert caplog.messages == ["transcript too long, the rest is dropped"]


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("  two\n words ", "two words"),
        ("\x00\u202e\ufffd", ""),
        ("a\x00b", "a b"),
        ("205/55 R16 — так", "205/55 R16 — так"),
    ],
)
def test_what_cannot_be_printed_is_left_out(text, shown):
    assert clean(text) == shown


RESULTS = st.lists(
    st.builds(
        Result,
        st.text(max_size=40),
        st.booleans(),
        st.none() | st.integers(-(10**9), 10**9),
        st.none() | st.floats(),
        st.sampled_from(["", "en-us", "uk-UA", "xx", "tlh"]),
    ),
    max_size=5,
)


@given(st.lists(st.tuples(RESULTS, st.integers(0, 2_000), st.booleans()), max_size=12))
def test_any_answers_give_a_bounded_text_whose_times_only_grow(answers):
    text, sent_ms = Assembly(), 0
    for results, more_ms, new in answers:
        sent_ms += more_ms
        before = (text.final_ms, text.covered_ms)
        text.take_untrusted(results, sent_ms)
        assert before[0] <= text.final_ms <= sent_ms
        assert before[1] <= text.covered_ms <= sent_ms
        assert len(text.text()) <= MAX_CHARS
        if new:
            text.begin(text.final_ms)
    heard = text.transcript("en", ("uk",))
    assert heard.language in ("en", "uk")
    assert heard.confidence is None or 0 < heard.confidence <= 1
