"""The bench of the live board, without its servers."""

import trio

from callcore.shared.state import names
from callcore.shared.state.memory import MemoryState
from chaos.bench import live


def test_a_call_of_the_bench_begins_changes_and_ends():
    told = [draft.name for _, draft in live.life("c", 0.0)]
    assert told[0] == names.CALL_STARTED
    assert told[-1] == names.CALL_ENDED
    assert len(told) == 5


async def test_calls_are_rung_evenly(autojump_clock):
    state = MemoryState(trio.current_time)
    with trio.move_on_after(1.99):
        await live.ring(state, 50)
    begun = (await state.head()).seq
    assert 95 <= begun <= 105


def test_the_table_says_what_was_wanted():
    found = {"p50_ms": 1.0, "p99_ms": 2.0, "max_ms": 3.0, "cpu_share": 0.5, "clients": 100, "calls": 50, "clients_cpu_share": 0.1, "load": 1.0, "least_events": 1, "most_events": 2}  # fmt: skip
    rows = {row.what: row for row in live.rows(found)}
    assert rows["clients a core"].measured == "200"
    first = live.rows(found)[0]
    assert "300" in first.wanted
