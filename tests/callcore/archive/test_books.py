"""Books on a real PostgreSQL: what a call's records become, and the position with them."""

from __future__ import annotations

import random
import uuid

import psycopg
import pytest
from psycopg.rows import dict_row

from callcore.archive.books import Delivery, Moved, PostgresBooks
from callcore.archive.project import steps_of
from callcore.archive.steps import Origin, Step, Steps
from callcore.shared.database.errors import Rejected
from callcore.shared.database.pool import open_database
from callcore.shared.spool.port import SpoolRecord
from tests.callcore.archive.records import (
    AT_S,
    a_call,
    closed,
    event,
    handover,
    new_id,
    opened,
    usage,
)

pytestmark = pytest.mark.integration
HOME = uuid.uuid4()


class Spooled:
    """Puts records into the books as the shipper does."""

    def __init__(self, books: PostgresBooks) -> None:
        self.books, self.spool_id, self.last = books, uuid.uuid4(), 0

    async def put(self, *records, damaged=0):
        after = await self.books.position(self.spool_id, "w1")
        origin = Origin(self.spool_id, HOME)
        numbered = [SpoolRecord(after + n, kind, AT_S, body) for n, (kind, body) in enumerate(records, 1)]  # fmt: skip
        steps = [steps_of(each, origin) for each in numbered]
        delivery = Delivery(self.spool_id, after, after + len(records), damaged, steps)
        return await self.books.take(delivery)


@pytest.fixture
async def spooled(database_url):
    async with open_database(database_url) as database:
        yield Spooled(PostgresBooks(database))


@pytest.fixture
def ask(database_url):
    with psycopg.connect(database_url, autocommit=True, row_factory=dict_row) as connection:  # fmt: skip
        yield lambda sql, *values: connection.execute(sql.encode(), values).fetchall()


def call_of(ask, call_id):
    (row,) = ask("SELECT * FROM calls WHERE call_id = %s", call_id)
    return row


async def test_a_call_is_summed_up_when_it_has_ended(spooled, ask):
    call_id = new_id()
    await spooled.put(*a_call(call_id))
    row = call_of(ask, call_id)
    assert row["started_at"].timestamp() == AT_S
    assert (row["outcome"], row["next"], row["reason"]) == ("ended", "end", "goodbye")
    assert (row["worker"], row["caller"], row["language"]) == ("host:w1:42", "+380671234567", "uk")  # fmt: skip
    assert (row["turns"], row["barge_ins"], row["degradations"]) == (2, 1, 1)
    assert (row["tool_calls"], row["tool_errors"]) == (2, 1)
    assert (row["worst_turn_ms"], row["order_ids"]) == (1200, ["A-17"])
    assert (row["cost_micros"], row["unpriced"]) == (
        700,
        1,
    )  # work aside is not its own


async def test_turns_hold_what_each_side_said_and_how_long_it_took(spooled, ask):
    call_id = new_id()
    await spooled.put(*a_call(call_id))
    greeting, first, second = ask("SELECT * FROM turns WHERE call_id = %s ORDER BY turn", call_id)  # fmt: skip
    assert (greeting["turn"], greeting["agent_text"]) == (0, "Добрий день!")
    assert (first["caller_text"], first["agent_text"], first["cut"]) == ("шини Michelin", "Є чотири.", True)  # fmt: skip
    assert (first["endpointing_ms"], first["total_ms"], first["at_s"]) == (
        400,
        900,
        3.0,
    )
    assert (second["caller_text"], second["language"], second["cut"]) == ("беру", "uk", False)  # fmt: skip


@pytest.mark.parametrize("word", ["michelin", "Чотири", "беру"])
async def test_words_of_both_sides_are_found(spooled, ask, word):
    call_id = new_id()
    await spooled.put(*a_call(call_id))
    found = ask("SELECT call_id FROM calls WHERE search @@ plainto_tsquery('simple', %s)", word)  # fmt: skip
    assert [str(row["call_id"]) for row in found] == [call_id]


async def test_every_record_may_come_twice(spooled, ask):
    call_id = new_id()
    records = a_call(call_id)
    await spooled.put(*records)
    tables = ("calls", "turns", "tool_calls", "call_events", "ledger")
    before = {t: ask(f"SELECT * FROM {t} ORDER BY 1, 2") for t in tables}
    other = Spooled(spooled.books)
    await other.put(*records)
    assert {t: ask(f"SELECT * FROM {t} ORDER BY 1, 2") for t in tables} == before


async def test_one_by_one_or_in_any_cut_the_books_are_the_same(spooled, ask):
    one, other = new_id(), new_id()
    await spooled.put(*a_call(one))
    rest = a_call(other)
    while rest:
        size = random.randint(1, 4)
        await spooled.put(*rest[:size])
        rest = rest[size:]
    columns = (
        "turns, barge_ins, tool_calls, worst_turn_ms, cost_micros, search, order_ids"
    )
    left, right = (ask(f"SELECT {columns} FROM calls WHERE call_id = %s", c) for c in (one, other))  # fmt: skip
    assert left == right


