from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from callcore.call.proposals import (
    MAX_ARGUMENTS_CHARS,
    MAX_CALLS,
    MAX_NAME_CHARS,
    Proposals,
)
from callcore.engines.chat import ToolCall


def test_an_ordinary_call_is_kept_as_it_is():
    call = ToolCall("a", "search_products", '{"query": "x"}')
    assert Proposals().take(call, 0) == call


def test_a_reply_with_three_hundred_calls_is_cut():
    taken = Proposals()
    kept = [taken.take(ToolCall(str(n), "end_call", "{}"), n) for n in range(300)]
    assert sum(call is not None for call in kept) == MAX_CALLS
    assert taken.dropped == 300 - MAX_CALLS


@given(st.lists(st.sampled_from(["", "a", "a-2", "b"]), max_size=60))
def test_every_kept_call_has_an_id_of_its_own(ids):
    taken = Proposals()
    kept = [taken.take(ToolCall(each, "t", "{}"), 0) for each in ids]
    found = [call.id for call in kept if call is not None]
    assert len(set(found)) == len(ids)
    assert all(found)


def test_a_megabyte_of_arguments_is_cut_short():
    call = Proposals().take(ToolCall("a", "n" * 999, "x" * 10**6), 0)
    assert call is not None
    assert len(call.arguments) == MAX_ARGUMENTS_CHARS
    assert len(call.name) == MAX_NAME_CHARS
