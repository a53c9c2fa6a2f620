"""Questions to a transcription service, and its answers."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from callcore.engines.vendors.openaitranscript import (
    MAX_KEYWORDS,
    MAX_TEXT_CHARS,
    PROMPT_CHARS,
    Answer,
    fields_of,
    kind_of,
    read_answer_untrusted,
)


def read(**said):
    return read_answer_untrusted(json.dumps(said).encode())


@pytest.mark.parametrize(
    ("model", "kind"),
    [
        ("gpt-transcribe", "listing"),
        ("gpt-transcribe-2026-09-01", "listing"),
        ("gpt-4o-mini-transcribe", "plain"),
        ("whisper-1", "whisper"),
        ("Systran/faster-whisper-large-v3", "whisper"),
    ],
)
def test_models_are_told_apart_by_their_names(model, kind):
    assert kind_of(model) == kind


def test_hints_fill_a_prompt_and_no_more():
    prompt = fields_of("w", ["en"], ["Michelin Alpin 7"] * 1000)["prompt"]
    assert isinstance(prompt, str)
    assert PROMPT_CHARS - 20 < len(prompt) <= PROMPT_CHARS
    words = fields_of("gpt-transcribe", ["en"], list("ab" * 100))["keywords"]
    assert len(words) == MAX_KEYWORDS  # type: ignore[arg-type]
    assert "prompt" not in fields_of("w", ["en"], ["", "  "])


@pytest.mark.parametrize(
    ("named", "ours"),
    [
        ({"language": "english"}, "en"),
        ({"language": "Ukrainian"}, "uk"),
        ({"language": "ru"}, "ru"),
        ({"language": "uk-UA"}, "uk"),
        ({"language": "polish"}, ""),
        ({"language": ""}, None),
        ({"language": 7}, None),
        ({}, None),
        ({"languages": [{"code": "uk"}, {"code": "ru"}]}, "uk"),
        ({"languages": []}, None),
        ({"languages": "uk"}, None),
        ({"languages": [None]}, None),
    ],
)
def test_a_language_is_known_by_its_code_or_name(named, ours):
    assert read(text="x", **named).language == ours


def test_the_least_sure_segment_speaks_for_the_text():
    answer = read(text="x", segments=[{"avg_logprob": -0.1}, {"avg_logprob": -0.7}])
    assert answer.confidence == pytest.approx(0.4966, abs=1e-3)


@pytest.mark.parametrize("segments", [None, 7, [], [None], [{"avg_logprob": "x"}]])
def test_segments_that_say_nothing_give_no_confidence(segments):
    assert read(text="x", segments=segments).confidence is None


@pytest.mark.parametrize("log", ["NaN", "Infinity", "-Infinity", "1e400", "5.0"])
def test_no_number_makes_an_impossible_confidence(log):
    body = b'{"text": "x", "segments": [{"avg_logprob": %s}]}' % log.encode()
    assert read_answer_untrusted(body).confidence in (None, 0.0)


@pytest.mark.parametrize("seconds", [-1, 0, 1e300, "7", None, True])
def test_a_bill_that_cannot_be_is_not_kept(seconds):
    facts = read(text="x", usage={"seconds": seconds, "input_tokens": -3}).facts
    assert facts in ({}, {"billed_ms": 1000})


def test_a_text_is_bounded():
    assert len(read(text="a" * MAX_TEXT_CHARS).text) == MAX_TEXT_CHARS
    with pytest.raises(ValueError, match="more than anybody says"):
        read(text="a" * (MAX_TEXT_CHARS + 1))


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(
                ["text", "language", "languages", "code", "segments", "avg_logprob",
                 "usage", "seconds", "input_tokens"]
            ),
            inner,
            max_size=5,
        )
    ),
    max_leaves=20,
)  # fmt: skip


@given(st.dictionaries(st.just("text"), st.text(max_size=9), min_size=1), JSON)
def test_no_shape_of_answer_is_dangerous(text, more):
    said = {**(more if isinstance(more, dict) else {"usage": more}), **text}
    answer = read_answer_untrusted(json.dumps(said).encode())
    assert isinstance(answer, Answer)
    assert answer.confidence is None or 0 <= answer.confidence <= 1
    answer.text.encode()


@given(st.binary(max_size=200))
def test_no_bytes_are_dangerous(body):
    with pytest.raises(ValueError):  # noqa: PT011 - any of its kinds
        read_answer_untrusted(body)
