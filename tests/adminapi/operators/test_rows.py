"""Twin of adminapi/operators/rows.py; over HTTP it is tested in test_routes.py."""

from functools import partial

import pytest

from adminapi.operators import rows
from adminapi.operators.shapes import NewQueueWanted, OperatorWanted
from callcore.shared.database.errors import Conflict
from callcore.shared.database.pool import open_database

pytestmark = pytest.mark.integration


def add(work, wanted, connection):
    return work(connection, wanted)


async def test_there_are_only_so_many_operators_and_queues(database_url, monkeypatch):
    monkeypatch.setattr(rows, "MOST_OPERATORS", 1)
    monkeypatch.setattr(rows, "MOST_QUEUES", 1)
    async with open_database(database_url) as database:
        for name, room in (("a", True), ("b", False)):
            queue = NewQueueWanted(queue=name)
            operator = OperatorWanted(name=name, interface=name)
            made = await database.run(partial(add, rows.add_queue, queue))
            assert (made is not None) is room
            made = await database.run(partial(add, rows.add_operator, operator))
            assert (made is not None) is room


async def test_the_same_interface_twice_is_a_conflict(database_url):
    wanted = OperatorWanted(name="a", interface="a")
    async with open_database(database_url) as database:
        await database.run(lambda c: rows.add_operator(c, wanted))
        with pytest.raises(Conflict):
            await database.run(lambda c: rows.add_operator(c, wanted))
