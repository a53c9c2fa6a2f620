"""Twin of adminapi/operators/queues.py; over HTTP it is tested in test_routes.py."""

from datetime import UTC, datetime, timedelta

import pytest

from adminapi.edges.problem import Problem
from adminapi.operators.queues import range_of
from adminapi.operators.shapes import LONGEST_DAYS, RangeQuery

NOW = datetime(2026, 11, 23, tzinfo=UTC)


def test_nothing_said_means_the_last_day():
    since, until = range_of(RangeQuery(), NOW.timestamp())
    assert (since, until) == (NOW - timedelta(days=1), NOW)


@pytest.mark.parametrize("days", [0, -1, LONGEST_DAYS + 1])
def test_a_range_is_forwards_and_bounded(days):
    wanted = RangeQuery(since=NOW - timedelta(days=days), until=NOW)
    with pytest.raises(Problem, match="invalid"):
        range_of(wanted, NOW.timestamp())


def test_the_beginning_of_time_is_no_bug():
    with pytest.raises(Problem):
        range_of(RangeQuery(until=datetime.min.replace(tzinfo=UTC)), 0.0)
