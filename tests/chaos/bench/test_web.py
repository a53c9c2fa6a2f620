from __future__ import annotations

import pytest

from chaos.bench.web import Unread, rows

SIZES = """gzip -9                            kB   limit  files
first load                       25.7    60.0      9
src/pages/call/index.tsx         26.1    30.0      8
src/pages/call/livecall.tsx      27.1    30.0      8
"""
SAID = """board of 500 at 10 Hz: 14 % of a core (browser 1 %, renderer 10 %)
  1856 changes of the page, longest task 6 ms
event to pixel: p50 82 ms, p95 128 ms, most 135 ms
"""


def test_the_table_has_what_was_printed():
    found = {row.what: (row.measured, row.wanted) for row in rows(SIZES, SAID)}
    assert found["first load, gzip"] == ("25.7 kB", "<= 60.0 kB")
    assert found["heaviest page, gzip (call/livecall.tsx)"] == ("27.1 kB", "<= 30.0 kB")
    assert ("14 % of a core", "< 50 %") in found.values()
    assert ("82 / 128 / 135 ms", "<= 300 ms") in found.values()


@pytest.mark.parametrize(
    ("sizes", "said"), [("", SAID), (SIZES, ""), (SIZES, SAID[:80])]
)
def test_numbers_that_are_missing_are_an_error(sizes, said):
    with pytest.raises(Unread):
        rows(sizes, said)
