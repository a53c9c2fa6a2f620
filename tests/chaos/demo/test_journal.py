"""The journal is read while it grows, whole lines only."""

from __future__ import annotations

import json
from itertools import pairwise

import trio
from hypothesis import given
from hypothesis import strategies as st

from chaos.demo.journal import LineReader, follow, read_all

EVENTS = [{"event": "call:state", "t": i, "state": "слухаю"} for i in range(5)]
LINES = "".join(json.dumps(one, ensure_ascii=False) + "\n" for one in EVENTS).encode()


@given(st.lists(st.integers(0, len(LINES)), max_size=12))
def test_any_chunking_gives_the_same_events(cuts):
    edges = [0, *sorted(cuts), len(LINES)]
    reader = LineReader()
    found = []
    for start, end in pairwise(edges):
        found += reader.feed(LINES[start:end])
    assert found == EVENTS


@given(st.binary(max_size=200))
def test_garbage_is_skipped(noise):
    reader = LineReader()
    reader.feed(noise + b"\n")
    assert reader.feed(LINES) == EVENTS


def test_a_missing_journal_is_empty(tmp_path):
    assert read_all(tmp_path / "none.jsonl") == []


def test_a_finished_journal_is_read_whole_even_without_a_last_newline(tmp_path):
    path = tmp_path / "events.jsonl"
    path.write_bytes(LINES[:-1])
    assert read_all(path) == EVENTS


async def test_events_come_as_they_are_written(tmp_path, autojump_clock):
    path = tmp_path / "events.jsonl"
    async with follow(path) as heard:
        path.write_bytes(LINES[:50])
        with trio.move_on_after(1) as early:
            await heard.__anext__()
        assert early.cancelled_caught
    async with follow(path) as heard:
        path.write_bytes(LINES)
        assert [await heard.__anext__() for _ in EVENTS] == EVENTS
