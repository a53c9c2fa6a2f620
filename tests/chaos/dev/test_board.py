from __future__ import annotations

from random import Random

import pytest
import trio

from callcore.shared.state import names
from callcore.shared.state.opening import open_state
from chaos.dev.board import HOSTILE, SHARE, WORKER, Board, publish_board


def test_a_tenth_changes_at_a_time_and_everyone_in_turn():
    board = Board(100, 1_000.0, Random(1))
    before = {call.call_id for call in board.calls}
    touched: set[str] = set()
    for _ in range(SHARE):
        changed, told = board.change(1_001.0)
        assert len(changed) == len(told) == 10
        touched |= {call.call_id for call in changed}
    assert touched == before


def test_what_is_told_of_a_change_is_what_changed():
    board = Board(10, 1_000.0, Random(1))
    before = {call.call_id: call for call in board.calls}
    changed, told = board.change(1_001.0)
    assert told[0].name == names.CALL_UPDATED
    for field, value in told[0].fields.items():
        assert getattr(changed[0], field) == value
        assert getattr(before[changed[0].call_id], field) != value


def test_one_call_ends_and_another_begins():
    board = Board(10, 1_000.0, Random(1))
    old, fresh, told = board.churn(1_001.0)
    assert old not in {call.call_id for call in board.calls}
    assert fresh in board.calls
    assert [one.name for one in told] == [names.CALL_ENDED, names.CALL_STARTED]
    assert [one.call_id for one in told] == [old, fresh.call_id]


def test_some_rows_hold_hostile_texts_and_most_do_not():
    board = Board(100, 1_000.0, Random(1))
    for _ in range(8 * SHARE):
        board.change(1_001.0)
    said = [call.said_caller for call in board.calls]
    hostile = [text for text in said if text in HOSTILE]
    assert 5 <= len(hostile) <= 10


@pytest.mark.integration
async def test_calls_and_their_worker_stand_in_the_shared_state(redis_url):
    with trio.fail_after(30):
        async with open_state(redis_url) as state, state.follow() as events:
            async with trio.open_nursery() as nursery:
                nursery.start_soon(publish_board, redis_url, 20, 20.0)
                async for event in events:
                    if event.name == names.CALL_UPDATED:
                        break
                assert len(await state.calls()) == 20
                workers = await state.workers()
                nursery.cancel_scope.cancel(reason="seen")
    assert [one.worker for one in workers] == [WORKER]
