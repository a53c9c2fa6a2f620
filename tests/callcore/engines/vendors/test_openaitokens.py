"""Tokens as a service counts them, or as we guess."""

from __future__ import annotations

from types import SimpleNamespace as Record

import pytest
from hypothesis import given
from hypothesis import strategies as st

from callcore.engines.chat import Message, ToolCall, ToolSpec
from callcore.engines.vendors.openaitokens import Tokens, chars_sent


def usage(tokens_in, tokens_out, *, cached=None, thoughts=None, total=None):
    return Record(
        prompt_tokens=tokens_in,
        completion_tokens=tokens_out,
        total_tokens=total,
        prompt_tokens_details=Record(cached_tokens=cached),
        completion_tokens_details=Record(reasoning_tokens=thoughts),
    )


def billed(record, sent=0, received=0, *, whole=True):
    tokens = Tokens()
    tokens.take_untrusted(record)
    found = tokens.usages("m", sent, received, whole=whole)
    return {one.unit: (one.quantity, *one.facts) for one in found}


def test_cached_tokens_are_counted_apart():
    assert billed(usage(100, 9, cached=60)) == {
        "tokens_in": (40,),
        "tokens_cached": (60,),
        "tokens_out": (9,),
    }


def test_a_prompt_that_was_cached_whole_has_no_other_tokens():
    assert "tokens_in" not in billed(usage(100, 9, cached=100), sent=300)


def test_more_cached_than_sent_is_not_believed():
    assert billed(usage(100, 9, cached=900))["tokens_cached"] == (100,)


def test_thoughts_are_output():
    inside = usage(100, 50, thoughts=40, total=150)  # as OpenAI counts
    beside = usage(100, 10, thoughts=40, total=150)  # as some others do
    assert billed(inside)["tokens_out"] == (50,)
    assert billed(beside)["tokens_out"] == (50,)


def test_without_counts_three_characters_are_a_token():
    assert billed(None, sent=100, received=10) == {
        "tokens_in": (34, "estimated"),
        "tokens_out": (4, "estimated"),
    }


def test_a_count_from_the_middle_of_a_stream_is_not_the_end_of_it():
    early = usage(100, 1)
    assert billed(early, received=90, whole=False)["tokens_out"] == (30, "estimated")
    assert billed(early, received=90)["tokens_out"] == (1,)


@pytest.mark.parametrize("nonsense", [-5, 10**30, "7", True, 3.5, None, [], {}])
def test_impossible_counts_are_not_known(nonsense):
    assert billed(usage(nonsense, nonsense), sent=30)["tokens_in"] == (10, "estimated")


def test_everything_that_a_model_reads_counts_as_sent():
    call = ToolCall("1", "find", "{}")
    tool = ToolSpec("find", "Find it.", {"a": 1})
    assert chars_sent([Message("user", "Hello"), Message("assistant", "", (call,))], [
        tool
    ]) == 5 + 6 + 12 + len("{'a': 1}")  # fmt: skip


COUNT = st.none() | st.integers(-5, 10**9) | st.text(max_size=2)


@given(st.lists(st.builds(usage, COUNT, COUNT, cached=COUNT, thoughts=COUNT)))
def test_no_quantity_is_negative_and_none_is_zero(records):
    tokens = Tokens()
    for record in records:
        tokens.take_untrusted(record)
    for whole in (True, False):
        found = tokens.usages("m", 10, 10, whole=whole)
        assert all(one.quantity > 0 for one in found)
        assert len({one.unit for one in found}) == len(found)
