"""The second look at calls, on a real PostgreSQL."""

from __future__ import annotations

import json
import uuid
from typing import Any, cast

import pytest
import trio

from callcore.archive.secondlook import BREATH_S, SecondLook, look
from callcore.shared.database.errors import DatabaseDown
from callcore.shared.database.pool import one, open_database, rows
from callcore.shared.offload import run_inline

NAME = "zorymyra"
TALK = [
    ("agent:said", "Good day, how can I help?"),
    ("caller:said", f"{NAME} here"),
    ("agent:said", "Thank you, [PERSON]. Which tyres do you need?"),
    ("caller:said", "four winter tyres please"),
]


@pytest.fixture
async def database(database_url):
    async with open_database(database_url) as database:
        yield database


def call(connection, ended="now() - interval '1 minute'", talk=TALK):
    call_id = uuid.uuid4()
    connection.execute(
        f"INSERT INTO calls (call_id, started_at, ended_at) VALUES (%s, now(), {ended})",
        (call_id,),
    )
    for seq, (event, text) in enumerate(talk, 1):
        fields = json.dumps({"turn": seq // 2, "text": text})
        connection.execute(
            "INSERT INTO call_events VALUES (%s, %s, %s, %s, %s)",
            (call_id, seq, seq, event, fields),
        )
        column = "caller_text" if event == "caller:said" else "agent_text"
        connection.execute(
            f"INSERT INTO turns (call_id, turn, at_s, {column}) VALUES (%s, %s, 0, %s) "
            f"ON CONFLICT (call_id, turn) DO UPDATE SET {column} = excluded.{column}",
            (call_id, seq // 2, text),
        )
    connection.execute(
        "INSERT INTO tool_calls (call_id, seq, turn, at_s, tool, arguments, result) "
        "VALUES (%s, 9, 1, 0, 'order_status', %s, '{}')",
        (call_id, '{"phone": "+380671234567"}'),
    )
    return call_id


def told(connection):
    found = rows(connection, "SELECT t::text AS row FROM turns t") + rows(
        connection, "SELECT fields::text AS row FROM call_events"
    )
    found += rows(connection, "SELECT arguments AS row FROM tool_calls")
    found += rows(connection, "SELECT search::text AS row FROM calls")
    return "\n".join(row["row"] for row in found)


@pytest.mark.integration
async def test_what_only_the_whole_call_shows_is_masked_everywhere(database):
    await database.run(call)
    seeing = SecondLook(database, run_inline)
    assert await seeing.round()
    text = await database.run(told)
    assert NAME not in text
    assert "671234567" not in text
    assert "four winter tyres" in text
    assert "'tyres'" in text  # it can be searched for
    assert seeing.changed == 1
    assert not await seeing.round()


@pytest.mark.integration
async def test_what_was_planned_and_not_heard_is_read_too(database):
    call_id = await database.run(call)
    noted = [
        (5, "agent:said", {"text": "Fine", "planned": f"Fine, {NAME}, which size?"}),
        (6, "agent:unsaid", {"text": f"Are you there, {NAME}?"}),
        (7, "agent:unsaid", {"text": "We have four."}),
    ]

    def add(connection):
        for seq, event, fields in noted:
            values = call_id, seq, seq, event, json.dumps(fields)
            connection.execute(
                "INSERT INTO call_events VALUES (%s, %s, %s, %s, %s)", values
            )

    await database.run(add)
    await SecondLook(database, run_inline).round()
    text = await database.run(told)
    assert NAME not in text
    assert "which size?" in text
    assert "We have four." in text


@pytest.mark.integration
@pytest.mark.parametrize(
    "ended", ["NULL", "now()"], ids=["is-live", "records-may-still-come"]
)
async def test_a_call_that_is_not_quite_over_waits(database, ended):
    await database.run(lambda c: call(c, ended))
    assert not await SecondLook(database, run_inline).round()


@pytest.mark.integration
async def test_a_call_without_findings_is_not_read_twice(database):
    await database.run(lambda c: call(c, talk=TALK[:1]))
    await database.run(lambda c: c.execute("UPDATE tool_calls SET arguments = '{}'"))
    seeing = SecondLook(database, run_inline)
    assert await seeing.round()
    assert seeing.changed == 0
    found = await database.run(lambda c: one(c, "SELECT reviewed_at FROM calls"))
    assert found["reviewed_at"] is not None


@pytest.mark.integration
async def test_a_text_that_changed_meanwhile_is_left_alone(database):
    await database.run(call)

    async def meanwhile(work):
        changes = work()
        await database.run(
            lambda c: c.execute(
                "UPDATE call_events SET fields = jsonb_set(fields, '{text}', '\"[PERSON]\"') "
                "WHERE fields->>'text' LIKE 'zory%'"
            )
        )
        return changes

    await SecondLook(database, meanwhile).round()
    text = await database.run(told)
    assert '"[PERSON]"' in text
    assert NAME not in text


def test_looking_is_pure_and_tells_what_was_where():
    said = [
        {"seq": seq, "event": event, "text": text}
        for seq, (event, text) in enumerate(TALK)
    ]
    changes = look(said, [{"seq": 9, "arguments": '{"a": 1}', "result": "{}"}])
    assert changes.said == [(1, "caller_text", f"{NAME} here", "[PERSON] here")]
    assert changes.tools == []


async def test_a_database_that_fails_is_asked_again_later(autojump_clock):
    class Failing:
        tries = 0

        async def run(self, _work):
            await trio.lowlevel.checkpoint()
            self.tries += 1
            raise DatabaseDown("late")

    failing = Failing()
    with trio.move_on_after(100):
        await SecondLook(cast("Any", failing), run_inline).run()
    assert 3 <= failing.tries <= 5
    assert BREATH_S < 1
