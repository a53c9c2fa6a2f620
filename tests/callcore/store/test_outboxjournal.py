from __future__ import annotations

import json

from hypothesis import given
from hypothesis import strategies as st

from callcore.shared.recordlog import Record
from callcore.store.outboxbook import answer_record, begin_record, over_record
from callcore.store.outboxjournal import anew, read_untrusted, versioned
from callcore.store.outboxport import Entry
from callcore.store.outboxtable import Snapshot
from tests.callcore.store.outboxcontract import CALL, OTHER

ME, DEAD = (
    "00000000-0000-4000-8000-000000000001",
    "00000000-0000-4000-8000-000000000002",
)
BEGIN = begin_record(Entry("op", "key", 1.0, CALL, "create", "4xt01"))
ANSWER = answer_record("op", "123456", "draft", late=False)
OVER = over_record(CALL, "human", 9.0)
THREE = Snapshot(CALL, 3, [BEGIN, ANSWER, OVER])
SETTLED = Snapshot(CALL, 4, ())


def read(*lines: Record):
    return read_untrusted(json.loads(json.dumps(lines)))


def test_a_call_comes_back_with_its_version() -> None:
    assert read(*anew(THREE)).calls == {CALL: THREE}


def test_what_is_added_counts_with_its_own_version() -> None:
    first = Snapshot(CALL, 1, [BEGIN])
    lines = [*anew(first), *versioned(Snapshot(CALL, 2, [BEGIN, ANSWER]), [ANSWER])]
    assert read(*lines).calls == {CALL: Snapshot(CALL, 2, [BEGIN, ANSWER])}


def test_a_call_that_is_settled_is_known_as_such_until_it_is_copied() -> None:
    lines = [*anew(THREE), *versioned(SETTLED, [])]
    assert read(*lines).calls == {CALL: SETTLED}
    assert read(*lines, {"settled": CALL}).calls == {}


def test_a_call_that_was_copied_and_is_behind_again_is_the_later_one() -> None:
    old = Snapshot(CALL, 1, [BEGIN, OVER])
    new = Snapshot(CALL, 5, [BEGIN])
    assert read(*anew(old), *anew(new)).calls == {CALL: new}


def test_a_journal_of_the_time_before_is_version_0() -> None:
    left = read(BEGIN, ANSWER)
    assert left.calls == {CALL: Snapshot(CALL, 0, [BEGIN, ANSWER])}
    assert left.owners == frozenset()


def test_who_wrote_it_and_whose_heir_he_is_is_known() -> None:
    assert read({"owner": ME}, {"heir": DEAD}).owners == {ME, DEAD}


def test_an_heir_writes_down_all_of_it() -> None:
    left = read({"owner": ME}, *anew(THREE))
    again = read(*left.lines)
    assert (again.calls, again.owners) == (left.calls, {ME})
    assert left.size == len(left.lines)


def test_what_is_known_as_new_is_not_taken_again() -> None:
    left = read(*anew(THREE))
    assert left.newer_than({CALL: 3}).calls == {}
    assert left.newer_than({CALL: 2, OTHER: 9}).calls == {CALL: THREE}


def test_nonsense_is_left_out() -> None:
    lines: list[Record] = [
        {},
        {"owner": 5},
        {"owner": "'; DROP TABLE outbox; --"},
        {"heir": "x" * 36},
        {"op": "nobody's", "done": True, "v": 9},
        {"settled": None, "v": 1},
        {**BEGIN, "v": "new"},
        {**ANSWER, "v": -1},
        {**OVER, "v": True},
        {**OVER, "v": 2**60},
    ]
    left = read(*lines)
    assert left.owners == frozenset()
    assert left.calls == {CALL: Snapshot(CALL, 0, [BEGIN, ANSWER, OVER])}


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=2),
    max_leaves=2,
)
WORDS = st.sampled_from(["op", "key", "call", "kind", "what", "at", "done", "over", "how", "settled", "v", "owner", "heir"])  # fmt: skip


@given(st.lists(st.dictionaries(WORDS, JSON, max_size=6), max_size=6))
def test_whatever_stands_there_it_is_read(lines: list[Record]) -> None:
    left = read_untrusted(lines)
    assert set(read_untrusted(left.lines).calls) == set(left.calls)
