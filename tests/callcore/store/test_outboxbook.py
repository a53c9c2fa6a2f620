from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from callcore.store.outboxbook import Book, answer_record, begin_record, over_record
from callcore.store.outboxport import REFUSED, Entry
from tests.callcore.store.outboxcontract import CALL, OTHER


def entry(op: str, kind: str = "create", call=CALL, at_s: float = 1.0) -> Entry:
    return Entry(op, f"key of {op}", at_s, call, kind, "123456")


def filled() -> Book:
    book = Book()
    book.take(begin_record(entry("a")))
    book.take(answer_record("a", "123456", "draft", late=False))
    book.take(begin_record(entry("b", "confirm", at_s=2.0)))
    book.take(begin_record(entry("c", call=OTHER, at_s=3.0)))
    book.take(over_record(OTHER, "human", 9.0))
    return book


def test_the_records_of_a_book_make_the_same_book() -> None:
    again = Book()
    for record in filled().records():
        again.take_untrusted(json.loads(json.dumps(record)))
    assert again.calls() == filled().calls()


def test_a_call_without_an_end_has_died_with_its_last_entry() -> None:
    first, second = filled().calls()
    assert (first.how, first.over_s) == ("died", 2.0)
    assert (second.how, second.over_s) == ("human", 9.0)


def test_a_death_that_was_marked_does_not_move_with_later_entries() -> None:
    book = filled()
    book.mark_dead()
    book.take(begin_record(entry("d", "cancel", at_s=50.0)))
    assert book.calls()[0].over_s == 2.0
    assert book.is_over(CALL)


def test_pending_is_what_was_never_answered() -> None:
    assert [entry.op for entry in filled().pending()] == ["b", "c"]


def test_the_end_of_a_call_that_asked_for_nothing_is_left_out() -> None:
    book = Book()
    book.take(over_record(CALL, "ended", 1.0))
    assert book.records() == []


def test_room_is_made_by_calls_in_which_all_is_answered_and_by_no_others() -> None:
    book = Book()
    for op, call, done in (("a", CALL, True), ("b", OTHER, False)):
        book.take(begin_record(entry(op, call=call)))
        if done:
            book.take(answer_record(op, "", "draft", late=False))
    book.forget_answered(before_s=1.0)
    assert len(book) == 2
    book.forget_answered(before_s=2.0)
    assert [call.call_id for call in book.calls()] == [OTHER]
    assert CALL not in book


@pytest.mark.parametrize(
    "raw",
    [
        None,
        [],
        {},
        {"done": True},
        {"op": 1, "at": "x"},
        {
            "op": "a",
            "key": "k",
            "at": float("nan"),
            "call": "c",
            "kind": "",
            "what": "",
        },
        {"op": "a", "key": "k", "at": 10**400, "call": "c", "kind": "", "what": ""},
        {"op": "a", "key": "k", "at": True, "call": "c", "kind": "", "what": ""},
        {"over": CALL, "how": "sold", "at": 1.0},
        {"over": CALL, "how": "ended"},
        {"settled": []},
    ],
)
def test_nonsense_changes_nothing(raw: object) -> None:
    book = filled()
    book.take_untrusted(raw)
    assert book.calls() == filled().calls()


_WORDS = st.sampled_from(["a", "b", CALL, OTHER, "create", "cancel", "cancelled", "x"])
_KEYS = ("op", "key", "at", "call", "kind", "what", "done", "order", "over", "how")
_VALUES = _WORDS | st.booleans() | st.floats() | st.none() | st.lists(_WORDS)


@given(st.lists(st.dictionaries(st.sampled_from([*_KEYS, "settled"]), _VALUES)))
def test_no_sequence_of_records_breaks_a_book(raws: list[object]) -> None:
    book = Book()
    for raw in raws:
        book.take_untrusted(raw)
    again = Book()
    for record in book.records():
        again.take(record)
    assert again.calls() == book.calls()
    assert len(again) == len(book) == sum(len(c.entries) for c in book.calls())


def test_a_shop_that_refuses_what_it_has_made_does_not_hide_its_order() -> None:
    book = filled()
    book.take(answer_record("a", "", REFUSED, late=False))
    made = book.entry("a")
    assert made is not None
    assert (made.order_id, made.state) == ("123456", "draft")
    assert not made.spent
