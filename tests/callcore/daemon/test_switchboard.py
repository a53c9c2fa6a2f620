"""An id passes each arrow of the switchboard once."""

from __future__ import annotations

import pytest
import trio
import trio.testing
from hypothesis import given
from hypothesis import strategies as st

from callcore.daemon.switchboard import MARK_S, MAX_MARKS, Switchboard
from callcore.shared.ids import CallId, new_call_id
from callcore.shared.records import Admission


def an_admission(call_id: str = "") -> Admission:
    return Admission(CallId(call_id or new_call_id()), "", "100", "en")


def a_board(max_calls: int = 10) -> tuple[Switchboard, list[str]]:
    gone: list[str] = []
    return Switchboard(max_calls, gone.append), gone


def test_a_call_is_expected_live_marked_and_forgotten():
    board, gone = a_board()
    admission = an_admission("a")
    assert board.expect(admission, 0.0)
    call = board.claim(CallId("a"), 1.0)
    assert call
    assert call.admission is admission
    assert board.load == 1
    board.decide(CallId("a"), "end", 2.0)
    assert (board.load, gone) == (0, ["a"])
    assert board.mark_of(CallId("a")) == "end"
    board.mark_read(CallId("a"))
    assert board.mark_of(CallId("a")) is None


@pytest.mark.parametrize("when", [10.0, 11.0, 1e9])
def test_an_id_is_dead_after_ten_seconds(when):
    board, gone = a_board()
    board.expect(an_admission("a"), 0.0)
    assert board.claim(CallId("a"), when) is None
    assert gone == ["a"]


def test_an_unknown_or_used_id_is_refused():
    board, _ = a_board()
    board.expect(an_admission("a"), 0.0)
    assert board.claim(CallId("b"), 0.0) is None
    assert board.claim(CallId("a"), 0.0)
    assert board.claim(CallId("a"), 0.0) is None
    board.decide(CallId("a"), "end", 0.0)
    assert board.claim(CallId("a"), 0.0) is None


def test_the_expected_take_room_as_the_live_do():
    board, _ = a_board(2)
    assert board.expect(an_admission("a"), 0.0)
    board.claim(CallId("a"), 0.0)
    assert board.expect(an_admission("b"), 0.0)
    assert not board.expect(an_admission("c"), 0.0)
    board.decide(CallId("a"), "end", 0.0)
    assert board.expect(an_admission("c"), 0.0)


def test_a_closed_board_expects_nobody_but_lets_the_expected_come():
    board, _ = a_board()
    board.expect(an_admission("a"), 0.0)
    board.close()
    assert board.capacity == 0
    assert not board.expect(an_admission("b"), 0.0)
    assert board.claim(CallId("a"), 1.0)


def test_marks_that_nobody_asks_for_are_forgotten_and_bounded():
    board, _ = a_board(MAX_MARKS + 10)
    for n in range(MAX_MARKS + 1):
        board.expect(an_admission(str(n)), 0.0)
        board.claim(CallId(str(n)), 0.0)
        board.decide(CallId(str(n)), "end", n / 1e6)
    assert board.mark_of(CallId("0")) is None
    assert board.mark_of(CallId("1")) == "end"
    board.expire(MARK_S + 1)
    assert board.mark_of(CallId("1")) is None


async def test_whoever_leaves_waits_for_the_expected(autojump_clock):
    board, _ = a_board()
    board.expect(an_admission("a"), trio.current_time())
    async with trio.open_nursery() as nursery:
        nursery.start_soon(board.wait_nobody_expected)
        board.close()
        await trio.testing.wait_all_tasks_blocked()
        assert nursery.child_tasks
        board.expire(trio.current_time() + 10)


async def test_whoever_leaves_waits_until_after_has_read_each_mark(autojump_clock):
    board, _ = a_board()
    for name in "ab":
        board.expect(an_admission(name), 0.0)
        board.claim(CallId(name), 0.0)
        board.decide(CallId(name), "end", trio.current_time())
    began_s = trio.current_time()
    async with trio.open_nursery() as nursery:
        nursery.start_soon(board.wait_marks_read)
        await trio.sleep(0.5)
        board.mark_read(CallId("a"))
        await trio.sleep(0.5)
        board.mark_read(CallId("b"))
    assert trio.current_time() - began_s == pytest.approx(1.0)


async def test_but_for_no_more_than_two_seconds(autojump_clock):
    board, _ = a_board()
    board.expect(an_admission("a"), 0.0)
    board.claim(CallId("a"), 0.0)
    board.decide(CallId("a"), "end", trio.current_time())
    began_s = trio.current_time()
    await board.wait_marks_read()
    assert trio.current_time() - began_s == pytest.approx(2.0)
    await board.wait_marks_read()
    assert trio.current_time() - began_s == pytest.approx(2.0)


async def test_handing_over_asks_the_live_and_forgets_the_expected():
    board, gone = a_board()
    board.expect(an_admission("a"), 0.0)
    board.expect(an_admission("b"), 0.0)
    call = board.claim(CallId("a"), 0.0)
    assert call
    board.hand_over_all("drain")
    with trio.fail_after(5):
        assert await call.control.wait_hand_over() == "drain"
    assert gone == ["b"]
    board.cancel_all("drain")
    assert call.scope.cancel_called


@given(
    st.lists(
        st.tuples(
            st.sampled_from(["expect", "claim", "decide", "read", "expire"]),
            st.sampled_from("abcd"),
            st.floats(0, 20),
        )
    )
)
def test_no_id_is_ever_served_twice(steps):
    board, gone = a_board(3)
    now, served, seen = 0.0, set(), set()
    for action, name, passed in steps:
        now += passed
        call_id = CallId(name)
        if action == "expect" and name not in seen:
            if board.expect(an_admission(name), now):
                seen.add(name)
        elif action == "claim" and board.claim(call_id, now):
            assert name not in served
            served.add(name)
        elif action == "decide" and call_id in board.live:
            board.decide(call_id, "end", now)
        elif action == "read":
            board.mark_read(call_id)
        elif action == "expire":
            board.expire(now)
        assert 0 <= board.load <= 3
    assert len(gone) == len(set(gone))
