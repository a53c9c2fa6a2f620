"""Usage on its way to PostgreSQL: each line goes into the spool."""

from __future__ import annotations

from collections.abc import Callable

from callcore.shared.costs.usagerecords import CallFacts, Record, fields_of
from callcore.shared.spool.port import Spool


class SpooledUsageLog:
    """A :class:`~callcore.shared.costs.usagelog.UsageLog` that puts lines into a spool.

    The end of a call is not among them: the call's own record says when and how it ended.
    """

    def __init__(
        self, spool: Spool, on_drop: Callable[[], object] = lambda: None
    ) -> None:
        self.dropped = 0
        self._spool = spool
        self._on_drop = on_drop
        self._closed = False

    def append(self, record: Record) -> None:
        """See :class:`~callcore.shared.costs.usagelog.UsageLog`."""
        if isinstance(record, CallFacts):
            return
        body = {"line_id": record.event.id, "record": fields_of(record)}
        if self._closed or not self._spool.put("usage", body):
            self.dropped += 1
            self._on_drop()

    def close(self) -> None:
        """Take no more records; the spool is closed by whoever opened it."""
        self._closed = True