async def test_a_call_whose_beginning_was_dropped_is_kept(spooled, ask):
    call_id = new_id()
    await spooled.put(
        event(call_id, 7, 30.0, "caller:said", text="алло"), closed(call_id)
    )
    row = call_of(ask, call_id)
    assert (row["outcome"], row["turns"], row["caller"]) == ("ended", 1, "")
    await spooled.put(opened(call_id))
    assert call_of(ask, call_id)["caller"] == "+380671234567"
    assert call_of(ask, call_id)["outcome"] == "ended"


async def test_what_comes_after_the_end_is_summed_up_too(spooled, ask):
    call_id = new_id()
    await spooled.put(opened(call_id), closed(call_id))
    await spooled.put(usage(call_id, 44))
    assert call_of(ask, call_id)["cost_micros"] == 44


async def test_a_call_without_an_answer_waited_for_none(spooled, ask):
    call_id = new_id()
    said = event(call_id, 1, 1.0, "caller:said", turn=1, text="алло")
    garbage = event(call_id, 2, 2.0, "call:turn", turn=2, total_ms=3.9e9)
    await spooled.put(opened(call_id), said, garbage, closed(call_id))
    row = call_of(ask, call_id)
    assert (row["worst_turn_ms"], row["turns"], row["cost_micros"]) == (None, 1, 0)


async def test_words_without_a_turn_belong_to_the_one_that_follows(spooled, ask):
    call_id = new_id()
    await spooled.put(
        opened(call_id),
        event(call_id, 1, 1.0, "agent:said", turn=-1, text="hello", cut=False),
        event(call_id, 2, 2.0, "caller:said", text="two"),
        event(call_id, 3, 2.5, "caller:said", text="tyres"),
        event(call_id, 4, 2.6, "caller:said", text="mhm", aside=True),
        event(call_id, 5, 3.0, "agent:said", turn=1, text="yes", cut=False),
        event(call_id, 6, 3.5, "agent:said", turn=-1, text="one moment", cut=False),
        event(call_id, 7, 4.0, "caller:said", text="and one more"),
    )
    found = ask("SELECT turn, caller_text, agent_text FROM turns WHERE call_id = %s ORDER BY turn", call_id)  # fmt: skip
    assert [tuple(row.values()) for row in found] == [
        (0, "", "hello"), (1, "two tyres", "yes one moment"), (2, "and one more", ""),
    ]  # fmt: skip


async def test_two_calls_of_one_tool_get_their_own_answers(spooled, ask):
    call_id = new_id()
    tool = {"turn": 1, "tool": "find"}
    await spooled.put(
        event(call_id, 1, 1.0, "tool:called", **tool, arguments="a"),
        event(call_id, 2, 1.1, "tool:called", **tool, arguments="b"),
        event(call_id, 3, 1.2, "tool:returned", **tool, ok=True, result="of a", took_ms=1.0),
        event(call_id, 4, 1.3, "tool:returned", **tool, ok=False, result="of b", took_ms=2.0),
    )  # fmt: skip
    found = ask("SELECT arguments, ok, result FROM tool_calls ORDER BY seq")
    assert [tuple(row.values()) for row in found] == [("a", True, "of a"), ("b", False, "of b")]  # fmt: skip


async def test_a_switch_of_language_holds_from_then_on(spooled, ask):
    call_id = new_id()
    await spooled.put(
        opened(call_id, language="uk"),
        event(call_id, 1, 1.0, "caller:said", turn=1, text="так"),
        event(call_id, 2, 2.0, "call:language", language="ru", was="uk"),
        event(call_id, 3, 3.0, "caller:said", turn=2, text="да"),
    )
    assert call_of(ask, call_id)["language"] == "ru"
    assert [r["language"] for r in ask("SELECT language FROM turns ORDER BY turn")] == ["uk", "ru"]  # fmt: skip


async def test_a_hand_over_is_kept_with_and_without_its_call(spooled, ask):
    call_id = new_id()
    await spooled.put(handover(call_id), handover("", status="ABANDON", waited_s=None))
    first, second = ask("SELECT * FROM handovers ORDER BY status DESC")
    assert (str(first["call_id"]), first["member"], first["waited_s"]) == (call_id, "PJSIP/101", 7.5)  # fmt: skip
    assert (second["call_id"], second["waited_s"]) == (None, None)


