"""Twin of adminapi/operators/handovers.py; over HTTP it is tested in test_routes.py."""

from datetime import UTC, datetime

import pytest

from adminapi.edges.problem import Problem
from adminapi.operators.handovers import _after, _next

ROW = {
    "at": datetime(2026, 11, 23, 1, 2, 3, 456789, tzinfo=UTC),
    "handover_id": "11111111-1111-4111-8111-111111111111",
}


def test_a_cursor_leads_back_to_its_row():
    text = _next([ROW, ROW], 1)
    assert _after(text) == (ROW["at"], ROW["handover_id"])


def test_the_last_page_has_no_cursor():
    assert _next([ROW], 1) is None
    assert _after(None) == (None, None)


def test_a_strangers_cursor_is_a_problem():
    with pytest.raises(Problem, match="invalid"):
        _after("e30")
