from __future__ import annotations

import json
from dataclasses import asdict, replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from callcore.shared.journalfile import MAX_LINE_BYTES
from callcore.shared.worklist.item import (
    Item,
    closed,
    item_id,
    item_record,
    item_untrusted,
    trimmed,
)

WHOLE = Item(
    id="a",
    at_s=1.5,
    call_id="call",
    kind="callback",
    reason="callback",
    order_id="123456",
    phone="+380671234567",
    about="шини",
    when="завтра",
)


def test_an_item_comes_back_from_its_record() -> None:
    assert item_untrusted(json.loads(json.dumps(item_record(WHOLE)))) == WHOLE


def test_an_id_is_the_same_for_the_same_parts_only() -> None:
    assert item_id("a", "b") == item_id("a", "b")
    assert item_id("a", "b") != item_id("ab", "")


def test_an_item_is_closed_once() -> None:
    done = closed(WHOLE, 9.0, "called him")
    assert (done.state, done.closed_s, done.note) == ("done", 9.0, "called him")
    assert closed(done, 10.0, "again") == done


def test_a_word_of_a_newer_version_is_kept() -> None:
    raw = item_record(WHOLE) | {"kind": "visit", "colour": "red"}
    assert item_untrusted(raw).kind == "visit"


@pytest.mark.parametrize(
    "change",
    [
        {"id": ""},
        {"id": 5},
        {"at_s": "now"},
        {"at_s": True},
        {"state": "sold"},
        {"phone": None},
    ],
)
def test_nonsense_is_no_item(change: dict[str, object]) -> None:
    with pytest.raises((ValueError, TypeError)):
        item_untrusted(item_record(WHOLE) | change)


@pytest.mark.parametrize("letter", ["ї", "\U0001f600", "\x00", '"', "\ud800", "\u2028"])
def test_the_longest_texts_of_all_fit_into_a_line(letter: str) -> None:
    texts = {k: letter * 999 for k, v in asdict(WHOLE).items() if isinstance(v, str)}
    whole = trimmed(Item(**(asdict(WHOLE) | texts)))
    line = json.dumps(item_record(whole), ensure_ascii=False).encode()
    assert len(line) + 10 < MAX_LINE_BYTES


@given(st.text())
def test_whatever_is_said_can_be_written_and_stays_the_same(text: str) -> None:
    whole = trimmed(replace(WHOLE, about=text))
    line = json.dumps(item_record(whole), ensure_ascii=False).encode()
    assert item_untrusted(json.loads(line)) == whole == trimmed(whole)
