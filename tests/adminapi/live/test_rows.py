"""What the board asks PostgreSQL."""

import json

import pytest

from adminapi.live import rows
from callcore.shared.database.pool import open_database
from tests.kit.keys import RING, keep_caller

pytestmark = pytest.mark.integration
CALL = "11111111-1111-4111-8111-111111111111"


async def test_numbers_are_found_by_call_and_nonsense_is_ignored(database_url):
    def work(connection):
        connection.execute(
            "INSERT INTO calls (call_id, started_at) VALUES (%s, now())", (CALL,)
        )
        keep_caller(connection, CALL, "+1")
        return rows.callers(connection, [CALL, "c'; DROP TABLE calls", ""], RING)

    async with open_database(database_url) as database:
        assert await database.run(work) == {CALL: "+1"}


async def test_presences_are_plain_json(database_url):
    def work(connection):
        connection.execute("INSERT INTO queues (queue) VALUES ('b'), ('a')")
        connection.execute(
            "WITH made AS (INSERT INTO operators (name, interface, since) VALUES "
            "('Ann', 'PJSIP/1', '2026-11-23T01:02:03Z') RETURNING operator_id) "
            "INSERT INTO operator_queues SELECT operator_id, queue FROM made, queues"
        )
        return rows.presences(connection)

    async with open_database(database_url) as database:
        found = await database.run(work)
    assert json.loads(json.dumps(found)) == found
    assert found[0]["queues"] == ["a", "b"]
    assert found[0]["since"] == "2026-11-23T01:02:03Z"