async def test_the_position_moves_with_the_records_or_not_at_all(spooled, ask):
    call_id = new_id()
    await spooled.put(opened(call_id))
    good = steps_of(
        SpoolRecord(2, *_swapped(closed(call_id))), Origin(spooled.spool_id, HOME)
    )
    poison = Steps((Step("SELECT 1 / 0", ()),))
    with pytest.raises(Rejected):
        await spooled.books.take(Delivery(spooled.spool_id, 1, 3, 0, [good, poison]))
    assert call_of(ask, call_id)["outcome"] == "live"
    assert await spooled.books.position(spooled.spool_id, "w1") == 1


def _swapped(record):
    return record[0], AT_S, record[1]


async def test_a_caller_s_number_of_any_length_fits_the_index(spooled, ask):
    call_id = new_id()
    await spooled.put(
        opened(call_id, caller="".join(map(chr, range(1000, 60_000)))[:50_000])
    )
    assert len(call_of(ask, call_id)["caller"]) == 300


HOSTILE = [
    "a\0b",
    "\ud800",
    "'; DROP TABLE calls; --",
    "{}%s%(x)s",
    "\x1b[2J",
    "🛞" * 5000,
]


@pytest.mark.parametrize("words", HOSTILE, ids=range(len(HOSTILE)))
async def test_whatever_a_caller_says_is_only_text(spooled, ask, words):
    call_id = new_id()
    await spooled.put(
        opened(call_id, caller=words),
        event(call_id, 1, 1.0, "caller:said", turn=1, text=words),
        event(call_id, 2, 1.0, "tool:called", turn=1, tool=words, arguments=words),
        closed(call_id, reason=words),
    )
    (row,) = ask("SELECT caller_text FROM turns")
    assert (
        row["caller_text"] == words.replace("\0", "").encode(errors="replace").decode()
    )


# -- calls that nobody ended -------------------------------------------------------------


async def test_open_calls_of_a_spool_that_is_over_are_lost_callers_at_a_human(
    spooled, ask
):
    lost, ended = new_id(), new_id()
    said = event(lost, 1, 12.5, "caller:said", turn=1, text="алло")
    await spooled.put(opened(lost), opened(ended), said, closed(ended))
    assert [str(each) for each in await spooled.books.finish(spooled.spool_id)] == [
        lost
    ]
    row = call_of(ask, lost)
    assert (row["outcome"], row["reason"], row["next"]) == (
        "lost",
        "worker-died",
        "human",
    )
    assert (row["duration_ms"], row["ended_at"].timestamp()) == (12_500, AT_S + 12.5)
    assert row["turns"] == 1
    assert call_of(ask, ended)["outcome"] == "ended"
    assert await spooled.books.finish(spooled.spool_id) == []


async def test_the_worker_s_own_word_is_better_than_our_guess(spooled, ask):
    call_id = new_id()
    await spooled.put(opened(call_id))
    await spooled.books.finish(spooled.spool_id)
    other = Spooled(spooled.books)
    await other.put(closed(call_id, following="sales,s,1"))
    assert call_of(ask, call_id)["outcome"] == "target"


async def test_a_worker_that_is_gone_loses_its_calls_once_its_spool_is_over(
    spooled, ask
):
    call_id = new_id()
    await spooled.put(opened(call_id, worker="h:w7:9"))
    desk = Spooled(spooled.books)
    gone = ("worker.gone", {"worker": "h:w7:9", "at": AT_S + 9, "reason": "code -9"})
    assert await desk.put(gone) == []  # its spool may still tell how it ended
    await spooled.books.finish(spooled.spool_id)
    assert call_of(ask, call_id)["outcome"] == "lost"


async def test_a_worker_without_a_spool_loses_its_calls_at_once(spooled, ask):
    call_id = new_id()
    await spooled.put(opened(call_id, worker="h:w7:9"))
    ask("DELETE FROM spool_positions RETURNING 1")
    desk = Spooled(spooled.books)
    gone = ("worker.gone", {"worker": "h:w7:9", "at": AT_S + 9, "reason": "code -9"})
    assert [str(each) for each in await desk.put(gone)] == [call_id]


async def test_a_recording_waits_on_its_machine_until_it_is_kept(spooled, ask):
    call_id = new_id()
    record = (
        "recording",
        {"call_id": call_id, "name": "", "path": "/d/r.wav", "ms": 900},
    )
    await spooled.put(opened(call_id), record, record)
    (due,) = ask("SELECT * FROM recordings_due")
    assert (due["home"], due["path"], due["ms"]) == (HOME, "/d/r.wav", 900)
    ask("DELETE FROM recordings_due RETURNING 1")
    ask("UPDATE calls SET recording = 'kept' RETURNING 1")
    await spooled.put(record)
    assert ask("SELECT * FROM recordings_due") == []


async def test_a_position_that_moved_meanwhile_takes_nothing(spooled, ask):
    call_id = new_id()
    await spooled.put(opened(call_id))
    stale = Delivery(spooled.spool_id, 0, 1, 0, [])
    with pytest.raises(Moved):
        await spooled.books.take(stale)
