from __future__ import annotations

import pytest

from adminapi.edges.problem import Problem
from adminapi.views import rows
from tests.kit.adminhouse import admin_house

pytestmark = pytest.mark.integration


async def test_nobody_fills_the_table_with_views(
    database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rows, "MOST", 1)
    given = {"name": "a", "page": "calls", "query": {}, "shared": False}
    async with admin_house(database_url) as house:
        user = house.users["viewer"].user_id
        await house.database.run(lambda c: rows.added(c, user, given))
        with pytest.raises(Problem, match="conflict"):
            await house.database.run(
                lambda c: rows.added(c, user, given | {"name": "b"})
            )
        assert len(await house.database.run(lambda c: rows.listed(c, user, None))) == 1
        assert await house.database.run(lambda c: rows.listed(c, user, "costs")) == []
