"""Wall-clock stamps: the only place that asks for the time of day.

Durations and deadlines never come from here: the wall clock jumps. They use the clock of
trio, or ``now`` arguments.
"""

from __future__ import annotations

import time
from datetime import UTC, datetime


def now_s() -> float:
    """Return seconds since 1970-01-01 UTC."""
    return time.time()  # noqa: TID251 - the one place that may


def utc_text(at_s: float) -> str:
    """Return ``2026-11-22T12:01:02.345Z`` for seconds since 1970-01-01 UTC."""
    moment = datetime.fromtimestamp(at_s, tz=UTC)
    return moment.strftime("%Y-%m-%dT%H:%M:%S.") + f"{moment.microsecond // 1000:03d}Z"


def now_text() -> str:
    """Return the time of day now, in UTC, to the millisecond."""
    return utc_text(now_s())


def file_text(at_s: float) -> str:
    """Return ``20261122-120102`` in UTC, for names of files."""
    return datetime.fromtimestamp(at_s, tz=UTC).strftime("%Y%m%d-%H%M%S")
