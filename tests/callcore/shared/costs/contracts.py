"""What every log of usage does. Subclass it, name it Test..., add fixtures.

``log`` is one, ``small`` one that holds fewer than five records, ``drops`` a list that grows
when either drops, ``read`` returns what they kept in order.
"""

from __future__ import annotations

from callcore.shared.costs.pricefile import packaged_prices
from tests.callcore.shared.costs.madeup import ended, spent, stt

TABLE = packaged_prices()
LINES = [spent(stt(1000 + number), TABLE, number) for number in range(5)]


class UsageLogContract:
    def test_records_come_back_in_order(self, log, read):
        for record in (*LINES, ended()):
            log.append(record)
        assert read() == [*LINES, ended()]
        assert log.dropped == 0

    def test_what_is_full_drops_counts_and_tells(self, small, drops, read):
        for record in LINES:
            small.append(record)
        assert 0 < small.dropped < len(LINES)
        assert len(drops) == small.dropped
        assert read() == LINES[: len(LINES) - small.dropped]

    def test_a_closed_log_drops_and_never_raises(self, log, drops, read):
        log.append(LINES[0])
        log.close()
        log.close()
        log.append(LINES[1])
        assert log.dropped == len(drops) == 1
        assert read() == LINES[:1]
